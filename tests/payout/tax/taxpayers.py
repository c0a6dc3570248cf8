"""A person's year, for the tests of tax: payments one after the other."""

from __future__ import annotations

from collections.abc import Iterable

from fenxiao.model.tax_records import TaxSums, TaxYear, Withholding
from fenxiao.payout.tax.reckoning import Payment, withheld
from fenxiao.payout.tax.schemes import TaxScheme
from fenxiao.payout.tax.state import empty_year, reserve

YUAN = 100


def year_before(year: str = "2025") -> TaxYear:
    """Return the year of somebody who was paid nothing yet."""
    return empty_year("shop", "CNY", year, "p1")


def pay(
    year: TaxYear, month: str, gross_minor: int, scheme: TaxScheme, *, is_known: bool = True
) -> tuple[TaxYear, Withholding]:
    """Return the year after one more payment, and what was withheld of it."""
    sums = withheld(Payment(year, month, gross_minor, is_known), scheme)
    after = reserve(year, month, scheme.scheme_id, sums)
    key = f"K{after.last_seq}"
    row = Withholding(
        *(key, f"i{after.last_seq}", "shop", "u1", "CNY", "p1"),
        *(month, scheme.scheme_id, 0, after.last_seq, sums),
    )
    return after, row


def taxes(payments: Iterable[tuple[str, int]], scheme: TaxScheme) -> list[TaxSums]:
    """Return what is withheld of payments, each a month and an amount, one after the other."""
    found = []
    year: TaxYear | None = None
    for month, gross_minor in payments:
        year, row = pay(year or year_before(month[:4]), month, gross_minor, scheme)
        found.append(row.sums)
    return found


def income_taxes(payments: Iterable[tuple[str, int]], scheme: TaxScheme) -> list[int]:
    """Return the income taxes alone, in fen."""
    return [one.income_tax_minor for one in taxes(payments, scheme)]
