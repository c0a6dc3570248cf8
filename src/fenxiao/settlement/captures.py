"""Captures (分次收款): an order that is paid in parts, each settled by the terms of the first.

A capture is a line of its own, with its own amounts, base and slots, settled by the plan,
the people and the instant that were agreed at first, or by the plan that corrected it. A
refund takes the same fraction of each capture of a line. Fixed amounts are spread over the
captures by what each comes to.

Source: docs/orders.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from fenxiao.errors import RuleError
from fenxiao.graph.counters import sales, tallies
from fenxiao.model.contract import (
    Facts,
    Key,
    Need,
    Put,
    Scan,
    correction_key,
    order_key,
    terms_key,
    trade_key,
)
from fenxiao.model.events import Captured, OrderPaid
from fenxiao.model.instants import to_us
from fenxiao.model.records import Captures, Correction, LineTerms, Order, Refusal, Terms
from fenxiao.rules.custom import Rule
from fenxiao.rules.people import People
from fenxiao.rules.plan import InForce
from fenxiao.rules.resolve import resolve_capture
from fenxiao.rules.settling import Whole
from fenxiao.rules.terms import Leaving, kept_by_payee, whole_lines
from fenxiao.settlement.agreed import terms_that_count
from fenxiao.settlement.changes import Changes
from fenxiao.settlement.counted_sales import recount, sale_keys
from fenxiao.settlement.counts import tally_appends
from fenxiao.settlement.earners import Ordered, decide_people
from fenxiao.settlement.facts import row
from fenxiao.settlement.holdings import next_due, recut, settled_minor
from fenxiao.settlement.orders import refused_by_rule
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.trade import (
    Stage,
    captured_trade,
    stage_appends,
    trade_keys,
    trade_row,
)

__all__ = ["as_sold", "captured_lines", "decide_captured", "first_captured"]


class _Known(NamedTuple):
    """The order so far, the terms that count, and what the first capture left open."""

    order: Order
    terms: Terms
    captures: Captures
    correction: Correction | None
    revision: int

    def put(self, terms: Terms) -> Put:
        """Return the write of the terms that count, where they are kept."""
        if self.correction is None:
            return Put(terms_key(terms.order_id), terms, self.revision)
        key = correction_key(terms.order_id, self.correction.event_id)
        return Put(key, self.correction._replace(terms=terms), self.revision)


def first_captured(event: Captured, policy: Policy) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a capture reads first: its own order and the terms.

    Where periods close, also the row by which the close finds the order; where trade is
    posted, the order's trade.
    """
    own = order_key(event.order_id), terms_key(event.order_id)
    more = *sale_keys(event.order_id, policy), *trade_keys(event.order_id, policy)
    return tuple(dict.fromkeys((*own, *more))), ()


def decide_captured(event: Captured, facts: Facts, policy: Policy) -> Need | Changes | Refusal:
    """Add a capture to an order, and promise its commissions."""
    order, revision = row(facts, order_key(event.order_id), Order)
    known = _known(event, order, facts)
    if not isinstance(known, _Known):
        return known
    order, terms = known.order, known.terms
    refused = _refuse(event, known)
    if refused is not None:
        return refused
    lines = _settled(event, known, facts, policy) if event.lines else ()
    if isinstance(lines, (Need, Refusal)):
        return lines
    captures = known.captures._replace(is_over=event.is_last)
    more = terms._replace(lines=(*terms.lines, *lines), captures=captures)
    left = _left(order, more)
    puts: tuple[Put, ...] = (
        Put(order_key(order.order_id), left, revision),
        known.put(more),
        *recount(order.order_id, facts, policy),
    )
    trade, trade_revision = trade_row(event.order_id, facts, policy)
    after = trade
    if trade is not None and event.lines:
        sold = as_sold(event, order, known.captures)
        after = captured_trade(sold, event.capture_id, trade, policy)
        puts += (Put(trade_key(order.order_id), after, trade_revision),)
    entries = stage_appends(event, Stage(order, terms, trade), Stage(left, more, after))
    counted = sales(order, settled_minor(left) - settled_minor(order))
    return Changes(puts, (*entries, *tally_appends(tallies(event.id, to_us(event.at), counted))))


