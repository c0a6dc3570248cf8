"""Trade for the crash tests: a shop that sells for a merchant, and settles with everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from examples.shop_year.source import CURRENCY, SHOP
from fenxiao import (
    ClearingSettled,
    Deduction,
    Event,
    FoldBalance,
    LedgerPolicy,
    MerchantPaid,
    PayerBooks,
    SupplierPaid,
)

__all__ = ["LEDGER", "remittances"]

LEDGER = LedgerPolicy(payers=(PayerBooks(payer_id=SHOP, mode="agent", fee_ppm=50_000),))
DAY = timedelta(days=1)


def remittances(part: int, at: datetime) -> Iterator[Event]:
    """Yield what a gateway pays out, folds, and what a merchant and a supplier are paid."""
    books: dict[str, Any] = {"payer_id": SHOP, "currency": CURRENCY}
    yield ClearingSettled(
        id=f"arrived:{part}", at=at, tender="unnamed", arrived_minor=5_000, fee_minor=7, **books
    )
    yield FoldBalance(
        id=f"fold owed:{part}",
        at=at,
        account="merchant_payable",
        party_id=SHOP,
        limit=3,
        **books,
    )
    for number, amount_minor in enumerate((1, 10**12, None)):  # the second is refused
        name = f"merchant:{part}:{number}"
        yield MerchantPaid(id=name, at=at, merchant_id=SHOP, amount_minor=amount_minor, **books)
    yield SupplierPaid(
        id=f"supplier:{part}",
        at=at + DAY,
        supplier_id="factory",
        amount_minor=500,
        deductions=(Deduction(amount_minor=30, reason="spoilt"),),
        is_advance=True,
        maker_id="ann",
        checker_id="bob",
        **books,
    )
