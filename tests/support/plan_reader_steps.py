"""The order of work on an order: amounts, ceiling, fees and shares, caps, rounding (五步).

Part of the plain reading of plans in ``plan_reader``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from fenxiao.model.events import OrderPaid
from fenxiao.money import round_fraction
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.fee import Fee
from fenxiao.rules.fields import RefundMode, RuleFields
from fenxiao.rules.price_gap import PriceGap
from fenxiao.rules.role import Role
from fenxiao.rules.written import AnyRule, Written
from tests.support.plan_reader_basis import (
    MILLION,
    Case,
    Place,
    Refused,
    Sale,
    active_campaigns,
    all_rules,
    ceiling_ppm,
    takes_words,
    why_off,
)
from tests.support.plan_reader_kinds import payee_of, read_gross
from tests.support.plan_reader_scale import find_scale

ZERO = Fraction(0)
OWN_FUNDERS = ("platform", "merchant")
Ruled = tuple[AnyRule, Campaign | None]


@dataclass
class Reading:
    """An order under a plan at some amounts: a case a line, with the slots of every rule."""

    plan: Written
    rules: list[AnyRule]
    cases: list[Case] = field(default_factory=list)

    def slots(self, case: Case) -> list[Place]:
        return [place for rule in self.rules for place in case.done[rule.rule_id]]

    def rule(self, rule_id: str) -> AnyRule:
        return next(rule for rule in self.rules if rule.rule_id == rule_id)

    def everybody(self) -> list[tuple[Case, Place]]:
        """Return all slots, paid or not, line by line."""
        return [(c, place) for c in self.cases for place in self.slots(c)]

    def paid(self) -> list[tuple[Case, Place]]:
        """Return all slots that somebody is paid for, line by line."""
        return [(c, place) for c in self.cases for place in self.slots(c) if place.is_paid]


# ---------------------------------------------------------------- the five steps


def read_at(sale: Sale, line_amounts: Mapping[str, int], order_amount: int) -> Reading:
    """Work an order out as if conditions on amounts had seen these."""
    plan, campaigns, order, scene = sale
    ruled = all_rules(plan, campaigns)
    _check(plan, ruled, order)
    reading = Reading(plan, [rule for rule, _ in ruled])
    for line in order.lines:
        amount = line_amounts[line.line_id]
        scale = find_scale(plan, campaigns, order, line)
        case = Case(plan, campaigns, order, scene, line, amount, order_amount, scale)
        reading.cases.append(case)
        off = {rule.rule_id: why_off(rule, campaign, case) for rule, campaign in ruled}
        _fill_own(reading, case, off)
        _trim(reading, case)
        _share_out(reading, case, off)
    _cap_rules(reading)
    _cap_plan(reading)
    _round(reading)
    _cap_rules(reading)  # rounding up must not pass a cap
    _cap_plan(reading)
    return reading


def _check(plan: Written, ruled: Sequence[Ruled], order: OrderPaid) -> None:
    if plan.currency not in (None, order.currency):
        raise Refused("order.plan_currency")
    for line in order.lines:
        for rule, campaign in ruled:
            if isinstance(rule, Fee) or not takes_words(rule.when, line, order):
                continue
            if campaign is not None and not takes_words(campaign.when, line, order):
                continue
            if isinstance(rule, PriceGap) and not any(
                any(pay.rates_ppm) for pay in (*rule.rows, rule)
            ):
                continue
            asked = {"list": line.list_minor, "profit": line.cost_minor}
            if rule.base in asked and asked[rule.base] is None:
                raise Refused("order.base_unknown")


def _gross(rule: AnyRule, case: Case, why: str) -> list[Place]:
    if why:
        return [Place(rule.rule_id, 0, ("off",), None, reason=why, has_room=False)]
    return read_gross(rule, case)


def _fill_own(reading: Reading, case: Case, off: Mapping[str, str]) -> None:
    """Step 1: what platform and merchant pay, rule by rule."""
    for rule in reading.rules:
        if isinstance(rule, RuleFields) and rule.funded_by in OWN_FUNDERS:
            case.done[rule.rule_id] = _gross(rule, case, off[rule.rule_id])


def _ceiling(case: Case) -> Fraction:
    """Return what the line may pay."""
    return Fraction(ceiling_ppm(case.plan, active_campaigns(case)) * case.line.paid_minor, MILLION)


def _by_nearness(slots: Iterable[Place]) -> list[Place]:
    """Return slots nearest first; those of one depth stay in the order in which they stand."""
    return sorted(slots, key=lambda place: place.depth)


def _fill(slots: Iterable[Place], room: Fraction) -> Fraction:
    """Cut slots, in their order, to what room is left; return what they use."""
    left = room
    for place in slots:
        if place.exact > left:
            place.exact, place.cut = left, "trimmed"
        left -= place.exact
    return room - left


def _trim(reading: Reading, case: Case) -> None:
    """Step 2: the ceiling; a slot that nobody is paid for uses it up like any other."""
    if reading.plan.trim == "nearest_first":
        own = [place for rule in reading.rules for place in case.done.get(rule.rule_id, ())]
        _fill(_by_nearness(place for place in own if place.has_room), _ceiling(case))


def _share_out(reading: Reading, case: Case, off: Mapping[str, str]) -> None:
    """Step 3: fees, and rules that are paid out of another's commission, in plan order."""
    for rule in reading.rules:
        if isinstance(rule, RuleFields) and rule.funded_by in OWN_FUNDERS:
            continue
        slots = case.done[rule.rule_id] = _gross(rule, case, off[rule.rule_id])
        if off[rule.rule_id]:
            continue
        if isinstance(rule, Fee):
            for name in rule.of_rules:
                _multiply(case.done[name], 1 - Fraction(rule.rate_ppm, MILLION))
            continue
        room = case.paid_by(rule.funded_by)
        for place in slots:
            place.exact = place.exact if place.is_paid else ZERO
        used = _fill(_by_nearness(slots), room)
        if used:
            _multiply(case.done[rule.funded_by], 1 - used / room)


