"""Short ways to write tax policies and events of tax."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from fenxiao.model.taxes import OpeningTax, OpeningTaxMonth, TaxMonthDeclared, TaxRemitted
from fenxiao.payout.tax.china import LABOUR, NONE, PLATFORM
from fenxiao.payout.tax.policy import TaxPolicy, TaxRule
from tests.support.build import CURRENCY, PAYER, POLICY

FEBRUARY = datetime(2024, 2, 1, tzinfo=UTC)
TAX = TaxPolicy(
    rules=(
        TaxRule(scheme=LABOUR, currency=CURRENCY, kinds=("individual",)),
        TaxRule(scheme=PLATFORM, currency=CURRENCY, kinds=("individual",), effective_from=FEBRUARY),
        TaxRule(scheme=NONE, currency=CURRENCY),
    ),
    utc_offset_minutes=0,
)
"""By occurrence in January 2024, where the tests' days begin; cumulatively from February on."""
TAXED = replace(POLICY, tax=TAX)
WHERE: dict[str, Any] = {"payer_id": PAYER, "currency": CURRENCY, "at": FEBRUARY}


def tax_month(month: str = "2024-01", **how: Any) -> OpeningTaxMonth:
    fields = {"month": month, "scheme_id": "cn_labour", "gross_minor": 400_000}
    return OpeningTaxMonth(**{**fields, "income_tax_minor": 64_000, **how})


def open_tax(person_id: str, *months: OpeningTaxMonth, **how: Any) -> OpeningTax:
    fields = {"id": f"open tax {person_id}", "person_id": person_id, **WHERE}
    return OpeningTax(**{**fields, "months": months or (tax_month(),), **how})


def declared(month: str = "2024-01", **how: Any) -> TaxMonthDeclared:
    return TaxMonthDeclared(**{"id": f"declare {month}", "month": month, **WHERE, **how})


def remitted(month: str = "2024-01", **how: Any) -> TaxRemitted:
    fields = {"id": f"remit {month}", "month": month, "amount_minor": 64_000, **WHERE}
    return TaxRemitted(**{**fields, **how})


ONE_OF_EACH = (open_tax("p1"), declared(), remitted())
"""One of each kind."""
