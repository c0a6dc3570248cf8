"""Wages: what an employee earned goes to payroll, all of it or part, after his debt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fenxiao.model.contract import audit_key
from fenxiao.model.events import Event
from fenxiao.model.records import Audit
from fenxiao.settlement import balances
from fenxiao.settlement.book import Book
from tests.support.build import (
    at_us,
    available,
    book_of,
    codes,
    feed,
    refunded,
    withdraw,
)
from tests.support.operations import parts, reverse, settle_debt
from tests.support.payees import PAYING, kind_change, registering, wages

EMPLOYEE = (*available("u1", 500), registering("u1", "employee"))


def wages_payable(book: Book) -> int:
    rows = book.trial_balance()
    return -sum(one.amount_minor for one in rows if one.account == "wages_payable")


@pytest.mark.parametrize(("amount", "left"), [(None, 0), (200, 300), (500, 0)])
def test_what_goes_to_payroll(amount: int | None, left: int) -> None:
    book = book_of(*EMPLOYEE, wages("u1", amount), of=PAYING)
    assert (0, 0, left, 0, 0, 0) == parts(book, "u1")
    assert 500 - left == wages_payable(book)
    expected = Audit("wages u1", at_us(10), "u1", "asked for", "maker", "checker")
    assert expected == book.rows[audit_key("wages u1")][0]
    assert () == book.payouts()


@pytest.mark.parametrize(
    ("before", "event", "code"),
    [
        pytest.param(EMPLOYEE, wages("u1", 501), "wallet.too_little", id="more than there is"),
        pytest.param(EMPLOYEE[-1:], wages("u1"), "wallet.too_little", id="nothing there"),
        pytest.param(
            (*EMPLOYEE, kind_change("u1", "individual")),
            wages("u1"),
            "payee.not_employee",
            id="no employee any more",
        ),
        pytest.param(EMPLOYEE[:-1], wages("u1"), "payee.unknown", id="no payee"),
    ],
)
def test_what_does_not(before: tuple[Event, ...], event: Event, code: str) -> None:
    book = book_of(*before, of=PAYING)
    wallets = book.wallets()
    assert [code] == codes([book.apply(event)])
    assert wallets == book.wallets()
    assert audit_key(event.id) not in book.rows


def test_a_noted_debt_is_paid_first() -> None:
    owing = (*available("u1", 500), withdraw("u1"), refunded("order u1"), settle_debt("u1"))
    book = book_of(*owing, *available("u1", 800, prefix="more "))
    book.policy = PAYING
    feed(book, registering("u1", "employee"), wages("u1", day=21))
    assert (0, 0, 0, 500, 0, 0) == parts(book, "u1")
    assert 300 == wages_payable(book)


def test_wages_handed_by_mistake_are_taken_back_once() -> None:
    book = book_of(*EMPLOYEE, wages("u1"), reverse("u1", "wages_handed", "wages u1"), of=PAYING)
    assert (0, 0, 500, 0, 0, 0) == parts(book, "u1")
    assert 0 == wages_payable(book)
    again = reverse("u1", "wages_handed", "wages u1", event_id="again")
    assert ["operation.already_reversed"] == codes([book.apply(again)])


def test_a_part_of_wages_handed_by_mistake_is_taken_back() -> None:
    part = reverse("u1", "wages_handed", "wages u1", amount_minor=200)
    book = book_of(*EMPLOYEE, wages("u1"), part, of=PAYING)
    assert (200, 300) == (parts(book, "u1")[2], wages_payable(book))
    more = reverse("u1", "wages_handed", "wages u1", amount_minor=301, event_id="more")
    assert ["operation.less_left"] == codes([book.apply(more)])


def test_without_a_policy_nothing_goes_to_payroll() -> None:
    book = book_of(*EMPLOYEE[:-1])
    assert ["payee.no_policy"] == codes([book.apply(wages("u1"))])


def test_a_tail_too_long_is_folded_first(monkeypatch: pytest.MonkeyPatch) -> None:
    book = book_of(*EMPLOYEE, of=replace(PAYING))
    monkeypatch.setattr(balances, "TAIL_LIMIT", 0)
    assert ["payout.fold_first"] == codes([book.apply(wages("u1"))])
