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
    trade_key,
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
    Trade,
)
from fenxiao.rules.amounts import DEPTH_LIMIT
from fenxiao.rules.resolve import resolve
from fenxiao.rules.terms import Leaving, is_local, kept_by_payee, remaining
from fenxiao.rules.written import Written
from fenxiao.settlement.attribution import decide_credits, first_credits
from fenxiao.settlement.changes import Changes, ledger_appends, occasion
from fenxiao.settlement.counts import tally_appends
from fenxiao.settlement.earners import CUSTOMER, Ordered, decide_people, terms_us
from fenxiao.settlement.facts import missing, row, rows
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.purchases import decide_purchase, first_purchase
from fenxiao.settlement.trade import (
    NOBODY,
    Theirs,
    frozen,
    merchant_commission,
    merchants_part,
    named_tenders,
    standings,
    trade_appends,
    trade_keys,
    trade_row,
)

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
    trade = frozen(event, policy)
    theirs = merchants_part(trade, Leaving(terms, {}))
    posted = _post("accrual", event, order, order.kept, theirs)
    if trade is not None:
        sold = trade_appends(event, trade, {}, standings(trade, {}, is_received=False))
        posted = (*posted, Append(trade_key(order.order_id), trade), *sold)
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


def first_confirmed(
    event: OrderConfirmed, policy: Policy
) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a confirmation reads: its own order, and its trade where that is posted."""
    return (order_key(event.order_id), *trade_keys(event.order_id, policy)), ()


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
    trade, _ = trade_row(event.order_id, facts, policy)
    if trade is None:
        return Changes((put,), _post("confirmation", event, order, order.kept))
    terms, _ = row(facts, terms_key(event.order_id), Terms)
    progress = {one.line_id: one for one in order.progress}
    theirs = NOBODY if terms is None else merchants_part(trade, Leaving(terms, progress))
    posted = _post("confirmation", event, order, order.kept, theirs)
    before, after = (standings(trade, progress, is_received=one) for one in (False, True))
    return Changes((put,), (*posted, *trade_appends(event, trade, before, after)))


def first_refunded(event: Refunded, policy: Policy) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a refund reads: its own order, terms and trade, no plan and no people."""
    keys = (order_key(event.order_id), terms_key(event.order_id))
    return tuple(dict.fromkeys((*keys, *trade_keys(event.order_id, policy)))), ()


def decide_refunded(event: Refunded, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Take back what the lines that went back no longer carry."""
    order, revision = row(facts, order_key(event.order_id), Order)
    terms, _ = row(facts, terms_key(event.order_id), Terms)
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
    traded = _refund_trade(event, facts, policy, (order, left))
    if isinstance(traded, Refusal):
        return traded
    trade, traded_puts, traded_appends = traded
    had, has = (merchants_part(trade, one, only).kept for one in (before, after))
    posted = _post(
        f"clawback_{order.state}", event, order, clawback, Theirs(trade, _less(had, has))
    )
    uncounted = sales(order, -gone_minor) if order.state == "released" else ()
    counted = tally_appends(tallies(event.id, to_us(event.at), uncounted))
    put = Put(order_key(order.order_id), left, revision)
    return Changes((put, *traded_puts), (*posted, *traded_appends, *counted))


def _refund_trade(
    event: Refunded, facts: Facts, policy: Policy, orders: tuple[Order, Order]
) -> Refusal | tuple[Trade | None, tuple[Put, ...], tuple[Append, ...]]:
    """Return an order's trade, and what a refund writes of it: nothing where none is posted."""
    before, _ = orders
    trade, revision = trade_row(before.order_id, facts, policy)
    if trade is None:
        return None, (), ()
    named = frozenset(one.line_id for one in event.lines)
    is_received = before.state != "paid"
    stood, stands = (
        standings(
            trade,
            {gone.line_id: gone for gone in one.progress},
            is_received=is_received,
            only=named,
        )
        for one in orders
    )
    anchored = named_tenders(trade, before, event.lines, stood, stands)
    if isinstance(anchored, Refusal):
        return anchored
    is_changed = anchored != trade
    puts = (Put(trade_key(before.order_id), anchored, revision),) if is_changed else ()
    return anchored, puts, trade_appends(event, anchored, stood, stands, trade)


def _upline_scan(member_id: str, at_us: int) -> Scan:
    return upline_scan(CUSTOMER, member_id, at_us, limit=DEPTH_LIMIT)


def _post(
    template: str,
    event: OrderPaid | OrderConfirmed | Refunded,
    order: Order,
    kept: tuple[Kept, ...],
    theirs: Theirs = NOBODY,
) -> tuple[Append, ...]:
    """Return the entries of some amounts and their wallet changes; nothing for no amounts.

    What the merchant funds, ``theirs`` of ``kept``, is an entry of its own.
    """
    if theirs.kept:
        own = _post(template, event, order, _less(kept, theirs.kept))
        return (*own, *merchant_commission(template, event, theirs))
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
