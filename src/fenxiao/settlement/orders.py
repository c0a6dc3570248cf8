"""Orders (订单结算): paid, confirmed, refunded.

Each writes its own order and appends the rest: no row that other orders share is
locked, however many of them earn for one star promoter.

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.errors import RuleError
from fenxiao.graph.bindings import parents
from fenxiao.graph.counters import sales, sales_counted, tallies
from fenxiao.ledger.posting import post
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Need,
    Put,
    Scan,
    order_key,
    terms_key,
    upline_scan,
)
from fenxiao.model.events import OrderConfirmed, OrderPaid, Refunded, RefundLine
from fenxiao.model.instants import from_us, to_us
from fenxiao.model.records import (
    Binding,
    FactValue,
    Kept,
    LineProgress,
    LineTerms,
    Order,
    Refusal,
    Terms,
)
from fenxiao.rules.amounts import DEPTH_LIMIT
from fenxiao.rules.resolve import resolve
from fenxiao.rules.terms import Leaving, is_local, kept_by_payee, remaining
from fenxiao.rules.written import Written
from fenxiao.settlement.agreed import terms_that_count
from fenxiao.settlement.attribution import decide_credits, first_credits
from fenxiao.settlement.changes import Changes, ledger_appends, occasion
from fenxiao.settlement.counts import tally_appends
from fenxiao.settlement.earners import CUSTOMER, Ordered, decide_people, terms_us
from fenxiao.settlement.facts import missing, row, rows
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.purchases import decide_purchase, first_purchase

__all__ = [
    "decide_confirmed",
    "decide_paid",
    "decide_refunded",
    "first_confirmed",
    "first_paid",
    "first_refunded",
]


def first_paid(event: OrderPaid, policy: Policy) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a payment reads: its own order, the buyer's upline, at times the buyer.

    Where credits are given, also his visits, and what the claims told with the order ask.
    """
    keys, scans = first_credits(event, policy)
    keys = (order_key(event.order_id), *first_purchase(event, policy), *keys)
    at_us = terms_us(event, policy)
    return keys, tuple(dict.fromkeys((_upline_scan(event.buyer_id, at_us), *scans)))


def decide_paid(  # noqa: PLR0911  # one straight list of what may be missing or refused
    event: OrderPaid, facts: Facts, policy: Policy
) -> Need | Changes | Refusal:
    """Settle the terms of an order and promise its commissions."""
    known, _ = row(facts, order_key(event.order_id), Order)
    if known is not None:
        return Refusal("order.already_paid", (("order_id", event.order_id),))
    at_us = terms_us(event, policy)
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
    credited = decide_credits(event, facts, policy, bought)
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
        return Refusal(error.code, _as_facts(error))
    order = _new_order(event, terms, sales_counted(policy.counting))
    puts = (Put(order_key(order.order_id), order, 0), *bought.puts)
    stored_terms = Append(terms_key(event.order_id), terms)
    posted = _post("accrual", event, order, order.kept)
    findings = bought.findings + credited.findings
    return Changes(puts, (stored_terms, *posted, *bought.appends), findings=findings)


def _as_facts(error: RuleError) -> tuple[tuple[str, FactValue], ...]:
    known = error.facts.items()
    return tuple((name, one if type(one) is int else str(one)) for name, one in known)


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


def first_confirmed(event: OrderConfirmed) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a confirmation reads: its own order."""
    return (order_key(event.order_id),), ()


def decide_confirmed(event: OrderConfirmed, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Turn promised commissions into owed ones, and start holding them."""
    order, revision = row(facts, order_key(event.order_id), Order)
    if order is None:
        return Refusal("order.unknown", (("order_id", event.order_id),))
    if order.state != "paid":
        return Refusal("order.already_confirmed", (("order_id", event.order_id),))
    at_us = to_us(event.at)
    due_us = max(at_us, order.paid_us) + policy.holding.holding_us  # clocks may disagree
    confirmed = order._replace(state="confirmed", confirmed_us=at_us, due_us=due_us)
    put = Put(order_key(order.order_id), confirmed, revision)
    return Changes((put,), _post("confirmation", event, order, order.kept))


