"""Folding counters: one row a day, nothing lost, and every look at whole days unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.graph.counters import day_start
from fenxiao.model.contract import Append, Decision, tally_key
from fenxiao.model.instants import DAY_US
from fenxiao.model.records import Tally
from fenxiao.settlement.book import Book
from fenxiao.settlement.decide import decide
from tests.support.build import at_us, feed
from tests.support.careers import GRADED, folded, told

changes = st.lists(st.tuples(st.integers(0, 6 * 4), st.integers(-3, 3)), max_size=25)


def book_with(found: list[tuple[int, int]]) -> Book:
    """Return a book with a counter that changed at some quarters of days."""
    book = Book(GRADED)
    appends = []
    for number, (quarter, amount) in enumerate(found):
        at = at_us(0) + quarter * DAY_US // 4
        one = Tally("u1", "fans", "", f"t{number:02}", at, amount)
        appends.append(Append(tally_key(one), one))
    assert book.store.commit(Decision("applied", (), tuple(appends)))
    return book


def by_day(book: Book) -> dict[int, int]:
    sums: dict[int, int] = {}
    for one, _ in book.rows.values():
        if isinstance(one, Tally):
            day = day_start(one.at_us)
            sums[day] = sums.get(day, 0) + one.amount
    return {day: amount for day, amount in sums.items() if amount}


def rows_on(book: Book) -> list[int]:
    return sorted(one.at_us for one, _ in book.rows.values() if isinstance(one, Tally))


@given(found=changes, limit=st.integers(2, 6), day=st.integers(0, 8))
def test_a_fold_changes_no_sum_of_a_day(found: list[tuple[int, int]], limit: int, day: int) -> None:
    book = book_with(found)
    before, open_before = by_day(book), [at for at in rows_on(book) if at >= at_us(day)]
    told(book, folded("u1", "fans", day=day + 0.7, limit=limit))
    assert before == by_day(book)
    assert open_before == [at for at in rows_on(book) if at >= at_us(day)]
    past = [day_start(at) for at in rows_on(book) if at < at_us(day)]
    assert sorted(set(past)) == past


def test_days_that_are_kept_are_left_alone() -> None:
    book = book_with([(0, 1), (1, 1), (4, 1), (5, 1)])
    told(book, folded("u1", "fans", day=2, keep_days=1))
    assert rows_on(book) == [at_us(0), at_us(1), at_us(1) + DAY_US // 4]


def test_a_day_that_sums_to_nothing_leaves_no_row() -> None:
    book = book_with([(0, 1), (1, -1)])
    told(book, folded("u1", "fans"))
    assert rows_on(book) == []


def test_a_single_change_of_a_day_stays_as_it_is() -> None:
    book = book_with([(1, 1)])
    told(book, folded("u1", "fans"))
    assert rows_on(book) == [at_us(0) + DAY_US // 4]


def test_counters_are_folded_apart() -> None:
    book = book_with([(0, 1), (1, 1)])
    told(book, folded("u1", "fans", "CNY"), folded("u2", "fans"), folded("u1", "recruits"))
    assert len(rows_on(book)) == 2


def test_a_fold_that_is_told_twice_is_done_once() -> None:
    book = book_with([(0, 1), (1, 1)])
    feed(book, folded("u1", "fans"))
    assert book.apply(folded("u1", "fans")).status == "replayed"


@pytest.mark.parametrize("other_limit", [2, 1_000])
def test_two_folds_at_once_conflict(other_limit: int) -> None:
    book = book_with([(0, 1), (1, 1), (2, 1)])
    one, other = folded("u1", "fans", limit=3), folded("u1", "fans", limit=other_limit, day=6)
    decisions = []
    for event in (one, other):
        needs = decide(event, {}, GRADED)
        facts = book.store.load(needs.keys, needs.scans)  # type: ignore[union-attr]  # a fold always asks
        decisions.append(decide(event, facts, GRADED))
    assert book.store.commit(decisions[0])  # type: ignore[arg-type]  # all facts are there
    assert not book.store.commit(decisions[1])  # type: ignore[arg-type]  # as above
