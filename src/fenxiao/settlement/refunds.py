"""Refunds (退款): what goes back, of which lines, and which commissions go with it.

A refund reads its own order and the terms, no plan and no people: what each payee keeps
follows from what is left alone. Money that goes back over a whole order is laid on its
lines so that any split of it leaves what one refund of all of it leaves.

Source: docs/orders.md.
"""

from __future__ import annotations

from typing import NamedTuple

from fenxiao.graph.counters import sales, tallies
from fenxiao.model.contract import Facts, Key, Need, Put, Scan, order_key, terms_key, trade_key
from fenxiao.model.events import Refunded, RefundLine
from fenxiao.model.instants import to_us
from fenxiao.model.records import (
    Kept,
    LineLeft,
    LineProgress,
    LineTerms,
    Order,
    Refusal,
    Terms,
)
from fenxiao.money import allocate
from fenxiao.rules.terms import Leaving, is_local, kept_by_payee, remaining, whole_lines
from fenxiao.settlement.agreed import terms_that_count
from fenxiao.settlement.changes import Changes
from fenxiao.settlement.counted_sales import recount, sale_keys
from fenxiao.settlement.counts import tally_appends
from fenxiao.settlement.facts import row
from fenxiao.settlement.holdings import (
    less,
    next_due,
    recut,
    settled_minor,
    waiting,
)
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.trade import (
    Stage,
    absorbing,
    named_tenders,
    stage_appends,
    trade_keys,
    trade_row,
)

__all__ = ["decide_refunded", "first_refunded"]


class _Back(NamedTuple):
    """What goes back: of which lines, and what an order remembers of it."""

    lines: tuple[RefundLine, ...]
    alone_minor: int = 0
    alone_over: tuple[LineLeft, ...] = ()
    alone_is_spared: bool = False


