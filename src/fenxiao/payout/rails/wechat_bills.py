"""WeChat Pay transfer bills (微信支付商家转账，transfer-bills): one payee, who confirms.

The payee confirms each bill within 24 hours, or has agreed once that bills of a scene come
without asking (免确认收款授权); then the bill names that agreement instead of his openid.
A bill can be cancelled while it waits for him.

Source: docs/rails/wechat_bills.md, which names the page of each figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from fenxiao.model.encoding import Json
from fenxiao.model.records import Payout
from fenxiao.payout.rails.answers import read_object
from fenxiao.payout.rails.checks import (
    check_fields,
    check_name,
    check_single,
    check_url,
    check_word,
)
from fenxiao.payout.rails.form import (
    Field,
    Figures,
    Limit,
    Places,
    Problem,
    RailAnswer,
    Request,
    State,
    check_sendable,
    given,
    refuse_broken,
    request,
)
from fenxiao.payout.rails.wechat_form import (
    CURRENCY,
    REPORTS,
    SCENES,
    Names,
    Report,
    check_reports,
    name_limits,
    read_answer,
    written_reports,
)

__all__ = [
    "FIELDS",
    "LIMITS",
    "STATES",
    "Ask",
    "Bill",
    "parse",
    "render",
    "render_cancel",
    "render_query",
    "validate",
]

_PATH = "/v3/fund-app/mch-transfer/transfer-bills"
_PAGE = "https://pay.weixin.qq.com/doc/v3/partner/4015469096"
_ASKING = "https://pay.weixin.qq.com/doc/v3/merchant/4015901167"
_FAQ = "https://pay.weixin.qq.com/doc/v3/partner/4015468873"
_SINCE = date(2025, 1, 15)  # when transfer bills opened; pages read later say the same

LIMITS: tuple[Limit, ...] = (
    Limit("single_low_minor", 10, "minor units", _SINCE, _FAQ),
    Limit(
        "single_high_minor",
        20_000,
        "minor units",
        _SINCE,
        "https://developers.weixin.qq.com/community/develop/doc/00002eba8509c824ffe2895616fc00",
    ),
    *name_limits(_SINCE, "wechatpayv3 2.0.4, wechatpayv3/mchtransfer.py", _PAGE),
    Limit("appid_characters", 32, "characters", _SINCE, _PAGE),
    Limit("scene_characters", 36, "characters", _SINCE, _PAGE),
    Limit("openid_characters", 64, "characters", _SINCE, _PAGE),
    Limit("remark_characters", 32, "characters", _SINCE, _PAGE),
    Limit("url_characters", 256, "characters", _SINCE, _PAGE),
    Limit("perception_characters", 256, "characters", date(2025, 8, 26), _ASKING),
    Limit("authorisation_characters", 32, "characters", date(2025, 8, 26), _ASKING),
    Limit("display_name_characters", 32, "characters", date(2025, 8, 26), _ASKING),
    *REPORTS,
    Limit("confirm_hours", 24, "hours", _SINCE, _FAQ),
    Limit(
        "query_days",
        30,
        "days",
        _SINCE,
        "https://pay.weixin.qq.com/docs/merchant/apis/mch-trans/transfer-bill/get-transfer-bill-by-no.html",
    ),
)
"""The public figures; what a merchant may send is in his own product settings."""

STATES: tuple[State, ...] = (
    State("ACCEPTED", "accepted", "accepted", "转账已受理"),
    State("PROCESSING", "processing", "being worked on; the balance may be short", "转账处理中"),
    State(
        "WAIT_USER_CONFIRM", "awaiting_payee", "waits for the payee to confirm", "待收款用户确认"
    ),
    State("TRANSFERING", "processing", "not certain yet", "转账结果尚未明确"),
    State("SUCCESS", "paid", "paid", "转账成功"),
    State("FAIL", "failed", "failed, or not confirmed in time", "转账失败，含逾期未确认"),
    State("CANCELING", "processing", "the cancelling is accepted", "撤销中"),
    State("CANCELLED", "cancelled", "cancelled", "转账撤销完成"),
)
"""Every documented word of a bill's state, and what it means in the life cycle."""

