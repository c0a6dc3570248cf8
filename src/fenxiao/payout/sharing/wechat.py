"""Profit sharing of WeChat Pay (微信支付分账，/v3/profitsharing): 50 receivers, 50 requests.

A receiver is added once before he can receive. A share's key is the last word of its
description, which the service hands back as it came: so an answer names the share without
naming the account.

Source: docs/rails/sharing.md, which names the page of each figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from fenxiao.model.encoding import Json
from fenxiao.model.events import PayoutOutcome
from fenxiao.payout.rails.answers import (
    Said,
    answer,
    id_in,
    list_in,
    minor_in,
    object_in,
    read_object,
    text_in,
)
from fenxiao.payout.rails.checks import Text, check_texts, check_word
from fenxiao.payout.rails.form import (
    Field,
    Figures,
    Fill,
    Limit,
    Problem,
    RailAnswer,
    Request,
    State,
    outcomes,
    refuse_broken,
    request,
)
from fenxiao.payout.sharing.cycle import Receiver, Share, SharedOrder, check_return, check_shares

__all__ = [
    "FIELDS",
    "LIMITS",
    "RELATIONS",
    "RETURN_STATES",
    "STATES",
    "Return",
    "Sending",
    "parse",
    "parse_return",
    "render_query",
    "render_receiver",
    "render_return",
    "render_share",
    "render_unfreeze",
    "validate",
]

_PATH = "/v3/profitsharing"
_PAGE = "https://pay.weixin.qq.com/docs/merchant/products/profit-sharing/apilist.html"
_RETURN = "https://pay.weixin.qq.com/docs/partner/apis/profit-sharing/return-orders/create-return-order.html"
_FAQ = "https://developers.weixin.qq.com/community/pay/doc/000284823e8460aada68dacca5b008"
_SINCE = date(2025, 9, 29)
_TYPES = {"merchant": "MERCHANT_ID", "person": "PERSONAL_OPENID"}
_CURRENCY = "CNY"
_RETURNED: tuple[PayoutOutcome, ...] = ("returned",)

LIMITS: tuple[Limit, ...] = (
    Limit("receivers", 50, "items", _SINCE, _PAGE),
    Limit("requests", 50, "requests", _SINCE, _PAGE),
    Limit(
        "ratio_ppm",
        300_000,
        "ppm",
        _SINCE,
        "https://developers.weixin.qq.com/community/develop/doc/00088e3ee58260928b698a82651000",
    ),
    Limit("account_characters", 64, "characters", _SINCE, _PAGE),
    Limit("description_characters", 80, "characters", _SINCE, _PAGE),
    Limit("returns", 50, "requests", _SINCE, _RETURN),
    Limit("return_days", 180, "days", _SINCE, _RETURN),
    Limit("frozen_days", 30, "days", _SINCE, _FAQ),
)
"""The public figures; the ratio is what the merchant set, 30% if he set nothing."""

RELATIONS = (
    *("SERVICE_PROVIDER", "STORE", "STAFF", "STORE_OWNER", "PARTNER", "HEADQUARTER", "BRAND"),
    *("DISTRIBUTOR", "USER", "SUPPLIER", "CUSTOM"),
)
"""What a receiver may be to the merchant (wechatpay-java ReceiverRelationType)."""

STATES: tuple[State, ...] = (
    State("PENDING", "submitted", "not shared yet", "待分账"),
    State("SUCCESS", "paid", "shared", "分账成功"),
    State("CLOSED", "failed", "closed, see the reason", "已关闭"),
)
"""Every documented word of a share's result."""

RETURN_STATES: tuple[State, ...] = (
    State("PROCESSING", "submitted", "being called back; failed after five days", "处理中"),
    State("SUCCESS", "returned", "called back", "回退成功"),
    State("FAILED", "failed", "not called back", "回退失败"),
)
"""Every documented word of a return's result; "failed" leaves the share where it is."""

FIELDS: tuple[Field, ...] = (
    Field("/appid", "text"),
    Field("/transaction_id", "text"),
    Field("/out_order_no", "text"),
    Field("/unfreeze_unsplit", "flag"),
    Field("/receivers", "list", limit="receivers"),
    Field("/receivers/*/type", "text"),
    Field("/receivers/*/account", "text", limit="account_characters"),
    Field("/receivers/*/name", "text", is_required=False),
    Field("/receivers/*/amount", "integer"),
    Field("/receivers/*/description", "text", limit="description_characters"),
)
"""The body of a request that shares."""


