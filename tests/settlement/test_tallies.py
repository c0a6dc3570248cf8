"""Folding counters: one row a day, nothing lost, and every look at whole days unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.graph.counters import day_start
from fenxiao.graph.grades import AtLeast
from fenxiao.model.contract import Append, Decision, tally_key
from fenxiao.model.instants import DAY_US
from fenxiao.model.records import Tally
from fenxiao.settlement import counts
from fenxiao.settlement.book import Book
from fenxiao.settlement.decide import decide
from tests.support.build import at_us, codes, feed
from tests.support.careers import GRADED, folded, grades, review, told

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
    fold = at_us(day) + 7 * DAY_US // 10
    before, open_before = by_day(book), [at for at in rows_on(book) if at > fold]
    told(book, folded("u1", "fans", day=day + 0.7, limit=limit))
    assert before == by_day(book)
    assert open_before == [at for at in rows_on(book) if at > fold]
    past = [day_start(at) for at in rows_on(book) if at <= fold]
    assert sorted(set(past)) == past


@pytest.mark.parametrize(("keep_days", "left"), [(0, 4), (1, 4), (2, 5), (3, 6), (4, 6)])
def test_days_that_are_kept_are_left_alone(keep_days: int, left: int) -> None:
    book = book_with([(0, 1), (1, 1), (4, 1), (5, 1), (8, 1), (9, 1)])
    told(book, folded("u1", "fans", day=2, keep_days=keep_days))
    assert len(rows_on(book)) == left


def test_a_busy_day_is_read_in_the_same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "TALLY_LIMIT", 3)
    book = book_with([(0, 1), (1, 1), (2, 1)])
    assert codes([book.apply(review("u1", day=0.6))]) == ["grade.fold_first"]
    told(book, folded("u1", "fans", day=0.6), review("u1", day=0.6))
    assert grades(book) == {"u1": "keeper"}


@given(found=changes, day=st.integers(0, 7), windows=st.integers(1, 8))
def test_a_look_after_a_fold_sees_what_it_saw_before(
    found: list[tuple[int, int]], day: int, windows: int
) -> None:
    condition = AtLeast(counter="fans", count=1, window_days=windows)

    def seen() -> object:
        scan = counts.counted("u1", condition, at_us(day) + 6 * DAY_US // 10)
        facts = book.store.load((), (scan,))
        return counts.sums(facts, "u1", (condition,), at_us(day) + 6 * DAY_US // 10)

    book = book_with(found)
    before = seen()
    told(book, folded("u1", "fans", day=day + 0.6))
    assert before == seen()


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