FIELDS: tuple[Field, ...] = (
    Field("/appid", "text", limit="appid_characters"),
    Field("/out_bill_no", "text"),
    Field("/transfer_scene_id", "text", limit="scene_characters"),
    Field("/openid", "text", is_required=False),
    Field("/user_name", "text", is_required=False),
    Field("/transfer_amount", "integer"),
    Field("/transfer_remark", "text", limit="remark_characters"),
    Field("/notify_url", "text", is_required=False, limit="url_characters"),
    Field("/user_recv_perception", "text", is_required=False, limit="perception_characters"),
    Field("/transfer_scene_report_infos", "list"),
    Field("/transfer_scene_report_infos/*/info_type", "text", limit="report_type_characters"),
    Field("/transfer_scene_report_infos/*/info_content", "text", limit="report_content_characters"),
    Field("/authorization_info", "object", is_required=False),
    Field("/authorization_info/user_display_name", "text"),
    Field("/authorization_info/out_authorization_no", "text", limit="authorisation_characters"),
    Field("/authorization_info/authorization_notify_url", "text", limit="url_characters"),
    Field("/out_authorization_no", "text", is_required=False, limit="authorisation_characters"),
)
"""The body of a bill, in all three ways of sending it."""


_NAMES = Names("state", "out_bill_no", "transfer_bill_no", "transfer_amount")


class Ask(NamedTuple):
    """The request that later bills need no confirmation (免确认收款授权).

    Args:
        authorisation_no: Your own number of the agreement, one for each payee and scene.
        display_name_token: The token of the name by which your system shows the payee.
        notify_url: Where WeChat Pay tells whether he agreed.
    """

    authorisation_no: str
    display_name_token: str
    notify_url: str


class Bill(NamedTuple):
    """An instruction with what the rail wants to know beside it.

    Args:
        payout: The instruction; its ``payee_token`` stands for the openid.
        appid: The app id under which the openid is known.
        scene_id: The scene, such as "1005" for commissions.
        remark: What the payee sees.
        reports: What the scene is reported as.
        name_token: The token of the payee's real name.
        notify_url: Where the result is sent.
        perception: What the payee is shown as the reason (用户收款感知).
        ask: To ask, while he confirms, that later bills need no confirmation.
        authorisation_no: The agreement under which this bill needs none.
    """

    payout: Payout
    appid: str
    scene_id: str
    remark: str
    reports: tuple[Report, ...]
    name_token: str | None = None
    notify_url: str | None = None
    perception: str | None = None
    ask: Ask | None = None
    authorisation_no: str | None = None


def validate(bill: Bill, limits: Figures) -> tuple[Problem, ...]:
    """Return every rule of the rail that a bill would break.

    Args:
        bill: The bill.
        limits: The figures of the day, from ``figures(LIMITS, day, contract)``.

    Returns:
        The findings, cheap ones first; empty if the rail takes it as far as is published.
    """
    return tuple(_problems(bill, limits))


def _problems(bill: Bill, limits: Figures) -> Iterator[Problem]:
    payout, key = bill.payout, bill.payout.key
    yield from check_single(payout, (CURRENCY,), limits)
    yield from check_name(payout, bill.name_token, limits)
    texts = {
        "/appid": bill.appid,
        "/transfer_scene_id": bill.scene_id,
        "/transfer_remark": bill.remark,
    }
    yield from check_fields(key, FIELDS, texts, limits)
    yield from check_url(key, "notify_url", bill.notify_url, limits["url_characters"])
    yield from check_reports(key, bill.scene_id, bill.reports, limits)
    yield from _check_perception(bill, limits)
    yield from _check_authorisation(bill, limits)


def _check_perception(bill: Bill, limits: Figures) -> Iterator[Problem]:
    if bill.perception is None:
        return
    key, field = bill.payout.key, "user_recv_perception"
    scene = SCENES.get(bill.scene_id)
    if scene and scene.perceptions:
        yield from check_word(key, field, bill.perception, scene.perceptions)
    yield from check_fields(key, FIELDS, {f"/{field}": bill.perception}, limits)


