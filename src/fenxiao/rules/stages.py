"""Stages (计算步骤): what each kind of rule gives each slot of a line, before any ceiling.

A stage reads the tables and the people, and returns drafts with exact amounts, paid or
not. A slot that the platform keeps has an amount too: it uses up ceiling like a payee's.

Source: docs/rules/plan.md, "The compiled form".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import lcm
from typing import NamedTuple

from fenxiao.model.credit_records import Credit
from fenxiao.money import PPM
from fenxiao.rules.amounts import DEPTH_LIMIT
from fenxiao.rules.bases import base_of
from fenxiao.rules.conditions import Condition
from fenxiao.rules.differential import gaps
from fenxiao.rules.drafts import Asking, Draft
from fenxiao.rules.people import HELD, Person, blank
from fenxiao.rules.tables import LineRule, RowTable, RuleTable

__all__ = ["STAGES", "off_reason"]


def off_reason(asking: Asking, rule: LineRule) -> str:
    """Say why a rule does not look at a line at these amounts; empty where it does."""
    table = rule.table
    if not rule.is_taken:
        return "condition"
    if table.campaign >= 0 and not asking.active[table.campaign]:
        return "campaign"
    if any(asking.active[number] for number in rule.replaced_by):
        return "replaced"
    found = (_unmet(asking, table, condition) for condition in table.conditions)
    return next((reason for reason in found if reason), "")


def _unmet(asking: Asking, table: RuleTable, condition: Condition) -> str:
    """Say what of a condition on buyer and amount is not met; empty where all is."""
    if not asking.is_buyer(condition):
        return "buyer"
    if condition.is_first_order not in (None, asking.people.is_first_order):
        return "first_order"
    is_below = asking.amount_of(condition.amount_of, table) < condition.at_least_minor
    return "below_threshold" if is_below else ""


def _worth(asking: Asking, rule: LineRule, draft: Draft, row: RowTable) -> Draft:
    """Fill in what a row pays at the draft's place to its person, by his weight."""
    amounts = row.amounts[draft.place] if draft.place < len(row.amounts) else None
    draft.found = row.found
    if amounts is None:
        if draft.is_paid:
            draft.reason, draft.is_paid = "rate_zero", False
        return draft
    draft.rate_ppm, draft.unit_minor, draft.order_minor = amounts
    if asking.plan.scales:
        _lower(asking, rule, draft)
    over, under = asking.factor(rule, draft.person) if rule.table.factors else (1, 1)
    base, parts = asking.base(rule)
    if rule.table.base != "commission":
        draft.base_minor = base
    numerator, denominator = draft.rate_ppm * base, PPM * parts
    if draft.unit_minor:
        pieces, of = asking.pieces
        numerator = numerator * of + draft.unit_minor * pieces * denominator
        denominator *= of
    if draft.order_minor:
        taken_minor = asking.taken_minor[rule.place] or 1
        numerator = (
            numerator * taken_minor + draft.order_minor * asking.line.paid_minor * denominator
        )
        denominator *= taken_minor
    draft.numerator = numerator * over * draft.weight
    draft.denominator = denominator * under * draft.weights
    if under != 1:
        draft.factor_ppm = over * PPM // under
    if not asking.line.paid_minor:
        draft.numerator = 0
    elif draft.is_paid and draft.rate_ppm == draft.unit_minor == draft.order_minor == 0:
        draft.reason, draft.is_paid = "rate_zero", False
    return draft


def _lower(asking: Asking, rule: LineRule, draft: Draft) -> None:
    """Lower a rate in proportion, where the plan does that to lines of this class."""
    scales = asking.plan.scales
    scale = scales.get(asking.table.words, scales.get(None))
    if scale is not None and rule.table.funded_by < 0 and draft.rate_ppm:
        draft.full_ppm = draft.rate_ppm
        draft.rate_ppm = draft.rate_ppm * scale[0] // scale[1]
        draft.steps = ("ceiling",)


def _walk(asking: Asking, rule: LineRule) -> Iterator[tuple[int, Person, str]]:
    """Yield the uplines, nearest first, each with why he is not paid; "compressed" has no place."""
    is_stopped = False
    for depth, person in enumerate(asking.people.upline[: rule.table.depth], start=1):
        reason = asking.standing(rule, person)
        if reason == "unfit" and rule.table.unfit == "compress":
            reason = "compressed"
        if is_stopped:
            reason = "stopped"
        elif reason == "unfit" and rule.table.unfit == "stop":
            is_stopped = True
        yield depth, person, reason