def first_refunded(event: Refunded) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a refund reads: its own order and the terms, no plan and no people."""
    return (order_key(event.order_id), terms_key(event.order_id)), ()


def decide_refunded(event: Refunded, facts: Facts, policy: Policy) -> Need | Changes | Refusal:  # noqa: ARG001  # a refund needs no policy, by design
    """Take back what the lines that went back no longer carry."""
    order, revision = row(facts, order_key(event.order_id), Order)
    terms = terms_that_count(order, facts)
    if isinstance(terms, Need):
        return terms
    if order is None or terms is None:
        return Refusal("order.unknown", (("order_id", event.order_id),))
    lines = {line.line_id: line for line in terms.lines}
    progress = {one.line_id: one for one in order.progress}
    named = [one.line_id for one in event.lines]
    only = frozenset(named) if is_local(terms) else None
    before = Leaving(terms, dict(progress))
    for refund in event.lines:
        line = lines.get(refund.line_id)
        if line is None:
            about = (("order_id", order.order_id), ("line_id", refund.line_id))
            return Refusal("order.unknown_line", about)
        gone = progress.get(refund.line_id, LineProgress(refund.line_id, 0, 0))
        refusal = _refuse_refund(order, line, gone, refund)
        if refusal is not None:
            return refusal
        progress[refund.line_id] = gone._replace(
            returned_quantity=gone.returned_quantity + refund.quantity,
            refunded_minor=gone.refunded_minor + refund.amount_minor,
        )
    after = Leaving(terms, progress)
    clawback = _less(kept_by_payee(before, only), kept_by_payee(after, only))
    gone_minor = sum(before.left(lines[one]) - after.left(lines[one]) for one in named)
    gone_minor = gone_minor if order.counts else 0
    left = order._replace(
        kept=_less(order.kept, clawback),
        left_minor=order.left_minor - gone_minor,
        progress=tuple(progress[line_id] for line_id in sorted(progress)),
    )
    posted = _post(f"clawback_{order.state}", event, order, clawback)
    uncounted = sales(order, -gone_minor) if order.state == "released" else ()
    appends = (*posted, *tally_appends(tallies(event.id, to_us(event.at), uncounted)))
    return Changes((Put(order_key(order.order_id), left, revision),), appends)


def _upline_scan(member_id: str, at_us: int) -> Scan:
    return upline_scan(CUSTOMER, member_id, at_us, limit=DEPTH_LIMIT)


def _post(
    template: str,
    event: OrderPaid | OrderConfirmed | Refunded,
    order: Order,
    kept: tuple[Kept, ...],
) -> tuple[Append, ...]:
    """Return the entry of some amounts and its wallet changes; nothing for no amounts."""
    if not kept:
        return ()
    about = occasion(event, order.payer_id, order.currency, order.order_id)
    return ledger_appends(post(template, about, dict(kept)))


def _less(more: tuple[Kept, ...], less: tuple[Kept, ...]) -> tuple[Kept, ...]:
    """Return what is left of each payee's amount, without those left with nothing."""
    taken = dict(less)
    left = (Kept(payee, amount - taken.get(payee, 0)) for payee, amount in more)
    return tuple(one for one in left if one.amount_minor)


def _refuse_refund(
    order: Order, line: LineTerms, gone: LineProgress, refund: RefundLine
) -> Refusal | None:
    about = (("order_id", order.order_id), ("line_id", line.line_id))
    left_quantity = line.quantity - gone.returned_quantity
    if refund.quantity > left_quantity:
        asked = (("quantity", refund.quantity), ("left_quantity", left_quantity))
        return Refusal("order.refund_exceeds_quantity", (*about, *asked))
    left_minor = remaining(line, gone)
    if refund.amount_minor > left_minor:
        wanted = (("amount_minor", refund.amount_minor), ("left_minor", left_minor))
        return Refusal("order.refund_exceeds_amount", (*about, *wanted))
    return None
