"""Orders (订单结算): the terms of an order are settled when it is paid.

It writes its own order and appends the rest: no row that other orders share is locked,
however many of them earn for one star promoter.

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.errors import RuleError
from fenxiao.graph.bindings import parents
from fenxiao.graph.counters import sales_counted
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Need,
    Put,
    Scan,
    order_key,
    terms_key,
    trade_key,
    upline_scan,
)
from fenxiao.model.events import OrderPaid
from fenxiao.model.instants import from_us, to_us
from fenxiao.model.records import (
    Binding,
    Order,
    Refusal,
    Terms,
)
from fenxiao.rules.amounts import DEPTH_LIMIT
from fenxiao.rules.resolve import resolve
from fenxiao.rules.terms import Leaving, kept_by_payee
from fenxiao.rules.written import Written
from fenxiao.settlement.attribution import decide_credits, first_credits
from fenxiao.settlement.changes import Changes, posted
from fenxiao.settlement.counted_sales import sale_append
from fenxiao.settlement.earners import CUSTOMER, Ordered, decide_people, terms_us
from fenxiao.settlement.facts import missing, row, rows
from fenxiao.settlement.placements import refuse_payment
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.purchases import decide_purchase, first_purchase
from fenxiao.settlement.trade import Stage, frozen, stage_appends

__all__ = [
    "decide_paid",
    "first_paid",
    "refused_by_rule",
]


def first_paid(event: OrderPaid, policy: Policy) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a payment reads: its own order, the buyer's upline, at times the buyer.

    Where credits are given, also his visits, and what the claims told with the order ask.
    """
    keys, scans = _about_people(event, policy, terms_us(event, policy))
    return (order_key(event.order_id), *first_purchase(event, policy), *keys), scans


def _about_people(
    event: OrderPaid, policy: Policy, at_us: int
) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what is read of the buyer's uplines and of who may be credited."""
    keys, scans = first_credits(event, policy, at_us)
    return keys, tuple(dict.fromkeys((_upline_scan(event.buyer_id, at_us), *scans)))


def decide_paid(  # noqa: PLR0911  # one straight list of what may be missing or refused
    event: OrderPaid, facts: Facts, policy: Policy
) -> Need | Changes | Refusal:
    """Settle the terms of an order and promise its commissions."""
    known, revision = row(facts, order_key(event.order_id), Order)
    at_us = terms_us(event, policy, known)
    barred = None if known is None else _barred(event, known, facts, policy)
    if barred is not None:
        return barred
    in_force = policy.in_force(event.merchant_id, at_us)
    if in_force is None:
        merchant = ("merchant_id", event.merchant_id)
        return Refusal("order.no_plan", (merchant, ("at", from_us(at_us).isoformat())))
    refusal = _refuse_currency(event, in_force.plan)
    if refusal is not None:
        return refusal
    bought = decide_purchase(event, facts, policy)
    if isinstance(bought, Need):
        return bought
    is_bound_by_then = at_us >= to_us(event.at)  # a binding of the payment begins with it
    upline = _upline(event, facts, bought.sharer_id if is_bound_by_then else None, at_us)
    if isinstance(upline, Need):
        return upline
    credited = decide_credits(event, facts, policy, bought, at_us)
    if isinstance(credited, Need):
        return credited
    ordered = Ordered(
        event.buyer_id, upline, credited.credits, at_us, is_first_order=bought.is_first_order
    )
    people = decide_people(ordered, facts, in_force)
    if isinstance(people, Need):
        return people
    try:
        terms = resolve(event, in_force, people, at_us, policy.named_rules)
    except RuleError as error:
        return refused_by_rule(error)
    order = _new_order(event, terms, sales_counted(policy.counting))
    order = order._replace(placed=None if known is None else known.placed)
    puts = (Put(order_key(order.order_id), order, revision), *bought.puts)
    stored_terms = Append(terms_key(event.order_id), terms)
    trade = frozen(event, policy)
    if trade is None:
        promised = posted(event, order, [("accrual", dict(order.kept))])
    else:
        stages = Stage(None, terms, trade), Stage(order, terms, trade)
        promised = stage_appends(event, *stages)
        promised = (Append(trade_key(order.order_id), trade), *promised)
    findings = bought.findings + credited.findings
    sold = (sale_append(event, terms),) if in_force.is_closed else ()
    return Changes(puts, (stored_terms, *sold, *promised, *bought.appends), findings=findings)


def _barred(event: OrderPaid, known: Order, facts: Facts, policy: Policy) -> Refusal | Need | None:
    """Say why an order that was told before is not settled, or what to load as of then."""
    asked = _about_people(event, policy, terms_us(event, policy, known))
    return refuse_payment(event, known) or missing(facts, *asked)


def refused_by_rule(error: RuleError) -> Refusal:
    """Return the refusal of an order that a rule, or what a rule asks, did not allow."""
    known = error.facts.items()
    facts = tuple((name, one if type(one) is int else str(one)) for name, one in known)
    return Refusal(error.code, facts)


def _refuse_currency(event: OrderPaid, plan: Written) -> Refusal | None:
    """Refuse an order in another currency than that of the plan's amounts."""
    if plan.currency in (None, event.currency):
        return None
    currencies = (("plan_currency", plan.currency or ""), ("currency", event.currency))
    return Refusal("order.plan_currency", (("plan_id", plan.plan_id), *currencies))


def _new_order(event: OrderPaid, terms: Terms, counts: tuple[str, ...]) -> Order:
    return Order(
        order_id=event.order_id,
        merchant_id=event.merchant_id,
        payer_id=event.payer_id,
        buyer_id=event.buyer_id,
        currency=event.currency,
        state="paid",
        paid_us=to_us(event.at),
        confirmed_us=None,
        due_us=None,
        kept=kept_by_payee(Leaving(terms, {})),
        progress=(),
        upline=terms.upline if counts else (),
        left_minor=sum(line.paid_minor for line in terms.lines) if counts else 0,
        counts=counts,
    )


def _upline(
    event: OrderPaid, facts: Facts, sharer_id: str | None, at_us: int
) -> Need | tuple[str, ...]:
    """Return who stands above the buyer; a sharer bound by this very purchase stands nearest."""
    if sharer_id is None:
        path = (one for one, _ in rows(facts, _upline_scan(event.buyer_id, at_us), Binding))
        return parents(path, limit=DEPTH_LIMIT)
    scan = _upline_scan(sharer_id, at_us)
    need = missing(facts, (), (scan,))
    if need is not None:
        return need
    above = parents((one for one, _ in rows(facts, scan, Binding)), limit=DEPTH_LIMIT - 1)
    return (sharer_id, *above)


def _upline_scan(member_id: str, at_us: int) -> Scan:
    return upline_scan(CUSTOMER, member_id, at_us, limit=DEPTH_LIMIT)
