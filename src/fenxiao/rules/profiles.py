"""Profiles (分佣画像): what a class of lines pays to one kind of crowd, for each unit.

Where every slot of a line is in proportion to one thing, be it what was paid, the profit or
the pieces, every step but the last floor is in proportion to it: fees and shares too, and
trims where everything is in proportion to what was paid. So the slots of a line are settled
once, by the same stages, for each crowd that the plan can tell apart and between each two
amounts at which a condition changes, and then multiplied.

Source: docs/rules/plan.md, "The compiled form".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from math import lcm
from typing import NamedTuple, TypeVar

from fenxiao.model.lines import Line
from fenxiao.money import PPM
from fenxiao.rules.crowds import Crowd, named
from fenxiao.rules.cuts import reduced
from fenxiao.rules.drafts import Asking, Draft
from fenxiao.rules.drivers import LineDrivers, drivers_of
from fenxiao.rules.people import People
from fenxiao.rules.settling import aligned, as_paid, settle_line, stand_in
from fenxiao.rules.tables import CLASSES_KEPT, LineTable, PlanTables

__all__ = ["Buying", "Measured", "Profile", "ProfileSlot", "Room", "measure"]

Fraction = tuple[int, int]
Smaller = tuple[int | None, int | None, int, int]
"""Until which amounts of line and order, and what a unit pays there, as a fraction."""


class ProfileSlot(NamedTuple):
    """A slot for each unit of its driver; ``seat`` is who stands in it, -1 for nobody.

    ``exact`` and ``gross`` are what one unit pays, after and before the cuts; one object where
    nothing was cut. ``driver`` and ``base`` are places in what a line is measured by, -1 for
    none; ``smaller`` is what a unit pays at smaller amounts, where that is another amount.
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
    base: int
    driver: int
    found: str
    unit_minor: int
    weight: int
    weights: int
    factor_ppm: int
    has_detail: bool
    smaller: tuple[Smaller, ...]


class Room(NamedTuple):
    """The ceiling of a line whose slots were not cut to it, and what they want of it.

    Args:
        per_unit: The ceiling of a unit paid.
        wanted: What is wanted for a unit of each driver, by its place; both in the same parts
            of a minor unit.
    """

    per_unit: int
    wanted: tuple[tuple[int, int], ...]

    def holds(self, paid_minor: int, found: Sequence[int]) -> bool:
        """Say whether a line of these measures is within it."""
        wanted = 0
        for driver, one in self.wanted:
            wanted += one * found[driver]
        return wanted <= self.per_unit * paid_minor


Paid = tuple[int, int, int, int]
"""Seat and driver of a slot that is paid, and what a unit pays, as a fraction."""


class Profile(NamedTuple):
    """The slots of a class of lines for one crowd, and the rooms within which they hold.

    ``paid`` says of the slots that are paid no more than amounts take.
    """

    slots: tuple[ProfileSlot, ...]
    paid: tuple[Paid, ...]
    rooms: tuple[Room, ...]


class Measured(NamedTuple):
    """A line's profile, and what the line is measured by: its bases, its pieces."""

    slots: tuple[ProfileSlot, ...]
    paid: tuple[Paid, ...]
    found: tuple[int, ...]


class Buying(NamedTuple):
    """What the lines of an order have in common.

    Args:
        plan: A compiled plan that is linear.
        people: Who may be paid.
        crowd: Who they are, as the plan tells people apart.
        order_minor: What was paid for the whole order.
    """

    plan: PlanTables
    people: People
    crowd: Crowd
    order_minor: int


def measure(buying: Buying, table: LineTable, line: Line) -> Measured | None:
    """Return the profile of a line and its measures.

    Args:
        buying: The order.
        table: What the plan says of the line's class.
        line: The line.

    Returns:
        None for a line that must be settled by the stages: something that its slots are in
        proportion to comes to nothing, or they must be cut to the ceiling.

    Raises:
        RuleError: ``order.base_unknown``.
    """
    plan, people, crowd, order_minor = buying
    drivers: LineDrivers | None = plan.profiles.get(table.words)
    if drivers is None:
        drivers = _kept(plan, table.words, drivers_of(plan, table))
    found = drivers.read(line)
    if found is None:
        return None
    on_line: tuple[int, ...] = ()
    if crowd.held:
        on_line = tuple([seat for seat, one in crowd.held if line.line_id in one.line_ids])
    cell = (0, 0)
    if table.line_cuts or table.order_cuts:
        minors = line.paid_minor, order_minor
        cell = bisect_right(table.line_cuts, minors[0]), bisect_right(table.order_cuts, minors[1])
    key = (table.words, crowd.key, on_line, cell)
    profile: Profile | None = plan.profiles.get(key)
    if profile is None:
        scene = _Scene(plan, table, drivers, named(plan, people, crowd, on_line))
        profile = _kept(plan, key, _settled(scene, cell))
    for room in profile.rooms:
        if not room.holds(line.paid_minor, found):
            return None
    return Measured(profile.slots, profile.paid, found)


_Kept = TypeVar("_Kept", LineDrivers, Profile)


def _kept(plan: PlanTables, key: object, made: _Kept) -> _Kept:
    """Remember something of a class; there are no more than some thousands at a time."""
    if len(plan.profiles) >= CLASSES_KEPT:
        plan.profiles.clear()
    plan.profiles[key] = made
    return made


