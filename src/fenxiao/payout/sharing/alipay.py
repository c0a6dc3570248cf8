"""Profit sharing of Alipay (支付宝商家分账，alipay.trade.order.settle): at once, or later.

A request that is settled at once has few receivers and succeeds or fails as a whole; one
that is settled later has more and may succeed in part. A receiver is bound once before he
can receive. What was shared is called back together with a refund to the buyer.

Source: docs/rails/sharing.md, which names the page of each figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple

from fenxiao.model.encoding import Json
from fenxiao.money import AMOUNT_LIMIT_MINOR
from fenxiao.payout.rails.alipay_form import CURRENCY, call, open_envelope, yuan
from fenxiao.payout.rails.answers import Said, amount_in, answer, id_in, list_in, text_in
from fenxiao.payout.rails.checks import Text, check_texts
from fenxiao.payout.rails.form import (
    Field,
    Figures,
    Fill,
    Limit,
    Places,
    Problem,
    RailAnswer,
    Request,
    State,
    outcomes,
    refuse_broken,
)
from fenxiao.payout.sharing.cycle import Receiver, Share, SharedOrder, check_return, check_shares

__all__ = [
    "FIELDS",
    "LIMITS",
    "QUERY_FIELDS",
    "RECEIVER_FIELDS",
    "REFUND_FIELDS",
    "STATES",
    "Mode",
    "Return",
    "Sending",
    "parse",
    "render_query",
    "render_receiver",
    "render_return",
    "render_share",
    "render_unfreeze",
    "validate",
]

Mode = Literal["sync", "async"]
_SETTLE = "alipay.trade.order.settle"
_QUERY = "alipay.trade.order.settle.query"
_MODEL = "alipay-sdk-java-all 002e9002, v2 AlipayTradeOrderSettleModel"
_COPY = "https://cnblogs.com/keleyu/p/17645634.html"
_GUIDE = "https://huaqihao.com/server/2775.html"
_TYPES = "https://github.com/sigoden/alipay/blob/7b2a3b2/src/types/pay/SettleOrder.ts"
_SINCE = date(2024, 8, 26)
_OPERATIONS = {"transfer", "transfer_refund", "replenish", "replenish_refund"}
_KEY = re.compile(r"[0-9A-Za-z_]{1,32}")


def _limits(receivers: int, requests: int) -> tuple[Limit, ...]:
    return (
        Limit("receivers", receivers, "items", _SINCE, _COPY),
        Limit("requests", requests, "requests", _SINCE, _COPY),
        Limit("ratio_ppm", 300_000, "ppm", _SINCE, _GUIDE),
        Limit("key_characters", 32, "characters", _SINCE, _MODEL),
        Limit("description_characters", 1_000, "characters", _SINCE, _TYPES),
        Limit("frozen_days", 30, "days", _SINCE, _COPY),
    )


LIMITS: Mapping[Mode, tuple[Limit, ...]] = MappingProxyType(
    {"sync": _limits(5, 50), "async": _limits(50, 300)}
)
"""The public figures of each mode; the ratio is what the contract says, 30% by default."""

STATES: tuple[State, ...] = (
    State("SUCCESS", "paid", "shared, or called back", "成功"),
    State("FAIL", "failed", "failed", "失败"),
    State("PROCESSING", "submitted", "being worked on", "处理中"),
)
"""Every documented word of a detail's state."""

FIELDS: tuple[Field, ...] = (
    Field("/out_request_no", "text", limit="key_characters"),
    Field("/trade_no", "text"),
    Field("/royalty_mode", "text", is_required=False),
    Field("/royalty_parameters", "list", is_required=False, limit="receivers"),
    Field("/royalty_parameters/*/royalty_type", "text"),
    Field("/royalty_parameters/*/trans_in_type", "text"),
    Field("/royalty_parameters/*/trans_in", "text"),
    Field("/royalty_parameters/*/trans_in_name", "text", is_required=False),
    Field("/royalty_parameters/*/amount", "amount"),
    Field("/royalty_parameters/*/desc", "text", limit="description_characters"),
    Field("/extend_params", "object", is_required=False),
    Field("/extend_params/royalty_finish", "text"),
)
"""The content of a call that shares."""

RECEIVER_FIELDS: tuple[Field, ...] = (
    Field("/out_request_no", "text", limit="key_characters"),
    Field("/receiver_list", "list"),
    Field("/receiver_list/*/type", "text"),
    Field("/receiver_list/*/account", "text"),
    Field("/receiver_list/*/name", "text", is_required=False),
)
"""The content of a call that binds a receiver."""

QUERY_FIELDS: tuple[Field, ...] = (
    Field("/out_request_no", "text", limit="key_characters"),
    Field("/trade_no", "text"),
)
"""The content of a call that asks for a request."""

