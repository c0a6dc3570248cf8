"""Business days (工作日): holidays and make-up working days (调休) as data, and a day's border.

A day begins at a fixed distance from UTC. No table of time zones and no clock is read: what
is not listed is a working day, unless it is a day of the weekend.

Source: docs/payout.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from fenxiao.errors import PolicyError
from fenxiao.model.checks import STRICT, check_quantity, check_tuple
from fenxiao.model.instants import DAY_US

__all__ = ["DAYS_LIMIT", "BusinessDays"]

DAYS_LIMIT = 60
"""The most business days to wait."""

_EPOCH = date(1970, 1, 1)
_MINUTE_US = 60_000_000
_OFFSET_LIMIT = 14 * 60
_WEEK = 7
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessDays:
    """Which days count, and when a day begins (工作日历).

    Args:
        holidays: Days that do not count, as "2026-10-01".
        workdays: Days of a weekend that count all the same (调休), as "2026-10-10".
        weekend: Days of the week that do not count, Monday is 1; at most six of them.
        utc_offset_minutes: By how much the local day is ahead of UTC; 480 is Beijing.

    Raises:
        PolicyError: ``policy.calendar`` for what is no date, stands twice, or leaves no day.

    Examples:
        >>> days = BusinessDays(holidays=("2026-10-01", "2026-10-02"), workdays=("2026-10-10",))
        >>> days.is_business_day(date(2026, 10, 1)), days.is_business_day(date(2026, 10, 10))
        (False, True)
    """

    __pydantic_config__ = STRICT

    holidays: tuple[str, ...] = ()
    workdays: tuple[str, ...] = ()
    weekend: tuple[int, ...] = (6, 7)
    utc_offset_minutes: int = 480
    _holidays: frozenset[date] = field(init=False, repr=False, compare=False, hash=False)
    _workdays: frozenset[date] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        """Read the dates and check that some day of the week counts."""
        found: dict[str, frozenset[date]] = {}
        for name in ("holidays", "workdays"):
            texts = check_tuple(getattr(self, name), str, name)
            object.__setattr__(self, name, texts)
            found[name] = frozenset(map(_date, texts))
            object.__setattr__(self, f"_{name}", found[name])
            if len(found[name]) < len(texts):
                raise PolicyError("policy.calendar", problem=f"a day stands twice in {name}")
        both = min(found["holidays"] & found["workdays"], default=None)
        if both is not None:
            problem = f"{both} is a holiday and a working day"
            raise PolicyError("policy.calendar", problem=problem)
        weekend = check_tuple(self.weekend, int, "weekend")
        object.__setattr__(self, "weekend", weekend)
        if len(set(weekend)) < len(weekend) or len(weekend) >= _WEEK or set(weekend) - _DAYS:
            problem = "the weekend must be some of the days 1 to 7, each once, and not all"
            raise PolicyError("policy.calendar", problem=problem)
        offset = (-_OFFSET_LIMIT, _OFFSET_LIMIT)
        check_quantity(self.utc_offset_minutes, "utc_offset_minutes", low=offset[0], high=offset[1])

    def day_of(self, at_us: int) -> date:
        """Return the local day of an instant."""
        return _EPOCH + timedelta(days=self._local_us(at_us) // DAY_US)

    def starts_us(self, day: date) -> int:
        """Return the first instant of a local day, in UTC microseconds."""
        return (day - _EPOCH).days * DAY_US - self.utc_offset_minutes * _MINUTE_US

    def is_business_day(self, day: date) -> bool:
        """Say whether a day counts."""
        is_usual = day.isoweekday() not in self.weekend and day not in self._holidays
        return is_usual or day in self._workdays

    def payable_us(self, at_us: int, days: int) -> int:
        """Return from when something may be paid that was asked for at an instant (T+N).

        Args:
            at_us: When it was asked for.
            days: How many business days later; 0 is at once, whatever the day.

        Returns:
            The instant itself, or the first one of the local day that many business days after
            the day on which it was asked for.

        Examples:
            >>> friday = BusinessDays().starts_us(date(2026, 6, 5))
            >>> calendar = BusinessDays()
            >>> calendar.day_of(calendar.payable_us(friday, 1)).isoformat()
            '2026-06-08'
        """
        day = self.day_of(at_us)
        left = days
        while left:
            day += timedelta(days=1)
            left -= self.is_business_day(day)
        return self.starts_us(day) if days else at_us

    def _local_us(self, at_us: int) -> int:
        return at_us + self.utc_offset_minutes * _MINUTE_US


_DAYS = frozenset(range(1, _WEEK + 1))


def _date(text: str) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise PolicyError("policy.calendar", problem=f'"{text[:40]}" is no day, as in "2026-10-01"')
