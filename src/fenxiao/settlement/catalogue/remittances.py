"""The catalogue's rows about remittances (收付款事件目录).

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.model.remittances import ClearingSettled, FoldBalance, MerchantPaid, SupplierPaid
from fenxiao.settlement.catalogue.spec import (
    EventSpec,
    always,
    from_facts,
    from_itself,
    reads_nothing,
)
from fenxiao.settlement.remittances import (
    decide_clearing,
    decide_fold_balance,
    decide_merchant_paid,
    decide_supplier_paid,
    first_fold_balance,
    first_merchant_paid,
    first_supplier_paid,
)

__all__ = ["REMITTANCES"]

_OWED = ("owed.fold_first", "owed.nothing", "owed.exceeded")
_GUARD = (
    "the balance, though it stays the same, also by a refusal: of several payments at once, one"
    " wins, and none rests on a balance that a fold was moving"
)

REMITTANCES = (
    EventSpec(
        ClearingSettled,
        "A gateway paid out what it had collected",
        "通道到账",
        ("event",),
        {"event": "guarded", "entry": "appended"},
        ("event.id_reused",),
        "nothing but itself: what arrived, arrived",
        reads_nothing,
        from_itself(decide_clearing),
    ),
    EventSpec(
        MerchantPaid,
        "A merchant was paid what he is owed",
        "结付商家",
        ("event", "balance", "movements"),
        {
            "event": "guarded",
            "balance": "guarded",
            "entry": "appended",
            "movement": "appended",
        },
        ("event.id_reused", *_OWED),
        _GUARD,
        always(first_merchant_paid),
        from_facts(decide_merchant_paid),
    ),
    EventSpec(
        SupplierPaid,
        "A supplier was paid what he is owed",
        "结付供应商",
        ("event", "balance", "movements"),
        {
            "event": "guarded",
            "balance": "guarded",
            "entry": "appended",
            "movement": "appended",
            "audit": "appended",
        },
        ("event.id_reused", *_OWED),
        _GUARD,
        always(first_supplier_paid),
        from_facts(decide_supplier_paid),
    ),
    EventSpec(
        FoldBalance,
        "Changes of what somebody is owed join their checkpoint",
        "应付汇总",
        ("event", "continuation", "balance", "movements"),
        {
            "event": "guarded",
            "balance": "guarded",
            "movement": "removed",
            "continuation": "queued",
        },
        ("event.id_reused",),
        "the balance, and every change that it takes, by removing exactly that row",
        always(first_fold_balance),
        from_facts(decide_fold_balance),
    ),
)
"""What comes from gateways, and what goes to merchants and suppliers."""
