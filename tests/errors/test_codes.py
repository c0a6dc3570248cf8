"""The table of codes: every row is complete, unique and in the voice of the others."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from fenxiao.errors import CODES, Code
from fenxiao.errors.book_codes import BOOKS
from fenxiao.errors.codes import _ROWS
from fenxiao.errors.hold_codes import HOLDS
from fenxiao.errors.link_codes import LINKS
from fenxiao.errors.operation_codes import OPERATIONS
from fenxiao.errors.order_codes import ORDERS
from fenxiao.errors.payee_codes import PAYEES
from fenxiao.errors.payout_codes import PAYOUTS
from fenxiao.errors.period_codes import PERIODS
from fenxiao.errors.plan_codes import PLANS
from fenxiao.errors.rail_codes import RAILS
from fenxiao.errors.reconcile_codes import RECONCILING
from fenxiao.errors.refusals import REFUSALS
from fenxiao.errors.tax_codes import TAXES

KNOWN = {
    "books",
    "case",
    "correction",
    "enrolment",
    "credit",
    "daily",
    "storefront",
    "event",
    "facts",
    "grade",
    "graph",
    "hold",
    "ledger",
    "invite",
    "link",
    "member",
    "money",
    "opening",
    "operation",
    "order",
    "owed",
    "payee",
    "payout",
    "period",
    "plan",
    "policy",
    "quota",
    "rail",
    "reconcile",
    "record",
    "rule",
    "terms",
    "voucher",
    "tax",
    "wallet",
}


REFUSED = (
    *(*REFUSALS, *LINKS, *PLANS, *BOOKS, *PERIODS),
    *(*OPERATIONS, *ORDERS, *RAILS, *PAYOUTS, *RECONCILING, *HOLDS, *TAXES, *PAYEES),
)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_no_code_stands_twice() -> None:
    assert len(_ROWS) == len(CODES)


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row.code)
class TestRow:
    def test_its_code_names_a_family_and_what_is_wrong(self, row: Code) -> None:
        assert re.fullmatch(r"[a-z]+\.[a-z]+(_[a-z]+)*", row.code)
        assert row.code.split(".")[0] in KNOWN

    def test_only_refusals_are_final_or_retried(self, row: Code) -> None:
        refused = {code for code, kind, *_ in REFUSED if kind not in {"error", "warning"}}
        assert (row.code in refused) == (row.kind in {"final", "retry"})

    def test_its_hint_needs_nothing_that_its_message_does_not_name(self, row: Code) -> None:
        assert placeholders(row.hint) <= placeholders(row.message)

    def test_money_in_it_carries_its_unit(self, row: Code) -> None:
        for name in placeholders(row.message):
            if name.endswith("_minor"):
                assert "minor units" in row.message or row.code == "ledger.bad_amount"
            if name.endswith("_ppm"):
                assert "ppm" in row.message
