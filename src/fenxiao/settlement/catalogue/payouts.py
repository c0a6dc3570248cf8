"""The catalogue's rows about withdrawals and payouts (提现与打款事件目录).

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.model.payouts import (
    ApplyBatch,
    BatchDecided,
    BatchProposed,
    PayoutRejected,
    PayoutResult,
    PayoutRetried,
    PayoutSubmitted,
    WithdrawalCancelled,
    WithdrawalRequested,
)
from fenxiao.settlement.approvals import (
    decide_apply,
    decide_decided,
    decide_proposed,
    first_apply,
    first_decided,
    first_proposed,
)
from fenxiao.settlement.catalogue.spec import EventSpec, Write, always, from_facts
from fenxiao.settlement.payouts import (
    decide_cancelled,
    decide_rejected,
    decide_result,
    decide_submitted,
    first_of_instruction,
)
from fenxiao.settlement.withdrawals import (
    decide_retried,
    decide_withdrawal,
    first_retried,
    first_withdrawal,
)

__all__ = ["PAYOUTS"]

_POSTED: dict[str, Write] = {
    "event": "guarded",
    "payout": "guarded",
    "withdrawals": "guarded",
    "tax_year": "guarded",
    "entry": "appended",
    "delta": "appended",
}
_FREED: dict[str, Write] = _POSTED | {"payee": "guarded", "invoice_use": "removed"}
_TAKEN: dict[str, Write] = _POSTED | {
    "wallet": "guarded",
    "payee": "guarded",
    "invoice_use": "guarded",
    "withholding": "appended",
}
_FREES = ("withdrawals", "invoice_use", "payee", "withholding", "tax_year")
_PAYEE = (
    *("payee.not_registered", "payee.employee", "payee.kind_not_paid", "payee.unverified"),
    *("payee.account_unknown", "payee.account_waiting", "payee.account_cooling"),
    *("payee.account_limited", "payee.rail_not_paid", "payee.invoice_short"),
    "payout.broken_rules",
)

PAYOUTS = (
    EventSpec(
        WithdrawalRequested,
        "A member asks for money",
        "提现申请",
        (
            *("event", "payee", "member", "wallet", "wallet_tail", "withdrawals"),
            "tax_year",
        ),
        _TAKEN,
        (
            *("event.id_reused", "payout.fold_first", "payout.below_minimum"),
            *("payout.exceeds_available", "payout.above_maximum", "payout.day_amount"),
            *("payout.day_count", "payout.cool_down", "payout.nothing_left"),
            *("tax.no_rule", "tax.nothing_left"),
            *_PAYEE,
        ),
        "the wallet, though it stays the same, also by a refusal: of several withdrawals at once,"
        " one wins, and none rests on a balance that a fold was moving; and the person's"
        " year of tax",
        first_withdrawal,
        decide_withdrawal,
    ),
    EventSpec(
        PayoutResult,
        "The rail said something about an instruction",
        "打款结果",
        ("event", "payout", *_FREES),
        _FREED,
        (
            "event.id_reused",
            "payout.unknown",
            "payout.unknown_attempt",
            "payout.amount_differs",
            "payout.paid_twice",
            "payout.conflict",
        ),
        "its own instruction, and the year of tax that it is in",
        always(first_of_instruction),
        decide_result,
    ),
    EventSpec(
        WithdrawalCancelled,
        "A member takes a withdrawal back",
        "撤回提现",
        ("event", "payout", *_FREES),
        _FREED,
        ("event.id_reused", "payout.unknown", "payout.wrong_state", "payout.in_batch"),
        "its own instruction, so that no batch takes it at the same moment",
        always(first_of_instruction),
        decide_cancelled,
    ),
    EventSpec(
        BatchProposed,
        "Withdrawals are put up for approval, a page at a time",
        "提交审批",
        ("event", "continuation", "batch", "payouts_requested"),
        {
            "event": "guarded",
            "batch": "guarded",
            "payout": "guarded",
            "continuation": "queued",
        },
        ("event.id_reused", "payout.batch_state", "payout.nothing_requested"),
        "the batch, and every instruction that it takes, so that none is in two batches",
        always(first_proposed),
        from_facts(decide_proposed),
    ),
    EventSpec(
        BatchDecided,
        "A person decides about a batch",
        "批次审批",
        ("event", "batch"),
        {
            "event": "guarded",
            "batch": "guarded",
            "audit": "appended",
            "continuation": "appended",
        },
        (
            *("event.id_reused", "payout.batch_unknown", "payout.batch_state"),
            *("payout.batch_differs", "payout.same_person"),
        ),
        "the batch, so that nobody approves what has changed since he looked",
        always(first_decided),
        decide_decided,
    ),
    EventSpec(
        ApplyBatch,
        "What was decided about a batch is done, a page at a time",
        "执行审批",
        ("event", "continuation", "batch", "batch_payouts", *_FREES),
        _FREED | {"batch": "guarded", "continuation": "queued"},
        ("event.id_reused", "payout.batch_unknown", "payout.batch_state"),
        "the batch, and every instruction of the page",
        always(first_apply),
        decide_apply,
    ),
    EventSpec(
        PayoutRejected,
        "A person rejects one instruction",
        "驳回提现",
        ("event", "payout", "batch", *_FREES),
        _FREED | {"batch": "guarded", "audit": "appended"},
        ("event.id_reused", "payout.unknown", "payout.wrong_state", "payout.batch_state"),
        "its own instruction, and the batch that it leaves",
        always(first_of_instruction),
        decide_rejected,
    ),
    EventSpec(
        PayoutSubmitted,
        "An instruction is handed to a rail",
        "提交打款",
        ("event", "payout"),
        {"event": "guarded", "payout": "guarded"},
        (
            *("event.id_reused", "payout.unknown", "payout.wrong_state"),
            *("payout.other_rail", "payout.not_payable"),
        ),
        "its own instruction, so that it goes by one rail only",
        always(first_of_instruction),
        from_facts(decide_submitted),
    ),
    EventSpec(
        PayoutRetried,
        "An instruction is tried again under a new key",
        "重新打款",
        (
            *("event", "payout", "payee", "member", "wallet", "wallet_tail", "withdrawals"),
            *("withholding", "tax_year"),
        ),
        _TAKEN,
        (
            *("event.id_reused", "payout.unknown", "payout.wrong_state", "payout.other_wallet"),
            *("payout.no_attempts_left", "payout.fold_first", "payout.exceeds_available"),
            *_PAYEE,
        ),
        "the wallet, as a withdrawal does, and its own instruction",
        first_retried,
        decide_retried,
    ),
)
"""From a withdrawal to money that has left."""