class Return(NamedTuple):
    """A part of a merchant's share that is called back (分账回退).

    Args:
        key: The key of the return, never used twice.
        share_key: The share.
        amount_minor: How much, in minor units.
        reason: Why, in at most 80 characters.
    """

    key: str
    share_key: str
    amount_minor: int
    reason: str


def _description(one: Share, text: str) -> str:
    return f"{text} {one.key}".strip()


def validate(
    order: SharedOrder, shares: Sequence[Share], text: str, limits: Figures
) -> tuple[Problem, ...]:
    """Return every rule that sharing in one request would break.

    Args:
        order: The order.
        shares: Shares of it that were not sent yet.
        text: What the bill says of each, before the share's key.
        limits: The figures of the day, from ``figures(LIMITS, day, contract)``.
    """
    most = limits["description_characters"]
    texts = (
        problem
        for one in shares
        for problem in check_texts(one.key, [Text("description", _description(one, text), most)])
    )
    return (*check_shares(order, shares, limits), *texts)


def render_receiver(
    receiver: Receiver, key: str, appid: str, relation: str = "DISTRIBUTOR"
) -> Request:
    """Return the request that adds a receiver; a merchant's needs its full name.

    Args:
        receiver: The receiver.
        key: Your id of the request; the service knows a receiver by the account alone.
        appid: The app id under which the openid is known.
        relation: What he is to the merchant, one of ``RELATIONS``.

    Raises:
        PayoutError: ``rail.broken_rules``.

    Examples:
        >>> render_receiver(Receiver("person", "t9"), "R1", "wx1").fills[0].token
        't9'
    """
    lacks = receiver.kind == "merchant" and receiver.name_token is None
    missing = [Problem("rail.missing", (("field", "name"), ("key", key)))] if lacks else []
    refuse_broken([*check_word(key, "relation_type", relation, RELATIONS), *missing])
    body: dict[str, Json] = {"appid": appid, "relation_type": relation, **_account(receiver)}
    return request("POST", f"{_PATH}/receivers/add", key, body, _fills(receiver, ""))


def _account(receiver: Receiver) -> dict[str, Json]:
    account: dict[str, Json] = {"type": _TYPES[receiver.kind], "account": receiver.token}
    if receiver.name_token is not None:
        account["name"] = receiver.name_token
    return account


def _fills(receiver: Receiver, at: str) -> list[Fill]:
    fills = [Fill(f"{at}/account", receiver.token, most=64)]
    if receiver.name_token is not None:
        fills.append(Fill(f"{at}/name", receiver.name_token, is_encrypted=True))
    return fills


class Sending(NamedTuple):
    """How shares are sent in one request.

    Args:
        key: The key of the request, never used twice.
        appid: The app id under which the openids are known.
        text: What the bill says of each share, before its key.
        is_last: Whether the rest is unfrozen at once.
    """

    key: str
    appid: str
    text: str = ""
    is_last: bool = False


def render_share(
    order: SharedOrder, shares: Sequence[Share], sending: Sending, limits: Figures
) -> Request:
    """Return the request that shares.

    Args:
        order: The order.
        shares: Shares of it that were not sent yet.
        sending: How they are sent.
        limits: The figures of the day.

    Raises:
        PayoutError: ``rail.broken_rules``.

    Examples:
        >>> from fenxiao.payout.rails.form import figures
        >>> one = Share("S1", Receiver("person", "t9"), 30)
        >>> order = SharedOrder("o1", "420", 100, "due", (one,))
        >>> day = figures(LIMITS, date(2026, 6, 1))
        >>> render_share(order, [one], Sending("Q1", "wx1", "佣金"), day).path
        '/v3/profitsharing/orders'
    """
    refuse_broken(validate(order, shares, sending.text, limits))
    receivers: list[Json] = [
        {
            **_account(one.receiver),
            "amount": one.amount_minor,
            "description": _description(one, sending.text),
        }
        for one in shares
    ]
    body: dict[str, Json] = {
        "appid": sending.appid,
        "transaction_id": order.reference,
        "out_order_no": sending.key,
        "receivers": receivers,
        "unfreeze_unsplit": sending.is_last,
    }
    fills = [
        fill for at, one in enumerate(shares) for fill in _fills(one.receiver, f"/receivers/{at}")
    ]
    return request("POST", f"{_PATH}/orders", sending.key, body, fills)