def _check_authorisation(bill: Bill, limits: Figures) -> Iterator[Problem]:
    key, number = bill.payout.key, "/out_authorization_no"
    if bill.ask is not None:
        yield from check_fields(key, FIELDS, {number: bill.ask.authorisation_no}, limits)
        field, url = "authorization_notify_url", bill.ask.notify_url
        yield from check_url(key, field, url, limits["url_characters"])
    yield from check_fields(key, FIELDS, {number: bill.authorisation_no}, limits)
    if bill.ask is not None and bill.authorisation_no is not None:
        form = "asked for or used, not both"
        facts = (("field", "out_authorization_no"), ("form", form), ("key", key))
        yield Problem("rail.bad_form", facts)


def render(bill: Bill, limits: Figures) -> Request:
    """Return the request that sends a bill, in the way that the bill asks for.

    Args:
        bill: The bill of an approved instruction.
        limits: The figures of the day.

    Returns:
        The request; the openid and the names are tokens at the places of its fills.

    Raises:
        PayoutError: ``payout.not_approved``; ``rail.broken_rules``.

    Examples:
        >>> from fenxiao.payout.rails.form import figures
        >>> one = Payout("I1", "K1", "shop", "u1", "CNY", 1234, "t9", "approved", 0, 0, None)
        >>> told = (Report("岗位类型", "推广员"), Report("报酬说明", "六月佣金"))
        >>> sent = render(Bill(one, "wx1", "1005", "佣金", told), figures(LIMITS, date(2026, 6, 1)))
        >>> sent.path, sent.key, [(fill.pointer, fill.token) for fill in sent.fills]
        ('/v3/fund-app/mch-transfer/transfer-bills', 'K1', [('/openid', 't9')])
    """
    check_sendable([bill.payout])
    refuse_broken(validate(bill, limits))
    body, places = _common(bill)
    path = _PATH
    if bill.authorisation_no is not None:
        path = f"{_PATH}/transfer"
        body["out_authorization_no"] = bill.authorisation_no
    else:
        places.put(body, "/openid", bill.payout.payee_token, most=limits["openid_characters"])
    if bill.ask is not None:
        path = f"{_PATH}/pre-transfer-with-authorization"
        asked: dict[str, Json] = {
            "out_authorization_no": bill.ask.authorisation_no,
            "authorization_notify_url": bill.ask.notify_url,
        }
        most = limits["display_name_characters"]
        token = bill.ask.display_name_token
        places.put(asked, "/authorization_info/user_display_name", token, most=most)
        body["authorization_info"] = asked
    return request("POST", path, bill.payout.key, body, places.fills)


def _common(bill: Bill) -> tuple[dict[str, Json], Places]:
    body: dict[str, Json] = {
        "appid": bill.appid,
        "out_bill_no": bill.payout.key,
        "transfer_scene_id": bill.scene_id,
        "transfer_amount": bill.payout.amount_minor,
        "transfer_remark": bill.remark,
        "transfer_scene_report_infos": written_reports(bill.reports),
        **given(notify_url=bill.notify_url, user_recv_perception=bill.perception),
    }
    places = Places()
    places.put(body, "/user_name", bill.name_token or None, is_encrypted=True)
    return body, places


def render_query(key: str) -> Request:
    """Return the request that asks for a bill by its key; within ``query_days`` of sending.

    Examples:
        >>> render_query("K1").path
        '/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/K1'
    """
    return request("GET", f"{_PATH}/out-bill-no/{key}", key)


def render_cancel(key: str) -> Request:
    """Return the request that cancels a bill which the payee has not confirmed yet."""
    return request("POST", f"{_PATH}/out-bill-no/{key}/cancel", key)


def parse(text: str | bytes) -> RailAnswer:
    """Return what WeChat Pay said of a bill.

    Takes the response to sending, asking and cancelling, an error, and the content of a
    ``MCHTRANSFER.BILL.FINISHED`` notification that the host has decrypted.

    Args:
        text: The body, as it came.

    Returns:
        The answer; the response to sending names no amount, so that it never says "paid".

    Raises:
        PayoutError: ``rail.unreadable``.

    Examples:
        >>> told = parse('{"out_bill_no": "K1", "transfer_bill_no": "1", "state": "SUCCESS"}')
        >>> told.outcome, told.code  # ask for the bill: this names no amount
        ('unknown', 'SUCCESS')
    """
    return read_answer(read_object(text), _NAMES, STATES)
