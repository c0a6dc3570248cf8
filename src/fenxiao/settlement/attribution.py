"""Claims and credits (归因): what may earn a credit on an order, and what becomes of it.

Claims are told with the order, remembered of the buyer's visits, or stand in a relation.
All are read with the order's first facts; only a rule that asks something of the holders
takes a second round.

Source: docs/credits.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fenxiao.graph.attribution import Article, Claimed, Purchased, attribute
from fenxiao.graph.credits import AttributionPolicy, CreditRule
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Need,
    Scan,
    assortments_scan,
    member_key,
    upline_scan,
    visits_scan,
)
from fenxiao.model.credit_records import Assortment, Credit, CreditKind, Visit
from fenxiao.model.encoding import derive_id
from fenxiao.model.events import OrderPaid
from fenxiao.model.instants import to_us
from fenxiao.model.people import Relation
from fenxiao.model.records import Binding, Refusal
from fenxiao.model.who import ANYBODY
from fenxiao.rules.amounts import DEPTH_LIMIT
from fenxiao.settlement.facts import missing, rows
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.purchases import Purchase
from fenxiao.settlement.relations import member_of

__all__ = ["Credited", "decide_credits", "first_credits"]


class Credited(NamedTuple):
    """The credits of an order, and what was left out of them."""

    credits: tuple[Credit, ...] = ()
    findings: tuple[Refusal, ...] = ()


def first_credits(
    event: OrderPaid, policy: Policy, at_us: int
) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what attribution surely reads: the buyer's visits, his uplines, told holders.

    Args:
        event: The payment.
        policy: What is in force.
        at_us: The instant of the terms, as of which his uplines are looked at.
    """
    attribution = policy.attribution_at(to_us(event.at))
    if attribution is None:
        return (), ()
    keys, scans = _about_holders(_told(event), attribution, to_us(event.at))
    uplines = (_upline(event, relation, at_us) for relation in attribution.relations)
    visits = _visits(event, attribution)
    return keys, (*uplines, *(() if visits is None else (visits,)), *scans)


def decide_credits(
    event: OrderPaid, facts: Facts, policy: Policy, bought: Purchase, terms_us: int
) -> Need | Credited:
    """Answer every claim on an order.

    Args:
        event: The payment.
        facts: What was loaded so far.
        policy: What is in force.
        bought: What the payment itself bound.
        terms_us: The instant of the terms.
    """
    at_us = to_us(event.at)
    attribution = policy.attribution_at(at_us)
    if attribution is None:
        return Credited()
    visits = _found_visits(event, facts, attribution)
    claims = (
        *_told(event),
        *_remembered(visits[: attribution.visit_limit], attribution),
        *_standing(event, facts, attribution, bought.appends, terms_us),
    )
    keys, scans = _about_holders(claims, attribution, at_us)
    need = missing(facts, keys, scans)
    if need is not None:
        return need
    purchased = Purchased(
        at_us=at_us,
        buyer_id=event.buyer_id,
        lines=tuple(Article(line.line_id, line.sku, line.category) for line in event.lines),
        members={key[1]: member_of(facts, key[1])[0] for key in keys},
        assortments={str(scan.args[0]): _newest(facts, scan) for scan in scans},
    )
    answers = attribute(claims, attribution, purchased)
    if len(visits) <= attribution.visit_limit:
        return Credited(answers)
    about = (("limit", attribution.visit_limit), ("buyer_id", event.buyer_id))
    return Credited(answers, (Refusal("credit.visits_left_out", about),))


def _told(event: OrderPaid) -> Iterator[Claimed]:
    """Yield the claims that were told with an order, each under an id of its content."""
    for claim in event.claims:
        at_us = to_us(claim.at)
        about = (claim.kind, claim.holder_id, at_us, claim.subject_id or "", claim.content_id or "")
        yield Claimed(
            kind=claim.kind,
            holder_id=claim.holder_id,
            at_us=at_us,
            source="order",
            claim_id=derive_id(event.id, "claim", *about),
            subject_id=claim.subject_id,
            content_id=claim.content_id,
            weight=claim.weight,
        )


def _visits(event: OrderPaid, attribution: AttributionPolicy) -> Scan | None:
    """Ask for the visits that any rule may count, and for one more than are looked at."""
    window_us = attribution.longest_window_us
    if window_us is None:
        return None
    at_us = to_us(event.at)
    period_us = (at_us - window_us + 1, at_us + 1)
    return visits_scan(event.buyer_id, period_us, limit=attribution.visit_limit + 1)


def _found_visits(event: OrderPaid, facts: Facts, attribution: AttributionPolicy) -> list[Visit]:
    scan = _visits(event, attribution)
    return [] if scan is None else [visit for visit, _ in rows(facts, scan, Visit)]


def _remembered(visits: Iterable[Visit], attribution: AttributionPolicy) -> Iterator[Claimed]:
    """Yield a claim of each visit for every kind whose rule looks at its channel."""
    for visit in visits:
        for rule in attribution.rules:
            if visit.channel in rule.channels:
                yield Claimed(
                    kind=rule.kind,
                    holder_id=visit.sharer_id,
                    at_us=visit.at_us,
                    source="visit",
                    claim_id=visit.event_id,
                    subject_id=visit.subject_id,
                    content_id=visit.content_id,
                )


def _standing(
    event: OrderPaid,
    facts: Facts,
    attribution: AttributionPolicy,
    made: Iterable[Append],
    at_us: int,
) -> Iterator[Claimed]:
    """Yield a claim of whoever stands directly above the buyer, where a rule asks.

    Bindings that the payment itself made count where the terms are those of the payment.
    """
    rows_made = [append.record for append in made] if at_us >= to_us(event.at) else []
    for rule in attribution.rules:
        if rule.relation is None:
            continue
        path = [one for one, _ in rows(facts, _upline(event, rule.relation, at_us), Binding)]
        bound = (one for one in rows_made if isinstance(one, Binding))
        new = (one for one in bound if one.relation == rule.relation)
        binding = next(iter((*new, *path)), None)
        if binding is not None and binding.parent_id is not None:
            yield _of_binding(rule.kind, binding, binding.parent_id)


def _of_binding(kind: CreditKind, binding: Binding, parent_id: str) -> Claimed:
    return Claimed(kind, parent_id, binding.since_us, "relation", binding.event_id)


def _upline(event: OrderPaid, relation: Relation, at_us: int) -> Scan:
    return upline_scan(relation, event.buyer_id, at_us, limit=DEPTH_LIMIT)


def _about_holders(
    claims: Iterable[Claimed], attribution: AttributionPolicy, at_us: int
) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what the rules ask of the holders of some claims."""
    rules: dict[CreditKind, CreditRule] = {rule.kind: rule for rule in attribution.rules}
    keys: dict[Key, None] = {}
    scans: dict[Scan, None] = {}
    for claim in claims:
        rule = rules.get(claim.kind)
        if rule is not None and rule.holder != ANYBODY:
            keys[member_key(claim.holder_id)] = None
        if rule is not None and rule.needs_listing:
            scans[assortments_scan(claim.holder_id, at_us)] = None
    return tuple(keys), tuple(scans)


def _newest(facts: Facts, scan: Scan) -> Assortment | None:
    return next((one for one, _ in rows(facts, scan, Assortment)), None)