REFUND_FIELDS: tuple[Field, ...] = (
    Field("/trade_no", "text"),
    Field("/out_request_no", "text", limit="key_characters"),
    Field("/refund_amount", "amount"),
    Field("/refund_reason", "text", limit="description_characters"),
    Field("/refund_royalty_parameters", "list"),
    Field("/refund_royalty_parameters/*/royalty_type", "text"),
    Field("/refund_royalty_parameters/*/trans_out_type", "text"),
    Field("/refund_royalty_parameters/*/trans_out", "text"),
    Field("/refund_royalty_parameters/*/amount", "amount"),
    Field("/refund_royalty_parameters/*/desc", "text", limit="description_characters"),
)
"""The content of a call that refunds the buyer and calls a share back."""


class Sending(NamedTuple):
    """How shares are sent in one request.

    Args:
        key: The key of the request, never used twice: digits, letters, underscores.
        mode: Whether it is settled at once or later.
        text: What the bill says of each share.
        is_last: Whether the rest is unfrozen at once.
    """

    key: str
    mode: Mode = "sync"
    text: str = "分账"
    is_last: bool = False


class Return(NamedTuple):
    """A part of a share that is called back with a refund to the buyer.

    Args:
        key: The key of the refund, never used twice.
        share_key: The share.
        amount_minor: How much is called back, in minor units.
        refund_minor: How much the buyer gets, in minor units.
        reason: Why.
    """

    key: str
    share_key: str
    amount_minor: int
    refund_minor: int
    reason: str


def validate(
    order: SharedOrder, shares: Sequence[Share], sending: Sending, limits: Figures
) -> tuple[Problem, ...]:
    """Return every rule that sharing in one request would break.

    Args:
        order: The order.
        shares: Shares of it that were not sent yet.
        sending: How they are sent.
        limits: The figures of the day, from ``figures(LIMITS[mode], day, contract)``.
    """
    text = Text("desc", sending.text, limits["description_characters"])
    return (
        *_bad_key(sending.key),
        *check_shares(order, shares, limits),
        *check_texts(sending.key, [text]),
    )


def _bad_key(key: str) -> Iterator[Problem]:
    if not _KEY.fullmatch(key):
        form = "1 to 32 digits, letters and underscores"
        facts = (("field", "out_request_no"), ("form", form), ("key", key))
        yield Problem("rail.bad_form", facts)


def render_receiver(receiver: Receiver, key: str) -> Request:
    """Return the call that binds a receiver, by his user id.

    Examples:
        >>> [fill.pointer for fill in render_receiver(Receiver("person", "t9"), "R1").fills]
        ['/receiver_list/0/account']
    """
    refuse_broken(tuple(_bad_key(key)))
    places = Places()
    one: dict[str, Json] = {"type": "userId"}
    places.put(one, "/receiver_list/0/account", receiver.token)
    places.put(one, "/receiver_list/0/name", receiver.name_token)
    content: dict[str, Json] = {"out_request_no": key, "receiver_list": [one]}
    return call("alipay.trade.royalty.relation.bind", key, content, places.fills)


def render_share(
    order: SharedOrder, shares: Sequence[Share], sending: Sending, limits: Figures
) -> Request:
    """Return the call that shares.

    Args:
        order: The order; its reference is Alipay's number of the trade.
        shares: Shares of it that were not sent yet.
        sending: How they are sent.
        limits: The figures of the day and mode.

    Raises:
        PayoutError: ``rail.broken_rules``.

    Examples:
        >>> from fenxiao.payout.rails.form import figures
        >>> one = Share("S1", Receiver("person", "t9"), 30)
        >>> order = SharedOrder("o1", "420", 100, "due", (one,))
        >>> sent = render_share(
        ...     order, [one], Sending("Q1"), figures(LIMITS["sync"], date(2026, 6, 1))
        ... )
        >>> '"amount":"0.30"' in sent.body
        True
    """
    refuse_broken(validate(order, shares, sending, limits))
    places = Places()
    rows: list[Json] = [
        _written(one, sending.text, f"/royalty_parameters/{at}", places)
        for at, one in enumerate(shares)
    ]
    content: dict[str, Json] = {
        "out_request_no": sending.key,
        "trade_no": order.reference,
        "royalty_mode": sending.mode,
        "royalty_parameters": rows,
    }
    if sending.is_last:
        content["extend_params"] = {"royalty_finish": "true"}
    return call(_SETTLE, sending.key, content, places.fills)


def _written(one: Share, text: str, at: str, places: Places) -> Json:
    written: dict[str, Json] = {
        "royalty_type": "transfer",
        "trans_in_type": "userId",
        "amount": yuan(one.amount_minor),
        "desc": text,
    }
    places.put(written, f"{at}/trans_in", one.receiver.token)
    places.put(written, f"{at}/trans_in_name", one.receiver.name_token)
    return written


