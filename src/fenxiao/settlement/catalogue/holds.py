"""The catalogue's rows about holds on wallets (预占事件目录).

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.model.holds import ExpireHolds, HoldPlaced, HoldPosted, HoldReturned, HoldVoided
from fenxiao.settlement.catalogue.spec import EventSpec, Write, always, from_facts
from fenxiao.settlement.holds import (
    decide_hold_placed,
    decide_hold_posted,
    decide_hold_returned,
    decide_hold_voided,
    decide_holds_expired,
    first_hold,
    first_hold_placed,
    first_holds_expired,
)

__all__ = ["HOLDS"]

_WRITES: dict[str, Write] = {
    "event": "guarded",
    "hold": "guarded",
    "entry": "appended",
    "delta": "appended",
}
_GUARD = "the hold: of two that move it at once, the second is decided again; no balance is read"

HOLDS = (
    EventSpec(
        HoldPlaced,
        "A part of what is available was reserved",
        "预占余额",
        ("event", "hold", "wallet", "wallet_tail"),
        {**_WRITES, "wallet": "guarded"},
        ("event.id_reused", "hold.already_placed", "payout.fold_first", "wallet.too_little"),
        "the hold, which must not be there, and the wallet, though it stays the same",
        always(first_hold_placed),
        from_facts(decide_hold_placed),
    ),
    EventSpec(
        HoldPosted,
        "What was reserved, or part of it, paid for something",
        "预占扣款",
        ("event", "hold"),
        _WRITES,
        ("event.id_reused", "hold.unknown", "hold.ended", "hold.exceeded"),
        _GUARD,
        always(first_hold),
        from_facts(decide_hold_posted),
    ),
    EventSpec(
        HoldVoided,
        "What is left of a hold is available again",
        "撤销预占",
        ("event", "hold"),
        _WRITES,
        ("event.id_reused", "hold.unknown", "hold.ended"),
        _GUARD,
        always(first_hold),
        from_facts(decide_hold_voided),
    ),
    EventSpec(
        HoldReturned,
        "What a hold had paid came back into the wallet",
        "退回余额",
        ("event", "hold"),
        _WRITES,
        ("event.id_reused", "hold.unknown", "hold.less_posted"),
        _GUARD,
        always(first_hold),
        from_facts(decide_hold_returned),
    ),
    EventSpec(
        ExpireHolds,
        "What is left of holds whose time is over is available again",
        "预占到期",
        ("event", "continuation", "holds_due"),
        {**_WRITES, "continuation": "queued"},
        ("event.id_reused",),
        "every hold that it ends, so that a posting of it at the same moment is decided again",
        always(first_holds_expired),
        from_facts(decide_holds_expired),
    ),
)
"""Money of wallets that is reserved for what may or may not happen."""
