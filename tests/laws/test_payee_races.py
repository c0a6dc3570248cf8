"""Payees at one moment with withdrawals and each other.

A withdrawal writes its payee's row: of a change of his account, an invoice or his kind at the
same moment, one is committed and the other decided again. Payees of other members never meet.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from fenxiao.model.contract import Decision
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from tests.laws.test_guards import Race
from tests.support.build import available, book_of, codes, feed, paid, result, withdraw
from tests.support.host import judge, without
from tests.support.payees import (
    PAYING,
    account,
    approving,
    invoice,
    kind_change,
    paid_to,
    refusing,
    registering,
    wages,
)

RICH = (*available("u1", 500), *paid_to("u1"))
FIRM = (*available("u1", 500), *paid_to("u1", "company"), invoice("u1", 500))
SENT = (*FIRM, withdraw("u1", 300))
STAFF = (*available("u1", 500), registering("u1", "employee"))
OTHER = account("u1", "other", day=6)
STOPPED = refusing("u1", day=9)

CONFLICTS = {
    "a withdrawal and a stop of its account": Race(RICH, withdraw("u1"), STOPPED),
    "a withdrawal and a change of its account": Race(
        RICH, withdraw("u1"), account("u1", "other", day=9, checker_id="chief")
    ),
    "a withdrawal and a change of kind": Race(RICH, withdraw("u1"), kind_change("u1", day=9)),
    "an invoice and a withdrawal": Race(FIRM, invoice("u1", 9, "inv2"), withdraw("u1", 9)),
    "one invoice twice": Race(
        FIRM, invoice("u1", 9, "inv2"), invoice("u1", 9, "inv2", event_id="again")
    ),
    "two registrations": Race((), registering("u1"), registering("u1", event_id="again")),
    "two words about one account": Race(
        (*RICH, OTHER), approving("u1", "other", day=7), refusing("u1", "other", day=7)
    ),
    "wages and a change of kind": Race(STAFF, wages("u1"), kind_change("u1", "individual", day=9)),
    "wages twice": Race(STAFF, wages("u1", 300), wages("u1", 300, event_id="again")),
    "money that comes back and a withdrawal by the same invoices": Race(
        SENT, result("withdraw u1", "failed", 300), withdraw("u1", 200, event_id="w2")
    ),
}
COOL = {
    "withdrawals of two members": Race(
        (*RICH, *available("u2", 500), *paid_to("u2")), withdraw("u1"), withdraw("u2")
    ),
    "an order and a change of account of its promoter": Race(RICH, paid("o2", "fan u1"), OTHER),
    "what is paid and an invoice": Race(
        SENT, result("withdraw u1", "paid", 300), invoice("u1", 9, "inv2")
    ),
}


def decided(race: Race, of: Policy = PAYING) -> tuple[Book, Decision, Decision]:
    book = book_of(*race.before, of=of)
    decisions = [judge(event, book.store, of) for event in (race.one, race.other)]
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


@pytest.mark.parametrize("turn", [tuple, turned], ids=["", "turned"])
@pytest.mark.parametrize("race", COOL.values(), ids=COOL)
def test_what_need_not_conflict_does_not(race: Race, turn: object) -> None:
    book, one, other = decided(turned(race) if turn is turned else race)
    assert book.store.commit(one)
    assert book.store.commit(other)


def test_whoever_comes_second_is_decided_on_what_the_first_left() -> None:
    book = book_of(*RICH, of=PAYING)
    late = judge(withdraw("u1"), book.store, PAYING)
    feed(book, STOPPED)
    assert not book.store.commit(late)
    assert ["payee.account_unknown"] == codes([book.apply(withdraw("u1"))])


def test_a_host_that_forgets_the_guard_pays_an_account_that_was_stopped() -> None:
    book = book_of(*RICH, of=PAYING)
    late = without("payee")(judge(withdraw("u1"), book.store, PAYING))
    feed(book, STOPPED)
    assert book.store.commit(late)


def test_a_policy_without_payees_writes_none() -> None:
    of = replace(PAYING, payees=None)
    book = book_of(*available("u1", 500), of=of)
    keys = {put.key[0] for put in judge(withdraw("u1"), book.store, of).puts}
    assert {"event", "payout", "wallet"} == keys
