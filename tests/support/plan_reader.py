"""A plain reading of plans: what each slot of an order is owed, worked out by fractions.

It shares the data classes with the library and nothing that evaluates them, so that a
mistake of the compiled evaluator cannot repeat itself here. Speed is no aim: everything is
worked out anew for every amount that a condition can tell apart.

A slot that nobody is paid for has the exact amount 0; its reason says why. The reasons of
those who are paid are "paid", "trimmed" (by the ceiling), "capped" (by a cap), and
"below_unit" for whatever comes to less than one unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import floor
from typing import NamedTuple

from fenxiao.model.events import OrderPaid
from fenxiao.model.lines import Line
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.fee import Fee
from fenxiao.rules.written import AnyRule, Written
from tests.support.plan_reader_basis import Case, Place, Refused, Sale, Scene, Somebody, thresholds
from tests.support.plan_reader_kinds import payee_of
from tests.support.plan_reader_steps import ZERO, Reading, read_at, refund_mode, sum_exact

__all__ = ["Read", "Refused", "Scene", "Somebody", "read_kept", "read_line_slots"]


class Read(NamedTuple):
    """What a slot is owed: nothing where ``payee_id`` is None."""

    rule_id: str
    depth: int
    holder_id: str | None
    payee_id: str | None
    exact: Fraction
    reason: str


def read_line_slots(
    plan: Written, campaigns: Iterable[Campaign], order: OrderPaid, scene: Scene
) -> dict[str, list[Read]]:
    """Return the slots of each line with what they are owed after all steps.

    Raises:
        Refused: The order cannot be read under the plan.
    """
    sale = Sale(plan, _sorted(campaigns), order, scene)
    reading = read_at(sale, _paid(sale), sale.paid_minor())
    return {
        case.line.line_id: [_shown(place, case) for place in reading.slots(case)]
        for case in reading.cases
    }


def _shown(place: Place, case: Case) -> Read:
    holder_id = place.holder.member_id if place.holder else None
    payee_id, exact = payee_of(place, case), place.exact if place.is_paid else ZERO
    return Read(place.rule_id, place.depth, holder_id, payee_id, exact, _reason(place))


def _reason(place: Place) -> str:
    if not place.is_paid:
        return place.reason
    if not place.gross:
        return place.why_nothing
    if place.cut == "trimmed" and not place.exact:
        return "trimmed_out"
    return "below_unit" if place.exact < 1 else place.cut or "paid"


def _sorted(campaigns: Iterable[Campaign]) -> tuple[Campaign, ...]:
    return tuple(sorted(campaigns, key=lambda one: (one.order, one.campaign_id)))


# ---------------------------------------------------------------- refunds


def read_kept(
    plan: Written,
    campaigns: Iterable[Campaign],
    order: OrderPaid,
    scene: Scene,
    left: Mapping[str, int],
) -> dict[str, int]:
    """Return what each payee keeps when refunds leave so much of each line.

    Every amount of a line and of the order between what is left and what was paid counts,
    as far as a condition tells it apart; conditions on the other lines see those whole.

    Args:
        plan: The plan.
        campaigns: The campaigns in force.
        order: What was paid.
        scene: Who stood where.
        left: What is left of each line, in minor units, by its id.

    Returns:
        The sum of each payee, in minor units, those with 0 left out.

    Raises:
        Refused: The order cannot be read under the plan.
    """
    sums: defaultdict[tuple[object, ...], Fraction] = defaultdict(Fraction)
    sale = Sale(plan, _sorted(campaigns), order, scene)
    for line in order.lines:
        for name, amount in _kept_of_line(sale, line, left):
            sums[name] += amount
    totals: defaultdict[str, int] = defaultdict(int)
    for (payee_id, *_), amount in sums.items():
        totals[str(payee_id)] += floor(amount)
    return {payee_id: minor for payee_id, minor in sorted(totals.items()) if minor}


def _paid(sale: Sale) -> dict[str, int]:
    return {line.line_id: line.paid_minor for line in sale.order.lines}


def _kept_of_line(
    sale: Sale, line: Line, left: Mapping[str, int]
) -> Iterable[tuple[tuple[object, ...], Fraction]]:
    """Yield what each slot of a line keeps, under the name by which it is floored."""
    if not line.paid_minor:
        return
    marks = thresholds(sale.plan, sale.campaigns)
    line_left, order_left = left[line.line_id], sum(left.values())
    readings = {
        (a, b): read_at(sale, _paid(sale) | {line.line_id: a}, b)
        for a in _between(line_left, line.paid_minor, marks["line"])
        for b in _between(order_left, sale.paid_minor(), marks["order"])
    }
    first = read_at(sale, _paid(sale), sale.paid_minor())
    part = Fraction(line_left, line.paid_minor)
    last = readings[line_left, order_left]
    for rule in first.rules:
        if isinstance(rule, Fee):
            continue
        mode = refund_mode(rule)
        told = last if mode == "recompute" else first
        counted = [last] if mode == "recompute" else [first]
        if mode not in ("recompute", "no_retest"):
            counted += readings.values()
        for name, payee_id in _payees(told, rule, line).items():
            least = min(_exact_of(one, rule, line, name) for one in counted)
            slot: tuple[object, ...] = (payee_id, rule.rule_id)
            slot += (
                (_holder_of(told, rule, line, name),)
                if rule.scope == "order"
                else (
                    line.line_id,
                    name,
                )
            )
            yield slot, least * part


def _between(low: int, high: int, marks: Iterable[int]) -> list[int]:
    """Return one amount for each stretch, from low to high, that thresholds cut."""
    return sorted({low} | {mark for mark in marks if low < mark <= high})


def _of_line(reading: Reading, rule: AnyRule, line: Line) -> tuple[Case, list[Place]]:
    case = next(case for case in reading.cases if case.line is line)
    return case, case.done[rule.rule_id]


def _payees(reading: Reading, rule: AnyRule, line: Line) -> dict[tuple[object, ...], str]:
    case, slots = _of_line(reading, rule, line)
    found = {place.name: payee_of(place, case) for place in slots}
    return {name: payee_id for name, payee_id in found.items() if payee_id is not None}


def _holder_of(reading: Reading, rule: AnyRule, line: Line, name: tuple[object, ...]) -> str | None:
    _, slots = _of_line(reading, rule, line)
    return next(p.holder.member_id for p in slots if p.name == name and p.holder)


def _exact_of(reading: Reading, rule: AnyRule, line: Line, name: tuple[object, ...]) -> Fraction:
    """Return what a slot is owed in a reading; nothing where it is not paid there."""
    _, slots = _of_line(reading, rule, line)
    return sum_exact(place for place in slots if place.name == name and place.is_paid)
