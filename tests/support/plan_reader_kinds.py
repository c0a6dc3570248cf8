"""What each kind of rule pays on a line, before anything is cut (各类规则).

Part of the plain reading of plans in ``plan_reader``. Each function returns the slots of one
rule that is on: the buyer's own first, then from the nearest outward.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor, lcm

from fenxiao.model.credit_records import Credit
from fenxiao.money import allocate
from fenxiao.rules.amounts import DEPTH_LIMIT
from fenxiao.rules.custom import Asked, Custom, Stander
from fenxiao.rules.differential import Differential
from fenxiao.rules.fee import Fee
from fenxiao.rules.levels import Levels
from fenxiao.rules.peer_bonus import PeerBonus
from fenxiao.rules.price_gap import PriceGap
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.role import Role
from fenxiao.rules.written import AnyRule
from tests.support.plan_reader_basis import (
    FAR_DEPTH,
    Case,
    Place,
    Somebody,
    account,
    factor,
    find_base,
    find_pay,
    is_buyers_person,
    may_earn,
    most_places,
    place_amount,
    possible_pays,
    price,
    unfit_mode,
    why_not,
)

ZERO = Fraction(0)
Upline = Levels | Differential | PriceGap


def read_gross(rule: AnyRule, case: Case) -> list[Place]:
    """Return the slots of a rule that is on, with their amounts before any cut."""
    if isinstance(rule, Fee):
        return [Place(rule.rule_id, 0, ("fee",), None, reason="fee", has_room=False)]
    readers: dict[type, Callable[..., list[Place]]] = {
        Levels: _levels,
        Role: _role,
        Differential: _differential,
        PeerBonus: _peer_bonus,
        PriceGap: _price_gap,
        Rebate: _rebate,
        Custom: _custom,
    }
    places = readers[type(rule)](rule, case)
    for place in places:
        if not case.line.paid_minor:
            place.exact = ZERO
            place.why_nothing = "nothing_paid"
        place.gross = place.exact
    return places


def _walk(rule: Upline, case: Case, reach: int) -> Iterator[Place]:
    """Yield the slots of the uplines, nearest first, still without amounts."""
    is_stopped = False
    for depth, one in enumerate(case.scene.upline[:reach], start=1):
        reason: str = why_not(rule, one, case)
        mode = unfit_mode(rule, case.plan)
        is_stopped = is_stopped or (reason == "unfit" and mode == "stop")
        if is_stopped:
            reason = "stopped"
        place = Place(rule.rule_id, depth, ("up", depth), one, reason=reason)
        if reason == "unfit" and mode == "compress":
            place.reason, place.has_room = "compressed", False
        yield place


# ---------------------------------------------------------------- levels, rebate


def _levels(rule: Levels, case: Case) -> list[Place]:
    places = []
    if any(pay.pays_self for pay in possible_pays(rule, case)):
        places.append(_self_slot(rule, case))
    walk, wanted = _walk(rule, case, DEPTH_LIMIT), most_places(rule, case)
    number = 1
    while number <= wanted:
        missing = Place(rule.rule_id, number, ("missing", number), None, reason="no_upline")
        place = next(walk, missing)
        places.append(place)
        if place.reason != "compressed":
            place.exact = place_amount(rule, number, place.holder, case)
            number += 1
    return places


def _self_slot(rule: Levels, case: Case) -> Place:
    buyer = case.scene.buyer
    place = Place(rule.rule_id, 0, ("self",), buyer)
    if find_pay(rule, buyer, case).pays_self:
        place.exact = place_amount(rule, 0, buyer, case)
    else:
        place.reason = "self_off"
    if not may_earn(rule, buyer, case.plan):
        place.reason = "unfit"
    return place


def _rebate(rule: Rebate, case: Case) -> list[Place]:
    buyer = case.scene.buyer
    if not may_earn(rule, buyer, case.plan):
        amount = place_amount(rule, 1, buyer, case)  # kept by the platform
        return [Place(rule.rule_id, 0, ("self",), buyer, amount, reason="unfit")]
    return [Place(rule.rule_id, 0, ("self",), buyer, place_amount(rule, 1, buyer, case))]


# ---------------------------------------------------------------- differential, peers


def _differential(rule: Differential, case: Case) -> list[Place]:
    places, best = [], ZERO
    buyer = case.scene.buyer
    if rule.has_own_sales:
        own = Place(rule.rule_id, 0, ("self",), buyer)
        own.exact = best = place_amount(rule, 1, buyer, case)
        if not may_earn(rule, buyer, case.plan):
            own.reason = "unfit"  # the platform keeps his slot, and nobody gains from that
        places.append(own)
    for place in _walk(rule, case, rule.depth):
        if place.reason != "compressed":
            amount = place_amount(rule, 1, place.holder, case)
            place.exact = max(ZERO, amount - best)
            place.why_nothing = "no_gap"
            best = max(best, amount)
        places.append(place)
    return places


@dataclass
class _Run:
    """A run of peers above one who earned a gap: his grade, his amount, the places used."""

    grade: str
    commission: Fraction
    used: int = 0
    is_stopped: bool = False


def _peer_bonus(rule: PeerBonus, case: Case) -> list[Place]:
    assert rule.of is not None
    gaps = case.done.get(rule.of, ())
    earned = {gap.depth: gap.exact for gap in gaps if gap.is_paid and gap.exact > 0}
    run = _Run(case.scene.buyer.grade, earned[0]) if 0 in earned else None
    places = []
    for depth, one in enumerate(case.scene.upline, start=1):
        place = Place(rule.rule_id, depth, ("up", depth), one, reason="not_a_peer")
        places.append(place)
        if depth in earned:
            run = _Run(one.grade, earned[depth])
        elif run is not None and one.grade and one.grade == run.grade:
            run = _seat_peer(rule, place, run, case)
    return places


def _seat_peer(rule: PeerBonus, place: Place, run: _Run, case: Case) -> _Run:
    """Give a peer his place in the run; return the run that goes on above him."""
    assert place.holder is not None
    reason, mode = why_not(rule, place.holder, case), unfit_mode(rule, case.plan)
    if reason == "unfit" and mode == "compress":
        place.reason, place.has_room = "compressed", False
        return run
    run.used += 1
    if run.used > most_places(rule, case):
        place.reason = "peers_used"
        return run
    place.reason = "stopped" if run.is_stopped else reason
    run.is_stopped = run.is_stopped or (reason == "unfit" and mode == "stop")
    base = run.commission if rule.base == "commission" else None
    place.exact = place_amount(rule, run.used, place.holder, case, base)
    return run


# ---------------------------------------------------------------- price gap


def _price_gap(rule: PriceGap, case: Case) -> list[Place]:
    places, level = [], Fraction(case.line.paid_minor)
    for place in _walk(rule, case, rule.depth):
        places.append(place)
        if place.reason == "compressed":
            continue
        assert place.holder is not None
        own = _dealer_price(rule, place.holder, case)
        if own is None:
            place.reason = place.reason or "no_price"
            continue
        gap = max(ZERO, level - own)
        place.exact = gap * factor(rule, place.holder, case)
        place.why_nothing = "no_gap"
        level = min(level, own)
    return places


def _dealer_price(rule: PriceGap, one: Somebody, case: Case) -> Fraction | None:
    for named in case.line.grade_prices:
        if named.grade == one.grade:
            return Fraction(named.unit_minor * case.line.quantity)
    pay = find_pay(rule, one, case)
    if not pay.places:
        return None
    return price(rule, pay.at(1), find_base(rule, case), case)


# ---------------------------------------------------------------- role


def _role(rule: Role, case: Case) -> list[Place]:
    held = [
        credit
        for credit in case.scene.credits
        if credit.kind == rule.role
        and case.line.line_id in credit.line_ids
        and credit.reason in ("credited", "unfit")
    ]
    if not held:
        nobody = Place(rule.rule_id, 1, ("no_holder",), None, reason="no_holder")
        nobody.exact = place_amount(rule, 1, None, case)
        return [nobody]
    weights = sum(credit.weight for credit in held)
    holders = [_holder(rule, n, credit, weights, case) for n, credit in enumerate(held)]
    if rule.remainder != "funder":
        _cut_whole(rule, holders)
    places = []
    for number, (credit, holder) in enumerate(zip(held, holders, strict=True)):
        part = Fraction(credit.weight, weights)
        places += [holder, *_inviters(rule, number, holder, part, case)]
    return places


def _holder(rule: Role, number: int, credit: Credit, weights: int, case: Case) -> Place:
    one = case.scene.somebody(credit.holder_id)
    known = case.scene.depth_of(one.member_id)
    depth = 1 if known is None else known
    reason = "unfit" if credit.reason == "unfit" else _why_not_held(rule, one, depth, case)
    amount = place_amount(rule, 1, one, case) * Fraction(credit.weight, weights)
    return Place(rule.rule_id, depth, ("holder", number), one, amount, reason)


def _why_not_held(rule: Role, one: Somebody, depth: int, case: Case) -> str:
    if not may_earn(rule, one, case.plan):
        return "unfit"
    if not rule.has_own_sales:
        if one.member_id == case.scene.buyer.member_id:
            return "self"
        if is_buyers_person(one, case):
            return "same_person"
    return "beyond_three" if depth > DEPTH_LIMIT else ""


def _inviters(
    rule: Role, number: int, holder: Place, part: Fraction, case: Case
) -> Iterator[Place]:
    assert holder.holder is not None
    name = (rule.inviter_relation, holder.holder.member_id)
    above = case.scene.inviters.get(name, ())[: max(0, most_places(rule, case) - 1)]
    for step, one in enumerate(above, start=1):
        known = case.scene.depth_of(one.member_id)
        depth = holder.depth + step if known is None else known
        paid_below = "" if holder.is_paid else "holder_unpaid"
        reason = paid_below or _why_not_held(rule, one, depth, case)
        amount = place_amount(rule, step + 1, one, case) * part
        shown = min(depth, FAR_DEPTH)
        yield Place(rule.rule_id, shown, ("inviter", number, step), one, amount, reason)


def _cut_whole(rule: Role, holders: list[Place]) -> None:
    """Make whole units of the holders' amounts, the odd ones by the rule that is named."""
    assert rule.remainder != "funder"
    shared = lcm(*(one.exact.denominator for one in holders))
    weights = [int(one.exact * shared) for one in holders]
    if any(weights):
        total = floor(sum(one.exact for one in holders))
        for one, part in zip(holders, allocate(total, weights, rule=rule.remainder), strict=True):
            one.exact = Fraction(part)


