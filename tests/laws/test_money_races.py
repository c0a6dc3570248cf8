"""Operations at one moment with trade, payouts and each other.

Whatever reads a balance writes its wallet: of two at once the second is decided again.
What only appends meets nobody. However they meet, they leave what some order of them leaves.
"""

from __future__ import annotations

import pytest

from fenxiao.model.contract import Decision
from fenxiao.model.events import Event
from fenxiao.settlement.book import Book
from tests.laws.test_guards import Race, decided, turned
from tests.laws.test_money_machine import MONEY
from tests.laws.test_races import Group, at_once, in_turn, left, piece_count
from tests.support.build import (
    available,
    back,
    book_of,
    confirmed,
    fold_wallet,
    line,
    paid,
    refunded,
    release,
    touch,
    withdraw,
)
from tests.support.host import judge, unguarded, without
from tests.support.invariants import check_members_accounts
from tests.support.operations import (
    adjust,
    correct,
    forfeit,
    freeze,
    open_binding,
    open_counter,
    open_order,
    open_payout,
    open_wallet,
    parts,
    pay_debt,
    reverse,
    settle_debt,
    take_dormant,
    write_off,
)

RICH = available("u1", 500)
OWING = (*RICH, withdraw("u1"), refunded("order u1"))
NOTED = (*OWING, settle_debt("u1"))
EARNING = (*NOTED, *available("u1", 800, prefix="more "))
STOPPED = (*RICH, freeze("u1"), forfeit("u1"))

CONFLICTS = {
    "a freeze and a withdrawal": Race(RICH, freeze("u1"), withdraw("u1")),
    "a freeze and a fold": Race(RICH, freeze("u1", 100), fold_wallet("u1")),
    "two freezes": Race(RICH, freeze("u1", 300), freeze("u1", 300, event_id="f2")),
    "a dormant balance and a withdrawal": Race(RICH, take_dormant("u1"), withdraw("u1")),
    "an adjustment down and a withdrawal": Race(RICH, adjust("u1", -500), withdraw("u1")),
    "two adjustments down": Race(RICH, adjust("u1", -300), adjust("u1", -400)),
    "a debt is noted twice": Race(OWING, settle_debt("u1"), settle_debt("u1", event_id="s2")),
    "a debt is noted and given up": Race(NOTED, settle_debt("u1", event_id="s"), write_off("u1")),
    "a debt is paid and given up": Race(NOTED, pay_debt("u1", 500), write_off("u1")),
    "a debt is netted by a withdrawal and by itself": Race(
        EARNING, withdraw("u1", event_id="w2"), settle_debt("u1", event_id="net")
    ),
    "two undoings": Race(
        STOPPED,
        reverse("u1", "forfeited", "forfeit u1"),
        reverse("u1", "forfeited", "forfeit u1", event_id="r2"),
    ),
    "a wallet is taken over twice": Race(
        (), open_wallet("u1", 5), open_wallet("u1", 7, event_id="again")
    ),
    "a wallet is taken over and withdrawn from": Race((), open_wallet("u1", 5), adjust("u1", 7)),
    "an order is taken over and paid": Race((), open_order("o1"), paid("o1", "u2")),
    "an order is taken over twice": Race((), open_order("o1"), open_order("o1", event_id="again")),
    "an instruction is taken over twice": Race(
        (), open_payout("u1", 5), open_payout("u1", 5, event_id="again")
    ),
    "a counter is taken over twice": Race(
        (),
        open_counter("u1", "own_sales", 5),
        open_counter("u1", "own_sales", 5, event_id="again"),
    ),
    "a binding is taken over as it is made": Race((), open_binding("b", "a"), touch("c", "b")),
    "two bindings that would close a circle": Race(
        (touch("a", "x"), touch("b", "y")), open_binding("a", "b"), open_binding("b", "a")
    ),
}
COOL = {
    "a debt is settled as a refund takes back": Race(
        (*OWING, paid("o2", "fan u1", line(1_000)), confirmed("o2"), release(event_id="r2")),
        settle_debt("u1"),
        refunded("o2"),
    ),
    "a freeze and a refund of what it stops": Race(RICH, freeze("u1"), refunded("order u1")),
    "a freeze and an order": Race(RICH, freeze("u1"), paid("o2", "fan u1")),
    "a freeze and a release": Race(
        (*RICH, paid("o2", "fan u1"), confirmed("o2")), freeze("u1"), release()
    ),
    "operations on two wallets": Race(
        (*RICH, *available("u2", 500)), freeze("u1"), take_dormant("u2")
    ),
    "an order and a take-over of its payee's payout": Race(
        (touch("u1", "u2"),), paid("o1", "u2"), open_payout("u1", 5)
    ),
}
THREES: dict[str, Group] = {
    "a freeze, a withdrawal and a fold": (
        RICH,
        (freeze("u1", 300), withdraw("u1", 300), fold_wallet("u1")),
    ),
    "a debt is settled, a refund and a withdrawal": (
        EARNING,
        (settle_debt("u1", event_id="net"), refunded("more order u1"), withdraw("u1", 1)),
    ),
    "a forfeit is undone twice as the wallet is folded": (
        STOPPED,
        (
            reverse("u1", "forfeited", "forfeit u1"),
            reverse("u1", "forfeited", "forfeit u1", event_id="r2"),
            fold_wallet("u1"),
        ),
    ),
}
LONG = 6
"""Steps of each beyond which the interleavings are too many to try them all."""


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


