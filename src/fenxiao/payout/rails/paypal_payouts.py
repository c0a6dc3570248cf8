"""PayPal Payouts (batch payouts, POST /v1/payments/payouts): up to 15,000 payees at once.

A batch is known by its ``sender_batch_id``, which PayPal accepts once in 30 days; an item's
own id is only carried along. So the batch's key is made from the items' keys: the same
items are the same batch, and nothing else may be sent for them until it is answered.
PayPal counts some currencies in other units than the standard, and pays only those it names.

Source: docs/rails/paypal_payouts.md, which names the page of each figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from fenxiao.model.encoding import Json, derive_id
from fenxiao.model.records import Payout
from fenxiao.money import currency, format_amount
from fenxiao.payout.rails.answers import (
    Said,
    amount_in,
    answer,
    id_in,
    list_in,
    object_in,
    read_object,
    text_in,
)
from fenxiao.payout.rails.checks import (
    check_amount_range,
    check_batch,
    check_currency,
    check_fields,
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
    request,
)

__all__ = [
    "BATCH_STATES",
    "DECIMALS",
    "FIELDS",
    "LIMITS",
    "RECIPIENTS",
    "STATES",
    "Batch",
    "Item",
    "batch_key",
    "parse",
    "parse_items",
    "render",
    "render_query",
    "render_query_item",
    "validate",
    "written_amount",
]

_PATH = "/v1/payments/payouts"
_SPEC = "paypal-rest-api-specifications ec4d8f36, payments_payouts_batch_v1.json 1.9"
_CODES = "https://developer.paypal.com/docs/archive/mass-pay/integration-guide/currency-codes/"
_SINCE = date(2024, 2, 3)

LIMITS: tuple[Limit, ...] = (
    Limit("items", 15_000, "items", _SINCE, _SPEC),
    Limit(
        "single_high_usd_minor",
        2_000_000,
        "minor units",
        _SINCE,
        "https://developer.paypal.com/docs/payouts/standard/reference/fees",
    ),
    Limit("batch_key_characters", 256, "characters", _SINCE, _SPEC),
    Limit("key_characters", 63, "characters", _SINCE, _SPEC),
    Limit("receiver_characters", 127, "characters", _SINCE, _SPEC),
    Limit("note_characters", 1_000, "characters", _SINCE, _SPEC),
    Limit("subject_characters", 255, "characters", _SINCE, _SPEC),
    Limit("message_characters", 1_000, "characters", _SINCE, _SPEC),
    Limit("same_batch_days", 30, "days", _SINCE, _SPEC),
    Limit(
        "unclaimed_days",
        30,
        "days",
        _SINCE,
        "https://developer.paypal.com/payouts/use-payouts/cancel-reverse-payouts.md",
    ),
)
"""The public figures; the most of one item is given in USD and kept in USD only."""

DECIMALS: Mapping[str, int] = MappingProxyType(
    dict.fromkeys(("HUF", "JPY", "TWD"), 0)
    | dict.fromkeys(
        (
            *("AUD", "BRL", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "ILS", "MXN"),
            *("MYR", "NOK", "NZD", "PHP", "PLN", "SEK", "SGD", "THB", "USD"),
        ),
        2,
    )
)
"""The currencies that PayPal's page names, each with the decimals that PayPal takes."""

RECIPIENTS = ("EMAIL", "PHONE", "PAYPAL_ID")
"""What a receiver may be named by."""

STATES: tuple[State, ...] = (
    State("SUCCESS", "paid", "the receiver has the money", "收款人已入账"),
    State("FAILED", "failed", "failed", "失败"),
    State("PENDING", "accepted", "received, not finished", "已受理，未完成"),
    State("UNCLAIMED", "awaiting_payee", "waits to be claimed, for 30 days", "待认领，30 天内有效"),
    State("RETURNED", "returned", "not claimed, or cancelled", "未认领或已取消，资金退回"),
    State("ONHOLD", "processing", "held for a review", "审核中"),
    State("BLOCKED", "unknown", "blocked; ask PayPal", "被拦截，需人工核实"),
    State("REFUNDED", "returned", "sent back by the receiver", "收款人退回"),
    State("REVERSED", "returned", "taken back by PayPal", "被撤回"),
)
"""Every documented word of an item, and what it means in the life cycle."""

BATCH_STATES: tuple[State, ...] = (
    State("DENIED", "failed", "none of the items was worked on", "整批被拒，未处理"),
    State("PENDING", "accepted", "received", "已受理"),
    State("PROCESSING", "processing", "being worked on", "处理中"),
    State("SUCCESS", "processing", "worked through: each item has its own word", "整批处理完毕"),
    State("CANCELED", "cancelled", "cancelled on the portal", "已在网页取消"),
)
"""Every documented word of a batch; none of them says that an item is paid."""

