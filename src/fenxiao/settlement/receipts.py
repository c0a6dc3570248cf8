"""Receipt (确认收货): what the buyer received, all at once or piece by piece; exchanges.

What is received earns its commission and is held from that day. Of an order that is
received in parts, each part is held for itself.

Source: docs/orders.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fenxiao.model.contract import Facts, Key, Need, Put, Scan, order_key, terms_key
from fenxiao.model.events import Exchanged, LinePieces, OrderConfirmed
from fenxiao.model.instants import to_us
from fenxiao.model.records import Order, Part, Pieces, Refusal, Terms
from fenxiao.settlement.changes import Changes, posted
from fenxiao.settlement.facts import missing, row
from fenxiao.settlement.holdings import (
    as_parts,
    flows,
    next_due,
    recut,
    standing_of,
    summed,
    waiting,
)
from fenxiao.settlement.policy import Policy

__all__ = ["decide_confirmed", "decide_exchanged", "first_confirmed", "first_exchanged"]


def first_confirmed(event: OrderConfirmed) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a confirmation reads: its own order, and the terms if it names lines."""
    order = order_key(event.order_id)
    return (order, terms_key(event.order_id)) if event.lines else (order,), ()


def decide_confirmed(
    event: OrderConfirmed, facts: Facts, policy: Policy
) -> Need | Changes | Refusal:
    """Turn promised commissions into owed ones, and start holding them."""
    order, revision = row(facts, order_key(event.order_id), Order)
    if order is None:
        return Refusal("order.unknown", (("order_id", event.order_id),))
    if order.state != "paid":
        return Refusal("order.already_confirmed", (("order_id", event.order_id),))
    at_us = to_us(event.at)
    due_us = max(at_us, order.paid_us) + policy.holding.holding_us  # clocks may disagree
    if not event.lines and not order.parts:
        confirmed = order._replace(state="confirmed", confirmed_us=at_us, due_us=due_us)
        put = Put(order_key(order.order_id), confirmed, revision)
        return Changes((put,), posted(event, order, [("confirmation", dict(order.kept))]))
    need = missing(facts, (terms_key(event.order_id),), ())
    if need is not None:
        return need
    terms, _ = row(facts, terms_key(event.order_id), Terms)
    received = _received(event, order, terms, due_us)
    if isinstance(received, Refusal):
        return received
    put = Put(order_key(order.order_id), received._replace(confirmed_us=at_us), revision)
    entries = posted(event, order, flows(standing_of(order), standing_of(received)))
    return Changes((put,), entries)


def _received(
    event: OrderConfirmed, order: Order, terms: Terms | None, due_us: int
) -> Order | Refusal:
    """Return the order as it stands once the pieces that are named, or all, were received."""
    if terms is None:
        return Refusal("order.unknown", (("order_id", event.order_id),))
    left = waiting(terms, order)
    named = _named(order, event.lines, left, "order.confirm_exceeds_quantity")
    if isinstance(named, Refusal):
        return named
    part = Part(due_us, _pieces(named if event.lines else left), (), 0)
    received = _with_parts(order, (*order.parts, part), terms)
    if any(waiting(terms, received).values()):
        return received
    return received._replace(state="confirmed")


def first_exchanged(event: Exchanged) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what an exchange reads: its own order and the terms."""
    return (order_key(event.order_id), terms_key(event.order_id)), ()


def decide_exchanged(event: Exchanged, facts: Facts, policy: Policy) -> Changes | Refusal:  # noqa: ARG001  # an exchange needs no policy
    """Let pieces that are still held wait for receipt again, those received last first.

    What was released stays released: the time in which goods may come back was over.
    """
    order, revision = row(facts, order_key(event.order_id), Order)
    terms, _ = row(facts, terms_key(event.order_id), Terms)
    if order is None or terms is None:
        return Refusal("order.unknown", (("order_id", event.order_id),))
    parts = as_parts(order, terms)
    received = dict.fromkeys((line.line_id for line in terms.lines), 0)
    received |= summed(part.pieces for part in parts)
    asked = _named(order, event.lines, received, "order.exchange_exceeds_quantity")
    if isinstance(asked, Refusal):
        return asked
    kept: list[Part] = []
    for part in reversed(parts):
        if part.due_us is None:
            kept.append(part)
            continue
        pieces: list[Pieces] = []
        for name, quantity in part.pieces:
            taken = min(quantity, asked.get(name, 0))
            asked[name] = asked.get(name, 0) - taken
            if quantity > taken:
                pieces.append(Pieces(name, quantity - taken))
        kept.append(part._replace(pieces=tuple(pieces)))
    exchanged = _with_parts(order._replace(state="paid"), reversed(kept), terms)
    if not exchanged.parts:
        exchanged = exchanged._replace(confirmed_us=None)
    elif not any(waiting(terms, exchanged).values()):
        exchanged = exchanged._replace(state=order.state)
    put = Put(order_key(order.order_id), exchanged, revision)
    entries = posted(event, order, flows(standing_of(order), standing_of(exchanged)))
    return Changes((put,), entries)


def _with_parts(order: Order, parts: Iterable[Part], terms: Terms) -> Order:
    progress = {one.line_id: one for one in order.progress}
    cut = recut(parts, terms, progress, counts=bool(order.counts))
    return order._replace(parts=cut, due_us=next_due(cut))


def _pieces(quantities: Mapping[str, int]) -> tuple[Pieces, ...]:
    return tuple(Pieces(name, quantities[name]) for name in sorted(quantities) if quantities[name])


def _named(
    order: Order, lines: Iterable[LinePieces], there: Mapping[str, int], code: str
) -> dict[str, int] | Refusal:
    """Return the pieces that an event names, or refuse more than there are."""
    for line in lines:
        about = (("order_id", order.order_id), ("line_id", line.line_id))
        if line.line_id not in there:
            return Refusal("order.unknown_line", about)
        left = there[line.line_id]
        if line.quantity > left:
            asked = (("quantity", line.quantity), ("left_quantity", left))
            return Refusal(code, (*about, *asked))
    return {line.line_id: line.quantity for line in lines}
