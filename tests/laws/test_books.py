"""Kept books: sealing changes nothing else, freezes what is closed, and survives races."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, permutations
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.ledger.roll_forwards import period_balances
from fenxiao.ledger.seal import Head, as_booked, verify
from fenxiao.model.book_records import Books
from fenxiao.model.border import dump_record, load_record
from fenxiao.model.contract import Key, event_key
from fenxiao.model.events import Event
from fenxiao.model.records import EventRecord
from fenxiao.settlement.book import Book
from tests.support.books import (
    BOOKED,
    FEBRUARY,
    JANUARY,
    MONTHS,
    PERIODS,
    closed,
    kept_book,
    locked,
    periods_of,
    reopened,
    seal,
    sealed_whole,
)
from tests.support.build import (
    PAYER,
    POLICY,
    available,
    confirmed,
    feed,
    line_of,
    paid,
    refunded,
    release,
    touch,
    withdraw,
)
from tests.support.host import Worker, ask, run, schedules, unguarded, without
from tests.support.stories import limits, stories

OF_BOOKS = {"unsealed", "sealed", "books"}


def plain_rows(book: Book) -> dict[Key, object]:
    return {key: row for key, row in book.rows.items() if key[0] not in OF_BOOKS}


def dumped(book: Book) -> dict[Key, tuple[str, int]]:
    """Return every row as its bytes and revision."""
    return {key: (dump_record(record), number) for key, (record, number) in book.rows.items()}


def restored(book: Book) -> Book:
    """Return a book made from the stored text of another's rows."""
    made = Book(BOOKED)
    for key, (text, revision) in dumped(book).items():
        made.store._write(key, load_record(text), revision)
    return made


def mixed(story: list[Event], cuts: list[int], limit: int) -> list[Event]:
    """Put seals into a history."""
    events = list(story)
    for number, cut in enumerate(sorted(cuts, reverse=True)):
        place = cut % (len(events) + 1)
        events.insert(place, seal(day=80, limit=limit, event_id=f"seal {number}"))
    return events


def fed(book: Book, events: list[Event]) -> Book:
    for event in events:
        book.apply(event)
        list(book.resume())
    return book


cuts = st.lists(st.integers(0, 40), max_size=3)


@given(story=stories(), cuts=cuts, limit=limits)
def test_keeping_books_changes_nothing_else(
    story: list[Event], cuts: list[int], limit: int
) -> None:
    bare, booked = fed(Book(POLICY), story), fed(Book(BOOKED), mixed(story, cuts, limit))
    seals = {key for key in booked.rows if key not in bare.rows and key[0] == "event"}
    assert plain_rows(bare) == {
        key: row for key, row in plain_rows(booked).items() if key not in seals
    }
    assert bare.entries == booked.entries


@given(story=stories(), cuts=cuts, limit=limits)
def test_every_entry_waits_or_has_one_place_and_the_chain_is_good(
    story: list[Event], cuts: list[int], limit: int
) -> None:
    book = fed(Book(BOOKED), mixed(story, cuts, limit))
    waiting = [key[2] for key in book.rows if key[0] == "unsealed"]
    places = [one.entry_id for payer in ("m1", "m2") for one in book.sealed(payer)]
    assert sorted(one.entry_id for one in book.entries) == sorted([*waiting, *places])
    books = book.books(PAYER)
    assert book.verify(PAYER, Head(books.last_seq, books.head)).is_good


@given(story=stories(), cuts=cuts, limit=limits, moment=st.integers(0, 60))
def test_from_any_snapshot_the_rest_leaves_the_same_bytes(
    story: list[Event], cuts: list[int], limit: int, moment: int
) -> None:
    events = mixed(story, cuts, limit)
    moment %= len(events) + 1
    before = fed(Book(BOOKED), events[:moment])
    again = fed(restored(before), events[moment:])
    assert dumped(fed(before, events[moment:])) == dumped(again)


@given(
    buyers=st.permutations(range(6)), limit=limits, other=limits, days=st.lists(st.integers(1, 9))
)
def test_hosts_that_commit_in_another_order_and_seal_by_other_pages_make_one_chain(
    buyers: list[int], limit: int, other: int, days: list[int]
) -> None:
    """What is guaranteed: the same entries waiting, nothing committed between the pages."""
    days += [1] * 6
    orders = [paid(f"o{number}", "u2", day=days[number]) for number in range(6)]
    one, two = kept_book(*line_of("u1", "u2")), kept_book(*line_of("u1", "u2"))
    feed(one, *orders)
    feed(two, *(orders[number] for number in buyers))
    sealed_whole(one, seal(limit=limit))
    sealed_whole(two, seal(limit=other))
    assert one.sealed(PAYER) == two.sealed(PAYER)
    assert 6 == len(one.sealed(PAYER))


