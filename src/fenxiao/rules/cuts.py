"""Cuts (封顶与分摊): ceiling, fees, shares of shares, caps, each on exact amounts.

Nothing here rounds. The ceiling is filled from the payee nearest to the buyer outward; a
slot that the platform keeps uses it up like a payee's, so nobody gains from another's
absence or suspension.

Source: docs/rules/plan.md, "The ceiling".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import gcd

from fenxiao.money import PPM
from fenxiao.rules.drafts import Draft, Fraction, total
from fenxiao.rules.tables import RuleTable

__all__ = ["cap_order", "cap_payees", "fill", "keep_fee", "reduced", "take_share"]

Placed = tuple[Draft, int]
"""A slot, and the line that it is on."""


def reduced(numerator: int, denominator: int) -> Fraction:
    """Return a fraction without common divisor; (0, 1) for nothing.

    Examples:
        >>> reduced(6, 4), reduced(0, 7)
        ((3, 2), (0, 1))
    """
    common = gcd(numerator, denominator)
    return numerator // common, denominator // common


def fill(drafts: Iterable[Draft], room: Fraction, step: str) -> None:
    """Cut slots to what there is room for, from the nearest to the buyer outward.

    Args:
        drafts: In plan order, which settles ties.
        room: The most that they may come to together, exactly.
        step: What the cut is called in the trace.
    """
    ordered = sorted((one for one in drafts if one.counts), key=lambda one: one.depth)
    over, under = total(ordered)
    if over * room[1] <= room[0] * under:
        return
    left_over, left_under = room
    for draft in ordered:
        if draft.numerator * left_under > left_over * draft.denominator:
            draft.become(*reduced(left_over, left_under), step)
            left_over = 0
        else:
            left_over = left_over * draft.denominator - draft.numerator * left_under
            left_over, left_under = reduced(left_over, left_under * draft.denominator)


def keep_fee(payees: Iterable[Draft], fee: Draft, rate_ppm: int, step: str) -> None:
    """Keep a part of each commission back; what is left is exactly (1 - rate) of it."""
    kept_over, kept_under = 0, 1
    for draft in payees:
        if draft.is_paid and draft.numerator:
            part = draft.numerator * rate_ppm, draft.denominator * PPM
            kept_over = kept_over * part[1] + part[0] * kept_under
            kept_under *= part[1]
            kept_over, kept_under = reduced(kept_over, kept_under)
            left = reduced(draft.numerator * (PPM - rate_ppm), draft.denominator * PPM)
            draft.become(*left, step)
    fee.numerator, fee.denominator = kept_over, kept_under


def take_share(givers: Sequence[Draft], takers: Sequence[Draft], step: str) -> None:
    """Pay some slots out of the commission of others, never more than there is of it."""
    for draft in takers:
        if not draft.is_paid:
            draft.numerator, draft.denominator, draft.counts = 0, 1, False
    paid = [one for one in givers if one.is_paid]
    has_over, has_under = total(paid)
    fill(takers, (has_over, has_under), step)
    taken_over, taken_under = total(takers)
    if not taken_over:
        return
    left_over = has_over * taken_under - taken_over * has_under
    whole = has_over * taken_under
    for draft in paid:
        left = reduced(draft.numerator * left_over, draft.denominator * whole)
        draft.become(*left, step)


def cap_payees(
    placed: Iterable[Placed],
    rules: Sequence[RuleTable],
    payee_of: dict[int, str | None],
    part: Fraction = (1, 1),
) -> None:
    """Scale what one payee gets by one rule from the order down to this part of the rule's cap."""
    groups: dict[tuple[int, str], list[Draft]] = {}
    for draft, _ in placed:
        payee_id = payee_of[id(draft)]
        if rules[draft.rule].order_cap_minor is not None and draft.is_paid and payee_id:
            groups.setdefault((draft.rule, payee_id), []).append(draft)
    for (rule, _), drafts in groups.items():
        _scale(drafts, ((rules[rule].order_cap_minor or 0) * part[0], part[1]), "cap")


def cap_order(
    placed: Iterable[Placed],
    cap_minor: int,
    payee_of: dict[int, str | None],
    part: Fraction = (1, 1),
) -> None:
    """Cut what an order pays to this part of the plan's cap, from the nearest payee outward."""
    groups: dict[tuple[int, int, str], list[Draft]] = {}
    for draft, _ in placed:
        payee_id = payee_of[id(draft)]
        if draft.is_paid and payee_id:
            groups.setdefault((draft.depth, draft.rule, payee_id), []).append(draft)
    left = reduced(cap_minor * part[0], part[1])
    for key in sorted(groups, key=lambda one: one[:2]):
        over, under = total(groups[key])
        if over * left[1] > left[0] * under:
            _scale(groups[key], left, "order_cap")
            left = (0, 1)
        else:
            left = reduced(left[0] * under - over * left[1], left[1] * under)


def _scale(drafts: Sequence[Draft], most: Fraction, step: str) -> None:
    """Bring some slots together down to an amount, each by the same factor."""
    over, under = total(drafts)
    if over * most[1] <= most[0] * under:
        return
    for draft in drafts:
        scaled = draft.numerator * most[0] * under, draft.denominator * most[1] * over
        draft.become(*reduced(*scaled), step)
