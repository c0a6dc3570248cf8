"""Settling (条款核定): from the compiled plan and the people to the slots of every line.

A line is settled at what was paid, and again at every smaller amount at which a condition
is met otherwise, so that a refund later needs no plan and no people.

Source: docs/rules/terms.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from fenxiao.model.lines import Line
from fenxiao.model.records import Cell
from fenxiao.money import PPM
from fenxiao.rules.custom import Rule
from fenxiao.rules.custom_stage import custom_drafts
from fenxiao.rules.cuts import cap_order, cap_payees, fill, keep_fee, reduced, take_share
from fenxiao.rules.drafts import Asking, Draft, Fraction
from fenxiao.rules.people import People
from fenxiao.rules.roundings import cut_remainders, round_lines, round_orders
from fenxiao.rules.stages import STAGES, off_reason
from fenxiao.rules.tables import LineTable, PlanTables, Words, unnamed

__all__ = [
    "Bought",
    "Settled",
    "Supposed",
    "Whole",
    "aligned",
    "as_paid",
    "gross_drafts",
    "settle",
    "settle_line",
    "smaller_amounts",
    "stand_in",
    "whole_of",
]


class Whole(NamedTuple):
    """What a whole order comes to, of which only a part may have been captured.

    Args:
        order_minor: All of it.
        taken_minor: The lines that each rule takes, by rule.
    """

    order_minor: int
    taken_minor: tuple[int, ...]


class Bought(NamedTuple):
    """What was bought: the lines, with whom and how.

    ``needs_cells`` says whether what slots are at smaller amounts is asked for. ``whole`` is
    what the whole order comes to, and what the lines that each rule takes do, where this is
    only a further capture of it.
    """

    lines: Sequence[Line]
    merchant_id: str
    channel: str | None
    currency: str
    needs_cells: bool = True
    whole: Whole | None = None


class Settled(NamedTuple):
    """A settled line: its slots in plan order, and what each is at smaller amounts."""

    table: LineTable
    drafts: list[Draft]
    cells: Sequence[tuple[Cell, ...]]


def settle(
    plan: PlanTables,
    bought: Bought,
    people: People,
    payees: Mapping[str, str],
    custom_rules: Mapping[str, Rule],
) -> list[Settled]:
    """Settle every line of an order.

    Args:
        plan: The compiled plan.
        bought: The order.
        people: Who may be paid.
        payees: To which account an account is paid, where that is another one.
        custom_rules: The host's rules, by name.

    Returns:
        One settled line for each line, in their order.

    Raises:
        RuleError: A custom rule broke what every rule must keep.
    """
    tables = [plan.of_line(one, bought.merchant_id, bought.channel) for one in bought.lines]
    whole_minor, taken = whole = bought.whole or _whole(plan, bought.lines, tables)
    settled: list[_Unrounded] = []
    for line, table in zip(bought.lines, tables, strict=True):
        asked = (plan, table, line, people)
        rest = (whole_minor, taken, bought.currency, custom_rules)
        all_of_it = Asking(*asked, line.paid_minor, whole_minor, *rest)
        drafts = settle_line(all_of_it)
        smaller: list[_Smaller] = []
        cuts = smaller_amounts(table, line.paid_minor, whole_minor) if bought.needs_cells else ()
        for line_minor, order_minor, until in cuts:
            asking = Asking(*asked, line_minor, order_minor, *rest)
            found = aligned(drafts, settle_line(asking))
            smaller.append(_Smaller(*until, asking.room, found))
        settled.append(_Unrounded(line, table, all_of_it.room, drafts, smaller))
    _finish(plan, settled, payees, whole.order_minor)
    return [
        Settled(one.table, one.drafts, _cells_of(one.drafts, one.smaller) if one.smaller else ())
        for one in settled
    ]


class _Smaller(NamedTuple):
    """The slots of a line at smaller amounts, beside those at what was paid."""

    line_until: int | None
    order_until: int | None
    room: Fraction
    drafts: list[Draft | None]


class _Unrounded(NamedTuple):
    """A line before caps and rounding."""

    line: Line
    table: LineTable
    room: Fraction
    drafts: list[Draft]
    smaller: list[_Smaller]


def whole_of(plan: PlanTables, bought: Bought) -> Whole:
    """Return what an order comes to, and what the lines that each rule takes do."""
    tables = [plan.of_line(one, bought.merchant_id, bought.channel) for one in bought.lines]
    return _whole(plan, bought.lines, tables)


def _whole(plan: PlanTables, lines: Sequence[Line], tables: Sequence[LineTable]) -> Whole:
    pairs = [
        (line.paid_minor if line.whole_minor is None else line.whole_minor, table)
        for line, table in zip(lines, tables, strict=True)
    ]
    taken = tuple(
        sum(minor for minor, table in pairs if table.rules[place].is_taken)
        for place in range(len(plan.rules))
    )
    return Whole(sum(minor for minor, _ in pairs), taken)


def smaller_amounts(
    table: LineTable, line_minor: int, order_minor: int
) -> Iterator[tuple[int, int, tuple[int | None, int | None]]]:
    """Yield the smaller amounts that the plan tells apart, each with where it ends."""
    lines = [cut for cut in table.line_cuts if cut <= line_minor]
    orders = [cut for cut in table.order_cuts if cut <= order_minor]
    for line_until in (*lines, None):
        for order_until in (*orders, None):
            if line_until is None and order_until is None:
                continue
            yield (
                line_minor if line_until is None else line_until - 1,
                order_minor if order_until is None else order_until - 1,
                (line_until, order_until),
            )


def _active(asking: Asking) -> tuple[bool, ...]:
    """Say which campaigns apply: what takes the line, unless an earlier one shuts it out."""
    shut: set[int] = set()
    active: list[bool] = []
    for number, campaign in enumerate(asking.plan.campaigns):
        condition = campaign.condition
        is_active = (
            asking.table.campaigns[number]
            and number not in shut
            and asking.is_buyer(condition)
            and condition.is_first_order in (None, asking.people.is_first_order)
            and asking.amount_of(condition.amount_of) >= condition.at_least_minor
        )
        active.append(is_active)
        if is_active:
            shut |= campaign.excludes
    return tuple(active)


def settle_line(asking: Asking, *, trims: bool = True) -> list[Draft]:
    """Return the slots of a line at one pair of amounts, in plan order, before any rounding.

    ``trims`` says whether they are cut to the ceiling, where the plan does that.
    """
    plan = asking.plan
    asking.active = _active(asking)
    asking.drafts = [[] for _ in plan.rules]
    off = [off_reason(asking, rule) if rule.is_asked else "" for rule in asking.table.rules]
    for rule in asking.table.rules:
        if off[rule.place]:
            nobody = Draft(rule.place, 0, 0, None, off[rule.place], is_paid=False, counts=False)
            asking.drafts[rule.place].append(nobody)
        elif rule.table.funded_by < 0 and rule.table.stage != "fee":
            _gross(asking, rule.place)
    if trims and plan.trim == "nearest_first":
        fill((one for each in asking.drafts for one in each), asking.room, "ceiling")
    for rule in asking.table.rules:
        if not off[rule.place]:
            _share(asking, rule.place)
    return [one for each in asking.drafts for one in each]


def stand_in(plan: PlanTables, words: Words, paid_minor: int) -> Line:
    """Return a line of a class, on which every base that is bounded is what was paid.

    A word that the class leaves open is one that the plan does not name.
    """
    sku, product_id, category, brand, _, kind, _ = words
    skus, _, categories, _, _, kinds, _ = plan.named
    return Line(
        line_id="1",
        sku=sku or unnamed(skus),
        product_id=product_id,
        category=category or unnamed(categories),
        brand=brand,
        line_kind=kind or unnamed(kinds | {"delivery"}),
        quantity=1,
        paid_minor=paid_minor,
        list_minor=paid_minor,
        cost_minor=0,
    )


class Supposed(NamedTuple):
    """What a proof supposes of a line.

    Args:
        line: The line.
        people: Who may be paid.
        line_minor: The amount of the line at which conditions are asked.
        order_minor: The amount of the order at which they are.
    """

    line: Line
    people: People
    line_minor: int
    order_minor: int


def gross_drafts(plan: PlanTables, table: LineTable, supposed: Supposed) -> Asking:
    """Find what each rule gives before ceiling, fees and caps, with everybody fit to earn.

    For proofs: a custom rule gives the most that the plan lets it.

    Args:
        plan: The compiled plan.
        table: What it says of the line's class.
        supposed: The line, the people, the amounts.
    """
    taken = [supposed.line.paid_minor] * len(plan.rules)
    asking = Asking(plan, table, *supposed, PPM, taken, "", {}, is_proof=True)
    asking.active = _active(asking)
    asking.drafts = [[] for _ in plan.rules]
    for rule in table.rules:
        if not off_reason(asking, rule) and rule.table.funded_by < 0 and rule.table.stage != "fee":
            _gross(asking, rule.place)
    return asking


def _gross(asking: Asking, place: int) -> None:
    rule = asking.table.rules[place]
    if rule.table.stage == "custom" and asking.is_proof:
        most = (rule.table.at_most_ppm * asking.line.paid_minor, PPM)
        draft = Draft(place, 0, 0, None, "paid", is_paid=True)  # a commission on it counts
        draft.numerator, draft.denominator = most
        asking.drafts[place] = [draft]
    elif rule.table.stage == "custom":
        asking.drafts[place] = custom_drafts(asking, rule)
    else:
        asking.drafts[place] = STAGES[rule.table.stage](asking, rule)
    for draft in asking.drafts[place]:
        draft.gross = (draft.numerator, draft.denominator)
        if draft.full_ppm and draft.rate_ppm and rule.table.stage != "differential":
            draft.gross = (draft.numerator * draft.full_ppm, draft.denominator * draft.rate_ppm)
    cut_remainders(asking.drafts[place], rule.table)


def _share(asking: Asking, place: int) -> None:
    """Take fees, and what is paid out of another rule's commission."""
    rule = asking.table.rules[place].table
    if rule.stage == "fee":
        fee = Draft(place, 0, 0, None, "fee", is_paid=False, rate_ppm=rule.fee_ppm, counts=False)
        asking.drafts[place].append(fee)
        payees = [one for of in rule.of_rules for one in asking.drafts[of]]
        keep_fee(payees, fee, rule.fee_ppm, f"fee:{rule.rule_id}")
        fee.gross = (fee.numerator, fee.denominator)
    elif rule.funded_by >= 0:
        _gross(asking, place)
        step = f"share:{rule.rule_id}"
        take_share(asking.drafts[rule.funded_by], asking.drafts[place], step)


