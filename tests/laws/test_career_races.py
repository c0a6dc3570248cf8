"""Careers of several workers at once: what must conflict does, and the rest does not.

Pairs are decided from one snapshot; then they are also tried in every interleaving of
single loads, and must leave what one order of the two leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import NamedTuple

import pytest

from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.grades import AtLeast, Grade
from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.contract import Decision, Need
from fenxiao.model.events import Event
from fenxiao.settlement.book import Book
from fenxiao.settlement.decide import decide
from fenxiao.settlement.store import Loaded
from tests.support.build import back, confirmed, feed, line, paid, refunded, release
from tests.support.careers import (
    KEEPER,
    applied,
    closed,
    counters,
    direct,
    folded,
    graded,
    history,
    ladder,
    left,
    members_of,
    money,
    of_fans,
    policy,
    rebound,
    recounted,
    returned,
    review,
    status,
    told,
    touched,
    verified,
)
from tests.support.host import Spoil, Worker, run, schedules, whole, without

SELLER = Grade(name="seller", all_of=(money("own_sales", 100),), keeps=(money("own_sales", 100),))
STAR = Grade(name="star", all_of=(direct("keeper", 1),))
LEAD = Grade(name="lead", all_of=(AtLeast(counter="active_recruits", count=1),))
OF = policy(
    ladder(KEEPER, STAR, SELLER, LEAD, active=(money("purchases", 100),)),
    EnrolmentPolicy(is_automatic=True, grace_days=1),
    bindings=(
        BindingPolicy(takes="last", on_leave="freeze"),
        BindingPolicy(relation="team", on_leave="lift"),
    ),
)


class Race(NamedTuple):
    """What was before, and two events at one moment."""

    before: tuple[Event, ...]
    one: Event
    other: Event


RIPE = (touched("u0", "u1"), *of_fans("u1", 2))
SOLD = (
    touched("u1", "u2"),
    graded("u1", "star", day=0.5),
    paid("o1", "u2", line(100, quantity=2)),
    confirmed("o1"),
    release(day=3),
)
ACTIVE = (applied("u1"),)
AWAY = (*RIPE, *ACTIVE, left("u1"))

CONFLICTS = {
    "two looks at one member": Race(RIPE, review("u1"), review("u1", day=2)),
    "two looks at one that change nothing": Race((), review("u1"), review("u1", day=2)),
    "a look and a grade by hand": Race(RIPE, review("u1"), graded("u1", "star")),
    "a look and a move of the same member": Race(RIPE, review("u1"), touched("u9", "u1", day=2)),
    "a look and a move by hand": Race(RIPE, review("u1"), rebound("u1", "u9", day=2)),
    "a look at a root, and his first binding": Race(
        of_fans("u1", 2), review("u1"), touched("u9", "u1", day=2)
    ),
    "a grade by hand and a move": Race(RIPE, graded("u1", "keeper"), touched("u9", "u1", day=2)),
    "two closes of one period": Race(
        RIPE, review("u1", period="a"), review("u1", day=2, period="a")
    ),
    "two applications": Race((), applied("u1"), applied("u1", day=2)),
    "a suspension and leaving": Race(ACTIVE, status("u1"), left("u1")),
    "a suspension and a look": Race((*RIPE, *ACTIVE), status("u1"), review("u1", day=2)),
    "two decisions": Race(ACTIVE, verified("u1"), left("u1")),
    "coming back and being closed": Race(AWAY, returned("u1", day=5.5), closed("u1", day=7)),
    "leaving, and a new fan": Race((*ACTIVE, *RIPE), left("u1"), touched("u9", "u1", day=6)),
    "closing, and a move": Race(
        (*AWAY, graded("u1", "star", day=5.5)), closed("u1", day=7), touched("u9", "u1", day=8)
    ),
    "two folds": Race(of_fans("u1", 3), folded("u1", "fans"), folded("u1", "fans", day=6, limit=2)),
}
COOL = {
    "a look and a refund of what it counts": Race(SOLD, review("u1", day=4), refunded("o1", day=4)),
    "a look and another fan": Race(RIPE, review("u1"), touched("u1", "new", day=2)),
    "a look and a sale": Race(
        (*SOLD, paid("o2", "u2", line(50)), confirmed("o2", day=3)),
        review("u1", day=4),
        release(day=9),
    ),
    "looks at two fans of one star": Race(
        (*RIPE, touched("u0", "u5"), *of_fans("u5", 2)), review("u1"), review("u5")
    ),
    "a look and a fold of what it counts": Race(
        RIPE, review("u1", day=7), folded("u1", "fans", day=7)
    ),
    "a new fan and a fold": Race(RIPE, touched("u1", "new", day=2), folded("u1", "fans", day=7)),
    "a refund and a fold": Race(
        SOLD, refunded("o1", back(quantity=1), day=4), folded("u1", "own_sales", "CNY", day=7)
    ),
    "an application and a touch": Race((), applied("u1"), touched("u0", "u1")),
}
ALL = CONFLICTS | COOL


def book_with(events: Sequence[Event]) -> Book:
    book = Book(OF)
    told(book, *events)
    return book


def judge(book: Book, event: Event) -> Decision:
    facts: Loaded = {}
    while isinstance(step := decide(event, facts, OF), Need):
        facts |= book.store.load(step.keys, step.scans)
    return step


@pytest.mark.parametrize("is_turned", [False, True])
@pytest.mark.parametrize("race", CONFLICTS.values(), ids=CONFLICTS)
def test_what_must_conflict_does(race: Race, *, is_turned: bool) -> None:
    book = book_with(race.before)
    one, other = (judge(book, event) for event in race[1:][:: -1 if is_turned else 1])
    assert book.store.commit(one)
    assert not book.store.commit(other)


@pytest.mark.parametrize("is_turned", [False, True])
@pytest.mark.parametrize("race", COOL.values(), ids=COOL)
def test_what_need_not_conflict_does_not(race: Race, *, is_turned: bool) -> None:
    book = book_with(race.before)
    one, other = (judge(book, event) for event in race[1:][:: -1 if is_turned else 1])
    assert book.store.commit(one)
    assert book.store.commit(other)
    assert recounted(book) == counters(book)


def left_by(store_of: Book) -> object:
    """Return what counts of a store: who stands where, what he is, what is counted."""
    list(store_of.resume())
    members = members_of(store_of)
    said = {one: [row.cause for row in history(store_of, one)] for one in sorted(members)}
    stands = {one: members[one][3:7] for one in sorted(members)}
    places = [(node.relation, node.member_id, node.parent_id) for node in store_of.nodes()]
    frozen = [node.member_id for node in store_of.nodes() if node.is_frozen]
    return said, [*stands.items()], places, frozen, sorted(counters(store_of).items())


def in_turn(race: Race) -> list[object]:
    found = []
    for order in permutations(race[1:]):
        book = book_with(race.before)
        for event in order:
            book.apply(event)
        found.append(left_by(book))
    return found


def interleaved(race: Race, *, spoil: Spoil = whole) -> bool:
    """Say whether every interleaving leaves what one order leaves, counted right."""
    expected = in_turn(race)
    for schedule in schedules((5, 5)):
        book = book_with(race.before)
        workers = [
            Worker(book.store, OF, [event], is_snapshot=False, spoil=spoil) for event in race[1:]
        ]
        for _ in run(workers, schedule):
            pass
        if left_by(book) not in expected or recounted(book) != counters(book):
            return False
    return True


@pytest.mark.parametrize("race", ALL.values(), ids=ALL)
def test_however_they_meet_one_came_first(race: Race) -> None:
    assert interleaved(race)


@pytest.mark.parametrize(
    "name", ["a look and a move of the same member", "a look at a root, and his first binding"]
)
def test_a_host_without_the_guard_of_the_node_miscounts(name: str) -> None:
    assert not interleaved(ALL[name], spoil=without("node"))


def test_of_ten_looks_at_once_one_wins_and_the_cascade_is_whole() -> None:
    book = book_with(RIPE)
    decisions = [judge(book, review("u1", event_id=f"look {n}")) for n in range(10)]
    assert [True, *[False] * 9] == [book.store.commit(one) for one in decisions]
    list(book.resume())
    feed(book, *(review("u1", event_id=f"look {n}") for n in range(1, 10)))
    list(book.resume())
    assert [one.grade for one in history(book, "u1")] == ["keeper"]
    assert recounted(book) == counters(book)
