"""Short ways to write remittances."""

from __future__ import annotations

from typing import Any

from fenxiao.model.contract import balance_key
from fenxiao.model.events import Event, Tender
from fenxiao.model.remittances import (
    ClearingSettled,
    Deduction,
    FoldBalance,
    MerchantPaid,
    OwedAccount,
    SupplierPaid,
)
from tests.support.build import CURRENCY, PAYER, at
from tests.support.trades import AGENT, back, line, received, sold

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

_PARTS = {"plans": AGENT.plans, "ledger": AGENT.ledger}
_FIFTY = (Tender(tender="wechat", amount_minor=50),)
REFUSED_TRADE: dict[str, tuple[dict[str, Any], list[Event], Event]] = {
    "order.tenders_differ": (_PARTS, [sold()], back(1, amount_minor=51, tenders=_FIFTY)),
    "order.tender_exceeds": (
        _PARTS,
        [sold("o1", line(tenders=()))],
        back(1, amount_minor=50, tenders=_FIFTY),
    ),
    "owed.nothing": (_PARTS, [sold()], merchant_paid()),
    "owed.exceeded": (_PARTS, [sold(), received()], merchant_paid(amount_minor=10_000)),
}
"""The refusals of trade: parts of the policy, what was before, and what is refused."""
OWED_TO_SHOP = balance_key(PAYER, "merchant_payable", "shop", CURRENCY)