def test_a_commit_between_two_pages_may_make_another_chain_that_is_as_good() -> None:
    """What is not guaranteed: a chain says in which order entries were sealed."""
    orders = [paid(f"o{day}", "u2", day=day) for day in (2, 3)]
    early = paid("o1", "u2", day=1)
    one = kept_book(*line_of("u1", "u2"), *orders)
    two = kept_book(*line_of("u1", "u2"), *orders)
    first = one.apply(seal(limit=1))
    assert first.continuation is not None
    feed(one, early)
    list(one.resume())
    sealed_whole(two, seal(limit=1))
    feed(two, early)
    sealed_whole(two, seal(day=81))
    assert one.sealed(PAYER) != two.sealed(PAYER)
    assert {one.entry_id for one in one.sealed(PAYER)} == {
        one.entry_id for one in two.sealed(PAYER)
    }
    assert one.verify(PAYER).is_good
    assert two.verify(PAYER).is_good
    assert booked_balances(one) == booked_balances(two)


def booked_balances(book: Book) -> list[object]:
    """Return the trial balance of each period, by accounting date."""
    dated = as_booked(book.entries, book.sealed(PAYER))
    return [period_balances(dated, one.starts_at, one.ends_at) for one in PERIODS]


LIFE: tuple[Event, ...] = (*available("u1", 500), withdraw("u1", 200))


@given(
    late=st.lists(st.tuples(st.integers(0, 85), st.booleans()), max_size=6),
    limit=limits,
)
def test_what_is_closed_stays_as_it_is(late: list[tuple[int, bool]], limit: int) -> None:
    book = kept_book(*LIFE, seal(day=50), closed(day=51))
    frozen = booked_balances(book)[0]
    january = [one for one in book.sealed(PAYER) if one.period_id == JANUARY]
    for number, (day, is_sold) in enumerate(late):
        sale = paid(f"late {number}", "fan u1", day=day)
        feed(book, sale if is_sold else touch("u1", f"new {number}", day=day))
        sealed_whole(book, seal(limit=limit, event_id=f"seal {number}", day=85))
    assert frozen == booked_balances(book)[0]
    assert january == [one for one in book.sealed(PAYER) if one.period_id == JANUARY]
    assert book.verify(PAYER).is_good


@given(days=st.lists(st.integers(0, 85), min_size=1, max_size=9), cut=st.integers(0, 9))
def test_periods_by_accounting_date_meet_and_are_the_whole(days: list[int], cut: int) -> None:
    book = kept_book(*line_of("u1", "u2"))
    for number, day in enumerate(days):
        if number == cut:
            sealed_whole(book, seal(event_id="first"))
            feed(book, closed(day=88))
        feed(book, paid(f"o{number}", "u2", day=day))
    sealed_whole(book, seal(event_id="last", day=89))
    dated = as_booked(book.entries, book.sealed(PAYER))
    rows = [period_balances(dated, one.starts_at, one.ends_at) for one in PERIODS]
    for one, other in pairwise(rows):
        opening = {row[:3]: row.opening_minor for row in other}
        assert {row[:3]: row.closing_minor for row in one}.items() <= opening.items()
    total = {row[:3]: row.amount_minor for row in book.trial_balance()}
    assert total == {row[:3]: row.closing_minor for row in rows[-1]}


# ---------------------------------------------------------------- races


class Race(NamedTuple):
    """What was before, and two events at one moment."""

    before: tuple[Event, ...]
    one: Event
    other: Event


SOLD = (*line_of("u1", "u2"), paid("o1", "u2"), confirmed("o1"))
SEALED = (*SOLD, seal(event_id="before"))
CONFLICTS = {
    "two seals": Race(SOLD, seal(), seal(event_id="s2")),
    "two seals of pages": Race(SOLD, seal(limit=1), seal(limit=2, event_id="s2")),
    "two seals of nothing": Race((), seal(), seal(event_id="s2")),
    "a seal and a close": Race((*SEALED, paid("o2", "u2", day=40)), seal(), closed()),
    "a seal and a reopening": Race((*SEALED, closed(), paid("o2", "u2")), seal(), reopened()),
    "a seal and a lock": Race((*SEALED, closed(), paid("o2", "u2")), seal(), locked()),
    "two closes": Race(SEALED, closed(), closed(event_id="c2")),
    "a reopening and a lock": Race((*SEALED, closed()), reopened(), locked()),
    "a reopening and the next close": Race((*SEALED, closed()), reopened(), closed(FEBRUARY)),
}
COOL = {
    "a seal and an order": Race(SOLD, seal(), paid("o2", "u2")),
    "a seal and a refund": Race(SOLD, seal(), refunded("o1")),
    "a seal and a release": Race(SOLD, seal(), release()),
    "a seal and a withdrawal": Race(available("u1", 500), seal(), withdraw("u1", 200)),
    "a close and an order of the period": Race(SEALED, closed(), paid("o2", "u2")),
    "seals of two payers": Race(
        (*SOLD, paid("o2", "u2", payer_id="m2")), seal(), seal(payer_id="m2", event_id="s2")
    ),
    "two orders of one payer": Race(SOLD, paid("o2", "u2"), paid("o3", "u2")),
}
RACES = CONFLICTS | COOL


def turned(race: Race) -> Race:
    return race._replace(one=race.other, other=race.one)


