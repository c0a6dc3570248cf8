"""Profiles (分佣画像): what a class of lines pays to one kind of crowd, for each unit paid.

Where a plan takes only percents of what was paid, every step but the last floor is in
proportion to the amount: trims, fees and shares too. So the slots of a line are settled
once, by the same stages, for each crowd that the plan can tell apart, and then multiplied.

Source: docs/rules/plan.md, "The compiled form".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fenxiao.model.credit_records import Credit
from fenxiao.money import PPM
from fenxiao.rules.cuts import reduced
from fenxiao.rules.drafts import Draft
from fenxiao.rules.people import HELD, People, Person, blank
from fenxiao.rules.settling import Bought, settle, stand_in
from fenxiao.rules.tables import CLASSES_KEPT, LineTable, PlanTables, RuleTable, unnamed

__all__ = ["Crowd", "Profile", "ProfileSlot", "gather", "is_linear", "profile_of"]

Fraction = tuple[int, int]
Known = tuple[str, str, bool, bool, bool, int | None]
"""What a plan may ask of somebody: status, grade, verified, registered, bought, tenure."""

TOO_FAR = 4


class ProfileSlot(NamedTuple):
    """A slot for each minor unit paid; ``seat`` is who stands in it, -1 for nobody.

    ``exact`` and ``gross`` are what one unit pays, after and before the cuts; one object where
    nothing was cut.
    """

    rule_id: str
    depth: int
    seat: int
    is_paid: bool
    rate_ppm: int
    exact: Fraction
    gross: Fraction
    reason: str
    steps: tuple[str, ...]
    role: str
    has_base: bool
    found: str
    weight: int
    weights: int
    factor_ppm: int
    has_detail: bool


Profile = tuple[ProfileSlot, ...]


class Crowd(NamedTuple):
    """Who may be paid on an order, by seat, and what the plan can tell them apart by.

    Args:
        key: What is the same for all orders with this kind of crowd.
        seats: The members, by seat: buyer, uplines, holders and their inviters.
        held: Which of the credits pay, by their place among them.
    """

    key: tuple[object, ...]
    seats: tuple[tuple[str, str], ...]
    held: tuple[tuple[int, Credit], ...]


def is_linear(plan: PlanTables) -> bool:
    """Say whether every slot is in proportion to what was paid for its line."""
    return (
        not plan.merges_persons
        and not plan.is_capped
        and plan.trim != "proportional"
        and not any(one.at_least_minor for one in plan.conditions)
        and all(_is_linear(rule) for rule in plan.rules)
    )


def _is_linear(rule: RuleTable) -> bool:
    fixed = any(one and (one[1] or one[2]) for row in rule.rows for one in row.amounts)
    return (
        rule.stage not in ("custom", "price_gap")
        and rule.base in ("paid", "commission")
        and not rule.left_out
        and not fixed
        and not any(row.asks_amount for row in rule.rows)
        and rule.scope != "unit"
        and rule.refund != "posted_share"
    )


def gather(plan: PlanTables, people: People) -> Crowd:
    """Return who may be paid on an order, as a plan tells people apart."""
    seats = [(one.member.member_id, one.member.grade) for one in (people.buyer, *people.upline)]
    known: list[object] = [_known(one) for one in (people.buyer, *people.upline)]
    roles = {rule.role for rule in plan.rules if rule.role}
    held: list[tuple[int, Credit]] = []
    for credit in people.credits if roles else ():
        if credit.kind in roles and credit.reason in HELD:
            holder = people.holders.get(credit.holder_id) or Person(blank(credit.holder_id))
            above = _inviters(plan, people, credit)
            held.append((len(seats), credit))
            seats += [(one.member.member_id, one.member.grade) for one in (holder, *above)]
            known.append(
                (
                    credit.kind,
                    credit.reason,
                    credit.weight,
                    *(
                        (people.depth_of(one.member.member_id), _known(one))
                        for one in (holder, *above)
                    ),
                )
            )
    key = (people.is_first_order, len(people.upline), *known)
    return Crowd(key, tuple(seats), tuple(held))


def _known(person: Person) -> Known:
    member = person.member
    has_bought = member.first_order_us is not None
    flags = (member.is_verified, member.registered_us is not None, has_bought)
    return (member.status, member.grade, *flags, person.tenure_days)


def _inviters(plan: PlanTables, people: People, credit: Credit) -> tuple[Person, ...]:
    """Return a holder's inviters in every relation that a rule of his role asks, one after one."""
    relations = dict.fromkeys(rule.relation for rule in plan.rules if rule.role == credit.kind)
    found = (people.inviters.get((relation, credit.holder_id), ()) for relation in relations)
    return tuple(one for above in found for one in above)


