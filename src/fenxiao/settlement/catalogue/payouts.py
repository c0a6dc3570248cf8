"""The catalogue's rows about withdrawals and payouts (提现与打款事件目录).

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.model.events import PayoutResult, WithdrawalCancelled, WithdrawalRequested
from fenxiao.settlement.catalogue.spec import EventSpec, Write, always, from_facts
from fenxiao.settlement.payouts import (
    decide_cancelled,
    decide_result,
    first_cancelled,
    first_result,
)
from fenxiao.settlement.withdrawals import decide_withdrawal, first_withdrawal

__all__ = ["PAYOUTS"]

_PAYEE = (
    *("payee.not_registered", "payee.employee", "payee.kind_not_paid", "payee.unverified"),
    *("payee.account_unknown", "payee.account_waiting", "payee.account_cooling"),
    *("payee.account_limited", "payee.rail_not_paid", "payee.invoice_short"),
)
_MOVES: dict[str, Write] = {
    "event": "guarded",
    "payout": "guarded",
    "entry": "appended",
    "delta": "appended",
    "payee": "guarded",
    "invoice_use": "removed",
}

PAYOUTS = (
    EventSpec(
        WithdrawalRequested,
        "A member asks for money",
        "提现申请",
        ("event", "payee", "member", "wallet", "wallet_tail"),
        {
            "event": "guarded",
            "wallet": "guarded",
            "payout": "guarded",
            "payee": "guarded",
            "invoice_use": "guarded",
            "entry": "appended",
            "delta": "appended",
        },
        (
            "event.id_reused",
            "payout.fold_first",
            "payout.below_minimum",
            "payout.exceeds_available",
            *_PAYEE,
        ),
        "the wallet, though it stays the same, also by a refusal: of several withdrawals at once,"
        " one wins, and none rests on a balance that a fold was moving",
        first_withdrawal,
        decide_withdrawal,
    ),
    EventSpec(
        PayoutResult,
        "The rail said something about an instruction",
        "打款结果",
        ("event", "payout", "invoice_use", "payee"),
        _MOVES,
        (
            "event.id_reused",
            "payout.unknown",
            "payout.unknown_attempt",
            "payout.amount_differs",
            "payout.paid_twice",
            "payout.conflict",
        ),
        "its own instruction",
        always(first_result),
        decide_result,
    ),
    EventSpec(
        WithdrawalCancelled,
        "A member takes a withdrawal back",
        "撤回提现",
        ("event", "payout"),
        {"event": "guarded", "payout": "guarded", "entry": "appended", "delta": "appended"},
        ("event.id_reused", "payout.unknown", "payout.wrong_state"),
        "its own instruction, so that no batch takes it at the same moment",
        always(first_cancelled),
        from_facts(decide_cancelled),
    ),
)
"""From a withdrawal to money that has left."""