FIELDS: tuple[Field, ...] = (
    Field("/sender_batch_header", "object"),
    Field("/sender_batch_header/sender_batch_id", "text", limit="batch_key_characters"),
    Field(
        "/sender_batch_header/email_subject", "text", is_required=False, limit="subject_characters"
    ),
    Field(
        "/sender_batch_header/email_message", "text", is_required=False, limit="message_characters"
    ),
    Field("/items", "list", limit="items"),
    Field("/items/*/recipient_type", "text"),
    Field("/items/*/receiver", "text", limit="receiver_characters"),
    Field("/items/*/amount", "object"),
    Field("/items/*/amount/currency", "text"),
    Field("/items/*/amount/value", "amount"),
    Field("/items/*/sender_item_id", "text", limit="key_characters"),
    Field("/items/*/note", "text", is_required=False, limit="note_characters"),
)
"""The body of a batch."""


class Item(NamedTuple):
    """An instruction with what PayPal wants to know beside it.

    Args:
        payout: The instruction; its ``payee_token`` stands for the receiver.
        recipient_type: What the receiver is named by, one of ``RECIPIENTS``.
        note: What he is told.
    """

    payout: Payout
    recipient_type: str = "EMAIL"
    note: str | None = None


class Batch(NamedTuple):
    """Items that are sent together, in one currency.

    Args:
        items: The items.
        subject: The subject of the message that PayPal sends.
        message: Its text.
    """

    items: tuple[Item, ...]
    subject: str | None = None
    message: str | None = None


def batch_key(keys: Sequence[str]) -> str:
    """Return the key of a batch: the same items, in whatever order, have the same.

    Examples:
        >>> batch_key(["K1", "K2"]) == batch_key(["K2", "K1"])
        True
    """
    return derive_id("paypal batch", *sorted(keys))


def written_amount(amount_minor: int, code: str) -> str | None:
    """Return an amount with PayPal's decimals, or None if PayPal cannot write it.

    Args:
        amount_minor: The amount, in minor units of the standard.
        code: A currency of ``DECIMALS``.

    Examples:
        >>> written_amount(987, "USD"), written_amount(150_000, "HUF"), written_amount(5, "HUF")
        ('9.87', '1500', None)
    """
    step_minor = _step_minor(code)
    if amount_minor % step_minor:
        return None
    text = format_amount(amount_minor, code)
    return text if DECIMALS[code] else text.partition(".")[0]


def _step_minor(code: str) -> int:
    return int(10 ** (currency(code).exponent - DECIMALS[code]))


def validate(batch: Batch, limits: Figures) -> tuple[Problem, ...]:
    """Return every rule of the rail that a batch would break.

    Args:
        batch: The batch.
        limits: The figures of the day, from ``figures(LIMITS, day, contract)``.
    """
    return tuple(_problems(batch, limits))


def _problems(batch: Batch, limits: Figures) -> Iterator[Problem]:
    yield from check_batch([one.payout.key for one in batch.items], limits["items"])
    codes = sorted({one.payout.currency for one in batch.items})
    if len(codes) > 1:
        yield Problem("rail.mixed_currencies", (("currencies", ", ".join(codes)),))
    texts = {
        "/sender_batch_header/email_subject": batch.subject or None,
        "/sender_batch_header/email_message": batch.message or None,
    }
    key = batch_key([one.payout.key for one in batch.items])
    yield from check_fields(key, FIELDS, texts, limits)
    for item in batch.items:
        yield from _item_problems(item, limits)


def _item_problems(item: Item, limits: Figures) -> Iterator[Problem]:
    payout, key = item.payout, item.payout.key
    yield from check_word(key, "recipient_type", item.recipient_type, RECIPIENTS)
    yield from check_fields(key, FIELDS, {"/items/*/note": item.note}, limits)
    yield from check_currency(payout, DECIMALS)
    if payout.currency not in DECIMALS:
        return
    high_minor = limits["single_high_usd_minor"] if payout.currency == "USD" else None
    yield from check_amount_range(payout, 1, high_minor or payout.amount_minor)
    if written_amount(payout.amount_minor, payout.currency) is None:
        step = (("currency", payout.currency), ("step_minor", _step_minor(payout.currency)))
        over = (("key", key), ("amount_minor", payout.amount_minor))
        yield Problem("rail.amount_step", (*step, *over))


