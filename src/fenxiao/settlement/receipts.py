"""Receipt (确认收货): what the buyer received, all at once or piece by piece; exchanges.

What is received earns its commission and is held from that day. Of an order that is
received in parts, each part is held for itself.

Source: docs/orders.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fenxiao.model.contract import Append, Facts, Key, Need, Put, Scan, order_key, terms_key
from fenxiao.model.events import Event, Exchanged, LinePieces, OrderConfirmed
from fenxiao.model.instants import to_us
from fenxiao.model.records import Order, Part, Pieces, Refusal, Terms
from fenxiao.settlement.agreed import terms_that_count
from fenxiao.settlement.changes import Changes, posted
from fenxiao.settlement.facts import row
from fenxiao.settlement.holdings import (
    as_parts,
    next_due,
    recut,
    summed,
    waiting,
)
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.trade import Stage, stage_appends, trade_keys, trade_row

__all__ = ["decide_confirmed", "decide_exchanged", "first_confirmed", "first_exchanged"]


def first_confirmed(
    event: OrderConfirmed, policy: Policy
) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a confirmation reads: its own order, and the terms if it names lines.

    Where trade is posted, also the order's trade.
    """
    terms = (terms_key(event.order_id),) if event.lines else ()
    keys = (order_key(event.order_id), *terms, *trade_keys(event.order_id, policy))
    return tuple(dict.fromkeys(keys)), ()


def decide_confirmed(
    event: OrderConfirmed, facts: Facts, policy: Policy
) -> Need | Changes | Refusal:
    """Turn promised commissions into owed ones, and start holding them."""
    order, revision = row(facts, order_key(event.order_id), Order)
    if order is None or order.paid_us is None:
        return Refusal("order.unknown", (("order_id", event.order_id),))
    if order.state != "paid":
        return Refusal("order.already_confirmed", (("order_id", event.order_id),))
    at_us = to_us(event.at)
    due_us = max(at_us, order.paid_us) + policy.holding.holding_us  # clocks may disagree
    trade, _ = trade_row(event.order_id, facts, policy)
    if not event.lines and not order.parts and trade is None:
        confirmed = order._replace(state="confirmed", confirmed_us=at_us, due_us=due_us)
        put = Put(order_key(order.order_id), confirmed, revision)
        return Changes((put,), posted(event, order, [("confirmation", dict(order.kept))]))
    terms = terms_that_count(order, facts)
    received = terms if isinstance(terms, Need) else _received(event, order, terms, due_us)
    if isinstance(received, (Need, Refusal)):
        return received
    put = Put(order_key(order.order_id), received._replace(confirmed_us=at_us), revision)
    entries = _posted(event, facts, policy, (order, received))
    return Changes((put,), entries)


def _posted(
    event: Event, facts: Facts, policy: Policy, orders: tuple[Order, Order]
) -> tuple[Append, ...]:
    """Return the entries of an order whose pieces were received, or wait again."""
    terms = terms_that_count(orders[0], facts)
    if terms is None or isinstance(terms, Need):  # it was loaded to decide
        return ()
    trade, _ = trade_row(orders[0].order_id, facts, policy)
    return stage_appends(event, *(Stage(order, terms, trade) for order in orders))


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
    if not event.lines and not order.parts:
        return order._replace(state="confirmed", due_us=due_us)
    part = Part(due_us, _pieces(named if event.lines else left), (), 0)
    received = _with_parts(order, (*order.parts, part), terms)
    if any(waiting(terms, received).values()):
        return received
    return received._replace(state="confirmed")


def first_exchanged(event: Exchanged, policy: Policy) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what an exchange reads: its own order, the terms, and its trade if it is posted."""
    own = (order_key(event.order_id), terms_key(event.order_id))
    return tuple(dict.fromkeys((*own, *trade_keys(event.order_id, policy)))), ()


def decide_exchanged(event: Exchanged, facts: Facts, policy: Policy) -> Need | Changes | Refusal:
    """Let pieces that are still held wait for receipt again, those received last first.

    What was released stays released: the time in which goods may come back was over.
    """
    order, revision = row(facts, order_key(event.order_id), Order)
    terms = terms_that_count(order, facts)
    if isinstance(terms, Need):
        return terms
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
    return Changes((put,), _posted(event, facts, policy, (order, exchanged)))


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