def _finish(
    plan: PlanTables,
    settled: Sequence[_Unrounded],
    payees: Mapping[str, str],
    whole_minor: int,
) -> None:
    """Cap what the order pays, a capture by its part of the order; then round."""
    captured_minor = sum(one.line.paid_minor for one in settled)
    part = (captured_minor, whole_minor) if captured_minor != whole_minor else (1, 1)
    placed = [(one, number) for number, each in enumerate(settled) for one in each.drafts]
    payee_of: dict[int, str | None] = {}
    if plan.is_capped or plan.is_rounded:
        payee_of = {id(draft): _payee(draft, payees) for draft, _ in placed}
    _cap(plan, placed, payee_of, part)  # a slot keeps no more than that at smaller amounts either
    if plan.rounds_lines:
        for one in settled:
            round_lines(one.drafts, plan.rules, one.line.quantity, one.room)
            for each in one.smaller:
                known = [draft for draft in each.drafts if draft is not None]
                round_lines(known, plan.rules, one.line.quantity, each.room)
    if plan.is_rounded:
        before = _exact(placed)
        round_orders(placed, plan.rules, payee_of, [one.room for one in settled])
        _follow(settled, before)
    _cap(plan, placed, payee_of, part)  # rounding up must not pass what was just capped


def _cap(
    plan: PlanTables,
    placed: Sequence[tuple[Draft, int]],
    payee_of: dict[int, str | None],
    part: Fraction,
) -> None:
    if plan.is_capped:
        cap_payees(placed, plan.rules, payee_of, part)
    if plan.order_cap_minor is not None:
        cap_order(placed, plan.order_cap_minor, payee_of, part)


