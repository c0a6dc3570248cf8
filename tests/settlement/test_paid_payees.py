"""From a withdrawal to money that has left, with payees: asked at each attempt, freed each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from fenxiao.model.contract import invoice_use_key, tax_year_key
from fenxiao.model.events import Event
from fenxiao.model.payee_records import PayeeKind
from fenxiao.model.tax_records import TaxMonth, TaxYear
from fenxiao.payout.policy import PayoutPolicy, WithdrawalFee, WithdrawalRule
from fenxiao.payout.tax.china import NONE
from fenxiao.payout.tax.policy import TaxPolicy, TaxRule
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from tests.support.build import (
    CURRENCY,
    PAYER,
    available,
    book_of,
    codes,
    feed,
    instruction_id,
    withdraw,
)
from tests.support.operations import parts
from tests.support.payees import PAYEES, PAYING, account, invoice, paid_to, paying, refusing
from tests.support.payouts import (
    APPROVED,
    batch_of,
    cancel,
    decide_on,
    propose,
    reject,
    retry,
    ruled,
    said,
    submit,
)
from tests.support.taxes import TAX

FIRM = (*available("u1", 500), *paid_to("u1", "company"), invoice("u1", 300))
SENT = instruction_id("withdraw u1")
FIXED = WithdrawalFee(fixed_minor=200)
ASKING = replace(APPROVED, payees=PAYEES)


def left(book: Book) -> tuple[int, int]:
    """Return what is available, and what invoices still cover."""
    payee = book.payee(PAYER, "u1")
    assert payee is not None
    (cover,) = payee.covers
    return parts(book, "u1")[2], cover.invoiced_minor - cover.used_minor


def test_what_is_paid_has_used_its_invoices() -> None:
    book = book_of(*FIRM, withdraw("u1", 300), said(SENT, "paid", 300), of=PAYING)
    assert (200, 0) == left(book)
    assert ["payee.invoice_short"] == codes([book.apply(withdraw("u1", 1, event_id="w2"))])
    feed(book, said(SENT, "returned", 300))
    assert (500, 300) == left(book)
    assert invoice_use_key(SENT) not in book.rows


def test_a_further_attempt_uses_them_again() -> None:
    book = book_of(*FIRM, withdraw("u1", 300), said(SENT, "failed", 300), of=PAYING)
    assert (500, 300) == left(book)
    feed(book, retry(SENT))
    assert (200, 0) == left(book)
    feed(book, said(SENT, "failed", 300, attempt=2, day=13))
    assert (500, 300) == left(book)


def test_a_further_attempt_asks_for_the_invoices_that_another_withdrawal_took() -> None:
    book = book_of(*FIRM, withdraw("u1", 300), said(SENT, "failed", 300), of=PAYING)
    feed(book, withdraw("u1", 1, day=12, event_id="w2"))
    assert ["payee.invoice_short"] == codes([book.apply(retry(SENT))])
    assert (499, 299) == left(book)


def test_a_further_attempt_never_goes_to_an_account_that_was_stopped() -> None:
    book = book_of(*FIRM, withdraw("u1", 300), said(SENT, "failed", 300), of=PAYING)
    feed(book, refusing("u1", day=12))
    assert ["payee.account_unknown"] == codes([book.apply(retry(SENT, day=13))])
    payout = book.payout(SENT)
    assert payout is not None
    assert ("failed", 1) == (payout.state, payout.attempt)


def test_a_fee_that_is_kept_keeps_its_invoices() -> None:
    fee = WithdrawalFee(fixed_minor=10, is_kept_on_return=True)
    rule = WithdrawalRule(currency=CURRENCY, automatic_below_minor=10_000, fee=fee)
    of = replace(PAYING, payout=PayoutPolicy(rules=(rule,)))
    book = book_of(*FIRM, withdraw("u1", 300), of=of)
    feed(book, said(SENT, "paid", 290), said(SENT, "returned", 290))
    assert (490, 290) == left(book)
    feed(book, retry(SENT))
    assert (200, 0) == left(book)


def _cancelled(_: Book) -> tuple[Event, ...]:
    return (cancel(SENT, day=11),)


def _rejected(_: Book) -> tuple[Event, ...]:
    return (reject(SENT, day=11),)


def _rejected_in_a_batch(book: Book) -> tuple[Event, ...]:
    feed(book, propose(day=11))
    feed(book, decide_on(batch_of(book), "reject", day=11))
    return ()


@pytest.mark.parametrize("undone", [_cancelled, _rejected, _rejected_in_a_batch])
def test_what_nobody_approved_gives_them_back(undone: Callable[[Book], tuple[Event, ...]]) -> None:
    book = book_of(*FIRM, withdraw("u1", 300), of=ASKING)
    assert (200, 0) == left(book)
    feed(book, *undone(book))
    assert all(one.status == "applied" for one in book.resume())
    assert (500, 300) == left(book)


@pytest.mark.parametrize(("rail", "expected"), [("bank", None), ("paypal", "payout.other_rail")])
def test_an_instruction_goes_by_the_rail_of_its_account(rail: str, expected: str | None) -> None:
    book = book_of(*FIRM, withdraw("u1", 300), of=PAYING)
    assert [expected] == codes([book.apply(submit(SENT, rail))])
    payout = book.payout(SENT)
    assert payout is not None
    assert "bank" == payout.rail
    assert (payout.submitted_us is None) is (expected is not None)


def test_without_payees_any_rail_takes_it_as_before() -> None:
    book = book_of(*available("u1", 500), withdraw("u1", 300), submit(SENT, "paypal"))
    payout = book.payout(SENT)
    assert payout is not None
    assert "paypal" == payout.rail


def test_rules_of_payees_and_of_withdrawals_come_together() -> None:
    book = book_of(*FIRM, account("u1", "other", day=9, checker_id="chief"), of=PAYING)
    request = replace(withdraw("u1", 501), payee_token="other")
    decision = book.apply(request)
    assert ["payout.broken_rules"] == codes([decision])
    expected = ["payout.exceeds_available", "payee.account_cooling", "payee.invoice_short"]
    assert expected == [one.code for one in decision.findings]
    assert decision.refusal is not None
    assert ", ".join(expected) == dict(decision.refusal.facts)["codes"]
    assert decision.findings == book.apply(request).findings


@pytest.mark.parametrize("of", [PAYING, ASKING])
def test_an_instruction_keeps_its_account(of: Policy) -> None:
    book = book_of(*FIRM, withdraw("u1", 300), account("u1", "new", checker_id="chief"), of=of)
    payout = book.payout(SENT)
    assert payout is not None
    assert "token" == payout.payee_token


GROSS, FEE = 400_000, 200
LEVIED = 64_000  # of labour pay: a fifth of what is left after a fifth of it
INVOICED = tuple(replace(one, needs_invoice=True) for one in PAYEES.rules)
EVERYTHING = replace(
    ruled(automatic_below_minor=None, fee=FIXED), payees=paying(rules=INVOICED), tax=TAX
)


def year_of_person(book: Book, person_id: str) -> tuple[TaxMonth, ...]:
    """Return the months of who is taxed."""
    found, _ = book.rows[tax_year_key(PAYER, CURRENCY, "2024", person_id)]
    assert isinstance(found, TaxYear)
    return found.months


def sent(kind: PayeeKind, gross_minor: int = GROSS) -> Book:
    """Return a book in which all was asked for, approved by its batch, and handed to the rail."""
    book = book_of(*available("u1", gross_minor), *paid_to("u1", kind), of=EVERYTHING)
    feed(book, invoice("u1", gross_minor), withdraw("u1", gross_minor), propose())
    feed(book, decide_on(batch_of(book)))
    assert all(one.status == "applied" for one in book.resume())
    feed(book, submit(SENT))
    return book


@pytest.mark.parametrize(
    ("kind", "tax_minor", "scheme_id"),
    [("individual", LEVIED, "cn_labour"), ("company", 0, "none")],
)
def test_the_whole_way_of_a_payee_with_fee_and_tax(
    kind: PayeeKind, tax_minor: int, scheme_id: str
) -> None:
    book = sent(kind)
    payout = book.payout(SENT)
    assert payout is not None
    net_minor = GROSS - FEE - tax_minor
    assert ("submitted", "bank", GROSS) == (payout.state, payout.rail, payout.gross_minor)
    assert (net_minor, FEE, tax_minor) == (
        payout.amount_minor,
        payout.fee_minor,
        payout.tax_minor,
    )
    assert (0, 0) == left(book)
    feed(book, said(SENT, "paid", net_minor))
    (month,) = year_of_person(book, "person u1")
    assert (scheme_id, tax_minor) == (month.scheme_id, month.paid.tax_minor)
    assert (1, 0) == (month.paid.payment_count, month.reserved.payment_count)
    assert (0, 0) == left(book)


@pytest.mark.parametrize(("kind", "tax_minor"), [("individual", LEVIED), ("company", 0)])
def test_what_failed_gives_back_money_invoices_and_tax(kind: PayeeKind, tax_minor: int) -> None:
    book = sent(kind)
    feed(book, said(SENT, "failed", GROSS - FEE - tax_minor))
    assert (GROSS, GROSS) == left(book)
    (month,) = year_of_person(book, "person u1")
    assert (0, 0) == (month.paid.payment_count, month.reserved.payment_count)
    feed(book, retry(SENT))
    assert (0, 0) == left(book)
    (month,) = year_of_person(book, "person u1")
    assert (1, tax_minor) == (month.reserved.payment_count, month.reserved.tax_minor)


def test_a_kind_that_no_tax_rule_is_for_takes_no_invoices() -> None:
    told = (*available("u1", 500), *paid_to("u1", "company"), invoice("u1", 300))
    none = TaxPolicy(rules=(TaxRule(scheme=NONE, currency=CURRENCY, kinds=("individual",)),))
    book = book_of(*told, of=replace(PAYING, tax=none))
    assert ["tax.no_rule"] == codes([book.apply(withdraw("u1", 300))])
    assert (500, 300) == left(book)
