"""The catalogue's rows about operations by hand, debts and conversions (人工操作事件目录).

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.model.operations import (
    Adjusted,
    Converted,
    DebtPaid,
    DebtSettled,
    DormantTaken,
    Forfeited,
    Frozen,
    OperationReversed,
    PartEvent,
    Unfrozen,
    WrittenOff,
)
from fenxiao.settlement.balances import first_balance
from fenxiao.settlement.catalogue.spec import (
    EventSpec,
    Write,
    always,
    from_facts,
    from_itself,
    reads_nothing,
)
from fenxiao.settlement.debts import decide_debt_paid, decide_debt_settled
from fenxiao.settlement.operations import (
    decide_adjusted,
    decide_converted,
    decide_part,
    decide_reversed,
    first_reversed,
)

__all__ = ["OPERATIONS"]

_READS = ("event", "wallet", "wallet_tail")
_REFUSALS = ("event.id_reused", "payout.fold_first", "wallet.too_little")
_GUARD = "the wallet, though it stays the same, as a withdrawal does"


def _writes(*appended: str) -> dict[str, Write]:
    guarded: dict[str, Write] = {"event": "guarded", "wallet": "guarded"}
    return guarded | dict.fromkeys(appended, "appended")


_BY_HAND = _writes("entry", "delta", "audit")


def _part(event: type[PartEvent], title: str, title_zh: str) -> EventSpec:
    first, decide = always(first_balance), from_facts(decide_part)
    return EventSpec(event, title, title_zh, _READS, _BY_HAND, _REFUSALS, _GUARD, first, decide)


OPERATIONS = (
    _part(Frozen, "A person stopped what is available", "人工冻结"),
    _part(Unfrozen, "A person freed what was stopped", "解除冻结"),
    _part(Forfeited, "A person took for good what was stopped", "没收"),
    EventSpec(
        Adjusted,
        "A person changed what is available",
        "人工调整",
        _READS,
        _BY_HAND,
        _REFUSALS,
        _GUARD,
        always(first_balance),
        decide_adjusted,
    ),
    EventSpec(
        OperationReversed,
        "A person took back a forfeit, a write-off or a dormant balance",
        "撤销人工操作",
        ("event", "wallet", "entry"),
        _BY_HAND,
        (
            *("event.id_reused", "operation.unknown"),
            *("operation.already_reversed", "operation.less_left"),
        ),
        "the wallet, so that of two undoings at once the second is decided again",
        always(first_reversed),
        from_facts(decide_reversed),
    ),
    EventSpec(
        DebtSettled,
        "A debt is noted, or paid out of what was earned since",
        "欠款处理",
        _READS,
        _writes("entry", "delta"),
        ("event.id_reused", "payout.fold_first"),
        _GUARD,
        always(first_balance),
        from_facts(decide_debt_settled),
    ),
    EventSpec(
        DebtPaid,
        "A member paid a noted debt",
        "收回欠款",
        _READS,
        _writes("entry", "delta"),
        _REFUSALS,
        _GUARD,
        always(first_balance),
        from_facts(decide_debt_paid),
    ),
    _part(WrittenOff, "A noted debt was given up", "核销坏账"),
    _part(DormantTaken, "What nobody came for became income", "长期未领取"),
    EventSpec(
        Converted,
        "A payer changed money into another currency",
        "结售汇",
        ("event",),
        {"event": "guarded", "entry": "appended", "audit": "appended"},
        ("event.id_reused",),
        "its own event; the payer's own money has no wallet",
        reads_nothing,
        from_itself(decide_converted),
    ),
)
"""What persons and jobs do to wallets beside trade and payouts."""
