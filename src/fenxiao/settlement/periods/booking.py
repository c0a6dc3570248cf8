"""Booking (周期入账): what rules pay now against what is booked, and the entries between.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from fenxiao.ledger.posting import post
from fenxiao.model.contract import Append, Facts, Need, Put
from fenxiao.model.period_keys import Part, award_key
from fenxiao.model.period_records import PeriodAward, SalesTotal
from fenxiao.model.periods import PeriodClosed
from fenxiao.model.records import Member
from fenxiao.rules.period.awarding import Closing, awards
from fenxiao.rules.period.sales import Given, PeriodSales
from fenxiao.settlement.changes import ledger_appends, occasion
from fenxiao.settlement.periods.reading import (
    as_member,
    awards_of,
    qualified_of,
    sellers_of,
    volumes_of,
)
from fenxiao.settlement.periods.walking import unbooked

__all__ = ["Booked", "Booking", "book", "legs", "wanted"]

_NOTHING = (("kind", "nothing"),)


class Booking(NamedTuple):
    """What is booked: a plan's part of a period, by which rules.

    Args:
        part: The plan's part of the period.
        closing: The rules.
        total: All sales of the plan in the period.
        run: The number of the close.
        is_current: Whether the period is the one that closes; awards of an earlier one are
            free.
    """

    part: Part
    closing: Closing
    total: SalesTotal
    run: int
    is_current: bool


class Booked(NamedTuple):
    """What a page writes, whether it was the last, and whether anything is held then."""

    puts: tuple[Put, ...]
    appends: tuple[Append, ...]
    is_last: bool
    is_held: bool


def book(booking: Booking, event: PeriodClosed, facts: Facts) -> Need | Booked:
    """Book a page of awards that differ from what is booked, or say what must be read for it."""
    volumes = volumes_of(facts, booking.part)
    if isinstance(volumes, Need):
        return volumes
    known: dict[str, Member] = {}
    if booking.closing.asks:
        found = qualified_of(facts, booking.part)
        if isinstance(found, Need):
            return found
        known = {one.member_id: as_member(one) for one, _ in found}
    stored = awards_of(facts, booking.part)
    if isinstance(stored, Need):
        return stored
    sales = PeriodSales(
        sellers=sellers_of((one for one, _ in volumes), known),
        volume_minor=booking.total.volume_minor,
        kept_minor=booking.total.kept_minor,
        claims={
            (one.rule_id, one.member_id): (one.asked_minor, one.granted_minor)
            for one, _ in stored
            if one.run == booking.run and one.asked_minor and one.rule_id in booking.closing.waiting
        },
    )
    rows = {award_key(one): (one, revision) for one, revision in stored}
    now = wanted(booking, awards(booking.closing, sales), [one for one, _ in stored])
    changes = [(rows.get(award_key(one), (None, 0)), one) for one in now]
    changes = [one for one in changes if one[0][0] != one[1]]
    page = changes[: event.limit]
    puts = tuple(Put(award_key(after), after, revision) for (_, revision), after in page)
    moved = ((before or unbooked(booking.part, *after[4:6]), after) for (before, _), after in page)
    appends = tuple(_entries(event, moved))
    is_held = any(one.held_minor for one in now)
    return Booked(puts, appends, len(changes) <= event.limit, is_held)


def wanted(
    booking: Booking, given: Iterable[Given], stored: Iterable[PeriodAward]
) -> list[PeriodAward]:
    """Return what shall be booked, by rule and member; what is gone stays as a row of 0."""
    before = {(one.rule_id, one.member_id): one for one in stored}
    now: dict[tuple[str, str], PeriodAward] = {}
    for one in given:
        name = one.rule_id, one.member_id
        row = before.get(name) or unbooked(booking.part, *name)
        is_held = booking.is_current and booking.closing.is_held(one.rule_id)
        now[name] = row._replace(
            amount_minor=one.amount_minor,
            held_minor=one.amount_minor if is_held else 0,
            facts=one.facts,
            cuts=one.cuts,
        )
    for name, row in before.items():
        gone = row._replace(amount_minor=0, held_minor=0, facts=_NOTHING, cuts=())
        now.setdefault(name, gone)
    return [now[name] for name in sorted(now)]


def legs(before: PeriodAward, after: PeriodAward) -> Iterator[tuple[str, int]]:
    """Yield what leads from what was booked to what shall be: template and minor units.

    Examples:
        >>> held = unbooked(("shop", "CNY", "06", "p"), "r", "u1")._replace(
        ...     amount_minor=100, held_minor=100
        ... )
        >>> [one for one in legs(held, held._replace(amount_minor=90, held_minor=0)) if one[1]]
        [('award_released', 90), ('award_back_held', 10)]
    """
    held = after.held_minor - before.held_minor
    free = after.amount_minor - before.amount_minor - held
    released = max(0, min(-held, free))
    yield "award_released", released
    held, free = held + released, free - released
    yield "award_held", max(0, held)
    yield "award_back_held", max(0, -held)
    yield "award_available", max(0, free)
    yield "award_back", max(0, -free)


def _entries(
    event: PeriodClosed, moved: Iterable[tuple[PeriodAward, PeriodAward]]
) -> Iterator[Append]:
    """Yield one entry a rule and template, and its wallet changes."""
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for before, after in moved:
        subject_id = f"{after.period} {after.plan_id} {after.rule_id}"
        for template, minor in legs(before, after):
            if minor:
                sums.setdefault((subject_id, template), {})[after.member_id] = minor
    for (subject_id, template), amounts in sums.items():
        yield from _entry(event, template, subject_id, amounts)


def _entry(
    event: PeriodClosed, template: str, subject_id: str, amounts: Mapping[str, int]
) -> tuple[Append, ...]:
    about = occasion(event, event.payer_id, event.currency, subject_id)
    return ledger_appends(post(template, about, amounts))
