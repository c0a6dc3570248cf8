"""Earners (可得佣人员的读取): who may earn on an order, as of the instant of its terms.

A plan that asks nothing of people costs no reading: the upline is one scan. What it asks
of them, their grade, status, identity, how long they have been promoters, is read in one
further round, of the three above the buyer and of those who are credited.

Source: docs/rules/terms.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fenxiao.graph.bindings import parents
from fenxiao.model.contract import Facts, Key, Need, Scan, member_key, standing_scan, upline_scan
from fenxiao.model.credit_records import Credit
from fenxiao.model.events import OrderPaid
from fenxiao.model.instants import DAY_US, from_us, to_us
from fenxiao.model.records import Binding, Member, Order, Standing
from fenxiao.rules.amounts import DEPTH_LIMIT
from fenxiao.rules.people import HELD, People, Person, blank, plain_people
from fenxiao.rules.plan import InForce
from fenxiao.rules.tables import RuleTable
from fenxiao.settlement.facts import missing, rows
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.relations import member_of

__all__ = ["CUSTOMER", "Ordered", "decide_people", "terms_us"]

CHAIN_LIMIT = 100
"""How many bindings one scan walks, to see whether a holder stands further above."""

CUSTOMER = "customer"
"""The relation in which commissions follow the upline of the buyer."""


def terms_us(event: OrderPaid, policy: Policy, known: Order | None = None) -> int:
    """Return the instant that chooses plan, bindings and grades of an order.

    The plan that was in force when it was placed names it, if that was told and the plan
    goes by it; else the plan in force at the payment.

    Args:
        event: The payment.
        policy: What is in force.
        known: The order as it was placed; None where only its payment is told.
    """
    placed = None if known is None else known.placed
    if placed is not None and placed.terms_us is not None:
        return placed.terms_us
    placed_at = event.placed_at if placed is None else from_us(placed.placed_us)
    found = policy.in_force(event.merchant_id, to_us(event.at))
    chosen = {"placed": placed_at, "first_capture": event.captured_at}
    named = None if found is None else chosen.get(found.plan.terms_at)
    return to_us(named or event.at)


class Ordered(NamedTuple):
    """What of an order says who may earn on it.

    Args:
        buyer_id: Who bought.
        upline: Who stands above him, nearest first, at most three.
        answers: How the claims were answered.
        at_us: The instant of the terms.
        is_first_order: Whether the buyer had bought nothing before.
    """

    buyer_id: str
    upline: tuple[str, ...]
    answers: tuple[Credit, ...]
    at_us: int
    is_first_order: bool


def decide_people(ordered: Ordered, facts: Facts, in_force: InForce) -> Need | People:
    """Return everybody whom an order may pay, or what must be read for it.

    Args:
        ordered: Who bought, under whom, and who is credited.
        facts: What was loaded so far.
        in_force: The plan and its campaigns.
    """
    buyer_id, upline, answers, at_us, is_first_order = ordered
    if in_force.is_plain:
        return plain_people(buyer_id, upline, answers)
    roles = [rule for rule in in_force.tables.rules if rule.role]
    has_custom = any(rule.custom for rule in in_force.tables.rules)
    paid_kinds = {rule.role for rule in roles}
    held = [
        one.holder_id
        for one in answers
        if one.reason in HELD and (has_custom or one.kind in paid_kinds)
    ]
    inviters = _inviters(facts, roles, answers, at_us)
    if isinstance(inviters, Need):
        return inviters
    known = {buyer_id, *upline}
    above = [one for found in inviters.values() for one in found]
    far = _far(facts, upline, {*held, *above} - known, at_us)
    if isinstance(far, Need):
        return far
    asked = dict.fromkeys((buyer_id, *upline, *held, *above))
    need = _about(facts, asked, in_force, at_us)
    if need is not None:
        return need
    persons = {one: _person(facts, one, in_force, at_us) for one in asked}
    return People(
        buyer=_as_buyer(persons[buyer_id], is_first_order=is_first_order),
        upline=tuple(persons[one] for one in upline),
        credits=answers,
        holders={one: persons[one] for one in held},
        inviters={key: tuple(persons[one] for one in found) for key, found in inviters.items()},
        far=far,
        is_first_order=is_first_order,
    )


def _as_buyer(person: Person, *, is_first_order: bool) -> Person:
    """Count a buyer's earlier orders up to the payment, so that no two are his first."""
    bought_us = None if is_first_order else person.member.first_order_us or 0
    return person._replace(member=person.member._replace(first_order_us=bought_us))