def render_unfreeze(order: SharedOrder, key: str, reason: str) -> Request:
    """Return the request that gives the rest to the merchant (解冻剩余资金).

    Examples:
        >>> render_unfreeze(SharedOrder("o1", "420", 100), "Q2", "done").path
        '/v3/profitsharing/orders/unfreeze'
    """
    body: dict[str, Json] = {
        "transaction_id": order.reference,
        "out_order_no": key,
        "description": reason,
    }
    return request("POST", f"{_PATH}/orders/unfreeze", key, body)


def render_query(order: SharedOrder, key: str) -> Request:
    """Return the request that asks for a sharing by its key."""
    return request("GET", f"{_PATH}/orders/{key}?transaction_id={order.reference}", key)


def render_return(order: SharedOrder, back: Return, day: date, limits: Figures) -> Request:
    """Return the request that calls a part of a merchant's share back.

    Args:
        order: The order.
        back: What is called back.
        day: The day on which it is asked for.
        limits: The figures of the day.

    Raises:
        PayoutError: ``rail.broken_rules``, as for a share that went to a person.
    """
    reason = Text("description", back.reason, limits["description_characters"])
    found = check_return(order, back.share_key, back.amount_minor, day, limits)
    refuse_broken([*found, *check_texts(back.key, [reason])])
    one = next(one for one in order.shares if one.key == back.share_key)
    body: dict[str, Json] = {
        "out_order_no": one.request_key,
        "out_return_no": back.key,
        "return_mchid": one.receiver.token,
        "amount": back.amount_minor,
        "description": back.reason,
    }
    fills = [Fill("/return_mchid", one.receiver.token, most=32)]
    return request("POST", f"{_PATH}/return-orders", back.key, body, fills)


def parse(text: str | bytes) -> tuple[RailAnswer, ...]:
    """Return what WeChat Pay said of a sharing: one answer for each share, by its key.

    Takes the response to sharing and asking, and a decrypted notification, which names one
    receiver and no result.

    Raises:
        PayoutError: ``rail.unreadable``.

    Examples:
        >>> told = '''{"out_order_no": "Q1", "state": "FINISHED", "receivers": [{"amount": 30,
        ...   "description": "佣金 S1", "result": "SUCCESS", "detail_id": "36"}]}'''
        >>> [(one.outcome, one.key, one.amount_minor) for one in parse(told)]
        [('paid', 'S1', 30)]
    """
    fields = read_object(text)
    rows = list_in(fields, "receivers") or [object_in(fields, "receiver") or fields]
    return tuple(_receiver(one) for one in rows)


def _receiver(fields: Mapping[str, object]) -> RailAnswer:
    words = text_in(fields, "description").split()
    said = Said(
        code=text_in(fields, "result") or text_in(fields, "code"),
        key=id_in({"key": words[-1]}, "key") if words else None,
        reference=id_in(fields, "detail_id"),
        amount_minor=minor_in(fields, "amount"),
        currency=_CURRENCY,
        text=text_in(fields, "fail_reason") or text_in(fields, "message"),
    )
    return answer(said, outcomes(STATES))


def parse_return(text: str | bytes) -> RailAnswer:
    """Return what WeChat Pay said of a return, by the return's key.

    "returned" needs the amount, like "paid" elsewhere.

    Raises:
        PayoutError: ``rail.unreadable``.

    Examples:
        >>> told = '{"out_return_no": "B1", "return_id": "9", "amount": 5, "result": "SUCCESS"}'
        >>> parse_return(told).outcome
        'returned'
    """
    fields = read_object(text)
    said = Said(
        code=text_in(fields, "result") or text_in(fields, "code"),
        key=id_in(fields, "out_return_no"),
        reference=id_in(fields, "return_id"),
        amount_minor=minor_in(fields, "amount"),
        currency=_CURRENCY,
        text=text_in(fields, "fail_reason") or text_in(fields, "message"),
    )
    return answer(said, outcomes(RETURN_STATES), _RETURNED)
