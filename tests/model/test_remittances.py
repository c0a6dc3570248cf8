"""Events of remittances: checked as they are made, and the same after JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fenxiao.errors import FenxiaoError
from fenxiao.model.border import dump_event, load_event
from fenxiao.model.envelope import PAGE_LIMIT
from fenxiao.model.events import Event
from fenxiao.model.remittances import Deduction
from fenxiao.money import AMOUNT_LIMIT_MINOR
from tests.support.remittances import (
    REMITTANCES,
    SPOILT,
    TWO_PERSONS,
    arrived,
    fold_balance,
    merchant_paid,
    supplier_paid,
)

ARRIVED, MERCHANT, SUPPLIER, FOLD = REMITTANCES
FIELD, AMOUNT, WHOLE = "event.bad_field", "money.amount_range", "money.not_integer"


@pytest.mark.parametrize("event", REMITTANCES, ids=lambda event: type(event).__name__)
def test_an_event_comes_back_from_its_text(event: Event) -> None:
    assert event == load_event(dump_event(event))


@pytest.mark.parametrize(
    ("event", "fields", "code"),
    [
        (ARRIVED, {"reference": ""}, "event.bad_id"),
        (ARRIVED, {"currency": "XXX"}, "money.unknown_currency"),
        (ARRIVED, {"arrived_minor": 0}, FIELD),
        (ARRIVED, {"arrived_minor": -1}, AMOUNT),
        (ARRIVED, {"fee_minor": -1}, AMOUNT),
        (ARRIVED, {"fee_minor": 0.5}, WHOLE),
        (MERCHANT, {"amount_minor": 0}, AMOUNT),
        (MERCHANT, {"amount_minor": AMOUNT_LIMIT_MINOR + 1}, AMOUNT),
        (MERCHANT, {"is_advance": 1}, FIELD),
        (MERCHANT, {"is_advance": True}, FIELD),
        (SUPPLIER, {"amount_minor": -1}, AMOUNT),
        (SUPPLIER, {"amount_minor": 0, "deductions": ()}, AMOUNT),
        (SUPPLIER, {"deductions": (7,)}, FIELD),
        (SUPPLIER, {"is_advance": True}, FIELD),
        (SUPPLIER, {"checker_id": None}, "event.bad_id"),
        (SUPPLIER, {"maker_id": None}, "event.bad_id"),
        (SUPPLIER, {"checker_id": "maker"}, FIELD),
        (SUPPLIER, {"deductions": (), "checker_id": None}, "event.bad_id"),
        (FOLD, {"account": "bank"}, FIELD),
        (FOLD, {"limit": 0}, "event.bad_quantity"),
        (FOLD, {"limit": PAGE_LIMIT + 1}, "event.bad_quantity"),
        (SPOILT, {"amount_minor": 0}, AMOUNT),
        (SPOILT, {"reason": ""}, "event.bad_id"),
        (SPOILT, {"merchant_id": ""}, "event.bad_id"),
    ],
)
def test_a_wrong_field_is_refused_by_code(event: Any, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        replace(event, **fields)
    assert code == caught.value.code


def test_deductions_are_an_amount_together() -> None:
    half = Deduction(amount_minor=AMOUNT_LIMIT_MINOR // 2 + 1, reason="spoilt")
    with pytest.raises(FenxiaoError) as caught:
        supplier_paid(deductions=(half, half), **TWO_PERSONS)
    assert AMOUNT == caught.value.code


def test_what_is_allowed() -> None:
    assert 0 == arrived(arrived_minor=0, fee_minor=5).arrived_minor
    assert 5 == merchant_paid(amount_minor=5, is_advance=True).amount_minor
    assert (SPOILT,) == supplier_paid(deductions=[SPOILT], **TWO_PERSONS).deductions
    assert 600 == supplier_paid(deductions=(SPOILT, SPOILT), **TWO_PERSONS).deducted_minor
    assert () == supplier_paid().deductions
    assert 1_000 == fold_balance().limit


def test_entries_are_about_the_transfer_or_else_the_event() -> None:
    assert ["w-7", "arrived"] == [arrived(reference=one).subject_id for one in ("w-7", None)]