def _known(event: Captured, order: Order | None, facts: Facts) -> _Known | Need | Refusal:
    """Return the order with the terms that count, or why it takes no captures."""
    terms = terms_that_count(order, facts)
    if isinstance(terms, Need):
        return terms
    if order is None or terms is None:
        return Refusal("order.unknown", (("order_id", event.order_id),))
    if terms.captures is None or terms.captures.is_over:
        return Refusal("order.all_captured", (("order_id", event.order_id),))
    if not order.corrected_by:
        _, revision = row(facts, terms_key(event.order_id), Terms)
        return _Known(order, terms, terms.captures, None, revision)
    key = correction_key(event.order_id, order.corrected_by)
    correction, revision = row(facts, key, Correction)
    return _Known(order, terms, terms.captures, correction, revision)


def _settled(
    event: Captured, known: _Known, facts: Facts, policy: Policy
) -> Need | Refusal | tuple[LineTerms, ...]:
    """Return the terms of what was captured, by what was agreed at first."""
    order, terms, captures, correction, _ = known
    if correction is None:
        in_force = policy.in_force(order.merchant_id, terms.terms_us)
    else:
        named = correction.correction_id
        in_force = policy.corrected(named, order.merchant_id, terms.terms_us)
    if in_force is None or in_force.digest != terms.plan_digest:
        about = (("order_id", order.order_id), ("plan_id", terms.plan_id))
        return Refusal("order.plan_gone", about)
    people = decide_people(
        Ordered(
            order.buyer_id,
            terms.upline,
            terms.credits,
            terms.terms_us,
            is_first_order=captures.is_first_order,
        ),
        facts,
        in_force,
    )
    if isinstance(people, Need):
        return people
    try:
        return captured_lines(event, (order, captures), in_force, people, policy.named_rules)
    except RuleError as error:
        return refused_by_rule(error)


def captured_lines(
    event: Captured,
    of: tuple[Order, Captures],
    in_force: InForce,
    people: People,
    custom_rules: Mapping[str, Rule],
) -> tuple[LineTerms, ...]:
    """Return the terms of what was captured.

    Args:
        event: The capture.
        of: The order, and what its first capture left open.
        in_force: The plan that settles it, with its campaigns.
        people: Who may be paid.
        custom_rules: The host's rules, by name.

    Raises:
        RuleError: As for ``resolve_capture``.
    """
    order, captures = of
    whole = Whole(sum(one.whole_minor for one in captures.lines), captures.taken_minor)
    sold = as_sold(event, order, captures)
    made = resolve_capture(sold, in_force, people, whole, custom_rules)
    return tuple(line._replace(capture_id=event.capture_id) for line in made)


def as_sold(event: Captured, order: Order, captures: Captures) -> OrderPaid:
    """Return the capture as an order of its own, of the same merchant, buyer and channel.

    Each line says what it comes to, so that fixed amounts are for its part of the pieces.
    """
    wholes = dict(captures.lines)
    return OrderPaid(
        id=event.id,
        at=event.at,
        order_id=order.order_id,
        merchant_id=order.merchant_id,
        payer_id=order.payer_id,
        buyer_id=order.buyer_id,
        currency=order.currency,
        lines=tuple(replace(line, whole_minor=wholes[line.line_id]) for line in event.lines),
        channel=captures.channel,
    )


def _left(order: Order, terms: Terms) -> Order:
    """Return the order as it stands with all that was captured."""
    progress = {one.line_id: one for one in order.progress}
    leaving = Leaving(terms, progress)
    counts = bool(order.counts)
    return order._replace(
        kept=kept_by_payee(leaving),
        left_minor=sum(map(leaving.left, terms.lines)) if counts else 0,
        parts=(parts := recut(order.parts, terms, progress, counts=counts)),
        due_us=next_due(parts) if parts else order.due_us,
        alone_minor=0,
        alone_over=(),
        alone_is_spared=False,
    )


def _refuse(event: Captured, known: _Known) -> Refusal | None:
    """Say why a capture cannot be one of this order."""
    order, terms, captures, _, _ = known
    about = (("order_id", order.order_id),)
    if any(line.capture_id == event.capture_id for line in terms.lines):
        return Refusal("order.capture_repeated", (*about, ("capture_id", event.capture_id)))
    wholes = dict(captures.lines)
    captured = whole_lines(terms)
    for line in event.lines:
        if line.line_id not in wholes:
            return Refusal("order.unknown_line", (*about, ("line_id", line.line_id)))
        left_minor = wholes[line.line_id] - captured[line.line_id].paid_minor
        if line.paid_minor > left_minor or line.quantity != captured[line.line_id].quantity:
            asked = (("line_id", line.line_id), ("paid_minor", line.paid_minor))
            limits = (("left_minor", left_minor), ("quantity", captured[line.line_id].quantity))
            return Refusal("order.capture_exceeds", (*about, *asked, *limits))
    return None