# ---------------------------------------------------------------- custom


def _custom(rule: Custom, case: Case) -> list[Place]:
    asked = Asked(
        case.line, case.order.currency, floor(find_base(rule, case)), tuple(_standers(rule, case))
    )
    found = case.scene.custom[rule.custom].awards(asked)
    return [
        Place(
            rule.rule_id,
            award.depth,
            ("award", number),
            case.scene.somebody(award.member_id),
            Fraction(award.numerator, award.denominator),
        )
        for number, award in enumerate(found)
    ]


def _standers(rule: Custom, case: Case) -> Iterator[Stander]:
    """Yield whoever may be paid: the buyer, his uplines, the holders of credits."""
    for depth, one in enumerate((case.scene.buyer, *case.scene.upline)):
        if not why_not(rule, one, case):
            yield Stander(one.member_id, depth, one.grade)
    for credit in case.scene.credits:
        if credit.reason != "credited" or case.line.line_id not in credit.line_ids:
            continue
        one = case.scene.somebody(credit.holder_id)
        known = case.scene.depth_of(one.member_id)
        if known != FAR_DEPTH and not why_not(rule, one, case):
            depth = 1 if known is None else known
            yield Stander(one.member_id, depth, one.grade, credit.kind, credit.weight)


def payee_of(place: Place, case: Case) -> str | None:
    """Return to whose account a slot is paid, if to anybody's."""
    if place.holder is None or not place.is_paid:
        return None
    return account(place.holder, case.plan, case.scene)