@pytest.mark.parametrize("turn", [tuple, turned], ids=["", "turned"])
@pytest.mark.parametrize("name", RACES)
def test_what_must_conflict_does_and_nothing_else(name: str, turn: object) -> None:
    race = turned(RACES[name]) if turn is turned else RACES[name]
    book = kept_book(*race.before)
    one, other = (ask(event, book.rows, BOOKED)[2] for event in (race.one, race.other))
    assert ["applied"] * 2 == [one.status, other.status]
    assert book.store.commit(one)
    assert (name in COOL) == book.store.commit(other)
    assert book.verify(PAYER).is_good


def left(book: Book, race: Race) -> object:
    """Return what two events left: what was said of them, the chains, the books, the queue."""
    said: list[object] = []
    for event in (race.one, race.other):
        known = book.rows.get(event_key(event.id))
        record = known[0] if known is not None else None
        said.append(record.refusal if isinstance(record, EventRecord) else "waits")
    chains = [book.sealed(payer) for payer in (PAYER, "m2")]
    waiting = sorted(key for key in book.rows if key[0] in {"unsealed", "books"})
    return said, chains, book.books(PAYER), waiting, sorted(book.entries)


def in_turn(race: Race) -> list[object]:
    found: list[object] = []
    for order in permutations((race.one, race.other)):
        book = kept_book(*race.before)
        for event in order:
            book.apply(event)
            list(book.resume())
        found.append(left(book, race))
    return found


def at_once(race: Race) -> Iterator[tuple[tuple[int, ...], Book]]:
    """Yield the book after the two at once, for every interleaving of their single loads."""
    sizes = []
    for event in (race.one, race.other):
        needs = ask(event, kept_book(*race.before).rows, BOOKED)[0]
        sizes.append(1 + sum(len(need.keys) + len(need.scans) for need in needs))
    for schedule in schedules([min(size, 6) for size in sizes]):
        book = kept_book(*race.before)
        workers = [
            Worker(book.store, BOOKED, (event,), is_snapshot=False)
            for event in (race.one, race.other)
        ]
        for _ in run(workers, schedule):
            pass
        yield schedule, book


@pytest.mark.parametrize("name", [name for name in RACES if "pages" not in name])
def test_two_at_once_leave_what_two_in_turn_leave(name: str) -> None:
    race = RACES[name]
    expected = in_turn(race)
    for schedule, book in at_once(race):
        assert left(book, race) in expected, schedule
        assert book.verify(PAYER).is_good


def test_two_seals_of_pages_at_once_give_every_entry_one_place() -> None:
    for schedule, book in at_once(CONFLICTS["two seals of pages"]):
        list(book.resume())
        assert [1, 2] == [one.seq for one in book.sealed(PAYER)], schedule
        assert book.verify(PAYER).is_good


class TestControls:
    """A host that forgets a guard is caught: the tests above can fail."""

    def test_seals_that_forget_the_books_number_twice(self) -> None:
        book = kept_book(*SOLD)
        one = ask(seal(limit=1), book.rows, BOOKED)[2]
        feed(book, paid("o0", "u2", day=0.5))
        other = ask(seal(limit=1, event_id="s2"), book.rows, BOOKED)[2]
        assert book.store.commit(one)
        assert not book.store.commit(other)
        assert book.store.commit(without("books")(other))
        assert [1, 1] == [place.seq for place in book.sealed(PAYER)]
        flaw = book.verify(PAYER).flaw
        assert flaw is not None
        assert (1, "repeated_place") == flaw[:2]

    def test_a_seal_that_does_not_see_the_close_dates_into_a_closed_period(self) -> None:
        race = Race((*SEALED, paid("o2", "u2")), seal(), closed())
        book = kept_book(*race.before)
        decision = ask(race.one, book.rows, BOOKED)[2]
        book.store._write(("books", PAYER), closed_books(book), 2)
        assert not book.store.commit(decision)
        assert book.store.commit(unguarded(book.store, "books")(decision))
        assert [JANUARY] * 3 == periods_of(book)

    def test_a_journal_that_was_changed_in_the_store_is_found(self) -> None:
        book = kept_book(*SEALED)
        second = book.sealed(PAYER)[1]
        entries = [
            one._replace(subject_id="o9") if one.entry_id == second.entry_id else one
            for one in book.entries
        ]
        flaw = verify(entries, book.sealed(PAYER), PAYER).flaw
        assert flaw is not None
        assert (2, "changed") == flaw[:2]

    def test_an_entry_that_was_slipped_in_is_found(self) -> None:
        book = kept_book(*SEALED)
        slipped = replace(paid("o9", "u2"), id="slipped")
        feed_bare = Book(POLICY)
        feed(feed_bare, *line_of("u1", "u2"), slipped)
        entry = feed_bare.entries[0]
        book.store._write(("entry", entry.entry_id), entry, 1)
        flaw = book.verify(PAYER).flaw
        assert flaw is not None
        assert (3, "stray_entry", entry.entry_id) == flaw


def closed_books(book: Book) -> Books:
    return book.books(PAYER)._replace(closed_until_us=PERIODS[0].until_us)


def test_the_periods_are_three_months() -> None:
    assert (MONTHS[0], MONTHS[-1]) == (PERIODS[0].starts_at, PERIODS[-1].ends_at)