def _multiply(slots: Iterable[Place], part: Fraction) -> None:
    for place in slots:
        if place.is_paid:
            place.exact *= part


# ---------------------------------------------------------------- caps


def _grouped(
    reading: Reading, key: Callable[[Case, Place], tuple[object, ...]]
) -> list[list[Place]]:
    """Return the paid slots of all lines in groups, the groups as they first appear."""
    groups: defaultdict[tuple[object, ...], list[Place]] = defaultdict(list)
    for case, place in reading.paid():
        groups[key(case, place)].append(place)
    return list(groups.values())


def sum_exact(slots: Iterable[Place]) -> Fraction:
    return sum((place.exact for place in slots), ZERO)


def _cap_rules(reading: Reading) -> None:
    """Step 4: the most that one payee gets by one rule from the order."""
    for group in _grouped(reading, lambda case, place: (place.rule_id, payee_of(place, case))):
        rule = reading.rule(group[0].rule_id)
        cap = rule.order_cap_minor if isinstance(rule, RuleFields) else None
        total = sum_exact(group)
        if cap is not None and total > cap:
            _cut(group, cap / total)


def _cut(slots: Iterable[Place], part: Fraction) -> None:
    for place in slots:
        place.exact *= part
        place.cut = "capped"


def _cap_plan(reading: Reading) -> None:
    """Step 4: the most that the order pays, filled from the nearest payee outward."""
    cap = reading.plan.order_cap_minor
    if cap is None:
        return
    names = [rule.rule_id for rule in reading.rules]
    groups = _grouped(reading, lambda c, p: (p.depth, p.rule_id, payee_of(p, c)))
    groups.sort(key=lambda group: (group[0].depth, names.index(group[0].rule_id)))
    left = Fraction(cap)
    for group in groups:
        total = sum_exact(group)
        if total > left:
            _cut(group, left / total)
        left -= min(total, left)


# ---------------------------------------------------------------- rounding


def refund_mode(rule: RuleFields) -> RefundMode:
    """Return what a refund leaves by a rule; whole parts of holders keep their posted share."""
    is_whole = isinstance(rule, Role) and rule.remainder != "funder"
    return "posted_share" if is_whole else rule.refund


def _rounded(amount: Fraction, rule: RuleFields) -> Fraction:
    mode = rule.rounding
    return Fraction(round_fraction(amount.numerator, amount.denominator, rounding=mode))


def _round(reading: Reading) -> None:
    """Step 5: what is frozen as whole units; a floor of a line or an order stays exact."""
    for case, place in reading.everybody():
        rule = reading.rule(place.rule_id)
        if not isinstance(rule, RuleFields):
            continue
        if rule.scope == "unit":
            pieces = case.line.quantity
            place.exact = pieces * _rounded(place.exact / pieces, rule)
        elif rule.scope == "line" and refund_mode(rule) == "posted_share":
            place.exact = _rounded(place.exact, rule)
    _cut_rounded(reading)
    for group in _order_groups(reading):
        rule = reading.rule(group[0].rule_id)
        assert isinstance(rule, RuleFields)
        if refund_mode(rule) != "posted_share":
            continue
        before = [place.exact for place in group]
        _spread(group, _rounded(sum_exact(group), rule))
        ids = {id(place) for place in group}
        if any(
            sum_exact(_roomy(reading, case)) > _ceiling(case)
            for case in reading.cases
            if ids & {id(place) for place in reading.slots(case)}
        ):
            for place, exact in zip(group, before, strict=True):
                place.exact = exact
            _spread(group, Fraction(floor(sum_exact(group))))


def _roomy(reading: Reading, case: Case) -> list[Place]:
    return [place for place in reading.slots(case) if place.has_room]


def _order_groups(reading: Reading) -> list[list[Place]]:
    """Return the slots that are rounded together over the lines: of one holder by one rule."""
    groups = _grouped(
        reading,
        lambda c, p: (p.rule_id, p.holder.member_id if p.holder else None, payee_of(p, c)),
    )
    return [group for group in groups if _scope(reading, group[0]) == "order"]


def _scope(reading: Reading, place: Place) -> str:
    rule = reading.rule(place.rule_id)
    return rule.scope if isinstance(rule, RuleFields) else "line"


def _spread(group: Sequence[Place], total: Fraction) -> None:
    """Give slots a total in proportion to what they are."""
    whole = sum_exact(group)
    for place in group:
        place.exact = place.exact * total / whole if whole else ZERO


def _cut_rounded(reading: Reading) -> None:
    """Take back what rounding up brought above a line's ceiling, from the farthest inward."""
    for case in reading.cases:
        slots = _roomy(reading, case)
        for place in reversed(_by_nearness(slots)):
            rule = reading.rule(place.rule_id)
            above = sum_exact(slots) - _ceiling(case)
            is_raised = isinstance(rule, RuleFields) and rule.rounding != "floor"
            if above > 0 and is_raised and _scope(reading, place) != "order":
                place.exact = max(ZERO, place.exact - ceil(above))
