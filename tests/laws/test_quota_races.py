"""Workers at once leave of quotas and codes what workers in turn leave.

Two events are done by one worker each, on one store, in every order of their steps; facts
are loaded one at a time while the other commits. What was refused for a retry is fed again,
as a host does.
"""

from __future__ import annotations

from itertools import permutations

import pytest

from fenxiao.model.events import Event
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from tests.support.build import feed
from tests.support.host import Spoil, Worker, run, schedules, whole, without
from tests.support.invites import (
    PER_SALES,
    cancelled,
    expire,
    fold,
    freed,
    issued,
    redeemed,
    sell,
    with_quota,
)

pytestmark = pytest.mark.slow

STEPS = (6, 6)
MEMBERS = ("u1", "u2", "u3")
CODES = ("c0", "c1", "c2", "d2")
SEATS = with_quota(mode="seats", earned="counted", valid_days=5, initial=1)

PAIRS: dict[str, tuple[Event, Event]] = {
    "the last free invite twice": (issued("u1", "c1"), issued("u1", "c2")),
    "one code by two members": (issued("u1", "c1"), issued("u2", "c1", event_id="i2")),
    "an invite and a fold": (issued("u1", "c1"), fold("u1")),
    "two folds": (fold("u1"), fold("u1", event_id="f2")),
    "an invite and one that is cancelled": (issued("u1", "c1"), cancelled("c0")),
    "an invite and the sweep": (issued("u1", "c1"), expire(day=9)),
    "two newcomers with one code": (redeemed("c0", "u3"), redeemed("c0", "n3", event_id="r2")),
    "a newcomer and a cancellation": (redeemed("c0", "u3"), cancelled("c0")),
    "a newcomer and the sweep": (redeemed("c0", "u3"), expire(day=9)),
    "a newcomer and his leaving": (redeemed("c0", "u3"), freed("c0")),
    "a cancellation and the sweep": (cancelled("c0"), expire(day=9)),
    "an invite and a newcomer": (issued("u1", "c1"), redeemed("c0", "u3")),
    "two who would close a circle": (redeemed("c0", "u2"), redeemed("d2", "u1")),
}


def shop(of: Policy = SEATS) -> Book:
    """Return a book in which u1 and u2 have an open code each, and u1 one more free."""
    book = Book(of)
    feed(book, issued("u1", "c0"), issued("u2", "d2"))
    sell(book, "u1", PER_SALES // 2)
    sell(book, "u1", PER_SALES // 2, day=1)
    return book


def left(book: Book) -> object:
    views = [book.quota(member) for member in MEMBERS]
    found = [book.invite(code) for code in CODES]
    nodes = [(node.member_id, node.parent_id) for node in book.nodes()]
    return views, found, nodes


def again(book: Book, events: tuple[Event, ...]) -> object:
    """Feed once more what was refused for a retry; what was done is done."""
    for event in events:
        book.apply(event)
    return left(book)


def in_turn(pair: tuple[Event, ...]) -> list[object]:
    found = []
    for order in permutations(pair):
        for last in permutations(pair):
            book = shop()
            for event in order:
                book.apply(event)
            found.append(again(book, last))
    return found


def at_once(pair: tuple[Event, ...], spoil: Spoil) -> list[object]:
    """Return what the events leave, in every order of the first steps of their workers."""
    found = []
    for schedule in schedules(STEPS):
        book = shop()
        workers = [
            Worker(book.store, SEATS, [event], is_snapshot=False, spoil=spoil) for event in pair
        ]
        list(run(workers, schedule))
        found.append(again(book, pair))
    return found


@pytest.mark.parametrize("name", PAIRS)
def test_at_once_is_as_in_turn(name: str) -> None:
    expected = in_turn(PAIRS[name])
    strange = [one for one in at_once(PAIRS[name], whole) if one not in expected]
    assert [] == strange


@pytest.mark.parametrize(
    ("name", "forgotten"),
    [
        ("the last free invite twice", ("quota", "tally")),
        ("two newcomers with one code", ("invite",)),
        ("two who would close a circle", ("node",)),
    ],
)
def test_without_its_guard_it_would_not_be(name: str, forgotten: tuple[str, ...]) -> None:
    expected = in_turn(PAIRS[name])
    assert any(one not in expected for one in at_once(PAIRS[name], without(*forgotten)))