@pytest.mark.parametrize("race", (CONFLICTS | COOL).values(), ids=CONFLICTS | COOL)
def test_two_that_load_a_fact_at_a_time(race: Race) -> None:
    group = (race.before, (race.one, race.other))
    sizes = tuple(min(LONG, piece_count(group, event)) for event in group[1])
    expected = in_turn(group)
    for schedule, book in at_once(group, sizes, is_snapshot=False):
        assert left(book, group) in expected, schedule
        check_members_accounts(book)


@pytest.mark.parametrize("group", THREES.values(), ids=THREES)
def test_three_with_facts_of_one_moment(group: Group) -> None:
    expected = in_turn(group)
    for schedule, book in at_once(group, (2, 2, 2), is_snapshot=True):
        assert left(book, group) in expected, schedule


def test_a_debt_that_is_settled_as_a_refund_takes_back_is_noted_later() -> None:
    race = COOL["a debt is settled as a refund takes back"]
    book, one, other = decided(race)
    assert book.store.commit(other)
    assert book.store.commit(one)
    assert (0, 0, -100, 500, 0, 400) == parts(book, "u1")
    book.apply(settle_debt("u1", event_id="later"))
    assert (0, 0, 0, 500, 0, 500) == parts(book, "u1")


class TestCorrections:
    """A correction writes its order: what else moves it is decided again."""

    PAYMENT = paid("o1", "u2", line(1_000, quantity=4))

    @pytest.mark.parametrize(
        "other",
        [
            pytest.param(refunded("o1", back(quantity=1)), id="a refund"),
            pytest.param(release(), id="its release"),
            pytest.param(correct(PAYMENT, event_id="again"), id="another correction"),
        ],
    )
    def test_what_moves_the_order_is_decided_again(self, other: Event) -> None:
        book = book_of(touch("u1", "u2"), self.PAYMENT, confirmed("o1"), of=MONEY)
        decisions = [judge(event, book.store, MONEY) for event in (correct(self.PAYMENT), other)]
        assert [True, False] == [book.store.commit(one) for one in decisions]

    def test_a_withdrawal_of_its_payee_is_not(self) -> None:
        events = (*available("u1", 500), touch("u1", "u2"), self.PAYMENT)
        book = book_of(*events, of=MONEY)
        both = (correct(self.PAYMENT), withdraw("u1"))
        decisions = [judge(event, book.store, MONEY) for event in both]
        assert [True, True] == [book.store.commit(one) for one in decisions]


class TestControls:
    """A host that forgets the guard of a wallet is caught: the tests above can fail."""

    @pytest.mark.parametrize(
        "name",
        ["a freeze and a withdrawal", "a debt is noted twice", "a wallet is taken over twice"],
    )
    def test_a_write_without_its_guard_is_caught(self, name: str) -> None:
        race = CONFLICTS[name]
        group = (race.before, (race.one, race.other))
        books: list[Book] = [
            book for _, book in at_once(group, (2, 2), is_snapshot=True, spoil=without("wallet"))
        ]
        expected = in_turn(group)
        assert any(left(book, group) not in expected for book in books)

    def test_two_undoings_that_look_at_no_revision_collide(self) -> None:
        race = CONFLICTS["two undoings"]
        book, one, other = decided(race)
        spoil = unguarded(book.store, "wallet")
        assert book.store.commit(one)
        spoiled: Decision = spoil(other)
        assert not book.store.commit(spoiled)  # the entry of an undoing has one name
