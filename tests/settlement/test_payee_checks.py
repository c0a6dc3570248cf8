"""Payees of withdrawals: what is loaded, what is asked, what is written and given back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fenxiao.model.contract import Need, Put, invoice_use_key, member_key, payee_key
from fenxiao.model.events import Event
from fenxiao.model.payee_records import InvoiceUse, Payee
from fenxiao.model.records import Payout
from fenxiao.payout.accounts import cover_of
from fenxiao.payout.payees import PayeePolicy, PayeeRule, Wanted
from fenxiao.settlement.book import Book
from fenxiao.settlement.payee_checks import Asked, Wish, ask_payee, asked_keys, covers_back
from fenxiao.settlement.store import Loaded
from tests.support.build import PAYER, START, at_us, book_of, withdraw
from tests.support.careers import verified
from tests.support.payees import PAYEES, PAYING, invoice, paid_to, paying

WANTED = Wanted(PAYER, "u1", "CNY", "token", 100, at_us(10))
REQUEST = withdraw("u1", 100)
COMPANY = (*paid_to("u1", "company"), invoice("u1", 150))
PAYOUT = Payout("n1", "K", PAYER, "u1", "CNY", 100, "token", "approved", 0, 0, None)
VERIFYING = paying(rules=(PayeeRule(kind="individual"),))


def book(*events: Event) -> Book:
    return book_of(*events, of=PAYING)


def asked(of: Book, policy: PayeePolicy | None = PAYEES, wanted: Wanted = WANTED) -> Asked:
    facts: Loaded = {}
    while isinstance(found := ask_payee(Wish("n1", wanted), facts, policy), Need):
        assert not set(found.keys) & set(facts)
        facts |= of.store.load(found.keys, found.scans)
    return found


def gives_back(of: Book, *payouts: Payout) -> tuple[Put, ...]:
    facts: Loaded = {}
    while isinstance(found := covers_back(payouts or (PAYOUT,), facts), Need):
        facts |= of.store.load(found.keys, found.scans)
    return found


def test_without_a_policy_nothing_is_asked_or_written() -> None:
    assert Asked() == asked(book(), None)
    assert () == gives_back(book())
    assert () == asked_keys(REQUEST, None)


@pytest.mark.parametrize(("days", "is_asked"), [(9, True), (10, True), (11, False)])
def test_it_is_asked_from_its_instant_on(
    days: int, is_asked: bool
) -> None:  # a column of the table
    policy = paying(effective_from=START + timedelta(days=days))
    assert is_asked == (Asked() != asked(book(), policy))
    assert is_asked == bool(asked_keys(REQUEST, policy))


def test_what_it_reads() -> None:
    expected = (payee_key(PAYER, "u1"), member_key("u1"))
    assert expected == asked_keys(REQUEST, PAYEES)
    assert Need(expected, ()) == ask_payee(Wish("n1", WANTED), {}, PAYEES)


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
    assert ("bank", found.guard) == (found.rail, found.puts)


def test_a_members_identity_is_his_own_for_every_payer() -> None:
    of = book(*paid_to("u1"))
    assert ["payee.unverified"] == [one.code for one in asked(of, VERIFYING).problems]
    of.apply(verified("u1", day=5))
    assert () == asked(of, VERIFYING).problems


def test_invoices_are_used_and_given_back() -> None:
    of = book(*COMPANY)
    written = asked(of).puts
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
    written = asked(of).puts
    of.store._rows |= {
        one.key: (one.record, 1) for one in written if one.record
    }  # as a commit does
    payee = of.payee(PAYER, "u1")
    assert payee is not None
    moved = payee._replace(person_id="another")
    of.store._rows[payee_key(PAYER, "u1")] = (moved, 9)  # as a commit does
    record = gives_back(of)[0].record
    assert record == moved._replace(covers=(cover_of(payee, "CNY")._replace(used_minor=0),))


def test_a_fee_that_is_kept_has_used_its_invoices() -> None:
    of = book(*COMPANY)
    written = asked(of).puts
    of.store._rows |= {one.key: (one.record, 1) for one in written if one.record}
    kept = PAYOUT._replace(amount_minor=93, fee_minor=7, is_fee_kept=True)
    used = [
        cover_of(record, "CNY").used_minor
        for state in ("submitted", "paid")
        for record in [gives_back(of, kept._replace(state=state))[0].record]
        if isinstance(record, Payee)
    ]
    assert [0, 7] == used


def test_instructions_of_one_payee_give_back_together() -> None:
    of = book(*COMPANY)
    for name in ("n1", "n2"):
        wish = Wish(name, WANTED._replace(amount_minor=50))
        facts: Loaded = {}
        while isinstance(found := ask_payee(wish, facts, PAYEES), Need):
            facts |= of.store.load(found.keys, found.scans)
        of.store._rows |= {one.key: (one.record, 1) for one in found.puts if one.record}
    halves = [PAYOUT._replace(instruction_id=one, amount_minor=50) for one in ("n1", "n2")]
    payee, *gone = gives_back(of, *halves)
    assert isinstance(payee.record, Payee)
    assert 0 == cover_of(payee.record, "CNY").used_minor
    assert [(invoice_use_key(one), None) for one in ("n1", "n2")] == [one[:2] for one in gone]
