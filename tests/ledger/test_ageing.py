"""Ageing: who owes since when; what comes in pays the oldest first."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import EventError, LedgerError
from fenxiao.ledger.ageing import AgedDebt, ageing
from fenxiao.ledger.balances import balances_at
from fenxiao.ledger.posting import Occasion, post
from fenxiao.model.instants import DAY_US, from_us
from fenxiao.model.records import Entry
from tests.ledger.strategies import journals

FOR_EVER = from_us(40_000 * DAY_US)
bounds = st.lists(st.integers(1, 20_000), max_size=4, unique=True).map(
    lambda one: tuple(sorted(one))
)


def entry(template: str, day: int, amount_minor: int, member_id: str = "u1") -> Entry:
    about = Occasion(f"e{day} {template}", "m1", "CNY", "o1", day * DAY_US, day * DAY_US)
    return post(template, about, {member_id: amount_minor})


def taken(day: int, amount_minor: int) -> Entry:
    return entry("clawback_released", day, amount_minor)


def given_back(day: int, amount_minor: int) -> Entry:
    return entry("release", day, amount_minor)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], None, id="nothing"),
        pytest.param([given_back(0, 5)], None, id="what is there is no debt"),
        pytest.param([taken(70, 5)], (5, 0, 0), id="a debt of today"),
        pytest.param([taken(41, 5)], (5, 0, 0), id="of 29 days"),
        pytest.param([taken(40, 5)], (0, 5, 0), id="of 30 days"),
        pytest.param([taken(10, 5)], (0, 0, 5), id="of 60 days"),
        pytest.param([taken(71, 5)], None, id="of tomorrow"),
        pytest.param([taken(0, 7), taken(30, 5), taken(65, 3)], (3, 5, 7), id="one in each bucket"),
        pytest.param(
            [taken(0, 7), taken(30, 5), given_back(50, 9)], (0, 3, 0), id="the oldest is paid first"
        ),
        pytest.param([taken(0, 7), given_back(50, 7)], None, id="paid to the last unit"),
        pytest.param(
            [taken(0, 7), given_back(50, 9), taken(60, 5)], (3, 0, 0), id="what was left is used"
        ),
        pytest.param(
            [given_back(0, 4), taken(1, 10)], (0, 0, 6), id="only what is not there is owed"
        ),
        pytest.param([given_back(0, 4), taken(1, 4)], None, id="taken to the last unit"),
        pytest.param(
            [given_back(0, 4), taken(1, 3), taken(2, 3)], (0, 0, 2), id="what was taken is gone"
        ),
    ],
)
def test_examples(entries: list[Entry], expected: tuple[int, ...] | None) -> None:
    found = ageing(reversed(entries), from_us(70 * DAY_US), (30, 60))
    assert ([] if expected is None else [AgedDebt("m1", "u1", "CNY", expected)]) == list(found)


def test_the_usual_buckets_end_at_thirty_sixty_and_ninety_days() -> None:
    ages = (0, 29, 30, 59, 60, 89, 90, 91)
    entries = [taken(100 - age, 1 + number) for number, age in enumerate(ages)]
    (row,) = ageing(entries, from_us(100 * DAY_US))
    assert (1 + 2, 3 + 4, 5 + 6, 7 + 8) == row.buckets_minor


def test_an_entry_that_does_not_balance_is_refused() -> None:
    wrong = taken(0, 5)._replace(postings=taken(0, 5).postings[:1])
    with pytest.raises(LedgerError) as caught:
        ageing([wrong], FOR_EVER)
    assert "ledger.unbalanced" == caught.value.code


@given(entries=journals, day=st.integers(0, 20_001), buckets=bounds)
def test_the_buckets_are_the_debts(entries: list[Entry], day: int, buckets: Any) -> None:
    at = from_us(day * DAY_US)
    owed = {
        one[:3]: -one.available_minor
        for one in balances_at(entries, at, FOR_EVER)
        if one.available_minor < 0
    }
    rows = ageing(entries, at, buckets)
    assert owed == {row[:3]: sum(row.buckets_minor) for row in rows}
    assert all(len(buckets) + 1 == len(row.buckets_minor) for row in rows)
    assert all(min(row.buckets_minor) >= 0 for row in rows)
    assert sorted(rows) == list(rows)


@given(entries=journals, day=st.integers(0, 20_001), buckets=bounds, later=st.integers(0, 400))
def test_a_debt_only_grows_older_while_nothing_happens(
    entries: list[Entry], day: int, buckets: Any, later: int
) -> None:
    before = [one for one in entries if one.effective_us <= day * DAY_US]
    now = ageing(before, from_us(day * DAY_US), buckets)
    then = ageing(before, from_us((day + later) * DAY_US), buckets)
    assert [row[:3] for row in now] == [row[:3] for row in then]
    for one, other in zip(now, then, strict=True):
        for end in range(len(buckets) + 1):
            assert sum(one.buckets_minor[:end]) >= sum(other.buckets_minor[:end])


@pytest.mark.parametrize(
    ("buckets", "code"),
    [
        ((30, 30), "event.bad_field"),
        ((60, 30), "event.bad_field"),
        ((0,), "event.bad_quantity"),
        ((-1,), "event.bad_quantity"),
        ("30", "event.bad_field"),
        ((True,), "event.bad_field"),
    ],
)
def test_buckets_rise(buckets: Any, code: str) -> None:
    with pytest.raises(EventError) as caught:
        ageing((), from_us(0), buckets)
    assert code == caught.value.code
