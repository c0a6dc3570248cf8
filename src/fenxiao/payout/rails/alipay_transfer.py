"""Alipay single transfer (支付宝单笔转账，alipay.fund.trans.uni.transfer): one payee at once.

The answer comes at once, but it names no amount in every version of the interface, so that
"paid" is read from the query, or from a notification that names it.

Source: docs/rails/alipay_transfer.md, which names the page of each figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from fenxiao.model.encoding import Json
from fenxiao.model.records import Payout
from fenxiao.payout.rails.alipay_form import CURRENCY, call, open_envelope, yuan
from fenxiao.payout.rails.answers import Said, amount_in, answer, id_in, text_in
from fenxiao.payout.rails.checks import (
    Text,
    check_fields,
    check_single,
    check_texts,
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
    outcomes,
    refuse_broken,
)

__all__ = [
    "FIELDS",
    "IDENTITIES",
    "LIMITS",
    "QUERY_FIELDS",
    "STATES",
    "Transfer",
    "parse",
    "render",
    "render_query",
    "validate",
]

_METHOD = "alipay.fund.trans.uni.transfer"
_QUERY = "alipay.fund.trans.common.query"
_PRODUCT = {"product_code": "TRANS_ACCOUNT_NO_PWD", "biz_scene": "DIRECT_TRANSFER"}
_MODEL = "alipay-sdk-java-all 002e9002, v2 AlipayFundTransUniTransferModel"
_PRODUCT_PAGE = "https://developer.aliyun.com/article/711101"
_SINCE = date(2024, 9, 29)

LIMITS: tuple[Limit, ...] = (
    Limit("single_low_minor", 10, "minor units", _SINCE, _MODEL),
    Limit("single_high_minor", 5_000_000, "minor units", _SINCE, _PRODUCT_PAGE),
    Limit("remark_needed_minor", 5_000_000, "minor units", _SINCE, _PRODUCT_PAGE),
    Limit(
        "key_characters",
        64,
        "characters",
        _SINCE,
        "https://docs.open.alipay.com/api_28/alipay.fund.trans.common.query/",
    ),
    Limit("remark_characters", 100, "characters", _SINCE, _PRODUCT_PAGE),
)
"""The public figures; the day's and the month's are in the merchant's own settings."""

IDENTITIES = ("ALIPAY_USER_ID", "ALIPAY_LOGON_ID", "ALIPAY_OPEN_ID")
"""What an account may be named by; a login needs the real name beside it."""

STATES: tuple[State, ...] = (
    State("SUCCESS", "paid", "paid", "转账成功"),
    State("WAIT_PAY", "accepted", "waits to be paid", "等待支付"),
    State("CLOSED", "expired", "closed because it came too late", "订单超时关闭"),
    State("FAIL", "failed", "failed", "失败"),
    State("DEALING", "processing", "being worked on", "处理中"),
    State("REFUND", "returned", "sent back by the bank", "退票"),
)
"""Every documented word of a transfer's status, and what it means in the life cycle."""

FIELDS: tuple[Field, ...] = (
    Field("/out_biz_no", "text", limit="key_characters"),
    Field("/trans_amount", "amount"),
    Field("/product_code", "text"),
    Field("/biz_scene", "text"),
    Field("/order_title", "text"),
    Field("/remark", "text", is_required=False, limit="remark_characters"),
    Field("/payee_info", "object"),
    Field("/payee_info/identity", "text"),
    Field("/payee_info/identity_type", "text"),
    Field("/payee_info/name", "text", is_required=False),
)
"""The content of a transfer."""

QUERY_FIELDS: tuple[Field, ...] = (
    Field("/out_biz_no", "text", limit="key_characters"),
    Field("/product_code", "text"),
    Field("/biz_scene", "text"),
)
"""The content of a call that asks for a transfer."""


class Transfer(NamedTuple):
    """An instruction with what Alipay wants to know beside it.

    Args:
        payout: The instruction; its ``payee_token`` stands for the account.
        title: What the payee's statement says.
        identity_type: What the account is named by, one of ``IDENTITIES``.
        name_token: The token of the payee's real name; if given, Alipay compares it.
        remark: A note that the payee sees.
    """

    payout: Payout
    title: str
    identity_type: str = "ALIPAY_USER_ID"
    name_token: str | None = None
    remark: str | None = None


