"""What must conflict does, and what must not does not.

Each pair is decided from the same facts. The one is committed; then the other must fail
its guard, or must not, whichever of the two came first.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from fenxiao.model.contract import Decision
from fenxiao.model.events import Event
from fenxiao.settlement.book import Book
from tests.support.build import (
    POLICY,
    available,
    back,
    book_of,
    components,
    confirmed,
    feed,
    fold_wallet,
    line,
    line_of,
    paid,
    refunded,
    release,
    result,
    touch,
    withdraw,
)
from tests.support.host import judge
from tests.support.invariants import check


class Race(NamedTuple):
    """What was before, and two events at one moment."""

    before: tuple[Event, ...]
    one: Event
    other: Event


SOLD = (*line_of("u1", "u2"), paid("o1", "u2", line(1_000, quantity=4)))
HELD = (*SOLD, confirmed("o1"))
RICH = available("u1", 500)
SENT = (*RICH, withdraw("u1", 200))
TREES = (*line_of("a1", "a2"), *line_of("b1", "b2"))

CONFLICTS = {
    "one event twice at once": Race((), touch("a", "b"), touch("a", "b")),
    "two withdrawals of one wallet": Race(
        RICH, withdraw("u1", 500), withdraw("u1", 500, event_id="w2")
    ),
    "two withdrawals that would both fit": Race(
        RICH, withdraw("u1", 100), withdraw("u1", 100, event_id="w2")
    ),
    "a withdrawal and a fold": Race(RICH, withdraw("u1", 500), fold_wallet("u1")),
    "two folds": Race(RICH, fold_wallet("u1"), fold_wallet("u1", event_id="f2")),
    "two folds of pages": Race(
        RICH, fold_wallet("u1", limit=1), fold_wallet("u1", limit=2, event_id="f2")
    ),
    "a refund and the release of its order": Race(HELD, refunded("o1"), release()),
    "a refund and the confirmation of its order": Race(SOLD, refunded("o1"), confirmed("o1")),
    "two refunds of one order": Race(SOLD, refunded("o1"), refunded("o1", event_id="r2")),
    "refunds of two lines of one order": Race(
        (paid("o1", "u2", line(9), line(9, line_id="2")),),
        refunded("o1", back("1", quantity=1)),
        refunded("o1", back("2", quantity=1), event_id="r2"),
    ),
    "two payments of one order": Race((), paid("o1", "u2"), paid("o1", "u2", event_id="p2")),
    "two confirmations of one order": Race(SOLD, confirmed("o1"), confirmed("o1", event_id="c2")),
    "two releases": Race(HELD, release(), release(event_id="r2")),
    "two results of one instruction": Race(
        SENT, result("withdraw u1", "paid", 200), result("withdraw u1", "failed", 200)
    ),
    "two strangers bind each other": Race((), touch("a", "b"), touch("b", "a")),
    "one visitor, two sharers": Race((), touch("a", "c"), touch("b", "c")),
    "one visitor, two sharers with fans": Race(TREES, touch("a1", "c"), touch("b1", "c")),
    "a sharer's first two fans": Race((), touch("a", "b"), touch("a", "c")),
    "a member is bound as his first fan comes": Race((), touch("a", "b"), touch("b", "c")),
    "two roots bind each other": Race(TREES, touch("a1", "b1"), touch("b1", "a1")),
    "two roots bind each other through their fans": Race(
        TREES, touch("a2", "b1"), touch("b2", "a1")
    ),
    "a visitor with fans, and the sharer's root is bound": Race(
        TREES, touch("a2", "b1"), touch("z", "a1")
    ),
    "a visitor with fans, and the sharer, a root, is bound": Race(
        TREES, touch("a1", "b1"), touch("z", "a1")
    ),
    "a visitor with fans is bound to two": Race(TREES, touch("a1", "b1"), touch("z", "b1")),
}

COOL = {
    "two orders under one star": Race(
        line_of("u1", "u2", "u3"), paid("o1", "u2"), paid("o2", "u2")
    ),
    "orders of two fans of one star": Race(
        (touch("u1", "u2"), touch("u1", "u3")), paid("o1", "u2"), paid("o2", "u3")
    ),
    "an order and a withdrawal of its promoter": Race(
        RICH, paid("o2", "fan u1"), withdraw("u1", 500)
    ),
    "an order and a fold": Race(RICH, paid("o2", "fan u1"), fold_wallet("u1")),
    "a confirmation and a withdrawal": Race(
        (*RICH, paid("o2", "fan u1")), confirmed("o2"), withdraw("u1", 500)
    ),
    "a refund and a withdrawal of what it takes back": Race(
        RICH, refunded("order u1"), withdraw("u1", 500)
    ),
    "a refund and a fold": Race(RICH, refunded("order u1"), fold_wallet("u1")),
    "a release and a fold": Race(HELD, release(), fold_wallet("u1")),
    "a release and a withdrawal": Race(
        (*RICH, paid("o2", "fan u1"), confirmed("o2")), release(), withdraw("u1", 500)
    ),
    "refunds of two orders": Race((*SOLD, paid("o2", "u2")), refunded("o1"), refunded("o2")),
    "withdrawals of two members": Race(
        (*RICH, *available("u2", 500)), withdraw("u1"), withdraw("u2")
    ),
    "a result and a withdrawal": Race(
        SENT, result("withdraw u1", "failed", 200), withdraw("u1", 100, event_id="w2")
    ),
    "a result and a fold": Race(SENT, result("withdraw u1", "paid", 200), fold_wallet("u1")),
    "an order while its buyer is bound": Race((), paid("o1", "u2"), touch("u1", "u2")),
    "two visitors of a sharer who has a fan": Race(
        line_of("a", "b"), touch("a", "c"), touch("a", "d")
    ),
    "a sharer with fans is bound as another fan comes": Race(
        line_of("a", "b"), touch("z", "a"), touch("a", "c")
    ),
    "two visitors with fans to two trees": Race(
        (*TREES, *line_of("c1", "c2"), *line_of("d1", "d2")),
        touch("a1", "b1"),
        touch("c1", "d1"),
    ),
}


def decided(race: Race) -> tuple[Book, Decision, Decision]:
    book = book_of(*race.before)
    decisions = [judge(event, book.store, POLICY) for event in (race.one, race.other)]
    assert ["applied"] * 2 == [one.status for one in decisions], decisions
    return book, decisions[0], decisions[1]


def turned(race: Race) -> Race:
    return race._replace(one=race.other, other=race.one)


@pytest.mark.parametrize("turn", [tuple, turned], ids=["", "turned"])
@pytest.mark.parametrize("race", CONFLICTS.values(), ids=CONFLICTS)
def test_what_must_conflict_does(race: Race, turn: object) -> None:
    book, one, other = decided(turned(race) if turn is turned else race)
    assert book.store.commit(one)
    before = dict(book.rows)
    assert not book.store.commit(other)
    assert before == dict(book.rows)


@pytest.mark.parametrize("race", CONFLICTS.values(), ids=CONFLICTS)
def test_the_loser_decides_again_and_all_is_well(race: Race) -> None:
    book, one, _ = decided(race)
    assert book.store.commit(one)
    book.apply(race.other)
    check(book)


@pytest.mark.parametrize("turn", [tuple, turned], ids=["", "turned"])
@pytest.mark.parametrize("race", COOL.values(), ids=COOL)
def test_what_need_not_conflict_does_not(race: Race, turn: object) -> None:
    book, one, other = decided(turned(race) if turn is turned else race)
    assert book.store.commit(one)
    assert book.store.commit(other)
    check(book)


def test_a_hundred_fans_of_a_sharer_who_has_one_bind_at_once() -> None:
    book = book_of(touch("star", "first"))
    touches = [touch("star", f"u{number}") for number in range(100)]
    decisions = [judge(event, book.store, POLICY) for event in touches]
    assert all(map(book.store.commit, decisions))
    assert 102 == len(book.nodes())


def test_a_hundred_orders_under_one_star_are_paid_withdrawn_and_folded_at_once() -> None:
    book = book_of(*available("star", 500))
    events: list[Event] = [paid(f"o{number}", "fan star") for number in range(100)]
    events[50:50] = [withdraw("star", 500)]
    decisions = [judge(event, book.store, POLICY) for event in events]
    assert all(map(book.store.commit, decisions))
    assert (100_000, 0, 0, 500) == components(book, "star")
    check(book)


def test_of_a_hundred_withdrawals_at_once_one_wins() -> None:
    book = book_of(*available("u1", 500))
    requests = [withdraw("u1", 5, event_id=f"w{number}") for number in range(100)]
    decisions = [judge(event, book.store, POLICY) for event in requests]
    assert [True, *[False] * 99] == [book.store.commit(one) for one in decisions]
    feed(book, *requests[1:])
    assert (0, 0, 0, 500) == components(book, "u1")
