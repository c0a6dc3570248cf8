"""The templates: a table that is whole and balances by its form."""

from __future__ import annotations

import pytest

from fenxiao.ledger.templates import TEMPLATES, Move
from fenxiao.payout.lifecycle import LIFECYCLE

SENTENCES = {
    "accrual": [("deferred_cost", "member_deferred")],
    "confirmation": [
        ("commission_expense", "deferred_cost"),
        ("member_deferred", "member_held"),
    ],
    "release": [("member_held", "member_available")],
    "release_stopped": [("member_held", "member_frozen")],
    "opening_overdrawn": [("member_available", "opening_balance")],
    "correction_up_paid": [("deferred_cost", "member_deferred")],
    "correction_up_confirmed": [("commission_expense", "member_held")],
    "correction_up_released": [("commission_expense", "member_available")],
    "correction_down_paid": [("member_deferred", "deferred_cost")],
    "correction_down_confirmed": [("member_held", "commission_expense")],
    "correction_down_released": [("member_available", "commission_expense")],
    "clawback_paid": [("member_deferred", "deferred_cost")],
    "clawback_confirmed": [("member_held", "commission_expense")],
    "clawback_released": [("member_available", "commission_expense")],
    "withdrawal": [("member_available", "member_in_transit")],
    "payout_paid": [("member_in_transit", "bank")],
    "payout_failed": [("member_in_transit", "member_available")],
    "payout_returned": [("bank", "member_available")],
    "withdrawal_back": [("member_in_transit", "member_available")],
    "payout_fee": [("member_in_transit", "payout_fee")],
    "payout_fee_back": [("payout_fee", "member_available")],
    "payout_tax": [("member_in_transit", "tax_payable")],
    "payout_tax_back": [("tax_payable", "member_available")],
    "payout_charge": [("payout_charge", "bank")],
    "award_held": [("commission_expense", "member_held")],
    "award_available": [("commission_expense", "member_available")],
    "award_released": [("member_held", "member_available")],
    "award_back_held": [("member_held", "commission_expense")],
    "award_back": [("member_available", "commission_expense")],
    "confirmation_back": [
        ("deferred_cost", "commission_expense"),
        ("member_held", "member_deferred"),
    ],
    "release_back": [("member_available", "member_held")],
    "freeze": [("member_available", "member_frozen")],
    "unfreeze": [("member_frozen", "member_available")],
    "forfeit": [("member_frozen", "forfeited")],
    "forfeit_back": [("forfeited", "member_frozen")],
    "adjustment_up": [("adjustment", "member_available")],
    "adjustment_down": [("member_available", "adjustment")],
    "debt_noted": [("member_debt", "member_available")],
    "debt_netted": [("member_available", "member_debt")],
    "debt_paid": [("bank", "member_debt")],
    "write_off": [("bad_debt", "member_debt")],
    "write_off_back": [("member_debt", "debt_recovered")],
    "dormant": [("member_available", "dormant")],
    "dormant_back": [("dormant", "member_available")],
    "opening_deferred": [("deferred_cost", "member_deferred")],
    "opening_held": [("opening_balance", "member_held")],
    "opening_available": [("opening_balance", "member_available")],
    "opening_frozen": [("opening_balance", "member_frozen")],
    "opening_in_transit": [("opening_balance", "member_in_transit")],
    "opening_debt": [("member_debt", "opening_balance")],
    "wages": [("member_available", "wages_payable")],
    "wages_back": [("wages_payable", "member_available")],
    "fx_sold": [("fx_position", "bank")],
    "fx_bought": [("bank", "fx_position")],
    "accrual_merchant": [("merchant_pending", "member_deferred")],
    "confirmation_merchant": [
        ("merchant_payable", "merchant_pending"),
        ("member_deferred", "member_held"),
    ],
    "confirmation_back_merchant": [
        ("merchant_pending", "merchant_payable"),
        ("member_held", "member_deferred"),
    ],
    "clawback_paid_merchant": [("member_deferred", "merchant_pending")],
    "clawback_confirmed_merchant": [("member_held", "merchant_payable")],
    "clawback_released_merchant": [("member_available", "merchant_payable")],
    "hold_placed": [("member_available", "member_reserved")],
    "hold_posted": [("member_reserved", "clearing")],
    "hold_voided": [("member_reserved", "member_available")],
    "hold_expired": [("member_reserved", "member_available")],
    "hold_returned": [("clearing", "member_available")],
    "clearing_settled": [("bank", "clearing"), ("collection_fee", "clearing")],
    "merchant_paid": [("merchant_payable", "bank")],
    "tax_remitted": [("tax_payable", "bank")],
    "opening_tax": [("opening_balance", "tax_payable")],
    "supplier_paid": [("supplier_payable", "bank")],
    "supplier_deduction": [
        ("supplier_payable", "cost_of_goods"),
        ("supplier_payable", "merchant_payable"),
    ],
}
TRADE = {
    "capture_principal": [
        ("clearing", "contract_liability"),
        ("merchant_pending", "contract_liability"),
        ("collection_fee", "clearing"),
    ],
    "capture_agent": [
        ("clearing", "merchant_pending"),
        ("coupon_expense", "merchant_pending"),
        ("merchant_pending", "merchant_pending"),
        ("collection_fee", "clearing"),
        ("merchant_pending", "clearing"),
    ],
    "receipt_principal": [
        ("contract_liability", "revenue"),
        ("contract_liability", "freight_income"),
        ("contract_liability", "tax_payable"),
        ("merchant_payable", "merchant_pending"),
        ("cost_of_goods", "supplier_payable"),
    ],
    "receipt_agent": [
        ("merchant_pending", "merchant_payable"),
        ("merchant_pending", "freight_income"),
        ("merchant_payable", "merchant_pending"),
        ("merchant_payable", "platform_fee"),
        ("merchant_payable", "supplier_payable"),
    ],
}
"""Each has a twin in which every move is turned round."""
SENTENCES |= TRADE
SENTENCES |= {
    f"{name}_back": [(credit, debit) for debit, credit in moves] for name, moves in TRADE.items()
}


