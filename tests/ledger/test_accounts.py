"""The chart and the templates: a table that is whole and balances by its form."""

from __future__ import annotations

import pytest

from fenxiao.ledger.accounts import ACCOUNTS, TEMPLATES, Move
from fenxiao.model.records import Wallet
from fenxiao.payout.lifecycle import LIFECYCLE

SENTENCES = {
    "accrual": [("deferred_cost", "member_deferred")],
    "confirmation": [
        ("commission_expense", "deferred_cost"),
        ("member_deferred", "member_held"),
    ],
    "release": [("member_held", "member_available")],
    "clawback_paid": [("member_deferred", "deferred_cost")],
    "clawback_confirmed": [("member_held", "commission_expense")],
    "clawback_released": [("member_available", "commission_expense")],
    "withdrawal": [("member_available", "member_in_transit")],
    "payout_paid": [("member_in_transit", "bank")],
    "payout_failed": [("member_in_transit", "member_available")],
    "payout_returned": [("bank", "member_available")],
    "award_held": [("commission_expense", "member_held")],
    "award_available": [("commission_expense", "member_available")],
    "award_released": [("member_held", "member_available")],
    "award_back_held": [("member_held", "commission_expense")],
    "award_back": [("member_available", "commission_expense")],
}


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


def test_every_account_is_used_and_known() -> None:
    used = {account for row in TEMPLATES.values() for move in row.moves for account in move}
    assert set(ACCOUNTS) == used


def test_members_have_a_liability_for_each_part_of_a_wallet() -> None:
    theirs = [row for row in ACCOUNTS.values() if row.component]
    assert list(Wallet._fields[3:]) == [row.component for row in theirs]
    assert {"liability"} == {row.nature for row in theirs}
    assert {"asset", "expense"} == {row.nature for row in ACCOUNTS.values() if not row.component}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["accrual", "clawback_paid"], {}),
        (["accrual", "confirmation", "clawback_confirmed"], {}),
        (["accrual", "confirmation", "release", "clawback_released"], {}),
        (["withdrawal", "payout_failed"], {}),
        (["withdrawal", "payout_paid", "payout_returned"], {}),
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


@pytest.mark.parametrize("row", [*ACCOUNTS.values(), *TEMPLATES.values()], ids=lambda row: row.name)
def test_every_row_has_its_titles(row: object) -> None:
    title, title_zh = getattr(row, "title"), getattr(row, "title_zh")  # noqa: B009  # rows of two kinds
    assert title.isascii()
    assert not title_zh.isascii()