def profile_of(
    plan: PlanTables, table: LineTable, people: People, crowd: Crowd, line_id: str
) -> Profile:
    """Return what a line of a class pays to a crowd for each unit, settled when first asked."""
    on_line = tuple([seat for seat, credit in crowd.held if line_id in credit.line_ids])
    key = (table.words, crowd.key, on_line)
    found = plan.profiles.get(key)
    if found is None:
        if len(plan.profiles) >= CLASSES_KEPT:
            plan.profiles.clear()
        found = plan.profiles[key] = _settled(plan, table, people, crowd, on_line)
    return found


def _settled(
    plan: PlanTables, table: LineTable, people: People, crowd: Crowd, on_line: Sequence[int]
) -> Profile:
    """Settle a line of one unit for people who are named by their seats."""
    named = _named(plan, people, crowd, on_line)
    *_, merchant_id, _, channel = words = table.words
    sold_by = merchant_id or unnamed(plan.named[4])
    line = stand_in(plan, words, 1)
    bought = Bought((line,), sold_by, channel, "", needs_cells=False)
    (settled,) = settle(plan, bought, named, {}, {})
    return tuple(_slot(draft, table) for draft in settled.drafts)


def _named(plan: PlanTables, people: People, crowd: Crowd, on_line: Sequence[int]) -> People:
    """Return the people of a crowd under the numbers of their seats.

    Who stands in the buyer's chain keeps the number of his seat there.
    """

    def at(person: Person, seat: int) -> Person:
        depth = people.depth_of(person.member.member_id)
        place = depth if depth is not None and depth < TOO_FAR else seat
        return person._replace(member=person.member._replace(member_id=str(place)))

    holders: dict[str, Person] = {}
    inviters: dict[tuple[str, str], tuple[Person, ...]] = {}
    far: set[str] = set()
    answers: list[Credit] = []
    for seat, credit in crowd.held:
        if seat not in on_line:
            continue
        holder = at(people.holders.get(credit.holder_id) or Person(blank(credit.holder_id)), seat)
        name = holder.member.member_id
        holders[name] = holder
        answers.append(credit._replace(holder_id=name, line_ids=("1",)))
        place = seat + 1
        everybody = [(credit.holder_id, name)]
        for relation in dict.fromkeys(r.relation for r in plan.rules if r.role == credit.kind):
            above = people.inviters.get((relation, credit.holder_id), ())
            inviters[relation, name] = tuple(at(one, place + n) for n, one in enumerate(above))
            everybody += [(one.member.member_id, str(place + n)) for n, one in enumerate(above)]
            place += len(above)
        far |= {label for member_id, label in everybody if people.depth_of(member_id) == TOO_FAR}
    chain = [at(one, seat) for seat, one in enumerate((people.buyer, *people.upline))]
    return People(
        buyer=chain[0],
        upline=tuple(chain[1:]),
        credits=tuple(answers),
        holders=holders,
        inviters=inviters,
        far=frozenset(far),
        is_first_order=people.is_first_order,
    )


def _slot(draft: Draft, table: LineTable) -> ProfileSlot:
    rule = table.rules[draft.rule].table
    exact = reduced(draft.numerator, draft.denominator)
    is_whole = draft.gross == (draft.numerator, draft.denominator)
    rate_ppm = draft.rate_ppm
    if "ceiling" in draft.steps and draft.base_minor:
        rate_ppm = exact[0] * PPM // exact[1]
    return ProfileSlot(
        rule_id=rule.rule_id,
        depth=draft.depth,
        seat=-1 if draft.person is None else int(draft.person.member.member_id),
        is_paid=draft.is_paid,
        rate_ppm=rate_ppm,
        exact=exact,
        gross=exact if is_whole else reduced(*draft.gross),
        reason=draft.reason,
        steps=draft.steps,
        role=draft.role,
        has_base=draft.base_minor is not None,
        found=draft.found,
        weight=draft.weight,
        weights=draft.weights,
        factor_ppm=draft.factor_ppm,
        has_detail=bool(draft.place) or draft.person is not None or draft.reason == "fee",
    )
