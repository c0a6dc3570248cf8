"""Correction (方案更正): an order that a wrong plan settled is settled again by the right one.

People are as they were at the instant of the terms: the upline and the credits that the
terms stored, and what each was then by his history. Captures are settled again like the
payment, each by itself. What went back by now counts. Only the
difference is posted, by entries of its own; what was agreed first stays stored as it was.

Source: docs/operations.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from fenxiao.errors import RuleError
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Need,
    Put,
    Scan,
    audit_key,
    correction_key,
    event_key,
    order_key,
    terms_key,
)
from fenxiao.model.encoding import derive_id, event_digest
from fenxiao.model.events import OrderCorrected
from fenxiao.model.instants import from_us, to_us
from fenxiao.model.records import Audit, Correction, EventRecord, Order, Refusal, Terms
from fenxiao.rules.plan import InForce
from fenxiao.rules.resolve import resolve
from fenxiao.rules.terms import Leaving, kept_by_payee
from fenxiao.settlement.agreed import terms_that_count
from fenxiao.settlement.captures import captured_lines
from fenxiao.settlement.changes import Changes, posted
from fenxiao.settlement.counted_sales import recount, sale_keys
from fenxiao.settlement.earners import Ordered, decide_people
from fenxiao.settlement.facts import row
from fenxiao.settlement.holdings import Amounts, Standing, recut, standing_of
from fenxiao.settlement.orders import refused_by_rule
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.purchases import first_purchase
from fenxiao.settlement.relations import member_of
from fenxiao.settlement.trade import Stage, stage_appends, trade_keys, trade_row

__all__ = ["decide_corrected", "first_corrected"]


def first_corrected(
    event: OrderCorrected, policy: Policy
) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a correction reads: the order, its terms, its payments, at times the buyer."""
    payment = event.payment
    told = (event_key(one.id) for one in (payment, *event.captures))
    own = (order_key(payment.order_id), terms_key(payment.order_id), *told)
    more = (*sale_keys(payment.order_id, policy), *trade_keys(payment.order_id, policy))
    return tuple(dict.fromkeys((*own, *more, *first_purchase(payment, policy)))), ()


def decide_corrected(
    event: OrderCorrected, facts: Facts, policy: Policy
) -> Need | Changes | Refusal:
    """Settle an order again, write terms of a new version, and post the difference."""
    order, revision = row(facts, order_key(event.payment.order_id), Order)
    before = terms_that_count(order, facts)
    if isinstance(before, Need):
        return before
    if order is None or before is None:
        return Refusal("order.unknown", (("order_id", event.payment.order_id),))
    in_force = policy.corrected(event.correction_id, order.merchant_id, before.terms_us)
    refusal = _refuse(event, order, before, facts, in_force)
    if refusal is not None or in_force is None:
        return refusal or Refusal("order.unknown", ())
    terms = _settled_again(event, (order, before), facts, policy, in_force)
    if isinstance(terms, (Need, Refusal)):
        return terms
    if terms == before:
        about = (("order_id", order.order_id), ("correction_id", event.correction_id))
        return Refusal("correction.changes_nothing", about)
    corrected = _settled_so(order, terms)._replace(corrected_by=event.id)
    entry_id = derive_id(event.payment.id, "accrual", order.order_id)
    trade, _ = trade_row(order.order_id, facts, policy)
    stored = Correction(order.order_id, event.id, event.correction_id, entry_id, terms)
    persons = (event.reason, event.maker_id, event.checker_id)
    audit = Audit(event.id, to_us(event.at), order.order_id, *persons)
    stages = Stage(order, before, trade), Stage(corrected, terms, trade)
    flows = _difference(standing_of(order), standing_of(corrected))
    appends = (
        Append(correction_key(order.order_id, event.id), stored),
        Append(audit_key(event.id), audit),
        *(stage_appends(event, *stages) if trade else posted(event, order, flows)),
    )
    put = Put(order_key(order.order_id), corrected, revision)
    return Changes((put, *recount(order.order_id, facts, policy)), appends)


def _refuse(
    event: OrderCorrected, order: Order, terms: Terms, facts: Facts, in_force: InForce | None
) -> Refusal | None:
    """Say why an order is not settled again, from cheap to costly."""
    payment = event.payment
    if in_force is None:
        about = (("order_id", order.order_id), ("correction_id", event.correction_id))
        at = ("at", from_us(terms.terms_us).isoformat())
        return Refusal("correction.unknown", (*about, ("merchant_id", order.merchant_id), at))
    for one in (payment, *event.captures):
        told, _ = row(facts, event_key(one.id), EventRecord)
        if told is None or told.refusal is not None or told.digest != event_digest(one):
            about = (("order_id", order.order_id), ("event_id", one.id))
            return Refusal("correction.other_payment", about)
    captured = tuple(dict.fromkeys(one.capture_id for one in terms.lines if one.capture_id))
    named = tuple(one.capture_id for one in event.captures if one.lines)
    if captured != named:
        lists = (("captured", ", ".join(captured)), ("told", ", ".join(named)))
        cut = tuple((name, one[:_SHOWN] or "none") for name, one in lists)
        return Refusal("correction.other_captures", (("order_id", order.order_id), *cut))
    if in_force.plan.currency not in (None, payment.currency):
        currencies = (
            ("plan_currency", in_force.plan.currency or ""),
            ("currency", payment.currency),
        )
        return Refusal("order.plan_currency", (("plan_id", in_force.plan.plan_id), *currencies))
    return None


_SHOWN = 160


def _settled_again(
    event: OrderCorrected, known: tuple[Order, Terms], facts: Facts, policy: Policy, right: InForce
) -> Need | Terms | Refusal:
    """Return the terms that the right plan gives, of people as they were."""
    payment, (order, before) = event.payment, known
    is_first = False
    if policy.keeps_first_orders:
        bought_us = member_of(facts, payment.buyer_id)[0].first_order_us
        is_first = bought_us == to_us(payment.at)
    at_us = before.terms_us
    ordered = Ordered(
        payment.buyer_id, before.upline, before.credits, at_us, is_first_order=is_first
    )
    people = decide_people(ordered, facts, right)
    if isinstance(people, Need):
        return people
    try:
        terms = resolve(payment, right, people, at_us, policy.named_rules)
        if terms.captures is None or before.captures is None:
            return terms
        of = (order, terms.captures)
        more = (
            line
            for one in event.captures
            if one.lines
            for line in captured_lines(one, of, right, people, policy.named_rules)
        )
        captures = terms.captures._replace(is_over=before.captures.is_over)
        return terms._replace(lines=(*terms.lines, *more), captures=captures)
    except RuleError as error:
        return refused_by_rule(error)


def _settled_so(order: Order, terms: Terms) -> Order:
    """Return an order as it would stand had these been its terms, with all that went back."""
    progress = {one.line_id: one for one in order.progress}
    parts = recut(order.parts, terms, progress, counts=bool(order.counts))
    return order._replace(kept=kept_by_payee(Leaving(terms, progress)), parts=parts)


def _difference(before: Standing, after: Standing) -> Iterator[tuple[str, Amounts]]:
    """Yield what each payee gets more, and less, where the money stands."""
    for state, was, now in zip(_STATES, before, after, strict=True):
        more = {one: now.get(one, 0) - was.get(one, 0) for one in sorted({*was, *now})}
        yield f"correction_up_{state}", {one: minor for one, minor in more.items() if minor > 0}
        yield f"correction_down_{state}", {one: -minor for one, minor in more.items() if minor < 0}


_STATES = ("paid", "confirmed", "released")
"""Of an order whose commissions are deferred, held, available."""
