"""Backup withholding: from the payment on that reaches the amount, and only of the unknown."""

from __future__ import annotations

import pytest

from fenxiao.payout.tax.schemes import TaxScheme
from fenxiao.payout.tax.united_states import BACKUP_2018, BACKUP_2026
from tests.payout.tax.taxpayers import income_taxes, pay, year_before


def unknown(payments: list[int], scheme: TaxScheme) -> list[int]:
    year = year_before()
    found = []
    for gross_minor in payments:
        year, row = pay(year, "2025-03", gross_minor, scheme, is_known=False)
        found.append(row.sums.income_tax_minor)
    return found


@pytest.mark.parametrize(
    ("scheme", "payments", "expected"),
    [
        (BACKUP_2018, [59_999], [0]),
        (BACKUP_2018, [60_000], [14_400]),
        (BACKUP_2018, [60_001], [14_400]),
        (BACKUP_2018, [60_003], [14_401]),
        (BACKUP_2018, [30_000, 29_999, 1, 100], [0, 0, 0, 24]),
        (BACKUP_2018, [30_000, 30_000, 100], [0, 7_200, 24]),
        (BACKUP_2026, [199_999], [0]),
        (BACKUP_2026, [200_000], [48_000]),
    ],
)
def test_the_payment_that_reaches_the_amount_is_withheld_from_whole(
    scheme: TaxScheme, payments: list[int], expected: list[int]
) -> None:
    assert expected == unknown(payments, scheme)


def test_nothing_is_withheld_from_who_has_shown_his_number() -> None:
    assert [0] == income_taxes([("2025-03", 10**7)], BACKUP_2018)
