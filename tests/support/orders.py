"""Short ways to write what happens to an order "o1" after its payment, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fenxiao.model.events import (
    Captured,
    Event,
    Exchanged,
    Line,
    LinePieces,
    OrderCancelled,
    OrderConfirmed,
    OrderPlaced,
    Refunded,
    RefundLine,
)
from fenxiao.model.records import Kept, Order
from fenxiao.model.refund_kinds import RefundKind
from fenxiao.settlement.book import Book
from tests.support.build import (
    CURRENCY,
    PAYER,
    POLICY,
    at,
    back,
    book_of,
    confirmed,
    line,
    line_of,
    paid,
)

__all__ = [
    "REFUSED_ORDERS",
    "captured",
    "exchanged",
    "given_up",
    "gone",
    "kept",
    "open_line",
    "order_of",
    "placed",
    "received",
    "shop",
]


def open_line(paid_minor: int, whole_minor: int, *, line_id: str = "1", quantity: int = 1) -> Line:
    """Return a line of which more is captured later."""
    made = line(paid_minor, line_id=line_id, quantity=quantity)
    return replace(made, whole_minor=whole_minor)


def placed(
    buyer_id: str = "u4",
    *pieces: LinePieces,
    day: float = 1,
    order_id: str = "o1",
    event_id: str = "",
) -> OrderPlaced:
    return OrderPlaced(
        id=event_id or f"place {order_id}",
        at=at(day),
        order_id=order_id,
        merchant_id=PAYER,
        payer_id=PAYER,
        buyer_id=buyer_id,
        currency=CURRENCY,
        lines=pieces,
    )


def given_up(*, day: float = 1, order_id: str = "o1", event_id: str = "") -> OrderCancelled:
    return OrderCancelled(id=event_id or f"give up {order_id}", at=at(day), order_id=order_id)


def shop(*lines_paid: int, quantity: int = 1) -> Book:
    """Return a book with an order "o1" of u4, below u3, u2, u1."""
    lines = [
        line(paid_minor, quantity=quantity, line_id=str(number))
        for number, paid_minor in enumerate(lines_paid, start=1)
    ]
    return book_of(*line_of("u1", "u2", "u3", "u4"), paid("o1", "u4", *lines))


def order_of(book: Book, order_id: str = "o1") -> Order:
    """Return an order that there must be."""
    order = book.order(order_id)
    assert order is not None
    return order


def kept(book: Book, order_id: str = "o1") -> tuple[Kept, ...]:
    """Return what each payee keeps of an order."""
    return order_of(book, order_id).kept


def captured(
    capture_id: str, *lines: Line, day: float = 1, is_last: bool = False, event_id: str = ""
) -> Captured:
    return Captured(
        id=event_id or f"capture {capture_id}",
        at=at(day),
        order_id="o1",
        capture_id=capture_id,
        lines=lines,
        is_last=is_last,
    )


def received(pieces: Mapping[str, int], *, day: float = 2, event_id: str = "") -> OrderConfirmed:
    name = event_id or f"receive {day}"
    return OrderConfirmed(id=name, at=at(day), order_id="o1", lines=_pieces(pieces))


def exchanged(pieces: Mapping[str, int], *, day: float = 3, event_id: str = "") -> Exchanged:
    name = event_id or f"exchange {day}"
    return Exchanged(id=name, at=at(day), order_id="o1", lines=_pieces(pieces))


def gone(
    kind: RefundKind,
    *lines: RefundLine,
    amount_minor: int = 0,
    day: float = 3,
    event_id: str = "",
) -> Refunded:
    return Refunded(
        id=event_id or f"refund {kind} {day}",
        at=at(day),
        order_id="o1",
        lines=lines,
        amount_minor=amount_minor,
        kind=kind,
    )


def _pieces(pieces: Mapping[str, int]) -> tuple[LinePieces, ...]:
    return tuple(LinePieces(line_id=name, quantity=many) for name, many in pieces.items())


_PLANS: dict[str, Any] = {"plans": POLICY.plans}
_SOLD = [paid("o1", "u1", line(1_000, quantity=2))]
_OPEN = [paid("o1", "u1", open_line(400, 1_000))]
_REST = captured("rest", line(500))
REFUSED_ORDERS: dict[str, tuple[dict[str, Any], list[Event], Event]] = {
    "order.all_captured": (_PLANS, [*_SOLD], captured("rest", line(1))),
    "order.capture_repeated": (_PLANS, [*_OPEN, _REST], replace(_REST, id="again")),
    "order.capture_exceeds": (_PLANS, [*_OPEN, _REST], captured("more", line(101))),
    "order.refund_exceeds_order": (_PLANS, [*_SOLD], gone("goods", amount_minor=1_001)),
    "order.cancel_received": (
        _PLANS,
        [*_SOLD, confirmed("o1")],
        gone("cancel", back(quantity=1)),
    ),
    "order.confirm_exceeds_quantity": (_PLANS, [*_SOLD], received({"1": 3})),
    "order.exchange_exceeds_quantity": (
        _PLANS,
        [*_SOLD, received({"1": 1})],
        exchanged({"1": 2}),
    ),
}
"""A policy's parts, what came before, and what is refused then, by code."""
