"""Placements (下单): orders that are known before money comes, and what their payment must say.

A placed order is the order's own row, so of a placement and a payment that are told at one
moment one wins. It promises nothing: what a plan settles as of the placement is settled
with the payment, of people as they stood then.

Source: docs/orders.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fenxiao.model.contract import Facts, Key, Put, Scan, order_key
from fenxiao.model.events import OrderCancelled, OrderPaid, OrderPlaced
from fenxiao.model.instants import from_us, to_us
from fenxiao.model.records import Order, Pieces, Placed, Refusal
from fenxiao.settlement.changes import Changes
from fenxiao.settlement.facts import row
from fenxiao.settlement.policy import Policy

__all__ = [
    "decide_cancelled",
    "decide_placed",
    "first_placement",
    "refuse_payment",
]


def first_placement(
    event: OrderPlaced | OrderCancelled,
) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a placement and its end read: whether there is such an order."""
    return (order_key(event.order_id),), ()


def decide_placed(event: OrderPlaced, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Write an order that nobody has paid yet, and as of when its terms will be settled."""
    known, _ = row(facts, order_key(event.order_id), Order)
    if known is not None:
        return Refusal(_TAKEN.get(known.state, "order.already_paid"), _about(event.order_id))
    at_us = to_us(event.at)
    found = policy.in_force(event.merchant_id, at_us)
    is_settled_so = found is not None and found.plan.terms_at == "placed"
    order = Order(
        order_id=event.order_id,
        merchant_id=event.merchant_id,
        payer_id=event.payer_id,
        buyer_id=event.buyer_id,
        currency=event.currency,
        state="placed",
        paid_us=None,
        confirmed_us=None,
        due_us=None,
        kept=(),
        progress=(),
        placed=Placed(
            placed_us=at_us,
            terms_us=at_us if is_settled_so else None,
            pieces=tuple(sorted(Pieces(one.line_id, one.quantity) for one in event.lines)),
            channel=event.channel,
            cart_id=event.cart_id,
        ),
    )
    return Changes((Put(order_key(event.order_id), order, 0),))


_TAKEN = {"placed": "order.already_placed", "cancelled": "order.cancelled"}
"""Why an order of a state is not placed again; one of any other state was paid."""


def decide_cancelled(event: OrderCancelled, facts: Facts) -> Changes | Refusal:
    """Close a placed order for good; it has promised nothing, so nothing goes back."""
    known, revision = row(facts, order_key(event.order_id), Order)
    if known is None:
        return Refusal("order.not_placed", _about(event.order_id))
    if known.state == "cancelled":
        return Refusal("order.cancelled", _about(event.order_id))
    if known.state != "placed":
        return Refusal("order.already_paid", _about(event.order_id))
    put = Put(order_key(event.order_id), known._replace(state="cancelled"), revision)
    return Changes((put,))


def refuse_payment(event: OrderPaid, known: Order) -> Refusal | None:
    """Say why an order that was told before cannot be paid: it is over, or placed otherwise."""
    if known.state == "cancelled":
        return Refusal("order.cancelled", _about(event.order_id))
    if known.state != "placed" or known.placed is None:
        return Refusal("order.already_paid", _about(event.order_id))
    for name, placed, told in _both(event, known, known.placed):
        if placed != told:
            differs = (("field", name), ("placed", placed[:_SHOWN]), ("told", told[:_SHOWN]))
            return Refusal("order.placed_otherwise", (*_about(event.order_id), *differs))
    return None


_SHOWN = 160


def _both(event: OrderPaid, known: Order, placed: Placed) -> Iterator[tuple[str, str, str]]:
    """Yield each field in which a payment must agree: as placed, and as told with it."""
    for name in ("merchant_id", "payer_id", "buyer_id", "currency"):
        yield name, getattr(known, name), getattr(event, name)
    for name in ("channel", "cart_id"):
        yield name, getattr(placed, name) or "none", getattr(event, name) or "none"
    instant = from_us(placed.placed_us)
    yield "placed_at", instant.isoformat(), (event.placed_at or instant).isoformat()
    yield "at", instant.isoformat(), min(instant, event.at).isoformat()  # not paid before
    if placed.pieces:
        told = sorted(Pieces(line.line_id, line.quantity) for line in event.lines)
        yield "lines", _listed(placed.pieces), _listed(told)


def _listed(pieces: Iterable[Pieces]) -> str:
    return ", ".join(f"{one.quantity} of {one.line_id}" for one in pieces)


def _about(order_id: str) -> tuple[tuple[str, str], ...]:
    return (("order_id", order_id),)
