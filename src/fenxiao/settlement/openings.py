"""Take-over (期初接管): what an old system leaves becomes rows here, each once.

What has trade of its own here is refused by name: a take-over never adds to it. An order
that comes without terms gets small ones, whose slots are fixed amounts, so that what
follows, its receipt, its release and its refunds, needs to know nothing of where it is from.

Source: docs/operations.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import gcd

from fenxiao.graph.bindings import Bid
from fenxiao.graph.counters import sales_counted
from fenxiao.ledger.posting import post
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Need,
    Put,
    Scan,
    node_key,
    order_key,
    payout_key,
    quota_key,
    tail_scan,
    tallies_scan,
    terms_key,
)
from fenxiao.model.encoding import digest
from fenxiao.model.events import Event
from fenxiao.model.instants import FOREVER_US, to_us
from fenxiao.model.invite_records import Quota
from fenxiao.model.openings import (
    OpeningBinding,
    OpeningCounter,
    OpeningOrder,
    OpeningPayout,
    OpeningQuota,
    OpeningShare,
    OpeningWallet,
)
from fenxiao.model.records import (
    Delta,
    LineProgress,
    LineTerms,
    Order,
    Payout,
    Refusal,
    Slot,
    Tally,
    Terms,
)
from fenxiao.model.who import ANYBODY
from fenxiao.rules.resolve import SEMANTICS
from fenxiao.rules.terms import Leaving, kept_by_payee
from fenxiao.settlement.balances import checkpoint, own_wallet_key
from fenxiao.settlement.changes import Changes, ledger_appends, occasion
from fenxiao.settlement.counts import tally_appends, told
from fenxiao.settlement.facts import row, rows
from fenxiao.settlement.invites import sales_scan
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.relations import place_of, settle

__all__ = [
    "OPENING",
    "decide_opening_binding",
    "decide_opening_counter",
    "decide_opening_order",
    "decide_opening_payout",
    "decide_opening_quota",
    "decide_opening_wallet",
    "first_opening_binding",
    "first_opening_counter",
    "first_opening_order",
    "first_opening_payout",
    "first_opening_quota",
    "first_opening_wallet",
]

OPENING = "opening"
"""The plan, the rule and the reason that terms without a plan name."""

Asked = tuple[tuple[Key, ...], tuple[Scan, ...]]


def first_opening_binding(event: OpeningBinding) -> Asked:
    """Return what taking over a binding reads: both nodes."""
    relation = event.relation
    return (node_key(relation, event.member_id), node_key(relation, event.parent_id)), ()


def decide_opening_binding(
    event: OpeningBinding, facts: Facts, policy: Policy
) -> Need | Changes | Refusal:
    """Bind a member as he was bound, whatever the policy asks of new bindings."""
    place = place_of(facts, event.relation, event.member_id)
    if place is not None and place.node.changes:
        return _in_use("binding", f"{event.relation} {event.member_id}")
    at_us = to_us(event.at)
    rule = policy.binding_of(event.relation, at_us)
    rule = replace(rule, sharer=ANYBODY, visitor=ANYBODY, max_structural_depth=None)
    bid = Bid(event.relation, event.member_id, event.parent_id, at_us, event.id, "opening")
    bound = settle(bid, facts, rule)
    if isinstance(bound, (Need, Refusal)):
        return bound
    appends = told(bound.moves, facts, policy)
    return appends if isinstance(appends, Need) else Changes(tuple(bound.puts.values()), appends)


def first_opening_wallet(event: OpeningWallet) -> Asked:
    """Return what taking over a wallet reads: its row, and whether anything was posted to it."""
    return (own_wallet_key(event),), (tail_scan(own_wallet_key(event), limit=1),)


def decide_opening_wallet(event: OpeningWallet, facts: Facts) -> Changes | Refusal:
    """Post what a wallet had; its row is written, empty, so that it is taken over once."""
    stored, revision = checkpoint(event, facts)
    if revision or rows(facts, tail_scan(own_wallet_key(event), limit=1), Delta):
        return _in_use("wallet", f"{event.payer_id} {event.member_id} {event.currency}")
    available_minor = event.available_minor
    amounts = {
        "opening_available": max(0, available_minor),
        "opening_overdrawn": max(0, -available_minor),
        "opening_frozen": event.frozen_minor,
        "opening_debt": event.debt_minor,
    }
    appends: tuple[Append, ...] = ()
    for template, amount_minor in amounts.items():
        wallet = (event.payer_id, event.currency, event.id)
        appends += _posted(event, template, wallet, {event.member_id: amount_minor})
    return Changes((Put(own_wallet_key(event), stored, 0),), appends)


def first_opening_order(event: OpeningOrder) -> Asked:
    """Return what taking over an order reads: whether there is one."""
    return (order_key(event.order_id),), ()


def decide_opening_order(event: OpeningOrder, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Write an order as it stands, terms of fixed amounts, and what is owed for it."""
    known, _ = row(facts, order_key(event.order_id), Order)
    if known is not None:
        return _in_use("order", event.order_id)
    terms = _terms(event)
    order = _order(event, terms, sales_counted(policy.counting))
    about = (event.payer_id, event.currency, event.order_id)
    templates = {"paid": "opening_deferred", "confirmed": "opening_held"}
    kept = dict(order.kept) if event.state in templates else {}
    posted = _posted(event, templates.get(event.state, ""), about, kept)
    put = Put(order_key(event.order_id), order, 0)
    return Changes((put,), (Append(terms_key(event.order_id), terms), *posted))


