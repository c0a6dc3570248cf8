"""Holds at one moment with each other, and with all else that moves their wallet.

Placing reads the balance: it meets whoever reads it too. Whatever comes after meets only
what moves the same hold. However they meet, they leave what some order of them leaves.
"""

from __future__ import annotations

import pytest

from tests.laws.test_guards import Race, decided, turned
from tests.laws.test_money_machine import check_holds
from tests.laws.test_races import Group, at_once, in_turn, left, piece_count
from tests.support.build import available, fold_wallet, paid, refunded, withdraw
from tests.support.holds import expire, give_back, place, post_hold, void_hold
from tests.support.host import without
from tests.support.invariants import check_members_accounts
from tests.support.operations import freeze

RICH = available("u1", 500)
PLACED = (*RICH, place("u1", 300, expires_day=15))
BOTH = (*PLACED, place("u1", 200, "h2"))
SPENT = (*PLACED, post_hold(amount_minor=200))
LONG = 6
"""Steps of each beyond which the interleavings are too many to try them all."""

CONFLICTS = {
    "a hold and a withdrawal": Race(RICH, place("u1", 300), withdraw("u1", 300)),
    "two holds of one wallet": Race(RICH, place("u1", 300), place("u1", 300, "h2")),
    "two holds under one id": Race(
        (*RICH, *available("u2", 500)), place("u1", 1), place("u2", 1, event_id="other")
    ),
    "a hold and a freeze": Race(RICH, place("u1", 300), freeze("u1")),
    "a hold and a fold": Race(RICH, place("u1", 300), fold_wallet("u1")),
    "two postings": Race(PLACED, post_hold(amount_minor=200), post_hold(amount_minor=150)),
    "a posting and a voiding": Race(PLACED, post_hold(amount_minor=200), void_hold()),
    "a posting and the end of its time": Race(PLACED, post_hold(), expire()),
    "a voiding and the end of its time": Race(PLACED, void_hold(), expire()),
    "two sweeps": Race(PLACED, expire(), expire(event_id="again")),
    "two returns": Race(SPENT, give_back(amount_minor=150), give_back(amount_minor=100)),
    "a return and a posting": Race(SPENT, give_back(), post_hold()),
}
COOL = {
    "a posting and a withdrawal of the rest": Race(PLACED, post_hold(), withdraw("u1", 200)),
    "a posting and a fold": Race(
        (*PLACED, fold_wallet("u1")), post_hold(), fold_wallet("u1", day=14)
    ),
    "postings of two holds of one wallet": Race(BOTH, post_hold(), post_hold("h2")),
    "a voiding and a new hold": Race(PLACED, void_hold(), place("u1", 200, "h2")),
    "the end of a time and a freeze": Race(PLACED, expire(), freeze("u1")),
    "a hold and a refund": Race(RICH, place("u1", 300), refunded("order u1")),
    "a hold and an order": Race(RICH, place("u1", 300), paid("o2", "fan u1")),
    "a return and a withdrawal": Race(SPENT, give_back(), withdraw("u1", 200)),
}
THREES: dict[str, Group] = {
    "a posting, a voiding and the end of its time": (
        PLACED,
        (post_hold(amount_minor=200), void_hold(), expire()),
    ),
    "a hold, a withdrawal and a fold": (
        RICH,
        (place("u1", 300), withdraw("u1", 300), fold_wallet("u1")),
    ),
    "a posting, a return and a withdrawal": (
        SPENT,
        (post_hold(), give_back(amount_minor=150), withdraw("u1", 200)),
    ),
}


@pytest.mark.parametrize("turn", [tuple, turned], ids=["", "turned"])
@pytest.mark.parametrize("race", CONFLICTS.values(), ids=CONFLICTS)
def test_what_must_conflict_does(race: Race, turn: object) -> None:
    book, one, other = decided(turned(race) if turn is turned else race)
    assert book.store.commit(one)
    before = dict(book.rows)
    assert not book.store.commit(other)
    assert before == dict(book.rows)


@pytest.mark.parametrize("turn", [tuple, turned], ids=["", "turned"])
@pytest.mark.parametrize("race", COOL.values(), ids=COOL)
def test_what_need_not_conflict_does_not(race: Race, turn: object) -> None:
    book, one, other = decided(turned(race) if turn is turned else race)
    assert book.store.commit(one)
    assert book.store.commit(other)
    check_members_accounts(book)
    check_holds(book)


@pytest.mark.parametrize("race", (CONFLICTS | COOL).values(), ids=CONFLICTS | COOL)
def test_two_that_load_a_fact_at_a_time(race: Race) -> None:
    group = (race.before, (race.one, race.other))
    sizes = tuple(min(LONG, piece_count(group, event)) for event in group[1])
    expected = in_turn(group)
    for schedule, book in at_once(group, sizes, is_snapshot=False):
        assert left(book, group) in expected, schedule
        check_members_accounts(book)
        check_holds(book)


@pytest.mark.parametrize("group", THREES.values(), ids=THREES)
def test_three_with_facts_of_one_moment(group: Group) -> None:
    expected = in_turn(group)
    for schedule, book in at_once(group, (2, 2, 2), is_snapshot=True):
        assert left(book, group) in expected, schedule
        check_holds(book)


@pytest.mark.parametrize(
    ("name", "partition"),
    [
        ("a hold and a withdrawal", "wallet"),
        ("two postings", "hold"),
        ("a posting and the end of its time", "hold"),
    ],
)
def test_a_write_without_its_guard_is_caught(name: str, partition: str) -> None:
    race = CONFLICTS[name]
    group = (race.before, (race.one, race.other))
    spoiled = at_once(group, (2, 2), is_snapshot=True, spoil=without(partition))
    expected = in_turn(group)
    assert any(left(book, group) not in expected for _, book in spoiled)
