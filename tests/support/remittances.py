"""Short ways to write remittances."""

from __future__ import annotations

from typing import Any

from fenxiao.model.remittances import (
    ClearingSettled,
    Deduction,
    FoldBalance,
    MerchantPaid,
    OwedAccount,
    SupplierPaid,
)
from tests.support.build import CURRENCY, PAYER, at

WHERE: dict[str, Any] = {"payer_id": PAYER, "currency": CURRENCY, "at": at(9)}
TWO_PERSONS: dict[str, Any] = {"maker_id": "maker", "checker_id": "checker"}
SPOILT = Deduction(amount_minor=300, reason="spoilt")


def arrived(event_id: str = "arrived", tender: str = "wechat", **how: Any) -> ClearingSettled:
    return ClearingSettled(
        **{"id": event_id, "tender": tender, "arrived_minor": 8_900, **WHERE, **how}
    )


def merchant_paid(event_id: str = "pay", merchant_id: str = "shop", **how: Any) -> MerchantPaid:
    return MerchantPaid(**{"id": event_id, "merchant_id": merchant_id, **WHERE, **how})


def supplier_paid(event_id: str = "pay", supplier_id: str = "factory", **how: Any) -> SupplierPaid:
    return SupplierPaid(**{"id": event_id, "supplier_id": supplier_id, **WHERE, **how})


def fold_balance(
    account: OwedAccount = "merchant_payable", party_id: str = "shop", **how: Any
) -> FoldBalance:
    fields = {"id": f"fold {party_id}", "account": account, "party_id": party_id}
    return FoldBalance(**{**fields, **WHERE, **how})


REMITTANCES = (
    arrived(),
    merchant_paid(),
    supplier_paid(deductions=(SPOILT,), **TWO_PERSONS),
    fold_balance(),
)
"""One of each."""
