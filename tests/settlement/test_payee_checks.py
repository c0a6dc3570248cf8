"""Payees of withdrawals: what is loaded, what is asked, what is written and given back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fenxiao.model.contract import Need, Put, invoice_use_key, member_key, payee_key
from fenxiao.model.events import Event
from fenxiao.model.payee_records import InvoiceUse
from fenxiao.model.records import Payout
from fenxiao.payout.accounts import cover_of
from fenxiao.payout.payees import PayeePolicy, PayeeRule, Wanted
from fenxiao.settlement.book import Book
from fenxiao.settlement.payee_checks import Asked, ask_payee, asked_keys, cover_back
from fenxiao.settlement.store import Loaded
from tests.support.build import PAYER, START, START_US, at_us, book_of
from tests.support.careers import verified
from tests.support.payees import PAYEES, PAYING, invoice, paid_to, paying

WANTED = Wanted(PAYER, "u1", "CNY", "token", 100, at_us(10))
COMPANY = (*paid_to("u1", "company"), invoice("u1", 150))
PAYOUT = Payout("n1", "K", PAYER, "u1", "CNY", 100, "token", "approved", 0, 0, None)
VERIFYING = paying(rules=(PayeeRule(kind="individual"),))


def book(*events: Event) -> Book:
    return book_of(*events, of=PAYING)


def asked(of: Book, policy: PayeePolicy | None = PAYEES, wanted: Wanted = WANTED) -> Asked:
    facts: Loaded = {}
    while isinstance(found := ask_payee(wanted, "n1", facts, policy), Need):
        assert not set(found.keys) & set(facts)
        facts |= of.store.load(found.keys, found.scans)
    return found


def gives_back(of: Book, policy: PayeePolicy | None = PAYEES) -> tuple[Put, ...]:
    facts: Loaded = {}
    while isinstance(found := cover_back(PAYOUT, "payout_failed", facts, policy), Need):
        facts |= of.store.load(found.keys, found.scans)
    return found


def test_without_a_policy_nothing_is_asked_or_written() -> None:
    assert Asked() == asked(book(), None)
    assert () == gives_back(book(), None)
    assert () == asked_keys(PAYER, "u1", 0, None)


@pytest.mark.parametrize(("days", "is_asked"), [(9, True), (10, True), (11, False)])
def test_it_is_asked_from_its_instant_on(
    days: int, is_asked: bool
) -> None:  # a column of the table
    policy = paying(effective_from=START + timedelta(days=days))
    assert is_asked == (Asked() != asked(book(), policy))
    assert is_asked == bool(asked_keys(PAYER, "u1", at_us(10), policy))


def test_what_it_reads() -> None:
    expected = (payee_key(PAYER, "u1"), member_key("u1"))
    assert expected == asked_keys(PAYER, "u1", START_US, PAYEES)
    assert Need(expected, ()) == ask_payee(WANTED, "n1", {}, PAYEES)


def test_who_was_never_registered_has_nothing_to_guard() -> None:
    found = asked(book())
    assert ["payee.not_registered"] == [one.code for one in found.problems]
    assert () == found.guard


def test_a_refused_withdrawal_guards_the_payee_as_he_was() -> None:
    of = book(*paid_to("u1"))
    found = asked(of, wanted=WANTED._replace(token="another"))  # no password
    assert ["payee.account_unknown"] == [one.code for one in found.problems]
    record, revision = of.rows[payee_key(PAYER, "u1")]
    assert (Put(payee_key(PAYER, "u1"), record, revision),) == found.guard


def test_an_allowed_one_goes_over_the_rail_of_its_account() -> None:
    of = book(*paid_to("u1"))
    found = asked(of)
    assert () == found.problems
    assert ("bank", found.guard) == (found.allowed.rail, found.allowed.puts)


def test_a_members_identity_is_his_own_for_every_payer() -> None:
    of = book(*paid_to("u1"))
    assert ["payee.unverified"] == [one.code for one in asked(of, VERIFYING).problems]
    of.apply(verified("u1", day=5))
    assert () == asked(of, VERIFYING).problems


def test_invoices_are_used_and_given_back() -> None:
    of = book(*COMPANY)
    written = asked(of).allowed.puts
    use = InvoiceUse("n1", PAYER, "u1", "person u1", "CNY", 100)
    assert [payee_key(PAYER, "u1"), invoice_use_key("n1")] == [one.key for one in written]
    assert use == written[1].record
    before = of.payee(PAYER, "u1")
    of.store._rows |= {
        one.key: (one.record, 1) for one in written if one.record
    }  # as a commit does
    left = gives_back(of)
    assert before == left[0].record
    assert Put(invoice_use_key("n1"), None, 1) == left[1]


def test_what_used_no_invoice_gives_none_back() -> None:
    assert () == gives_back(book(*paid_to("u1")))


def test_an_invoice_is_given_back_to_the_person_who_used_it() -> None:
    of = book(*COMPANY)
    written = asked(of).allowed.puts
    of.store._rows |= {
        one.key: (one.record, 1) for one in written if one.record
    }  # as a commit does
    payee = of.payee(PAYER, "u1")
    assert payee is not None
    moved = payee._replace(person_id="another")
    of.store._rows[payee_key(PAYER, "u1")] = (moved, 9)  # as a commit does
    record = gives_back(of)[0].record
    assert record == moved._replace(covers=(cover_of(payee, "CNY")._replace(used_minor=0),))