def _levels(asking: Asking, rule: LineRule) -> list[Draft]:
    drafts: list[Draft] = []
    if rule.has_own:
        drafts.append(_own(asking, rule))
    place = 0
    for depth, person, reason in _walk(asking, rule):
        if reason == "compressed":
            drafts.append(_passed(rule, depth, person, reason))
            continue
        place += 1
        if place > rule.places:
            break
        draft = Draft(rule.place, depth, place, person, reason or "paid", not reason)
        drafts.append(_worth(asking, rule, draft, asking.row(rule, person)))
    for missing in range(place + 1, rule.places + 1):
        draft = Draft(rule.place, missing, missing, None, "no_upline", is_paid=False)
        drafts.append(_worth(asking, rule, draft, asking.row(rule, None)))
    return drafts


def _own(asking: Asking, rule: LineRule, place: int = 0) -> Draft:
    """Return the slot of the buyer himself, at depth 0."""
    buyer = asking.people.buyer
    reason = asking.standing(rule, buyer, own=True)
    row = asking.row(rule, buyer)
    draft = Draft(rule.place, 0, place, buyer, reason or "paid", not reason)
    if not place and row.amounts[0] is None:
        draft.reason, draft.is_paid, draft.found = "self_off", False, row.found
        return draft
    return _worth(asking, rule, draft, row)


def _passed(rule: LineRule, depth: int, person: Person | None, reason: str) -> Draft:
    return Draft(rule.place, depth, 0, person, reason, is_paid=False, counts=False)


def _role(asking: Asking, rule: LineRule) -> list[Draft]:
    held = [
        one
        for one in asking.people.credits
        if one.kind == rule.table.role
        and one.reason in HELD
        and asking.line.line_id in one.line_ids
    ]
    if not held:
        nobody = Draft(
            rule.place, 1, 1, None, "no_holder", is_paid=False, role=rule.table.role or ""
        )
        return [_worth(asking, rule, nobody, asking.row(rule, None))]
    weights = sum(one.weight for one in held)
    drafts: list[Draft] = []
    for credit in held:
        drafts += _of_holder(asking, rule, credit, weights)
    return drafts


def _of_holder(asking: Asking, rule: LineRule, credit: Credit, weights: int) -> list[Draft]:
    """Return the slots of a holder and of his inviters."""
    people = asking.people
    holder = people.holders.get(credit.holder_id) or Person(blank(credit.holder_id))
    found = people.depth_of(credit.holder_id)
    depth = 1 if found is None else found
    reason = "unfit" if credit.reason == "unfit" else _barred(asking, rule, holder, depth)
    drafts = [_held(asking, rule, _Seat(1, depth, holder, reason), credit.weight, weights)]
    inviters = people.inviters.get((rule.table.relation, credit.holder_id), ())
    for place, inviter in enumerate(inviters[: rule.places - 1], start=2):
        own = people.depth_of(inviter.member.member_id)
        away = depth + place - 1 if own is None else own
        why = "holder_unpaid" if reason else _barred(asking, rule, inviter, away)
        seat = _Seat(place, away, inviter, why)
        drafts.append(_held(asking, rule, seat, credit.weight, weights))
    return drafts


class _Seat(NamedTuple):
    """Where a holder, or an inviter of his, stands, and why he is not paid, if he is not."""

    place: int
    depth: int
    person: Person
    reason: str


def _held(asking: Asking, rule: LineRule, seat: _Seat, weight: int, weights: int) -> Draft:
    """Return the slot of a role by its part of all parts."""
    place, depth, person, reason = seat
    draft = Draft(rule.place, depth, place, person, reason or "paid", not reason)
    draft.role, draft.weight, draft.weights = rule.table.role or "", weight, weights
    return _worth(asking, rule, draft, asking.row(rule, person))


def _barred(asking: Asking, rule: LineRule, person: Person, depth: int) -> str:
    """Say why a holder, or his inviter, is not paid."""
    if depth > DEPTH_LIMIT:
        return "beyond_three"
    if depth == 0 and not rule.table.pays_self:
        return "self"
    return asking.standing(rule, person, own=depth == 0)


def _differential(asking: Asking, rule: LineRule) -> list[Draft]:
    drafts: list[Draft] = []
    placed: list[Draft] = []
    best: Draft | None = None
    if rule.table.pays_self:
        best = _own(asking, rule, place=1)
        drafts.append(best)
    for depth, person, reason in _walk(asking, rule):
        if reason == "compressed":
            drafts.append(_passed(rule, depth, person, reason))
            continue
        draft = Draft(rule.place, depth, 1, person, reason or "paid", not reason)
        placed.append(_worth(asking, rule, draft, asking.row(rule, person)))
        drafts.append(draft)
    _leave_gaps(placed, best)
    return drafts


