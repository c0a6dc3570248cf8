"""Tax for the crash tests: something is withheld from every payout, and months are declared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from examples.shop_year.source import CURRENCY, SHOP
from fenxiao import (
    Event,
    OpeningTax,
    OpeningTaxMonth,
    TaxMonthDeclared,
    TaxPolicy,
    TaxRemitted,
    TaxRule,
    TaxScheme,
)
from fenxiao.payout.tax.schemes import TaxBand

__all__ = ["TAX", "taxes"]

TENTH = TaxScheme(
    scheme_id="tenth", method="occurrence", bands=(TaxBand(above_minor=0, rate_ppm=100_000),)
)
TAX = TaxPolicy(rules=(TaxRule(scheme=TENTH, currency=CURRENCY),), utc_offset_minutes=0)


def taxes(part: int, at: datetime) -> Iterator[Event]:
    """Yield a take-over, the declaration of the month before, in pages, and what is paid over."""
    books: dict[str, Any] = {"payer_id": SHOP, "currency": CURRENCY}
    before = f"{at.replace(day=1) - timedelta(days=1):%Y-%m}"
    month = OpeningTaxMonth(
        month=before, scheme_id="tenth", gross_minor=900, income_tax_minor=90, is_declared=False
    )
    for number in range(3):
        yield OpeningTax(
            id=f"tax:{part}:{number}",
            at=at,
            person_id=f"old:{part}:{number}",
            months=(month,),
            unremitted_minor=90,
            **books,
        )
    yield TaxMonthDeclared(id=f"declared:{part}", at=at, month=before, limit=2, **books)
    yield TaxRemitted(id=f"remitted:{part}", at=at, month=before, amount_minor=270, **books)