HELD_BACK = {"merchant_pending": 1, "member_deferred": -1}


def moved(*names: str) -> dict[str, int]:
    """Return what templates leave on each account, one unit moved by each."""
    left: dict[str, int] = {}
    for name in names:
        for debit, credit in TEMPLATES[name].moves:
            left[debit] = left.get(debit, 0) + 1
            left[credit] = left.get(credit, 0) - 1
    return {account: amount for account, amount in left.items() if amount}


def test_the_table_of_templates() -> None:
    expected = {name: tuple(Move(*move) for move in moves) for name, moves in SENTENCES.items()}
    assert expected == {name: row.moves for name, row in TEMPLATES.items()}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["accrual", "clawback_paid"], {}),
        (["accrual", "confirmation", "clawback_confirmed"], {}),
        (["accrual", "confirmation", "release", "clawback_released"], {}),
        (["withdrawal", "payout_failed"], {}),
        (["withdrawal", "withdrawal_back"], {}),
        (["withdrawal", "payout_fee", "payout_fee_back"], {}),
        (["withdrawal", "payout_tax", "payout_tax_back"], {}),
        (["withdrawal", "payout_paid", "payout_returned"], {}),
        (["accrual_merchant", "clawback_paid_merchant"], {}),
        (["accrual_merchant", "confirmation_merchant", "clawback_confirmed_merchant"], {}),
        (["accrual_merchant", "confirmation_merchant", "confirmation_back_merchant"], HELD_BACK),
        (
            ["accrual_merchant", "confirmation_merchant", "release", "clawback_released_merchant"],
            {},
        ),
        (
            ["accrual", "confirmation", "release", "withdrawal", "payout_paid"],
            {"commission_expense": 1, "bank": -1},
        ),
    ],
    ids=" then ".join,
)
def test_what_is_undone_leaves_nothing(names: list[str], expected: dict[str, int]) -> None:
    assert expected == moved(*names)


def test_every_step_of_a_payout_has_its_template() -> None:
    assert {step.template for step in LIFECYCLE.values()} - {None} <= set(TEMPLATES)


@pytest.mark.parametrize("row", TEMPLATES.values(), ids=lambda row: row.name)
def test_every_template_has_its_titles(row: object) -> None:
    title, title_zh = getattr(row, "title"), getattr(row, "title_zh")  # noqa: B009  # rows of two kinds
    assert title.isascii()
    assert not title_zh.isascii()
