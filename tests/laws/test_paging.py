"""Pages are a matter of size: how large they are and when they go on changes nothing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.border import dump_event, load_event
from fenxiao.model.contract import Decision
from fenxiao.model.events import Event, FoldWallet, Release
from fenxiao.model.records import Order, Payout
from fenxiao.settlement.book import Book
from tests.support.build import (
    POLICY,
    book_of,
    confirmed,
    feed,
    fold_wallet,
    line,
    line_of,
    paid,
    policy,
    refunded,
    release,
)
from tests.support.stories import MEMBERS, amounts, limits, stories

counts = st.integers(0, 7)


def due(count: int) -> Book:
    """Return a book with so many orders to release, of three buyers in one chain."""
    book = book_of(*line_of("u1", "u2", "u3", "u4"))
    for number in range(count):
        name = f"o{number}"
        feed(book, paid(name, f"u{2 + number % 3}"), confirmed(name, day=2 + number % 3))
    return book


def standing(book: Book) -> tuple[object, ...]:
    orders = [record for record, _ in book.rows.values() if isinstance(record, Order)]
    payouts = [record for record, _ in book.rows.values() if isinstance(record, Payout)]
    return sorted(orders), sorted(payouts), book.wallets(), book.trial_balance()


@given(count=counts, limit=st.integers(1, 8))
def test_a_release_in_pages_is_a_release_at_once(count: int, limit: int) -> None:
    paged, whole = due(count), due(count)
    feed(paged, release(limit=limit, day=11))
    pages = 1 + len(list(paged.resume()))
    feed(whole, release(day=11))
    assert standing(whole) == standing(paged)
    assert count // limit + 1 == pages
    assert sorted(one._replace(entry_id="", event_id="") for one in whole.entries) == sorted(
        one._replace(entry_id="", event_id="") for one in paged.entries
    )


@given(story=stories(is_clean=True), limit=st.integers(1, 3))
def test_the_size_of_pages_changes_no_history(story: list[Event], limit: int) -> None:
    small, large = Book(POLICY), Book(POLICY)
    for event in story:
        if isinstance(event, Release | FoldWallet):
            large.apply(replace(event, limit=10_000))
            small.apply(replace(event, limit=limit))
            list(small.resume())
        else:
            assert large.apply(event).refusal == small.apply(event).refusal
    assert standing(large) == standing(small)


@given(count=counts, limit=st.integers(1, 3), turns=st.lists(st.integers(0, 9), max_size=12))
def test_a_page_fed_again_or_later_is_harmless(count: int, limit: int, turns: list[int]) -> None:
    """Between two pages any page that ever was may come again, in any number."""
    paged, whole = due(count), due(count)
    feed(whole, release(day=11))
    pages: list[Event] = [release(limit=limit, day=11)]
    feed(paged, pages[0])
    for turn in turns:
        pages += [load_event(one.event_json) for one in paged.store.waiting]
        decision = paged.apply(pages[turn % len(pages)])
        assert decision.status in {"applied", "replayed"}
    list(paged.resume())
    assert standing(whole) == standing(paged)
    assert () == paged.store.waiting


@given(count=counts, limit=st.integers(1, 3), gone=st.sets(st.integers(0, 6)))
def test_refunds_between_pages_are_refunds(count: int, limit: int, gone: set[int]) -> None:
    paged, whole = due(count), due(count)
    feed(paged, release(limit=limit, day=11))
    feed(whole, release(day=11))
    for number in sorted(gone):
        if number < count:
            feed(paged, refunded(f"o{number}"))
            feed(whole, refunded(f"o{number}"))
            for event in [load_event(one.event_json) for one in paged.store.waiting]:
                paged.apply(event)
    list(paged.resume())
    assert whole.wallets() == paged.wallets()


@given(count=counts, later=counts)
def test_orders_that_become_due_between_pages_are_released_once(count: int, later: int) -> None:
    book = due(count)
    feed(book, release(limit=1, day=11))
    for number in range(later):
        name = f"p{number}"
        feed(book, paid(name, "u4"), confirmed(name, day=1 + number % 3))
    list(book.resume())
    feed(book, release(day=12))
    states = [row[0].state for row in book.rows.values() if isinstance(row[0], Order)]
    assert ["released"] * (count + later) == states
    assert not any(one.held_minor for one in book.wallets())


@given(limit=limits, after=st.none() | st.tuples(st.integers(-(2**63), 2**63 - 1), st.just("o1")))
def test_a_page_that_waits_reads_back_as_it_was(limit: int, after: tuple[int, str] | None) -> None:
    event = release(limit=limit, after=after)
    assert event == load_event(dump_event(event))


@given(story=stories(is_clean=True), more=st.data())
def test_folds_at_any_moment_change_no_wallet_and_no_answer(
    story: list[Event], more: st.DataObject
) -> None:
    plain, folded = Book(POLICY), Book(POLICY)
    events = [event for event in story if not isinstance(event, FoldWallet)]
    for number, event in enumerate(events):
        for turn, member in enumerate(more.draw(st.lists(st.sampled_from(MEMBERS), max_size=2))):
            name = f"fold {number} {turn}"
            before = folded.wallets()
            fold = fold_wallet(member, limit=more.draw(limits), event_id=name)
            goes_on = feed(folded, fold)[0].continuation
            while goes_on is not None and more.draw(st.booleans()):
                goes_on = feed(folded, goes_on)[0].continuation
            assert before == folded.wallets()
        expected, got = plain.apply(event), folded.apply(event)
        assert (expected.status, expected.refusal) == (got.status, got.refusal)
        assert payouts_of(expected) == payouts_of(got)
    assert standing(plain) == standing(folded)


def payouts_of(decision: Decision) -> list[object]:
    return [put.record for put in decision.puts if put.key[0] == "payout"]


@given(sold=st.lists(amounts, max_size=8), limit=limits)
def test_a_folded_wallet_has_no_tail(sold: list[int], limit: int) -> None:
    book = book_of(*line_of("u1", "u2"), of=policy(100_000))
    for number, amount in enumerate(sold):
        feed(book, paid(f"o{number}", "u2", line(amount)))
    before = book.wallets()
    feed(book, fold_wallet("u1", limit=limit))
    list(book.resume())
    assert [] == [key for key in book.rows if key[0] == "delta"]
    assert before == book.wallets()