def _inviters(
    facts: Facts, roles: Iterable[RuleTable], answers: Iterable[Credit], at_us: int
) -> Need | dict[tuple[str, str], tuple[str, ...]]:
    """Return who stands above each holder, where a rule pays them."""
    wanted: dict[tuple[str, str], int] = {}
    for rule in roles:
        places = max(len(row.amounts) for row in rule.rows) - 2
        for one in answers:
            if places > 0 and one.kind == rule.role and one.reason in HELD:
                key = rule.relation, one.holder_id
                wanted[key] = max(places, wanted.get(key, 0))
    scans = {key: upline_scan(*key, at_us, limit=places) for key, places in wanted.items()}
    need = missing(facts, (), scans.values())
    if need is not None:
        return need
    return {
        key: parents((one for one, _ in rows(facts, scan, Binding)), limit=wanted[key])
        for key, scan in scans.items()
    }


def _far(
    facts: Facts, upline: tuple[str, ...], asked: set[str], at_us: int
) -> Need | frozenset[str]:
    """Return which of some members stand above the buyer, further than three.

    The chain is walked on from the third upline, a hundred bindings at a time.
    """
    found: set[str] = set()
    start = upline[-1] if asked and len(upline) == DEPTH_LIMIT else None
    while start is not None:
        scan = upline_scan(CUSTOMER, start, at_us, limit=CHAIN_LIMIT)
        need = missing(facts, (), (scan,))
        if need is not None:
            return need
        above = parents((one for one, _ in rows(facts, scan, Binding)), limit=CHAIN_LIMIT)
        found |= asked.intersection(above)
        start = above[-1] if len(above) == CHAIN_LIMIT else None
    return frozenset(found)


def _about(facts: Facts, members: Iterable[str], in_force: InForce, at_us: int) -> Need | None:
    """Return what must still be read of some members."""
    keys: list[Key] = []
    scans: list[Scan] = []
    for member_id in members:
        if in_force.asks_members:
            keys.append(member_key(member_id))
        if in_force.asks_standing:
            scans.append(standing_scan(member_id, at_us))
    return missing(facts, keys, scans)


def _person(facts: Facts, member_id: str, in_force: InForce, at_us: int) -> Person:
    """Return somebody as of an instant: his own row for what never changes, his history else."""
    member = member_of(facts, member_id)[0] if in_force.asks_members else blank(member_id)
    member = member._replace(
        status="none",
        grade="",
        is_verified=False,
        registered_us=_by_then(member.registered_us, at_us),
        first_order_us=_by_then(member.first_order_us, at_us),
    )
    if in_force.asks_standing:
        for one in _standing(facts, member_id, at_us):
            member = member._replace(
                status=one.status, grade=one.grade, is_verified=one.is_verified
            )
    return Person(member, _tenure_days(member, at_us), member.identity_token)


def _by_then(since_us: int | None, at_us: int) -> int | None:
    return None if since_us is None or since_us > at_us else since_us


def _standing(facts: Facts, member_id: str, at_us: int) -> Iterator[Standing]:
    yield from (one for one, _ in rows(facts, standing_scan(member_id, at_us), Standing))


def _tenure_days(member: Member, at_us: int) -> int | None:
    since_us = member.enrolled_us
    return None if since_us is None or since_us > at_us else (at_us - since_us) // DAY_US
