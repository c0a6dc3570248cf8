"""Visits, orders, sweeps and assortments at once leave what they leave in turn.

Each pair is done in every interleaving, its facts loaded one at a time while the other
commits. The host is the naive one, so its scans are those of the published words.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import NamedTuple

import pytest

from fenxiao.model.events import Event
from fenxiao.model.who import Who
from fenxiao.settlement.book import Book
from tests.support.build import book_of, paid
from tests.support.host import Worker, ask, run, schedules, unguarded
from tests.support.storefronts import (
    FAN,
    LINK,
    attributed,
    claim,
    claimed,
    forget,
    listing,
    visit,
)

ASKING = replace(LINK, holder=Who(is_verified=False), needs_listing=True)
POLICY = attributed(ASKING, FAN)


class Race(NamedTuple):
    """What was before, and two events at one moment."""

    before: tuple[Event, ...]
    one: Event
    other: Event


BOUND = visit("a", "u1")
RACES = {
    "a click and an order": Race((BOUND,), visit("b", "u1", day=0.5), paid("o1", "u1")),
    "two clicks of one visitor": Race((), visit("a", "u1"), visit("b", "u1")),
    "one click twice": Race((BOUND,), visit("b", "u1", day=0.5), visit("b", "u1", day=0.5)),
    "a change of what is listed and an order": Race(
        (BOUND,), listing("a", "only", "s9"), paid("o1", "u1")
    ),
    "two changes of one store": Race(
        (), listing("a", "only", day=1), listing("a", "all_but", day=2)
    ),
    "two sweeps": Race((BOUND,), forget(day=20), forget(day=21, limit=1)),
    "a sweep and an order": Race((BOUND,), forget(day=20), paid("o1", "u1", day=15)),
    "two orders of one buyer": Race(
        (BOUND,), claimed("o1", "u1", claim("link", "b")), paid("o2", "u1")
    ),
}


def left(book: Book) -> object:
    """Return what is stored, without revisions and what a page was called."""
    return sorted((key, repr(record)) for key, (record, _) in book.rows.items())


def in_turn(race: Race) -> list[object]:
    found = []
    for order in permutations((race.one, race.other)):
        book = book_of(*race.before, of=POLICY)
        for event in order:
            book.apply(event)
            list(book.resume())
        found.append(left(book))
    return found


def pieces(race: Race, event: Event) -> int:
    needs = ask(event, book_of(*race.before, of=POLICY).rows, POLICY)[0]
    return 1 + sum(len(need.keys) + len(need.scans) for need in needs)


@pytest.mark.parametrize("race", RACES.values(), ids=RACES)
def test_two_at_once_are_two_in_turn(race: Race) -> None:
    expected = in_turn(race)
    for schedule in schedules((pieces(race, race.one), pieces(race, race.other))):
        book = book_of(*race.before, of=POLICY)
        workers = [
            Worker(book.store, POLICY, (event,), is_snapshot=False)
            for event in (race.one, race.other)
        ]
        for _ in run(workers, schedule):
            pass
        assert left(book) in expected, schedule


def test_a_change_without_its_guard_is_caught() -> None:
    """The control: of two changes at once the later instant must not be overtaken."""
    race = RACES["two changes of one store"]
    book = book_of(*race.before, of=POLICY)
    spoil = unguarded(book.store, "shelf")
    workers = [
        Worker(book.store, POLICY, (event,), is_snapshot=True, spoil=spoil)
        for event in (race.other, race.one)
    ]
    for _ in run(workers, (0, 1, 0, 1)):
        pass
    assert left(book) not in in_turn(race)