def render_unfreeze(order: SharedOrder, key: str) -> Request:
    """Return the call that unfreezes the rest of an order for the merchant.

    Examples:
        >>> '"royalty_finish":"true"' in render_unfreeze(SharedOrder("o1", "420", 100), "Q2").body
        True
    """
    refuse_broken(tuple(_bad_key(key)))
    content: dict[str, Json] = {
        "out_request_no": key,
        "trade_no": order.reference,
        "extend_params": {"royalty_finish": "true"},
    }
    return call(_SETTLE, key, content)


def render_query(order: SharedOrder, key: str) -> Request:
    """Return the call that asks for a request by its key."""
    return call(_QUERY, key, {"out_request_no": key, "trade_no": order.reference})


def render_return(order: SharedOrder, back: Return, day: date, limits: Figures) -> Request:
    """Return the call that refunds the buyer and calls a part of a share back for it.

    Args:
        order: The order.
        back: What is called back and refunded.
        day: The day on which it is asked for.
        limits: The figures of the day and mode.

    Raises:
        PayoutError: ``rail.broken_rules``, as for a share that went to a person.
    """
    found = check_return(order, back.share_key, back.amount_minor, day, limits)
    reason = Text("refund_reason", back.reason, limits["description_characters"])
    refuse_broken([*_bad_key(back.key), *found, *check_texts(back.key, [reason])])
    one = next(one for one in order.shares if one.key == back.share_key)
    content: dict[str, Json] = {
        "trade_no": order.reference,
        "out_request_no": back.key,
        "refund_amount": yuan(back.refund_minor),
        "refund_reason": back.reason,
        "refund_royalty_parameters": [
            {
                "royalty_type": "transfer",
                "trans_out_type": "userId",
                "trans_out": one.receiver.token,
                "amount": yuan(back.amount_minor),
                "desc": back.reason,
            }
        ],
    }
    fills = [Fill("/refund_royalty_parameters/0/trans_out", one.receiver.token)]
    return call("alipay.trade.refund", back.key, content, fills)


def parse(text: str | bytes, *, is_return: bool = False) -> RailAnswer:
    """Return what Alipay said of a whole request, by its key.

    The answer to a query names each detail, but no key of a share: it is "paid" over their
    sum if all were, "failed" if none was, "unknown" if some were, for a person to look.
    The answer to sharing itself names no detail and never says "paid".

    Args:
        text: The JSON, as it came.
        is_return: Whether what was called back is asked for, rather than what was shared.

    Raises:
        PayoutError: ``rail.unreadable``.

    Examples:
        >>> told = '''{"alipay_trade_order_settle_query_response": {"code": "10000",
        ...   "out_request_no": "Q1", "royalty_detail_list": [{"operation_type": "transfer",
        ...   "amount": "0.30", "state": "SUCCESS", "detail_id": "9"}]}}'''
        >>> parse(told)[:5]
        ('paid', 'Q1', '9', 30, 'CNY')
    """
    envelope = open_envelope(text, _QUERY, _SETTLE, "alipay.trade.refund")
    kind = "transfer_refund" if is_return else "transfer"
    rows = list_in(envelope.content, "royalty_detail_list")
    # A row whose operation nobody documented stays among them, so that it hides in no sum.
    details = [one for one in rows if text_in(one, "operation_type") not in _OPERATIONS - {kind}]
    said = Said(
        code=envelope.code or _word(details, kind),
        key=id_in(envelope.content, "out_request_no"),
        reference=id_in(details[0], "detail_id") if details else None,
        amount_minor=_sum_minor(details),
        currency=CURRENCY,
        text=next((reason for one in details if (reason := text_in(one, "error_code"))), "")
        or envelope.text,
    )
    told = answer(said, outcomes(STATES))
    return told._replace(outcome="returned") if is_return and told.outcome == "paid" else told


def _word(details: Sequence[Mapping[str, object]], kind: str) -> str:
    words = {
        text_in(one, "state") if text_in(one, "operation_type") == kind else "no known operation"
        for one in details
    }
    if "PROCESSING" in words and words <= {*outcomes(STATES)}:
        return "PROCESSING"
    return ", ".join(sorted(words))


def _sum_minor(details: Sequence[Mapping[str, object]]) -> int | None:
    amounts = [amount_in(one, "amount", CURRENCY) for one in details]
    known = [one for one in amounts if one is not None]
    total_minor = sum(known)
    is_whole = len(known) == len(amounts) and 1 <= total_minor <= AMOUNT_LIMIT_MINOR
    return total_minor if is_whole else None
