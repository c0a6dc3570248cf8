"""Remittances: what gateways pay in, what merchants and suppliers are paid, once."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.model.contract import balance_key
from fenxiao.model.events import Deduction, Event
from fenxiao.model.records import Audit, Balance
from fenxiao.settlement import remittances
from fenxiao.settlement.book import Book
from tests.support.build import CURRENCY, PAYER, touch
from tests.support.remittances import (
    SPOILT,
    TWO_PERSONS,
    arrived,
    fold_balance,
    merchant_paid,
    supplier_paid,
)
from tests.support.trades import AGENT, PRINCIPAL, back, balances, received, sold

SHOP, FACTORY, WECHAT = (
    ("merchant_payable", "shop"),
    ("supplier_payable", "factory"),
    ("clearing", "wechat"),
)


def book_of(*events: Event, policy: Any = AGENT) -> Book:
    book = Book(policy)
    for event in (touch("u1", "u2"), sold(), received(), *events):
        assert book.apply(event).refusal is None
    return book


def code_of(book: Book, event: Event) -> str:
    refusal = book.apply(event).refusal
    assert refusal is not None
    return refusal.code


def test_a_gateway_pays_out_and_keeps_its_fee() -> None:
    book = book_of(arrived(fee_minor=46, reference="w-0618"))
    left = balances(book.entries)
    assert WECHAT not in left
    assert (8_900, 100) == (left["bank", ""], left["collection_fee", ""])
    assert "w-0618" == book.entries[-1].subject_id


def test_a_merchant_is_paid_all_that_he_is_owed() -> None:
    book = book_of(merchant_paid())
    left = balances(book.entries)
    assert SHOP not in left
    assert -(10_800 - 500 - 500 - 4_000) == left["bank", ""]
    assert "pay" == book.entries[-1].subject_id


def test_a_merchant_is_paid_no_more_than_he_is_owed_unless_it_is_an_advance() -> None:
    book = book_of()
    owed_minor = -balances(book.entries)[SHOP]
    more = owed_minor + 1
    assert "owed.exceeded" == code_of(book, merchant_paid("p1", amount_minor=more))
    assert book.apply(merchant_paid("p2", amount_minor=more, is_advance=True)).refusal is None
    assert 1 == balances(book.entries)[SHOP]
    assert "owed.nothing" == code_of(book, merchant_paid("p3"))


def test_a_payment_is_made_once() -> None:
    book = book_of(merchant_paid())
    before = balances(book.entries)
    assert "replayed" == book.apply(merchant_paid()).status
    assert before == balances(book.entries)


def test_a_refund_after_the_payment_is_owed_by_the_merchant() -> None:
    book = book_of(merchant_paid(), back(1, quantity=2))
    left = balances(book.entries)
    assert 5_800 == left[SHOP]
    assert "owed.nothing" == code_of(book, merchant_paid("p2"))


def test_a_supplier_is_paid_what_is_left_after_deductions() -> None:
    spoilt = Deduction(amount_minor=300, reason="spoilt in transit")
    late = Deduction(amount_minor=200, reason="late", merchant_id="shop")
    book = book_of(supplier_paid(deductions=(spoilt, late), **TWO_PERSONS))
    before, left = balances(book_of().entries), balances(book.entries)
    assert FACTORY not in left
    assert -3_500 == left["bank", ""]
    assert -300 == left["cost_of_goods", ""]
    assert before[SHOP] - 200 == left[SHOP]
    audit = book.rows["audit", "pay"][0]
    assert isinstance(audit, Audit)
    assert ("factory", "spoilt in transit; late", "maker", "checker") == audit[2:6]


def test_a_supplier_may_only_be_deducted() -> None:
    deducted = supplier_paid(deductions=(SPOILT,), amount_minor=0, **TWO_PERSONS)
    book = book_of(deducted, policy=PRINCIPAL)
    left = balances(book.entries)
    assert (-3_700, 3_700) == (left[FACTORY], left["cost_of_goods", ""])
    assert ("bank", "") not in left
    assert ["supplier_deduction"] == [one.template for one in book.entries if one[1] == "pay"]


@pytest.mark.parametrize(
    ("how", "code"),
    [
        pytest.param({"amount_minor": 4_001}, "owed.exceeded", id="more than he is owed"),
        pytest.param(
            {"amount_minor": 3_701, "deductions": (SPOILT,), **TWO_PERSONS},
            "owed.exceeded",
            id="more, with a deduction",
        ),
        pytest.param({"supplier_id": "farm"}, "owed.nothing", id="nothing"),
    ],
)
def test_a_supplier_is_paid_no_more_than_he_is_owed(how: dict[str, Any], code: str) -> None:
    book = book_of()
    before = len(book.entries)
    assert code == code_of(book, supplier_paid(**how))
    assert before == len(book.entries)


def test_an_advance_is_taken_off_later_deliveries() -> None:
    book = book_of(supplier_paid(amount_minor=5_000, is_advance=True))
    for event in (sold("o2"), received("o2")):
        book.apply(event)
    book.apply(supplier_paid("rest"))
    assert FACTORY not in balances(book.entries)
    assert -8_000 == balances(book.entries)["bank", ""]


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_a_fold_changes_no_balance(limit: int) -> None:
    book = book_of(back(1, quantity=1), merchant_paid("p1", amount_minor=7))
    owed = balances(book.entries)
    waiting: Event | None = fold_balance(limit=limit)
    while waiting is not None:
        waiting = book.apply(waiting).continuation
    row = book.rows[balance_key(PAYER, *SHOP, CURRENCY)][0]
    assert isinstance(row, Balance)
    assert -owed[SHOP] == row.amount_minor
    assert not any(key[0] == "movement" and key[2:4] == SHOP for key in book.rows)
    book.apply(merchant_paid("p2"))
    assert SHOP not in balances(book.entries)


def test_a_long_tail_is_folded_first(monkeypatch: pytest.MonkeyPatch) -> None:
    book = book_of()
    monkeypatch.setattr(remittances, "TAIL_LIMIT", 1)
    assert "owed.fold_first" == code_of(book, merchant_paid())
    assert "owed.fold_first" == code_of(book, supplier_paid())
    assert ("event", "pay") not in book.rows
