"""Payments to merchants and suppliers at one moment, and the orders that never wait for them."""

from __future__ import annotations

import pytest

from fenxiao.model.events import Event
from fenxiao.settlement.book import Book
from tests.laws.test_guards import Race
from tests.support.build import at, touch
from tests.support.host import judge
from tests.support.remittances import (
    SPOILT,
    TWO_PERSONS,
    arrived,
    fold_balance,
    merchant_paid,
    supplier_paid,
)
from tests.support.trades import AGENT, back, balances, received, sold

SOLD = (touch("u1", "u2"), sold(), sold("o2"), received())
ONCE = supplier_paid("once", deductions=(SPOILT,), **TWO_PERSONS)
CONFLICTS = {
    "two payments of one merchant": Race(SOLD, merchant_paid("p1"), merchant_paid("p2")),
    "two payments that would both fit": Race(
        SOLD, merchant_paid("p1", amount_minor=5), merchant_paid("p2", amount_minor=5)
    ),
    "a payment and a fold": Race(SOLD, merchant_paid(), fold_balance()),
    "two folds": Race(SOLD, fold_balance(), fold_balance(id="f2")),
    "two payments of one supplier": Race(SOLD, ONCE, supplier_paid("p2", amount_minor=4_000)),
    "two refunds by name of one order": Race(SOLD, back(1, quantity=1), back(2, amount_minor=10)),
}
COOL = {
    "two receipts of one merchant's orders": Race(
        (*SOLD, sold("o3")), received("o2"), received("o3")
    ),
    "an order and a payment of its merchant": Race(SOLD, received("o2"), merchant_paid()),
    "a refund and a payment of its merchant": Race(SOLD, back(1, quantity=1), merchant_paid()),
    "an order and a fold": Race(SOLD, received("o2"), fold_balance()),
    "a merchant and his supplier": Race(SOLD, merchant_paid("p1"), supplier_paid("p2")),
    "a gateway and everybody": Race(SOLD, arrived(), merchant_paid()),
    "payments of two merchants": Race(
        SOLD, merchant_paid("p1"), merchant_paid("p2", "stall", amount_minor=1, is_advance=True)
    ),
}


def book_of(race: Race) -> tuple[Book, list[bool]]:
    """Decide both from the same facts, and commit one after the other."""
    book = Book(AGENT)
    for event in race.before:
        assert book.apply(event).refusal is None
    decisions = [judge(event, book.store, AGENT) for event in (race.one, race.other)]
    assert ["applied"] * 2 == [one.status for one in decisions], decisions
    return book, [book.store.commit(one) for one in decisions]


def turned(race: Race) -> Race:
    return race._replace(one=race.other, other=race.one)


@pytest.mark.parametrize("turn", [tuple, turned], ids=["", "turned"])
@pytest.mark.parametrize("race", CONFLICTS.values(), ids=CONFLICTS)
def test_what_must_conflict_does(race: Race, turn: object) -> None:
    _, committed = book_of(turned(race) if turn is turned else race)
    assert [True, False] == committed


@pytest.mark.parametrize("turn", [tuple, turned], ids=["", "turned"])
@pytest.mark.parametrize("race", COOL.values(), ids=COOL)
def test_what_need_not_conflict_does_not(race: Race, turn: object) -> None:
    _, committed = book_of(turned(race) if turn is turned else race)
    assert [True, True] == committed


@pytest.mark.parametrize("turn", [tuple, turned], ids=["", "turned"])
def test_a_merchant_is_paid_once_by_two_at_once(turn: object) -> None:
    race = CONFLICTS["two payments of one merchant"]
    race = turned(race) if turn is turned else race
    book, _ = book_of(race)
    refusal = book.apply(race.other).refusal
    assert refusal is not None
    assert "owed.nothing" == refusal.code
    assert ("merchant_payable", "shop") not in balances(book.entries)


def test_a_hundred_orders_of_one_merchant_are_received_and_paid_at_once() -> None:
    book = Book(AGENT)
    for number in range(100):
        book.apply(sold(f"o{number}"))
    book.apply(received("o0"))
    events: list[Event] = [received(f"o{number}", day=3) for number in range(1, 100)]
    events[50:50] = [merchant_paid(at=at(3))]
    decisions = [judge(event, book.store, AGENT) for event in events]
    assert all(map(book.store.commit, decisions))
    left = balances(book.entries)
    assert 99 * left["bank", ""] == left["merchant_payable", "shop"]