def _terms(event: OpeningOrder) -> Terms:
    lines = tuple(
        LineTerms(line.line_id, line.quantity, line.paid_minor, tuple(map(_slot, line.shares)))
        for line in event.lines
    )
    return Terms(
        order_id=event.order_id,
        plan_id=OPENING,
        plan_digest=digest(event.lines),
        semantics=SEMANTICS,
        terms_us=to_us(event.paid_at),
        upline=event.upline,
        lines=lines,
    )


def _slot(one: OpeningShare) -> Slot:
    """Return the slot of a fixed amount, as a reduced fraction."""
    common = gcd(one.numerator, one.denominator)
    exact = one.numerator // common, one.denominator // common
    return Slot(OPENING, 0, one.payee_id, 0, *exact, OPENING)


def _order(event: OpeningOrder, terms: Terms, counts: tuple[str, ...]) -> Order:
    progress = tuple(
        LineProgress(line.line_id, line.returned_quantity, line.refunded_minor)
        for line in sorted(event.lines, key=lambda one: one.line_id)
        if line.returned_quantity or line.refunded_minor
    )
    leaving = Leaving(terms, {one.line_id: one for one in progress})
    return Order(
        order_id=event.order_id,
        merchant_id=event.merchant_id,
        payer_id=event.payer_id,
        buyer_id=event.buyer_id,
        currency=event.currency,
        state=event.state,
        paid_us=to_us(event.paid_at),
        confirmed_us=None if event.confirmed_at is None else to_us(event.confirmed_at),
        due_us=None if event.due_at is None else to_us(event.due_at),
        kept=kept_by_payee(leaving),
        progress=progress,
        upline=event.upline if counts else (),
        left_minor=sum(leaving.left(line) for line in terms.lines) if counts else 0,
        counts=counts,
    )


def first_opening_payout(event: OpeningPayout) -> Asked:
    """Return what taking over an instruction reads: whether there is one."""
    return (payout_key(event.instruction_id),), ()


def decide_opening_payout(event: OpeningPayout, facts: Facts) -> Changes | Refusal:
    """Write an open instruction, and that its money is on its way."""
    known, _ = row(facts, payout_key(event.instruction_id), Payout)
    if known is not None:
        return _in_use("payout", event.instruction_id)
    payout = Payout(
        instruction_id=event.instruction_id,
        key=event.key,
        payer_id=event.payer_id,
        member_id=event.member_id,
        currency=event.currency,
        amount_minor=event.amount_minor,
        payee_token=event.payee_token,
        state=event.state,
        requested_us=to_us(event.requested_at),
        updated_us=to_us(event.at),
        reference=event.reference,
        fee_minor=event.fee_minor,
        tax_minor=event.tax_minor,
        payable_us=to_us(event.requested_at),
    )
    about = (event.payer_id, event.currency, event.instruction_id)
    amounts = {event.member_id: payout.gross_minor}
    posted = _posted(event, "opening_in_transit", about, amounts)
    return Changes((Put(payout_key(event.instruction_id), payout, 0),), posted)


def first_opening_quota(event: OpeningQuota, policy: Policy) -> Asked:
    """Return what taking over a quota reads: its row, and whether sales were counted for it."""
    rules = policy.quota
    if rules is None:
        return (), ()
    return (quota_key(event.member_id),), (sales_scan(event.member_id, rules, limit=1),)


def decide_opening_quota(event: OpeningQuota, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Write the checkpoint of a quota."""
    rules = policy.quota
    if rules is None:
        return Refusal("quota.no_policy", (("member_id", event.member_id),))
    known, _ = row(facts, quota_key(event.member_id), Quota)
    if known is not None or rows(facts, sales_scan(event.member_id, rules, limit=1), Tally):
        return _in_use("quota", event.member_id)
    counts = (event.sales_minor, event.used_count, event.freed_count)
    quota = Quota(event.member_id, rules.currency, *counts)
    return Changes((Put(quota_key(event.member_id), quota, 0),))


def first_opening_counter(event: OpeningCounter) -> Asked:
    """Return what taking over a counter reads: whether anything was counted in it."""
    return (), (_counted(event),)


def decide_opening_counter(
    event: OpeningCounter,
    facts: Facts,
) -> Changes | Refusal:
    """Append what a counter stood at, under a name of which there is one a counter."""
    name = (event.member_id, event.counter, event.currency or "")
    if rows(facts, _counted(event), Tally):
        return _in_use("counter", " ".join(name).strip())
    tally = Tally(*name, OPENING, to_us(event.at), event.amount)
    return Changes((), tally_appends((tally,)))


def _counted(event: OpeningCounter) -> Scan:
    ever = (-FOREVER_US, FOREVER_US)
    return tallies_scan(event.member_id, event.counter, event.currency or "", ever, limit=1)


def _posted(
    event: Event, template: str, about: tuple[str, str, str], amounts: Mapping[str, int]
) -> tuple[Append, ...]:
    """Return the entry of some amounts and its wallet changes; nothing for no amounts."""
    if not any(amounts.values()):
        return ()
    return ledger_appends(post(template, occasion(event, *about), amounts))


def _in_use(kind: str, name: str) -> Refusal:
    return Refusal("opening.in_use", (("kind", kind), ("name", name)))