def _exact(placed: Sequence[tuple[Draft, int]]) -> dict[int, Fraction]:
    return {id(draft): (draft.numerator, draft.denominator) for draft, _ in placed}


def _follow(settled: Sequence[_Unrounded], before: Mapping[int, Fraction]) -> None:
    """Lower what slots are at smaller amounts as rounding lowered the slots themselves."""
    for one in settled:
        for each in one.smaller:
            for draft, small in zip(one.drafts, each.drafts, strict=True):
                over, under = before[id(draft)]
                is_lower = draft.numerator * under < over * draft.denominator
                if small is not None and is_lower:
                    small.numerator, small.denominator = reduced(
                        small.numerator * draft.numerator * under,
                        small.denominator * draft.denominator * over,
                    )


def _payee(draft: Draft, payees: Mapping[str, str]) -> str | None:
    if draft.person is None:
        return None
    member_id = draft.person.member.member_id
    return payees.get(member_id, member_id)


def aligned(drafts: Sequence[Draft], found: Sequence[Draft]) -> list[Draft | None]:
    """Return for each slot the same slot as it is at smaller amounts; None where it is off."""
    others = _by_rule(found)
    same: list[Draft | None] = [None] * len(drafts)
    for rule, places in _by_rule(drafts).items():
        there = others.get(rule, [])
        if len(there) == len(places):
            for place, other in zip(places, there, strict=True):
                same[place] = found[other]
    return same


def _by_rule(drafts: Sequence[Draft]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for place, draft in enumerate(drafts):
        found.setdefault(draft.rule, []).append(place)
    return found


def _cells_of(drafts: Sequence[Draft], smaller: Sequence[_Smaller]) -> list[tuple[Cell, ...]]:
    """Return for each slot what it is at smaller amounts, where that is another amount."""
    cells: list[tuple[Cell, ...]] = []
    for place, draft in enumerate(drafts):
        exact = reduced(draft.numerator, draft.denominator)
        made = [
            Cell(each.line_until, each.order_until, *as_paid(each.drafts[place]))
            for each in smaller
        ]
        differs = draft.is_paid and any(cell[2:] != exact for cell in made)
        cells.append(tuple(made) if differs else ())
    return cells


def as_paid(draft: Draft | None) -> Fraction:
    """Return what a slot pays; nothing where it is off, or nobody is paid."""
    if draft is None or not draft.is_paid:
        return 0, 1
    return reduced(draft.numerator, draft.denominator)