def validate(transfer: Transfer, limits: Figures) -> tuple[Problem, ...]:
    """Return every rule of the rail that a transfer would break.

    Args:
        transfer: The transfer.
        limits: The figures of the day, from ``figures(LIMITS, day, contract)``.
    """
    return tuple(_problems(transfer, limits))


def _problems(transfer: Transfer, limits: Figures) -> Iterator[Problem]:
    payout, key = transfer.payout, transfer.payout.key
    yield from check_single(payout, (CURRENCY,), limits)
    # No page that gives the length of a title could be read; an empty one is refused.
    yield from check_texts(key, [Text("order_title", transfer.title, len(transfer.title))])
    yield from check_word(key, "identity_type", transfer.identity_type, IDENTITIES)
    if transfer.identity_type == "ALIPAY_LOGON_ID" and not transfer.name_token:
        yield Problem("rail.missing", (("field", "payee_info.name"), ("key", key)))
    needs_remark = payout.amount_minor >= limits["remark_needed_minor"]
    if transfer.remark is not None or needs_remark:
        yield from check_fields(key, FIELDS, {"/remark": transfer.remark or ""}, limits)


def render(transfer: Transfer, limits: Figures) -> Request:
    """Return the call that transfers.

    Args:
        transfer: The transfer of an approved instruction.
        limits: The figures of the day.

    Returns:
        The request; the account and the name are tokens at the places of its fills.

    Raises:
        PayoutError: ``payout.not_approved``; ``rail.broken_rules``.

    Examples:
        >>> from fenxiao.payout.rails.form import figures
        >>> one = Payout("I1", "K1", "shop", "u1", "CNY", 1234, "t9", "approved", 0, 0, None)
        >>> sent = render(Transfer(one, "佣金"), figures(LIMITS, date(2026, 6, 1)))
        >>> '"trans_amount":"12.34"' in sent.body, [fill.pointer for fill in sent.fills]
        (True, ['/payee_info/identity'])
    """
    payout = transfer.payout
    check_sendable([payout])
    refuse_broken(validate(transfer, limits))
    places = Places()
    payee: dict[str, Json] = {"identity_type": transfer.identity_type}
    places.put(payee, "/payee_info/identity", payout.payee_token)
    places.put(payee, "/payee_info/name", transfer.name_token or None)
    content: dict[str, Json] = {
        "out_biz_no": payout.key,
        "trans_amount": yuan(payout.amount_minor),
        "order_title": transfer.title,
        "payee_info": payee,
        **_PRODUCT,
        **given(remark=transfer.remark),
    }
    return call(_METHOD, payout.key, content, places.fills)


def render_query(key: str) -> Request:
    """Return the call that asks for a transfer by its key.

    Examples:
        >>> render_query("K1").path
        '/gateway.do?method=alipay.fund.trans.common.query'
    """
    return call(_QUERY, key, {"out_biz_no": key, **_PRODUCT})


def parse(text: str | bytes) -> RailAnswer:
    """Return what Alipay said of a transfer.

    Takes the answer to a transfer and to a query, and the ``biz_content`` of an
    ``alipay.fund.trans.order.changed`` notification whose signature the host has checked.

    Args:
        text: The JSON, as it came.

    Returns:
        The answer; whatever the gateway calls an error is "unknown" until it is asked again,
        since a system error may come after the money has left.

    Raises:
        PayoutError: ``rail.unreadable``.

    Examples:
        >>> told = '''{"alipay_fund_trans_common_query_response": {"code": "10000",
        ...   "out_biz_no": "K1", "order_id": "9", "status": "SUCCESS", "trans_amount": "12.34"}}'''
        >>> parse(told).outcome, parse(told).amount_minor
        ('paid', 1234)
    """
    envelope = open_envelope(text, _METHOD, _QUERY)
    fields = envelope.content
    amount_minor = amount_in(fields, "trans_amount", CURRENCY)
    said = Said(
        code=text_in(fields, "status") or envelope.code,
        key=id_in(fields, "out_biz_no"),
        reference=id_in(fields, "order_id"),
        amount_minor=amount_minor or amount_in(fields, "amount", CURRENCY),
        currency=CURRENCY,
        text=text_in(fields, "fail_reason") or text_in(fields, "error_code") or envelope.text,
    )
    return answer(said, outcomes(STATES))
