"""Accounting periods (会计期间): their boundaries as data, their life as one table.

A period opens by itself when it begins. Periods are closed one after the other, so one
instant says which are closed; what is dated before it is dated at its end instead.

Source: docs/books.md, whose table is drawn from this one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Literal, NamedTuple

from fenxiao.errors import PolicyError
from fenxiao.model.book_records import Books
from fenxiao.model.checks import STRICT, check_id, check_tuple
from fenxiao.model.instants import check_instant, to_us

__all__ = [
    "LIFE",
    "PERIOD_STATES",
    "PERIOD_STEPS",
    "Booking",
    "BooksPolicy",
    "Period",
    "PeriodState",
    "PeriodStep",
    "Step",
    "state_of",
]

PeriodState = Literal["open", "closed", "locked"]
PeriodStep = Literal["close", "reopen", "lock"]
PERIOD_STATES: tuple[PeriodState, ...] = ("open", "closed", "locked")
PERIOD_STEPS: tuple[PeriodStep, ...] = ("close", "reopen", "lock")


class Step(NamedTuple):
    """What follows from an event in a state: a state, or the code of a refusal."""

    state: PeriodState | None
    refusal: str = ""


LIFE: dict[tuple[PeriodState, PeriodStep], Step] = {
    ("open", "close"): Step("closed"),
    ("open", "reopen"): Step(None, "books.not_closed"),
    ("open", "lock"): Step(None, "books.not_closed"),
    ("closed", "close"): Step(None, "books.already_closed"),
    ("closed", "reopen"): Step("open"),
    ("closed", "lock"): Step("locked"),
    ("locked", "close"): Step(None, "books.locked"),
    ("locked", "reopen"): Step(None, "books.locked"),
    ("locked", "lock"): Step(None, "books.locked"),
}
"""The whole table: every state with every step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """An accounting period: a name, and from when until when (会计期间).

    Args:
        period_id: Its name, such as "2024-06".
        starts_at: Its first instant.
        ends_at: The first instant after it.

    Raises:
        EventError: ``event.bad_id``, ``event.naive_instant``.
        PolicyError: ``policy.periods`` when it ends before it begins.
    """

    __pydantic_config__ = STRICT

    period_id: str
    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        """Check the name and bring both instants to UTC."""
        check_id(self.period_id, "period_id")
        object.__setattr__(self, "starts_at", check_instant(self.starts_at, "starts_at"))
        object.__setattr__(self, "ends_at", check_instant(self.ends_at, "ends_at"))
        if self.starts_at >= self.ends_at:
            raise PolicyError("policy.periods", problem=f'"{self.period_id}" ends as it starts')

    @property
    def since_us(self) -> int:
        """Its first instant, in UTC microseconds."""
        return to_us(self.starts_at)

    @property
    def until_us(self) -> int:
        """The first instant after it, in UTC microseconds."""
        return to_us(self.ends_at)


class Booking(NamedTuple):
    """Where an entry falls: the period, and the accounting date in it."""

    period_id: str
    booked_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksPolicy:
    """Which books are kept, and their accounting periods.

    Args:
        periods: Past, present and coming ones; each begins where the one before ends.
        payers: Whose books; empty for everybody's.

    Raises:
        PolicyError: ``policy.periods`` when there are none, two have one name, or they
            leave a gap or overlap.

    Examples:
        >>> from datetime import UTC
        >>> may, june, july = (datetime(2024, month, 1, tzinfo=UTC) for month in (5, 6, 7))
        >>> books = BooksPolicy(
        ...     periods=(
        ...         Period(period_id="2024-05", starts_at=may, ends_at=june),
        ...         Period(period_id="2024-06", starts_at=june, ends_at=july),
        ...     )
        ... )
        >>> books.book(to_us(may), None).period_id
        '2024-05'
        >>> books.book(to_us(may), to_us(june)).period_id  # May is closed
        '2024-06'
    """

    __pydantic_config__ = STRICT

    periods: tuple[Period, ...]
    payers: tuple[str, ...] = ()
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        """Check both fields, and put the periods in order."""
        given = check_tuple(self.periods, Period, "periods")
        periods = tuple(sorted(given, key=lambda one: one.since_us))
        object.__setattr__(self, "periods", periods)
        object.__setattr__(self, "payers", check_tuple(self.payers, str, "payers"))
        for payer_id in self.payers:
            check_id(payer_id, "payers")
        problem = _problem(periods)
        if problem:
            raise PolicyError("policy.periods", problem=problem)
        object.__setattr__(self, "_starts", tuple(one.since_us for one in periods))

    def keeps(self, payer_id: str) -> bool:
        """Say whether the books of a payer are kept."""
        return not self.payers or payer_id in self.payers

    def period(self, period_id: str) -> Period | None:
        """Return the period of a name, or None."""
        return next((one for one in self.periods if one.period_id == period_id), None)

    def book(self, effective_us: int, closed_until_us: int | None) -> Booking | None:
        """Return where an entry falls: its own instant, or the start of the oldest open period.

        Args:
            effective_us: When what it says happened.
            closed_until_us: Until when periods are closed; None where none is.

        Returns:
            The period and the accounting date; None where the policy has no such period.
        """
        first_us = self._starts[0]
        booked_us = max(effective_us, first_us if closed_until_us is None else closed_until_us)
        place = bisect_right(self._starts, booked_us) - 1
        if place < 0 or booked_us >= self.periods[place].until_us:
            return None
        return Booking(self.periods[place].period_id, booked_us)

    def next_of(self, step: PeriodStep, books: Books) -> Period | None:
        """Return the one period to which a step may happen now, or None.

        The oldest open one is closed, the newest closed one reopened if it is not locked,
        the oldest closed one locked.
        """
        if step == "reopen":
            closed = (one for one in self.periods if state_of(one, books) == "closed")
            return max(closed, key=lambda one: one.since_us, default=None)
        wanted: PeriodState = "open" if step == "close" else "closed"
        return next((one for one in self.periods if state_of(one, books) == wanted), None)


def state_of(period: Period, books: Books) -> PeriodState:
    """Return the state of a period in a payer's books."""
    if books.locked_until_us is not None and period.until_us <= books.locked_until_us:
        return "locked"
    if books.closed_until_us is not None and period.until_us <= books.closed_until_us:
        return "closed"
    return "open"


def _problem(periods: Iterable[Period]) -> str:
    ordered = tuple(periods)
    if not ordered:
        return "there must be at least one"
    names = [one.period_id for one in ordered]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        return f'"{twice}" stands twice'
    for one, other in pairwise(ordered):
        if one.until_us != other.since_us:
            gap = "leave a gap" if one.until_us < other.since_us else "overlap"
            return f'"{one.period_id}" and "{other.period_id}" {gap}'
    return ""
