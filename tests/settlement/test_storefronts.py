"""Storefronts of a book: C sees B's, D sees C's, as of any time; what a promoter lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.graph.storefront import Page, is_listed
from fenxiao.model.contract import Need
from fenxiao.model.credit_records import Lists
from fenxiao.model.events import Registered
from fenxiao.model.who import Who
from fenxiao.settlement.book import Book
from fenxiao.settlement.store import Loaded
from fenxiao.settlement.storefronts import find_page, find_storefront
from tests.support.build import POLICY, at, at_us, book_of, feed, line_of, touch
from tests.support.storefronts import fronted, judged, listing

STORY = line_of("A", "B", "C", "D")
REGISTERED = fronted(keeper=Who(is_registered=True), headquarters_id="hq")


def registered(member_id: str, day: float = 0) -> Registered:
    return Registered(id=f"register {member_id}", at=at(day), member_id=member_id)


@pytest.mark.parametrize(
    ("visitor", "expected"), [("B", "A"), ("C", "B"), ("D", "C"), ("A", None), ("X", None)]
)
def test_everybody_sees_the_store_of_who_brought_him(visitor: str, expected: str | None) -> None:
    assert expected == book_of(*STORY).storefront(visitor, at(1)).owner_id


def test_a_store_is_that_of_its_time() -> None:
    book = book_of(touch("B", "C", day=2))
    assert [None, "B"] == [book.storefront("C", at(day)).owner_id for day in (1, 2)]


def test_fans_are_passed_over_and_headquarters_comes_last() -> None:
    book = book_of(*STORY, registered("A"), registered("B"), of=REGISTERED)
    assert ["B", "B", "A", "hq"] == [book.storefront(one, at(1)).owner_id for one in "DCBA"]


def test_headquarters_lists_what_it_lists() -> None:
    book = book_of(*STORY, listing("hq", "only", "s1"), of=REGISTERED)
    seen = book.storefront("D", at(1))
    assert ("hq", "nobody_above") == seen[:2]
    assert [True, False] == [is_listed(seen.assortment, sku, "c1") for sku in ("s1", "s2")]


def test_a_page_carries_a_store_an_article_and_who_shared_it() -> None:
    """The friend B's store opens, whoever of his fans shared: the fan is credited, B seen."""
    book = book_of(*STORY, registered("B"), of=REGISTERED)
    assert Page("B", "s1", "B") == book.page("B", at(1), "s1")
    assert Page("B", "s1", "D") == book.page("D", at(1), "s1")
    assert Page("hq", None, "A") == book.page("A", at(1))


def test_questions_never_repeat_what_they_need() -> None:
    book = book_of(*STORY, listing("C"))
    for question in (find_storefront, find_page):
        facts: Loaded = {}
        asked: list[object] = []
        while isinstance(step := question("D", at_us(1), facts, POLICY), Need):
            asked += [*step.keys, *step.scans]
            facts |= book.store.load(step.keys, step.scans)
        assert len(asked) == len(set(asked))
        more = facts | book.store.load((("order", "x"),), ())
        assert step == question("D", at_us(1), more, POLICY)


# ---------------------------------------------------------------- assortments


def test_a_store_lists_what_its_keeper_said_last() -> None:
    book = book_of(*STORY, listing("C", "only", "s1", day=2, title_id="t1"))
    before, after = (book.storefront("D", at(day)).assortment for day in (1, 2))
    assert before is None
    assert after is not None
    assert ("t1", ("s1",)) == (after.title_id, after.skus)
    assert [True, False] == [is_listed(after, sku, "c1") for sku in ("s1", "s2")]


@pytest.mark.parametrize("day", [1, 2])
def test_a_change_that_comes_late_is_refused(day: int) -> None:
    book = book_of(listing("C", day=2))
    event = listing("C", "only", day=day, event_id="late")
    refused = book.apply(event)
    assert refused.refusal is not None
    assert "storefront.late" == refused.refusal.code
    assert refused.refusal == book.apply(event).refusal
    assert {("event", "late")} == {put.key for put in refused.puts}


def test_told_twice_is_told_once() -> None:
    book = book_of(listing("C"))
    rows = dict(book.rows)
    assert "replayed" == book.apply(listing("C")).status
    assert rows == dict(book.rows)


def test_two_changes_at_once_conflict_and_two_keepers_do_not() -> None:
    book = book_of(listing("C"))
    one, other = (judged(listing("C", "only", day=day), book)[2] for day in (1, 2))
    assert [True, False] == [book.store.commit(each) for each in (one, other)]
    third, fourth = (judged(listing(who, day=3), book)[2] for who in ("C", "B"))
    assert all(map(book.store.commit, (third, fourth)))


def test_a_host_that_forgets_the_guard_keeps_two_newest() -> None:
    """The control: without the shelf both changes are taken, and the older one is newest."""
    book = book_of(listing("C"))
    later, earlier = (judged(listing("C", "only", day=day), book)[2] for day in (2, 1))
    unguarded = earlier._replace(puts=tuple(p for p in earlier.puts if p.key[0] != "shelf"))
    assert [True, True] == [book.store.commit(each) for each in (later, unguarded)]
    assert "storefront.late" == judged(listing("C", day=1, event_id="x"), book)[2].refusal.code  # type: ignore[union-attr]  # it is refused
    assert 3 == len([key for key in book.rows if key[0] == "assortment"])


@given(
    changes=st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from(["all", "only", "all_but"])), max_size=6
    ),
    day=st.integers(0, 9),
)
def test_as_of_any_time_the_newest_change_that_was_taken_counts(
    changes: list[tuple[int, Lists]], day: int
) -> None:
    book = Book(POLICY)
    feed(book, touch("K", "V", day=-1))
    taken: list[tuple[int, str]] = []
    for number, (start, lists) in enumerate(changes):
        event = listing("K", lists, day=start, event_id=f"e{number}")
        is_late = bool(taken) and start <= taken[-1][0]
        assert ("refused" if is_late else "applied") == book.apply(event).status
        if not is_late:
            taken.append((start, lists))
    expected = [lists for start, lists in taken if start <= day]
    found = book.storefront("V", at(day)).assortment
    assert (expected[-1] if expected else None) == (found.lists if found else None)