def _leave_gaps(placed: list[Draft], best: Draft | None) -> None:
    """Lower each amount to what it exceeds the best one below it by."""
    known = [*placed] if best is None else [best, *placed]
    whole = lcm(*(one.denominator for one in known))
    exact = [one.numerator * (whole // one.denominator) for one in placed]
    start = 0 if best is None else best.numerator * (whole // best.denominator)
    rate_ppm = 0 if best is None else best.rate_ppm
    for draft, gap in zip(placed, gaps(exact, start), strict=True):
        reached_ppm, draft.rate_ppm = draft.rate_ppm, max(0, draft.rate_ppm - rate_ppm)
        rate_ppm = max(rate_ppm, reached_ppm)
        if not gap and draft.is_paid and draft.numerator:
            draft.reason, draft.is_paid = "no_gap", False
        draft.numerator, draft.denominator = gap, whole


def _peers(asking: Asking, rule: LineRule) -> list[Draft]:
    earned = {
        one.depth: one for one in asking.drafts[rule.table.of] if one.is_paid and one.numerator
    }
    earner = earned.get(0)
    place, is_stopped = 0, False
    drafts: list[Draft] = []
    for depth, person in enumerate(asking.people.upline, start=1):
        if depth in earned:
            earner, place, is_stopped = earned[depth], 0, False
            drafts.append(_passed(rule, depth, person, "earns_gap"))
            continue
        if earner is None or earner.person is None or not _are_peers(earner.person, person):
            drafts.append(_passed(rule, depth, person, "not_a_peer"))
            continue
        reason = asking.standing(rule, person)
        is_unfit = reason == "unfit"
        if is_unfit and rule.table.unfit == "compress":
            drafts.append(_passed(rule, depth, person, "compressed"))
            continue
        place += 1
        if place > rule.places:
            drafts.append(_passed(rule, depth, person, "peers_used"))
            continue
        reason = "stopped" if is_stopped else reason
        is_stopped = is_stopped or (is_unfit and rule.table.unfit == "stop")
        draft = Draft(rule.place, depth, place, person, reason or "paid", not reason)
        drafts.append(_peer_worth(asking, rule, draft, earner))
    return drafts


def _are_peers(one: Person, other: Person) -> bool:
    return one.member.grade != "" and one.member.grade == other.member.grade


def _peer_worth(asking: Asking, rule: LineRule, draft: Draft, earner: Draft) -> Draft:
    """Fill in a peer's amount, of which a commission is that of the earner alone."""
    if rule.table.base != "commission":
        return _worth(asking, rule, draft, asking.row(rule, draft.person))
    all_earned = asking.drafts[rule.table.of]
    asking.drafts[rule.table.of] = [earner]
    _worth(asking, rule, draft, asking.row(rule, draft.person))
    asking.drafts[rule.table.of] = all_earned
    return draft


def _price_gap(asking: Asking, rule: LineRule) -> list[Draft]:
    drafts: list[Draft] = []
    scale = PPM * asking.pieces[1]
    level = asking.line.paid_minor * scale
    for depth, person, reason in _walk(asking, rule):
        if reason == "compressed":
            drafts.append(_passed(rule, depth, person, reason))
            continue
        draft = Draft(rule.place, depth, 1, person, reason or "paid", not reason, denominator=scale)
        price = _price(asking, rule, person, draft)
        drafts.append(draft)
        if price is None:
            draft.is_paid, draft.reason = False, reason or "no_price"
            continue
        over, under = asking.factor(rule, person)
        draft.numerator, draft.denominator = max(0, level - price) * over, scale * under
        draft.factor_ppm = over * PPM // under
        if not draft.numerator and draft.is_paid:
            draft.is_paid, draft.reason = False, "no_gap"
        level = min(level, price)
    return drafts


def _price(asking: Asking, rule: LineRule, person: Person, draft: Draft) -> int | None:
    """Return a dealer's price of the line, or None; its unit is that of the caller's scale."""
    pieces, of = asking.pieces
    for one in asking.line.grade_prices:
        if one.grade == person.member.grade:
            draft.found, draft.unit_minor = "line", one.unit_minor
            return one.unit_minor * pieces * PPM
    row = asking.row(rule, person)
    amounts = row.amounts[1] if len(row.amounts) > 1 else None
    if amounts is None:
        return None
    draft.found = row.found
    draft.rate_ppm, draft.unit_minor, _ = amounts
    draft.base_minor = base_of(asking.line, rule.table) if draft.rate_ppm else 0
    return draft.rate_ppm * draft.base_minor * of + draft.unit_minor * pieces * PPM


def _rebate(asking: Asking, rule: LineRule) -> list[Draft]:
    return [_own(asking, rule, place=1)]


STAGES: dict[str, Callable[[Asking, LineRule], list[Draft]]] = {
    "levels": _levels,
    "role": _role,
    "differential": _differential,
    "peer_bonus": _peers,
    "price_gap": _price_gap,
    "rebate": _rebate,
}
"""What each kind of rule does; custom rules and fees have modules of their own."""
