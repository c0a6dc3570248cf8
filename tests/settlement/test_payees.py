"""Payees: registered once, changed by two persons, accounts approved, invoices counted once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fenxiao.model.contract import audit_key, invoice_key, payee_standing_key
from fenxiao.model.events import Event
from fenxiao.model.instants import DAY_US
from fenxiao.model.payee_records import (
    AccountState,
    Invoice,
    Payee,
    PayeeAccount,
    PayeeCover,
    PayeeStanding,
)
from fenxiao.model.records import Audit
from fenxiao.payout.payees import SecondPerson
from fenxiao.settlement.book import Book
from tests.support.build import PAYER, at, at_us, book_of, codes, feed
from tests.support.payees import (
    PAYING,
    account,
    approving,
    invoice,
    kind_change,
    paying,
    refusing,
    registering,
)

REGISTERED = (registering("u1"),)
TOLD = (*REGISTERED, account("u1"))


def told(*events: Event) -> Book:
    return book_of(*events, of=PAYING)


def payee_of(book: Book) -> Payee:
    found = book.payee(PAYER, "u1")
    assert found is not None
    return found


def open_accounts(book: Book) -> list[tuple[str, AccountState]]:
    return [(one.token, one.state) for one in payee_of(book).accounts]


def test_a_registered_payee() -> None:
    book = told(*REGISTERED)
    assert Payee(PAYER, "u1", "individual", "person u1", at_us(3)) == payee_of(book)
    assert {"u1": "person u1"} == book.persons(PAYER)
    assert audit_key("register u1 as payee") not in book.rows
    assert book.payee("m2", "u1") is None
    assert {} == book.persons("m2")


def test_who_registered_a_company_is_kept() -> None:
    book = told(registering("u1", "company"))
    name = "register u1 as payee"
    expected = Audit(name, at_us(3), "u1", "registered", "maker", "checker")
    assert expected == book.rows[audit_key(name)][0]


def test_a_new_account_waits_for_a_second_person() -> None:
    book = told(*TOLD)
    expected = PayeeAccount(
        "account token u1", "CNY", "bank", "token", "waiting", at_us(4), at_us(4), "clerk"
    )
    assert (expected,) == payee_of(book).accounts


@pytest.mark.parametrize(
    ("second_person", "expected"),
    [("always", "waiting"), ("above", "limited"), ("never", "active")],
)
def test_who_need_not_wait(second_person: SecondPerson, expected: AccountState) -> None:
    of = replace(PAYING, payees=paying(second_person=second_person))
    assert [("token", expected)] == open_accounts(book_of(*TOLD, of=of))


def test_an_account_that_two_told_is_active_at_once() -> None:
    book = told(*REGISTERED, account("u1", checker_id="chief"))
    assert [("token", "active")] == open_accounts(book)
    expected = Audit("account token u1", at_us(4), "u1", "account", "clerk", "chief")
    assert expected == book.rows[audit_key("account token u1")][0]


def test_the_second_account_cools_down_and_the_first_need_not() -> None:
    first = told(*TOLD, approving("u1"))
    assert at_us(5) == payee_of(first).accounts[0].payable_us
    feed(first, account("u1", "other", day=7, checker_id="chief"))
    assert [("other", "active")] == open_accounts(first)
    assert at_us(7) + 2 * DAY_US == payee_of(first).accounts[0].payable_us


def test_the_old_account_is_paid_until_the_new_one_is_approved() -> None:
    book = told(*TOLD, approving("u1"), account("u1", "other", day=7))
    assert [("token", "active"), ("other", "waiting")] == open_accounts(book)
    feed(book, approving("u1", "other", day=8))
    assert [("other", "active")] == open_accounts(book)


def test_what_is_told_at_one_instant_is_paid_at_it() -> None:
    book = told(registering("u1", day=4), account("u1"), approving("u1", day=4))
    found = payee_of(book)
    assert (at_us(4) + 2, at_us(4)) == (found.standing_us, found.accounts[0].payable_us)


def test_a_late_account_cools_down_from_the_newest_change_on() -> None:
    book = told(*TOLD, approving("u1", day=9), account("u1", "other", day=5))
    assert at_us(9) + 2 * DAY_US == payee_of(book).accounts[1].payable_us


def test_a_refused_account_leaves_the_old_one() -> None:
    book = told(*TOLD, approving("u1"), account("u1", "other", day=7))
    feed(book, refusing("u1", "other", day=8))
    assert [("token", "active")] == open_accounts(book)
    expected = Audit("refuse other u1", at_us(8), "u1", "looked at", "clerk", "chief")
    assert expected == book.rows[audit_key("refuse other u1")][0]


def test_an_active_account_can_be_stopped() -> None:
    assert [] == open_accounts(told(*TOLD, approving("u1"), refusing("u1", day=6)))


@pytest.mark.parametrize("person", ["clerk", "u1"])
def test_who_asked_and_who_is_paid_decide_nothing(person: str) -> None:
    book = told(*TOLD)
    for event in (approving("u1", checker_id=person), refusing("u1", checker_id=person)):
        assert ["payee.same_person"] == codes([book.apply(event)])
    own = account("u1", "mine", checker_id="u1")
    assert ["payee.same_person"] == codes([book.apply(own)])
    assert [("token", "waiting")] == open_accounts(book)


@pytest.mark.parametrize(
    ("event", "code"),
    [
        pytest.param(approving("u1", "never told"), "payee.unknown_change", id="never told"),
        pytest.param(
            approving("u1", change="register u1 as payee"),
            "payee.unknown_change",
            id="a change of something else",
        ),
        pytest.param(refusing("u1", "other"), "payee.account_ended", id="replaced by a newer"),
    ],
)
def test_what_is_decided_must_be_open(event: Event, code: str) -> None:
    newer = account("u1", "third", day=6)
    book = told(*TOLD, account("u1", "other", day=5), newer)
    assert [code] == codes([book.apply(event)])


@pytest.mark.parametrize(
    ("event", "code"),
    [
        pytest.param(registering("u1", event_id="again"), "payee.already_registered", id="twice"),
        pytest.param(kind_change("u1", "individual"), "payee.unchanged", id="the same kind"),
        pytest.param(account("u1", event_id="again"), "payee.unchanged", id="the same account"),
    ],
)
def test_what_changes_nothing_is_refused(event: Event, code: str) -> None:
    assert [code] == codes([told(*TOLD).apply(event)])


def test_the_same_token_on_another_rail_is_another_account() -> None:
    again = account("u1", rail="wechat", event_id="again")
    assert 2 == len(open_accounts(told(*TOLD, again)))


@pytest.mark.parametrize(
    "changes", [("company", ""), ("individual", "another person")], ids=["kind", "person"]
)
def test_another_kind_or_person_has_no_account(changes: tuple[str, str]) -> None:
    kind, person = changes
    book = told(*TOLD, approving("u1"), invoice("u1", 70))
    feed(book, kind_change("u1", kind, person, day=8))  # type: ignore[arg-type]  # a text of the list above
    found = payee_of(book)
    assert (kind, person or "person u1") == (found.kind, found.person_id)
    assert () == found.accounts
    assert (PayeeCover("person u1", "CNY", 70, 0),) == found.covers
    name = f"{kind} u1 8"
    expected = Audit(name, at_us(8), "u1", "asked for", "maker", "checker")
    assert expected == book.rows[audit_key(name)][0]


def test_invoices_add_up_and_each_counts_once() -> None:
    book = told(*REGISTERED, invoice("u1", 70), invoice("u1", 30, "inv2"))
    assert ["payee.invoice_repeated"] == codes([book.apply(invoice("u1", 9, event_id="again"))])
    assert (PayeeCover("person u1", "CNY", 100, 0),) == payee_of(book).covers
    expected = Invoice(PAYER, "inv1", "invoice inv1", "u1", "person u1", "CNY", 70, at_us(6))
    assert expected == book.rows[invoice_key(PAYER, "inv1")][0]


def test_an_invoice_of_one_member_is_none_of_another() -> None:
    book = told(*REGISTERED, registering("u2"), invoice("u1", 70))
    again = invoice("u2", 70, event_id="again")
    assert ["payee.invoice_repeated"] == codes([book.apply(again)])


def test_what_a_payee_was_is_known_for_ever() -> None:
    book = told(*TOLD, approving("u1", day=6), kind_change("u1", day=8))
    found = [book.payee_standing(PAYER, "u1", at(day)) for day in (2, 3, 5, 7, 9)]
    assert found[0] is None
    kept = [one for one in found if one is not None]
    causes = ["registered", "account", "approved", "kind"]
    assert causes == [one.cause for one in kept]
    assert ["individual"] * 3 + ["company"] == [one.kind for one in kept]
    assert [0, 1, 1, 0] == [len(one.accounts) for one in kept]


def test_a_late_change_counts_from_after_the_newest() -> None:
    book = told(*TOLD)
    before = book.payee_standing(PAYER, "u1", at(4))
    feed(book, kind_change("u1", day=1))
    assert before == book.payee_standing(PAYER, "u1", at(4))
    late = book.payee_standing(PAYER, "u1", at(5))
    assert late is not None
    assert (at_us(4) + 1, "company") == (late.since_us, late.kind)


def test_each_change_is_a_row_of_its_own() -> None:
    book = told(*TOLD)
    key = payee_standing_key(PAYER, "u1", "account token u1")
    row = book.rows[key][0]
    assert isinstance(row, PayeeStanding)
    assert payee_of(book).accounts == row.accounts


@pytest.mark.parametrize(
    "event", [kind_change("u1"), account("u1"), approving("u1"), refusing("u1"), invoice("u1", 5)]
)
def test_without_a_policy_or_a_payee_nothing_is_told(event: Event) -> None:
    assert ["payee.no_policy"] == codes([Book(replace(PAYING, payees=None)).apply(event)])
    assert ["payee.unknown"] == codes([Book(PAYING).apply(event)])
