"""From a withdrawal to money that has left, with payees: asked at each attempt, freed each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from fenxiao.model.contract import invoice_use_key
from fenxiao.model.events import Event
from fenxiao.payout.policy import PayoutPolicy, WithdrawalFee, WithdrawalRule
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
from tests.support.payees import PAYEES, PAYING, account, invoice, paid_to, refusing
from tests.support.payouts import (
    APPROVED,
    batch_of,
    cancel,
    decide_on,
    propose,
    reject,
    retry,
    said,
    submit,
)

FIRM = (*available("u1", 500), *paid_to("u1", "company"), invoice("u1", 300))
SENT = instruction_id("withdraw u1")
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