def render(batch: Batch, limits: Figures) -> Request:
    """Return the request that sends a batch.

    Args:
        batch: A batch of approved instructions.
        limits: The figures of the day.

    Returns:
        The request, under the batch's key; the receivers are tokens at the places of its fills.

    Raises:
        PayoutError: ``payout.not_approved``, ``payout.repeated``; ``rail.broken_rules``.

    Examples:
        >>> from fenxiao.payout.rails.form import figures
        >>> one = Payout("I1", "K1", "shop", "u1", "JPY", 1234, "t9", "approved", 0, 0, None)
        >>> sent = render(Batch((Item(one),)), figures(LIMITS, date(2026, 6, 1)))
        >>> '"value":"1234"' in sent.body, [fill.pointer for fill in sent.fills]
        (True, ['/items/0/receiver'])
    """
    check_sendable(one.payout for one in batch.items)
    refuse_broken(validate(batch, limits))
    key = batch_key([one.payout.key for one in batch.items])
    texts = given(email_subject=batch.subject, email_message=batch.message)
    header: dict[str, Json] = {"sender_batch_id": key, **texts}
    places, most = Places(), limits["receiver_characters"]
    items: list[Json] = []
    for at, one in enumerate(batch.items):
        row = _written(one)
        places.put(row, f"/items/{at}/receiver", one.payout.payee_token, most=most)
        items.append(row)
    body: Json = {"sender_batch_header": header, "items": items}
    return request("POST", _PATH, key, body, places.fills)


def _written(item: Item) -> dict[str, Json]:
    payout = item.payout
    value = written_amount(payout.amount_minor, payout.currency)
    return {
        "recipient_type": item.recipient_type,
        "amount": {"currency": payout.currency, "value": value},
        "sender_item_id": payout.key,
        **given(note=item.note),
    }


def render_query(payout_batch_id: str, page: int = 1) -> Request:
    """Return the request that asks for a page of a batch, by PayPal's id of it.

    Examples:
        >>> render_query("5UXD2E8A7EBQJ").path
        '/v1/payments/payouts/5UXD2E8A7EBQJ?page=1&page_size=1000'
    """
    return request("GET", f"{_PATH}/{payout_batch_id}?page={page}&page_size=1000", payout_batch_id)


def render_query_item(payout_item_id: str) -> Request:
    """Return the request that asks for one item, by PayPal's id of it."""
    return request("GET", f"/v1/payments/payouts-item/{payout_item_id}", payout_item_id)


def parse(text: str | bytes) -> RailAnswer:
    """Return what PayPal said of a whole batch, under the batch's key.

    Raises:
        PayoutError: ``rail.unreadable``.

    Examples:
        >>> told = '''{"batch_header": {"payout_batch_id": "5UX", "batch_status": "PENDING",
        ...   "sender_batch_header": {"sender_batch_id": "B1"}}}'''
        >>> parse(told)[:3]
        ('accepted', 'B1', '5UX')
    """
    fields = read_object(text)
    header = object_in(fields, "batch_header")
    said = Said(
        code=text_in(header, "batch_status") or text_in(fields, "name"),
        key=id_in(object_in(header, "sender_batch_header"), "sender_batch_id"),
        reference=id_in(header, "payout_batch_id"),
        text=text_in(fields, "message"),
    )
    return answer(said, outcomes(BATCH_STATES))


def parse_items(text: str | bytes) -> tuple[RailAnswer, ...]:
    """Return what PayPal said of items, one answer each, in order; at least one.

    Takes a page of a batch, one item, and a webhook whose signature the host has checked
    (``PAYMENT.PAYOUTS-ITEM.…``).

    Raises:
        PayoutError: ``rail.unreadable``.

    Examples:
        >>> told = '''{"payout_item_id": "8AE", "transaction_status": "SUCCESS", "payout_item":
        ...   {"sender_item_id": "K1", "amount": {"currency": "USD", "value": "9.87"}}}'''
        >>> [one.outcome for one in parse_items(told)]
        ['paid']
    """
    fields = read_object(text)
    whole = object_in(fields, "resource") or fields
    return tuple(_item(one) for one in list_in(whole, "items") or [whole])


def _item(fields: Mapping[str, object]) -> RailAnswer:
    item = object_in(fields, "payout_item")
    amount = object_in(item, "amount")
    code = text_in(amount, "currency")
    known = code if code in DECIMALS else None
    errors = object_in(fields, "errors")
    said = Said(
        code=text_in(fields, "transaction_status") or text_in(fields, "name"),
        key=id_in(item, "sender_item_id"),
        reference=id_in(fields, "payout_item_id"),
        amount_minor=amount_in(amount, "value", known),
        currency=known,
        text=text_in(errors, "name") or text_in(fields, "message"),
    )
    return answer(said, outcomes(STATES))
