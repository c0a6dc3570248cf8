"""Accounting periods: where an entry falls, and the life of a period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import CODES, EventError, PolicyError
from fenxiao.ledger.periods import (
    LIFE,
    PERIOD_STATES,
    PERIOD_STEPS,
    Booking,
    BooksPolicy,
    Period,
    state_of,
)
from fenxiao.model.book_records import Books
from fenxiao.model.instants import to_us
from tests.support.books import FEBRUARY_US, JANUARY, KEPT, MARCH_US, MONTHS, PERIODS

STARTS = [one.since_us for one in PERIODS]
END_US = PERIODS[-1].until_us
instants = st.integers(STARTS[0] - 10**13, END_US + 10**13) | st.sampled_from(
    [us + off for us in (*STARTS, END_US) for off in (-1, 0, 1)]
)
closes = st.sampled_from([None, *STARTS[1:], END_US])


def books(closed_until_us: int | None = None, locked_until_us: int | None = None) -> Books:
    return Books("m1", 0, "", closed_until_us, locked_until_us)


@given(at_us=instants, closed_us=closes)
def test_an_entry_falls_into_its_own_period_or_the_oldest_open_one(
    at_us: int, closed_us: int | None
) -> None:
    still_open = [one for one in PERIODS if closed_us is None or one.until_us > closed_us]
    own = [one for one in still_open if one.since_us <= at_us < one.until_us]
    found = KEPT.book(at_us, closed_us)
    if own:
        assert Booking(own[0].period_id, at_us) == found
    elif not still_open or at_us >= END_US:
        assert found is None
    else:
        assert Booking(still_open[0].period_id, still_open[0].since_us) == found


@given(one=instants, other=instants, closed_us=closes)
def test_dates_keep_the_order_of_instants(one: int, other: int, closed_us: int | None) -> None:
    found = [KEPT.book(at_us, closed_us) for at_us in sorted((one, other))]
    dates = [booking.booked_us for booking in found if booking is not None]
    assert sorted(dates) == dates


def test_the_table_is_total() -> None:
    assert {(state, step) for state in PERIOD_STATES for step in PERIOD_STEPS} == set(LIFE)


@pytest.mark.parametrize("cell", LIFE.values(), ids=map(str, LIFE))
def test_each_cell_is_a_state_or_a_refusal(cell: tuple[str | None, str]) -> None:
    state, refusal = cell
    assert (state in PERIOD_STATES) != (refusal in CODES)


def test_nothing_leads_out_of_a_locked_period() -> None:
    assert {None} == {LIFE["locked", step].state for step in PERIOD_STEPS}


@pytest.mark.parametrize(
    ("stands", "expected"),
    [
        (books(), ["open", "open", "open"]),
        (books(FEBRUARY_US), ["closed", "open", "open"]),
        (books(MARCH_US, FEBRUARY_US), ["locked", "closed", "open"]),
        (books(END_US, END_US), ["locked", "locked", "locked"]),
    ],
)
def test_two_instants_say_the_state_of_every_period(stands: Books, expected: list[str]) -> None:
    assert expected == [state_of(one, stands) for one in PERIODS]


@pytest.mark.parametrize(
    ("stands", "expected"),
    [
        (books(), (0, None, None)),
        (books(FEBRUARY_US), (1, 0, 0)),
        (books(MARCH_US), (2, 1, 0)),
        (books(MARCH_US, FEBRUARY_US), (2, 1, 1)),
        (books(END_US, END_US), (None, None, None)),
    ],
)
def test_which_period_is_next(stands: Books, expected: tuple[int | None, ...]) -> None:
    assert [None if one is None else PERIODS[one] for one in expected] == [
        KEPT.next_of(step, stands) for step in PERIOD_STEPS
    ]


def test_periods_are_put_in_order() -> None:
    assert KEPT == BooksPolicy(periods=PERIODS[::-1])


def test_boundaries_are_kept_in_utc() -> None:
    shanghai = timezone(timedelta(hours=8))
    starts_at, ends_at = (one.replace(tzinfo=shanghai) for one in MONTHS[:2])
    local = Period(period_id="a", starts_at=starts_at, ends_at=ends_at)
    assert (UTC, UTC) == (local.starts_at.tzinfo, local.ends_at.tzinfo)
    assert (starts_at, ends_at) == (local.starts_at, local.ends_at)
    assert PERIODS[0].until_us - 8 * 3_600_000_000 == local.until_us


def test_an_unknown_period_is_none() -> None:
    assert (PERIODS[0], None) == (KEPT.period(JANUARY), KEPT.period("2024-13"))


def test_payers_are_all_or_those_named() -> None:
    assert KEPT.keeps("anybody")
    some = BooksPolicy(periods=PERIODS, payers=("m1",))
    assert (True, False) == (some.keeps("m1"), some.keeps("m2"))


def test_boundaries_need_no_month() -> None:
    noon = datetime(2024, 6, 18, 12, tzinfo=UTC)
    short = Period(period_id="x", starts_at=noon, ends_at=noon + timedelta(microseconds=1))
    only = BooksPolicy(periods=(short,))
    assert (Booking("x", to_us(noon)), None) == (
        only.book(to_us(noon), None),
        only.book(to_us(noon) + 1, None),
    )


def period(name: str, start: int, end: int) -> Period:
    return Period(period_id=name, starts_at=MONTHS[start], ends_at=MONTHS[end])


@pytest.mark.parametrize(
    ("build", "said"),
    [
        pytest.param(lambda: period("a", 1, 1), '"a" ends as it starts', id="empty period"),
        pytest.param(lambda: period("a", 2, 1), '"a" ends as it starts', id="ends before"),
        pytest.param(lambda: BooksPolicy(periods=()), "at least one", id="none"),
        pytest.param(
            lambda: BooksPolicy(periods=(period("a", 0, 1), period("b", 2, 3))),
            '"a" and "b" leave a gap',
            id="gap",
        ),
        pytest.param(
            lambda: BooksPolicy(periods=(period("a", 0, 2), period("b", 1, 3))),
            '"a" and "b" overlap',
            id="overlap",
        ),
        pytest.param(
            lambda: BooksPolicy(periods=(period("a", 0, 1), period("a", 1, 2))),
            '"a" stands twice',
            id="two of one name",
        ),
    ],
)
def test_what_are_no_periods_is_refused(build: Callable[[], object], said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        build()
    assert "policy.periods" == caught.value.code
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda: Period(period_id="", starts_at=MONTHS[0], ends_at=MONTHS[1]), "event.bad_id"),
        (
            lambda: Period(
                period_id="a", starts_at=MONTHS[0].replace(tzinfo=None), ends_at=MONTHS[1]
            ),
            "event.naive_instant",
        ),
        (lambda: BooksPolicy(periods=PERIODS, payers=("",)), "event.bad_id"),
        (lambda: BooksPolicy(periods=PERIODS, payers="m1"), "event.bad_field"),  # type: ignore[arg-type]  # wrong on purpose
        (lambda: BooksPolicy(periods=(1,)), "event.bad_field"),  # type: ignore[arg-type]  # wrong on purpose
    ],
)
def test_wrong_fields_are_refused(build: Callable[[], object], code: str) -> None:
    with pytest.raises(EventError) as caught:
        build()
    assert code == caught.value.code