class _Scene(NamedTuple):
    """A class of lines and the people of a crowd, under the numbers of their seats."""

    plan: PlanTables
    table: LineTable
    drivers: LineDrivers
    people: People

    @property
    def trims(self) -> bool:
        """Whether slots are cut for a unit already, which everything must be in proportion to."""
        return self.plan.trim == "nearest_first" and self.drivers.is_paid


Cell = tuple[int, int]
"""Between which two amounts of a line, and of an order: how many they reach."""


def _settled(scene: _Scene, cell: Cell) -> Profile:
    """Settle a line of one unit at amounts between two of those where something changes."""
    asking, drafts = _unit(scene, cell)
    rooms = [_room(scene, asking, drafts)]
    smaller: list[tuple[tuple[int | None, int | None], list[Draft | None]]] = []
    for until, below in _below(scene.table, cell):
        other, found = _unit(scene, below)
        rooms.append(_room(scene, other, found))
        smaller.append((until, aligned(drafts, found)))
    slots: list[ProfileSlot] = []
    for place, draft in enumerate(drafts):
        exact = reduced(draft.numerator, draft.denominator)
        made = tuple((*until, *as_paid(found[place])) for until, found in smaller)
        differs = draft.is_paid and any(one[2:] != exact for one in made)
        slots.append(_slot(scene, draft, exact, made if differs else ()))
    paid = tuple((one.seat, one.driver, *one.exact) for one in slots if one.is_paid)
    is_cut = scene.plan.trim == "nearest_first" and not scene.trims
    return Profile(tuple(slots), paid, tuple(filter(None, rooms)) if is_cut else ())


def _unit(scene: _Scene, cell: Cell) -> tuple[Asking, list[Draft]]:
    """Settle a line on which every base, and the number of its pieces, is 1."""
    plan, table = scene.plan, scene.table
    line = stand_in(plan, table.words, 1)
    line_minor, order_minor = (0, *table.line_cuts)[cell[0]], (0, *table.order_cuts)[cell[1]]
    asked = line_minor, order_minor, order_minor
    taken = (order_minor,) * len(plan.rules)  # nothing is fixed for an order
    asking = Asking(plan, table, line, scene.people, *asked, taken, "", {})
    return asking, settle_line(asking, trims=scene.trims)


def _below(table: LineTable, cell: Cell) -> Iterator[tuple[tuple[int | None, int | None], Cell]]:
    """Yield the smaller amounts that the plan tells apart, in the order of the cells of terms."""
    for line_until, line_cell in _steps(table.line_cuts, cell[0]):
        for order_until, order_cell in _steps(table.order_cuts, cell[1]):
            if line_until is not None or order_until is not None:
                yield (line_until, order_until), (line_cell, order_cell)


def _steps(cuts: Sequence[int], reached: int) -> Iterable[tuple[int | None, int]]:
    below = [(until, place) for place, until in enumerate(cuts[:reached])]
    return (*below, (None, reached))


def _room(scene: _Scene, asking: Asking, drafts: Iterable[Draft]) -> Room | None:
    """Return the ceiling, and what slots want of it before what is paid out of them is taken.

    None where they are within it on every line, since no driver is above what was paid.
    """
    rules, drivers = scene.plan.rules, scene.drivers
    counting = [
        one
        for one in drafts
        if one.counts and rules[one.rule].stage != "fee" and rules[one.rule].funded_by < 0
    ]
    parts = PPM * lcm(*(one.gross[1] for one in counting))
    wanted: dict[int, int] = {}
    for one in counting:
        driver = drivers.driver_at[one.rule]
        wanted[driver] = wanted.get(driver, 0) + one.gross[0] * (parts // one.gross[1])
    per_unit = scene.plan.ceiling_of(asking.active) * (parts // PPM)
    are_bounded = all(drivers.is_bounded(driver) for driver in wanted)
    if are_bounded and sum(wanted.values()) <= per_unit:
        return None
    return Room(per_unit, tuple(wanted.items()))


def _slot(
    scene: _Scene, draft: Draft, exact: Fraction, smaller: tuple[Smaller, ...]
) -> ProfileSlot:
    is_whole = draft.gross == (draft.numerator, draft.denominator)
    rate_ppm = draft.rate_ppm
    if "ceiling" in draft.steps and draft.base_minor:
        rate_ppm = exact[0] * PPM // exact[1]
    return ProfileSlot(
        rule_id=scene.plan.rules[draft.rule].rule_id,
        depth=draft.depth,
        seat=-1 if draft.person is None else int(draft.person.member.member_id),
        is_paid=draft.is_paid,
        rate_ppm=rate_ppm,
        exact=exact,
        gross=exact if is_whole else reduced(*draft.gross),
        reason=draft.reason,
        steps=draft.steps,
        role=draft.role,
        base=-1 if draft.base_minor is None else scene.drivers.base_at[draft.rule],
        driver=scene.drivers.driver_at[draft.rule],
        found=draft.found,
        unit_minor=draft.unit_minor,
        weight=draft.weight,
        weights=draft.weights,
        factor_ppm=draft.factor_ppm,
        has_detail=bool(draft.place) or draft.person is not None or draft.reason == "fee",
        smaller=smaller,
    )
