"""Business days: weekends, holidays, make-up working days, and where a day begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError
from fenxiao.model.instants import DAY_US, to_us
from fenxiao.payout.calendar import BusinessDays

# National Day of 2026 as an example of a notice: 10-01 to 10-07 off, 10-10 (Saturday) worked.
HOLIDAYS = tuple(f"2026-10-0{day}" for day in range(1, 8))
CHINA = BusinessDays(holidays=HOLIDAYS, workdays=("2026-10-10",))


def beijing(day: str, hour: int = 0) -> int:
    """Return an hour of a day in Beijing, in UTC microseconds."""
    at = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(hours=hour - 8)
    return to_us(at)


@pytest.mark.parametrize(
    ("asked", "days", "expected"),
    [
        pytest.param("2026-06-05", 0, None, id="T+0 is at once, also at a weekend"),
        pytest.param("2026-06-04", 1, "2026-06-05", id="Thursday, T+1"),
        pytest.param("2026-06-05", 1, "2026-06-08", id="Friday, T+1 is Monday"),
        pytest.param("2026-06-06", 1, "2026-06-08", id="Saturday, T+1 is Monday"),
        pytest.param("2026-06-05", 2, "2026-06-09", id="Friday, T+2 is Tuesday"),
        pytest.param("2026-09-30", 1, "2026-10-08", id="before the holidays"),
        pytest.param("2026-10-09", 1, "2026-10-10", id="a Saturday that is worked"),
        pytest.param("2026-10-09", 2, "2026-10-12", id="the Sunday after it is none"),
    ],
)
def test_when_it_is_payable(asked: str, days: int, expected: str | None) -> None:
    at_us = beijing(asked, 15)
    wanted = at_us if expected is None else beijing(expected)
    assert wanted == CHINA.payable_us(at_us, days)


@pytest.mark.parametrize(
    ("offset", "before", "at"),
    [
        (480, "2026-06-04", "2026-06-05"),
        (-300, "2026-06-04", "2026-06-04"),
        (0, "2026-06-04", "2026-06-04"),
    ],
)
def test_a_day_begins_at_its_distance_from_utc(offset: int, before: str, at: str) -> None:
    midnight_us = beijing("2026-06-05")
    calendar = BusinessDays(utc_offset_minutes=offset)
    found = [calendar.day_of(midnight_us + one).isoformat() for one in (-1, 0)]
    assert [before, at] == found


@given(at_us=st.integers(0, 20_000 * DAY_US), days=st.integers(0, 60), more=st.integers(0, 5))
def test_later_asked_or_longer_waited_is_never_paid_earlier(
    at_us: int, days: int, more: int
) -> None:
    first = CHINA.payable_us(at_us, days)
    assert at_us <= first <= CHINA.payable_us(at_us, days + more)
    assert first <= CHINA.payable_us(at_us + more * DAY_US, days)


@given(at_us=st.integers(0, 20_000 * DAY_US), days=st.integers(1, 60))
def test_it_is_a_business_day_and_so_many_after(at_us: int, days: int) -> None:
    payable = CHINA.day_of(CHINA.payable_us(at_us, days))
    day, counted = CHINA.day_of(at_us), 0
    while day < payable:
        day += timedelta(days=1)
        counted += CHINA.is_business_day(day)
    assert CHINA.is_business_day(payable)
    assert days == counted


def test_other_weekends() -> None:
    gulf = BusinessDays(weekend=(5, 6))
    assert not gulf.is_business_day(date(2026, 6, 5))
    assert gulf.is_business_day(date(2026, 6, 7))
    assert BusinessDays(weekend=()).is_business_day(date(2026, 6, 7))


@pytest.mark.parametrize(
    ("refused", "problem"),
    [
        (lambda: BusinessDays(holidays=("2026-2-30",)), "is no day"),
        (lambda: BusinessDays(holidays=("2026-02-30",)), "is no day"),
        (lambda: BusinessDays(holidays=("2026-02-03",) * 2), "stands twice in holidays"),
        (
            lambda: BusinessDays(holidays=("2026-02-03",), workdays=("2026-02-03",)),
            "is a holiday and a working day",
        ),
        (lambda: BusinessDays(weekend=(1, 2, 3, 4, 5, 6, 7)), "not all"),
        (lambda: BusinessDays(weekend=(6, 6)), "each once"),
        (lambda: BusinessDays(weekend=(0,)), "some of the days 1 to 7"),
    ],
)
def test_a_calendar_that_makes_no_sense(refused: Callable[[], object], problem: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        refused()
    assert "policy.calendar" == caught.value.code
    assert problem in str(caught.value.problem)


@pytest.mark.parametrize("offset", [-841, 841, 1.5])
def test_an_offset_beyond_the_earths_is_refused(offset: int) -> None:
    with pytest.raises(FenxiaoError) as caught:
        BusinessDays(utc_offset_minutes=offset)
    assert "event.bad_quantity" == caught.value.code