def first_refunded(event: Refunded, policy: Policy) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a refund reads: its own order and the terms, no plan and no people.

    Where periods close, also the row by which the close finds the order; where trade is
    posted, the order's trade.
    """
    own = order_key(event.order_id), terms_key(event.order_id)
    more = *sale_keys(event.order_id, policy), *trade_keys(event.order_id, policy)
    return tuple(dict.fromkeys((*own, *more))), ()


def decide_refunded(event: Refunded, facts: Facts, policy: Policy) -> Need | Changes | Refusal:
    """Take back what the lines that went back no longer carry."""
    order, revision = row(facts, order_key(event.order_id), Order)
    terms = terms_that_count(order, facts)
    if isinstance(terms, Need):
        return terms
    if order is None or terms is None:
        return Refusal("order.unknown", (("order_id", event.order_id),))
    back = _back(event, order, terms)
    if isinstance(back, Refusal):
        return back
    progress = _gone(event, order, terms, back)
    if isinstance(progress, Refusal):
        return progress
    left = _left(order, terms, progress, back)
    trade, trade_revision = trade_row(event.order_id, facts, policy)
    was = Stage(order, terms, trade)
    borne = absorbing(trade, terms, event, back.lines)
    after = named_tenders(was, Stage(left, terms, borne), back.lines)
    if isinstance(after, Refusal):
        return after
    entries = stage_appends(event, was, Stage(left, terms, after))
    uncounted = sales(order, settled_minor(left) - settled_minor(order))
    counted = tally_appends(tallies(event.id, to_us(event.at), uncounted))
    put = Put(order_key(order.order_id), left, revision)
    puts = [put, *recount(order.order_id, facts, policy)]
    if after != trade:
        puts.append(Put(trade_key(order.order_id), after, trade_revision))
    return Changes(tuple(puts), (*entries, *counted))


def _back(event: Refunded, order: Order, terms: Terms) -> _Back | Refusal:
    """Return what goes back of each line, also where only the whole order was named."""
    if event.lines:
        return _Back(event.lines)
    gone = {one.line_id: one for one in order.progress}
    now = tuple(
        LineLeft(line.line_id, _refundable(line, gone.get(line.line_id, _whole(line))))
        for line in whole_lines(terms).values()
    )
    is_spared = event.kind in terms.spared
    goes_on = bool(order.alone_over) and is_spared == order.alone_is_spared
    over, alone_minor = (order.alone_over, order.alone_minor) if goes_on else (now, 0)
    weights = [one.left_minor for one in over]
    left_minor = sum(weights) - alone_minor
    if event.amount_minor > left_minor:
        wanted = (("amount_minor", event.amount_minor), ("left_minor", left_minor))
        return Refusal("order.refund_exceeds_order", (("order_id", order.order_id), *wanted))
    after_minor = alone_minor + event.amount_minor
    before = allocate(alone_minor, weights, rule="cumulative")
    after = allocate(after_minor, weights, rule="cumulative")
    legs = zip(over, before, after, strict=True)
    lines = tuple(
        RefundLine(line_id=one.line_id, amount_minor=then - then_before)
        for one, then_before, then in legs
        if then > then_before
    )
    return _Back(lines, after_minor, over, is_spared)


def _gone(
    event: Refunded, order: Order, terms: Terms, back: _Back
) -> dict[str, LineProgress] | Refusal:
    """Return what has gone back of each line once this has."""
    lines = whole_lines(terms)
    progress = {one.line_id: one for one in order.progress}
    unreceived = waiting(terms, order) if event.kind == "cancel" else {}
    for refund in back.lines:
        line = lines.get(refund.line_id)
        if line is None:
            about = (("order_id", order.order_id), ("line_id", refund.line_id))
            return Refusal("order.unknown_line", about)
        gone = progress.get(refund.line_id, _whole(line))
        refusal = _refuse(order, line, gone, refund)
        if refusal is None and event.kind == "cancel":
            refusal = _refuse_cancel(order, refund, unreceived[line.line_id])
        if refusal is not None:
            return refusal
        if event.kind in terms.spared and refund.amount_minor:
            after = gone._replace(spared_minor=gone.spared_minor + refund.amount_minor)
        else:
            after = gone._replace(
                returned_quantity=gone.returned_quantity + refund.quantity,
                refunded_minor=gone.refunded_minor + refund.amount_minor,
            )
        progress[line.line_id] = after
    return progress


def _left(order: Order, terms: Terms, progress: dict[str, LineProgress], back: _Back) -> Order:
    """Return the order as it stands once this has gone back."""
    named = {one.line_id for one in back.lines}
    only = frozenset(named) if is_local(terms) else None
    lines = [line for line in terms.lines if line.line_id in named]
    before = Leaving(terms, {one.line_id: one for one in order.progress})
    after = Leaving(terms, progress)
    clawback = less(dict(kept_by_payee(before, only)), dict(kept_by_payee(after, only)))
    kept = less(dict(order.kept), clawback)
    gone_minor = sum(before.left(line) - after.left(line) for line in lines)
    left = order._replace(
        kept=tuple(Kept(payee, kept[payee]) for payee in sorted(kept)),
        left_minor=order.left_minor - (gone_minor if order.counts else 0),
        progress=tuple(progress[line_id] for line_id in sorted(progress)),
        alone_minor=back.alone_minor,
        alone_over=back.alone_over,
        alone_is_spared=back.alone_is_spared,
    )
    if not order.parts:
        return left
    parts = recut(order.parts, terms, progress, counts=bool(order.counts))
    left = left._replace(parts=parts, due_us=next_due(parts))
    if any(waiting(terms, left).values()) or not parts:
        return left
    return left._replace(state="released" if left.due_us is None else "confirmed")


def _whole(line: LineTerms) -> LineProgress:
    return LineProgress(line.line_id, 0, 0)


def _refundable(line: LineTerms, gone: LineProgress) -> int:
    """Return how much money can still go back of a line, in minor units."""
    return max(0, remaining(line, gone) - gone.spared_minor)


def _refuse(
    order: Order, line: LineTerms, gone: LineProgress, refund: RefundLine
) -> Refusal | None:
    about = (("order_id", order.order_id), ("line_id", line.line_id))
    left_quantity = line.quantity - gone.returned_quantity
    if refund.quantity > left_quantity:
        asked = (("quantity", refund.quantity), ("left_quantity", left_quantity))
        return Refusal("order.refund_exceeds_quantity", (*about, *asked))
    left_minor = _refundable(line, gone)
    if refund.amount_minor > left_minor:
        wanted = (("amount_minor", refund.amount_minor), ("left_minor", left_minor))
        return Refusal("order.refund_exceeds_amount", (*about, *wanted))
    return None


def _refuse_cancel(order: Order, refund: RefundLine, unreceived: int) -> Refusal | None:
    """Refuse to cancel pieces that were received; they come back as goods."""
    if refund.quantity <= unreceived:
        return None
    about = (("order_id", order.order_id), ("line_id", refund.line_id))
    asked = (("quantity", refund.quantity), ("left_quantity", unreceived))
    return Refusal("order.cancel_received", (*about, *asked))
