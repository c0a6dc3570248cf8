"""Sealing and periods, event by event."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.errors import EventError
from fenxiao.ledger.seal import empty_books
from fenxiao.model.book_records import Unsealed
from fenxiao.model.contract import Decision, books_key, entry_key, unsealed_key
from fenxiao.model.events import Event
from fenxiao.model.records import Audit
from fenxiao.settlement.book import Book
from fenxiao.settlement.books import queued
from fenxiao.settlement.decide import decide
from tests.support.books import (
    BOOKED,
    FEBRUARY,
    FEBRUARY_US,
    JANUARY,
    MARCH,
    MARCH_US,
    closed,
    kept,
    kept_book,
    locked,
    periods_of,
    reopened,
    seal,
    sealed_whole,
    told,
)
from tests.support.build import (
    PAYER,
    POLICY,
    at,
    at_us,
    available,
    book_of,
    confirmed,
    feed,
    line_of,
    paid,
    refunded,
    release,
    withdraw,
)
from tests.support.host import ask

SOLD: tuple[Event, ...] = (*line_of("u1", "u2"), paid("o1", "u2"))
LATE = paid("late", "u2", day=3)


def waits(book: Book) -> list[str]:
    return [key[2] for key in book.rows if key[0] == "unsealed"]


def test_every_entry_waits_where_books_are_kept() -> None:
    book = kept_book(*available("u1", 500), withdraw("u1", 200), refunded("order u1"))
    assert sorted(entry.entry_id for entry in book.entries) == sorted(waits(book))
    assert 5 == len(book.entries)


@pytest.mark.parametrize("of", [POLICY, kept(payers=("m9",))], ids=["no books", "others' books"])
def test_nothing_waits_where_none_are(of: Any) -> None:
    book = book_of(*SOLD, of=of)
    assert ([], 1) == (waits(book), len(book.entries))
    assert ["books.not_kept"] * 2 == told(book, [seal(), closed()])


def test_a_policy_without_books_queues_nothing() -> None:
    assert [] == list(queued((), POLICY))


def test_a_seal_numbers_by_instant_then_id() -> None:
    book = kept_book(
        *line_of("u1", "u2"),
        *(paid(f"o{number}", "u2", day=5 - number % 3) for number in range(6)),
        seal(),
    )
    order = sorted((one.effective_us, one.entry_id) for one in book.entries)
    assert [entry_id for _, entry_id in order] == [one.entry_id for one in book.sealed(PAYER)]
    assert list(range(1, 7)) == [one.seq for one in book.sealed(PAYER)]
    assert [] == waits(book)
    assert (6, book.sealed(PAYER)[-1].hash) == book.books(PAYER)[1:3]


def test_what_is_not_yet_effective_waits_on() -> None:
    book = kept_book(*SOLD, paid("o2", "u2", day=20), seal(day=10))
    assert 1 == len(book.sealed(PAYER))
    assert 1 == len(waits(book))


def test_the_accounting_date_is_the_own_instant_while_the_period_is_open() -> None:
    book = kept_book(*SOLD, confirmed("o1", day=40), seal())
    assert [JANUARY, FEBRUARY] == periods_of(book)
    assert [one.booked_us for one in book.sealed(PAYER)] == [
        one.effective_us for one in book.entries
    ]


def test_a_late_fact_goes_to_the_oldest_open_period() -> None:
    book = kept_book(*SOLD, seal(), closed(), LATE, seal(day=81))
    assert [JANUARY, FEBRUARY] == periods_of(book)
    late = book.sealed(PAYER)[-1]
    assert FEBRUARY_US == late.booked_us
    entry = book.entries[-1]
    assert (at_us(3), at_us(3)) == (entry.effective_us, entry.recorded_us)


def test_what_is_older_than_all_periods_goes_to_the_first() -> None:
    of = kept(periods=BOOKED.books.periods[1:] if BOOKED.books else ())
    book = kept_book(*SOLD, seal(), of=of)
    assert [(FEBRUARY, FEBRUARY_US)] == [one[3:5] for one in book.sealed(PAYER)]


def test_what_lies_behind_the_last_period_waits_and_the_rest_is_sealed() -> None:
    book = kept_book(*SOLD, paid("o2", "u2", day=200), seal(day=300))
    assert [JANUARY] == periods_of(book)
    assert ["books.no_period"] == told(book, [seal(day=301)])
    assert 1 == len(waits(book))


def test_with_every_period_closed_a_seal_is_refused_and_leaves_nothing() -> None:
    book = kept_book(closed(), closed(FEBRUARY), closed(MARCH, day=95), *SOLD)
    before = dict(book.rows)
    assert ["books.no_period"] == told(book, [seal(day=301)])
    assert before == dict(book.rows)


def test_an_empty_seal_begins_the_books() -> None:
    book = kept_book(seal())
    assert empty_books(PAYER) == book.books(PAYER) == book.rows[books_key(PAYER)][0]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 500])
def test_pages_of_any_size_make_one_chain(limit: int) -> None:
    events = [*SOLD, *(paid(f"p{number}", "u2", day=9 - number) for number in range(5))]
    whole, paged = kept_book(*events), kept_book(*events)
    sealed_whole(whole, seal())
    pages = sealed_whole(paged, seal(limit=limit))
    assert whole.sealed(PAYER) == paged.sealed(PAYER)
    assert 6 // limit + 1 == len(pages)
    assert () == paged.store.waiting


def test_an_entry_that_is_gone_is_told_at_once() -> None:
    book = kept_book(*SOLD)
    _, facts, _ = ask(seal(), book.rows, BOOKED)
    (entry_id,) = waits(book)
    with pytest.raises(EventError) as caught:
        decide(seal(), {**facts, entry_key(entry_id): None}, BOOKED)
    assert "facts.wrong_type" == caught.value.code


def test_a_seal_reads_the_books_before_what_waits() -> None:
    needs, _, decision = ask(seal(), kept_book(*SOLD).rows, BOOKED)
    assert books_key(PAYER) in needs[0].keys
    assert ["to_seal"] == [scan.name for scan in needs[0].scans]
    assert isinstance(decision, Decision)


def test_a_close_waits_for_the_seal_of_what_is_effective_in_the_period() -> None:
    book = kept_book(*SOLD, confirmed("o1", day=40))
    assert ["books.seal_first"] == told(book, [closed()])
    feed(book, seal(day=30), closed())
    assert ["books.seal_first"] == told(book, [closed(FEBRUARY)])


def test_a_close_does_not_wait_for_later_entries() -> None:
    book = kept_book(paid("o1", "u2", day=45), *line_of("u1", "u2"), closed())
    assert FEBRUARY_US == book.books(PAYER).closed_until_us


def test_a_period_is_closed_when_it_is_over() -> None:
    book = kept_book()
    assert ["books.not_over", None] == told(book, [closed(day=30.9), closed(day=31)])


def test_periods_are_closed_in_order() -> None:
    book = kept_book()
    refused = book.apply(closed(FEBRUARY)).refusal
    assert refused is not None
    assert ("books.out_of_order", JANUARY) == (refused.code, dict(refused.facts)["next_id"])
    assert [None, None] == told(book, [closed(), closed(FEBRUARY, event_id="again")])
    assert MARCH_US == book.books(PAYER).closed_until_us


def test_the_newest_closed_period_is_reopened_first() -> None:
    book = kept_book(closed(), closed(FEBRUARY))
    assert ["books.out_of_order", None, None] == told(
        book, [reopened(), reopened(FEBRUARY), reopened(event_id="again")]
    )
    assert empty_books(PAYER) == book.books(PAYER)


def test_a_reopened_period_takes_late_facts() -> None:
    book = kept_book(*SOLD, seal(), closed(), reopened(), LATE, seal(day=81))
    assert [JANUARY, JANUARY] == periods_of(book)


def test_the_oldest_closed_period_is_locked_first() -> None:
    book = kept_book(closed(), closed(FEBRUARY))
    assert ["books.out_of_order", None] == told(book, [locked(FEBRUARY), locked()])
    assert (MARCH_US, FEBRUARY_US) == book.books(PAYER)[3:]
    assert ["books.locked", None] == told(book, [reopened(), reopened(FEBRUARY)])
    assert (FEBRUARY_US, FEBRUARY_US) == book.books(PAYER)[3:]


@pytest.mark.parametrize(
    ("before", "event", "code"),
    [
        ((closed(),), closed(event_id="again"), "books.already_closed"),
        ((), reopened(), "books.not_closed"),
        ((), locked(), "books.not_closed"),
        ((closed(), locked()), closed(event_id="again"), "books.locked"),
        ((closed(), locked()), reopened(), "books.locked"),
        ((closed(), locked()), locked(event_id="again"), "books.locked"),
        ((), closed("2023-12"), "books.unknown_period"),
    ],
)
def test_what_a_state_does_not_allow_is_refused(
    before: tuple[Event, ...], event: Event, code: str
) -> None:
    assert [code] == told(kept_book(*before), [event])


def test_who_closed_is_kept() -> None:
    book = kept_book(closed())
    (audit,) = (one for one, _ in book.rows.values() if isinstance(one, Audit))
    expected = Audit(closed().id, at_us(90), JANUARY, "month end", "amy", "bo")
    assert expected == audit


def test_a_waiting_row_names_its_entry() -> None:
    book = kept_book(*SOLD)
    (entry,) = book.entries
    waiting = Unsealed(PAYER, entry.entry_id, entry.effective_us)
    assert (waiting, 1) == book.rows[unsealed_key(waiting)]


def test_a_page_of_a_release_queues_each_of_its_entries() -> None:
    book = kept_book(
        *SOLD, paid("o2", "u2"), confirmed("o1"), confirmed("o2"), release(limit=2), seal()
    )
    assert 2 == sum(one.template == "release" for one in book.entries)
    assert 6 == len(book.sealed(PAYER))


def test_the_book_answers_as_of_an_instant_and_as_known_at_another() -> None:
    book = kept_book(*SOLD, confirmed("o1", day=40))
    accounts = [row.account for row in book.trial_balance(as_of=at(39))]
    assert ["deferred_cost", "member_deferred"] == accounts
    assert book.trial_balance(as_of=at(39)) == book.trial_balance(known_at=at(39))
    assert 4 == len(book.trial_balance())
