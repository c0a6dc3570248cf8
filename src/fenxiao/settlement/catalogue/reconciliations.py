"""The catalogue's rows about reconciliation (对账事件目录).

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.model.reconciliations import BreakExplained, Reconciled
from fenxiao.settlement.catalogue.spec import EventSpec, always, from_facts
from fenxiao.settlement.reconciliations import (
    decide_explained,
    decide_reconciled,
    first_explained,
    first_reconciled,
)

__all__ = ["RECONCILIATIONS"]

RECONCILIATIONS = (
    EventSpec(
        Reconciled,
        "A statement was held beside the instructions",
        "对账结果",
        ("event", "reconciliation", "payout"),
        {"event": "guarded", "reconciliation": "guarded"},
        ("event.id_reused",),
        "what is known of each subject, so that no run undoes what another run or an explanation"
        " wrote at the same moment; the instruction is not written",
        always(first_reconciled),
        from_facts(decide_reconciled),
    ),
    EventSpec(
        BreakExplained,
        "Two persons explained a break",
        "差异说明",
        ("event", "reconciliation"),
        {"event": "guarded", "reconciliation": "guarded", "audit": "appended"},
        ("event.id_reused", "reconcile.no_break", "reconcile.explained"),
        "the row that has the break, so that of two explanations at once the second is refused",
        always(first_explained),
        from_facts(decide_explained),
    ),
)
"""What statements say, and what persons say of it."""
