"""Rounding of slots (取整): by piece, by line, by order; once, and never above the ceiling.

Floor needs nothing here: what is frozen is the exact amount, floored when it is posted.
Every other rounding freezes what it posts, and is cut back where it would pass the ceiling.

Source: docs/rules/terms.md, "Rounding".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fenxiao.money import allocate, round_fraction
from fenxiao.rules.cuts import Placed, reduced
from fenxiao.rules.drafts import Draft, Fraction, total
from fenxiao.rules.tables import RuleTable

__all__ = ["cut_remainders", "round_lines", "round_orders"]


def cut_remainders(drafts: Sequence[Draft], rule: RuleTable) -> None:
    """Cut what holders share among them by the rule's named way, in whole units."""
    held = [one for one in drafts if one.place == 1 and one.numerator]
    if rule.remainder == "funder" or not held:
        return
    over, under = total(held)
    whole = 1
    for one in held:
        whole *= one.denominator
    weights = [one.numerator * (whole // one.denominator) for one in held]
    parts = allocate(over // under, weights, rule=rule.remainder)
    for draft, part_minor in zip(held, parts, strict=True):
        draft.become(part_minor, 1, "remainder")


def round_lines(
    drafts: Sequence[Draft], rules: Sequence[RuleTable], quantity: int, room: Fraction
) -> None:
    """Round what is rounded by piece or by line, and keep it within the line's ceiling."""
    raised: list[Draft] = []
    for draft in drafts:
        rule = rules[draft.rule]
        if rule.scope == "order" or not draft.numerator:
            continue
        if rule.scope == "unit":
            each = round_fraction(
                draft.numerator, draft.denominator * quantity, rounding=rule.rounding
            )
            draft.become(each * quantity, 1, "unit")
        elif rule.refund == "posted_share":
            posted = round_fraction(draft.numerator, draft.denominator, rounding=rule.rounding)
            draft.become(posted, 1, rule.rounding)
        if rule.rounding != "floor":
            raised.append(draft)
    if raised:
        _cut_back(drafts, raised, room)


def _cut_back(drafts: Sequence[Draft], raised: Sequence[Draft], room: Fraction) -> None:
    """Take off what rounding put above the ceiling, from the farthest slot, in whole units."""
    over, under = total(one for one in drafts if one.counts)
    farthest = sorted(raised, key=lambda one: one.depth)[::-1]
    for draft in farthest:
        excess = over * room[1] - room[0] * under
        if excess <= 0:
            return
        units = min(draft.numerator, -(-excess // (under * room[1])))
        draft.become(draft.numerator - units, 1, "ceiling")
        over -= units * under


def round_orders(
    placed: Iterable[Placed],
    rules: Sequence[RuleTable],
    payee_of: dict[int, str | None],
    rooms: Sequence[Fraction],
) -> None:
    """Round what is rounded by order, and spread it over the lines exactly.

    Where a line would pass its ceiling by that, the whole is floored instead.
    """
    all_placed = list(placed)
    groups: dict[tuple[int, str, str], list[Placed]] = {}
    for draft, line in all_placed:
        rule, payee_id = rules[draft.rule], payee_of[id(draft)]
        if rule.scope == "order" and rule.refund == "posted_share" and draft.is_paid and payee_id:
            holder_id = "" if draft.person is None else draft.person.member.member_id
            groups.setdefault((draft.rule, holder_id, payee_id), []).append((draft, line))
    for (number, _, _), group in groups.items():
        rule = rules[number]
        exact = total(one for one, _ in group)
        posted = round_fraction(*exact, rounding=rule.rounding)
        before = [(one.numerator, one.denominator) for one, _ in group]
        _spread(group, before, exact, posted, rule.rounding)
        lines = {line for _, line in group}
        if any(_passes(all_placed, line, rooms[line]) for line in lines):
            _spread(group, before, exact, exact[0] // exact[1], rule.rounding)


def _spread(
    group: Sequence[Placed], before: Sequence[Fraction], exact: Fraction, posted: int, step: str
) -> None:
    if not exact[0]:
        return
    for (draft, _), (over, under) in zip(group, before, strict=True):
        draft.become(*reduced(over * posted * exact[1], under * exact[0]), step)


def _passes(placed: Iterable[Placed], line: int, room: Fraction) -> bool:
    over, under = total(one for one, on in placed if on == line and one.counts)
    return over * room[1] > room[0] * under
