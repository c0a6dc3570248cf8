"""Instants: one int, one text, whatever the zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from fenxiao.errors import EventError
from fenxiao.model.instants import (
    DAY_US,
    FOREVER_US,
    check_instant,
    from_us,
    instant_text,
    to_us,
)
from tests.model.strategies import instants, zones


class Undecided(tzinfo):
    """A zone that cannot say how far it is from UTC."""

    @override
    def utcoffset(self, dt: datetime | None) -> None:
        return None

    @override
    def dst(self, dt: datetime | None) -> None:
        return None

    @override
    def tzname(self, dt: datetime | None) -> None:
        return None


@given(at=instants, zone=zones)
def test_the_zone_changes_nothing(at: datetime, zone: timezone) -> None:
    elsewhere = at.astimezone(zone)
    assert to_us(at) == to_us(elsewhere)
    assert instant_text(at) == instant_text(elsewhere)
    assert check_instant(at, "at") == check_instant(elsewhere, "at")


@given(at=instants)
def test_microseconds_give_the_instant_back(at: datetime) -> None:
    assert at == from_us(to_us(at))
    assert from_us(to_us(at)).tzinfo is UTC


@given(at=instants)
def test_checked_instants_are_in_utc(at: datetime) -> None:
    assert check_instant(at, "at").tzinfo is UTC


@given(one=instants, other=instants)
def test_text_int_and_instant_sort_alike(one: datetime, other: datetime) -> None:
    assert (one < other) is (to_us(one) < to_us(other)) is (instant_text(one) < instant_text(other))


@given(at=instants)
def test_text_gives_the_instant_back(at: datetime) -> None:
    assert at == datetime.fromisoformat(instant_text(at))


@given(at=instants, days=st.integers(-1, 1))
def test_a_day_is_24_hours(at: datetime, days: int) -> None:
    assert to_us(at) + days * DAY_US == to_us(at.astimezone(UTC) + timedelta(days=days))


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(datetime(2024, 6, 18), id="naive"),  # noqa: DTZ001  # naive on purpose
        pytest.param(datetime(2024, 6, 18, tzinfo=Undecided()), id="a zone without offset"),
        pytest.param("2024-06-18T00:00:00Z", id="text"),
        pytest.param(1_718_000_000, id="a number"),
        pytest.param(None, id="nothing"),
    ],
)
def test_what_names_no_instant_is_refused(value: Any) -> None:
    with pytest.raises(EventError) as caught:
        check_instant(value, "at")
    assert caught.value.code == "event.naive_instant"


@pytest.mark.parametrize(
    "at",
    [
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))),
    ],
)
def test_an_instant_off_the_calendar_is_refused_by_code(at: datetime) -> None:
    with pytest.raises(EventError):
        check_instant(at, "at")


def test_nothing_is_later_than_for_ever() -> None:
    assert to_us(datetime.max.replace(tzinfo=UTC)) < FOREVER_US
