"""Life of an instruction (打款状态): states × results as one total table.

Whatever a rail says, in whatever order and however often, each cell says what follows:
a new state with or without a posting, nothing because it came late, or a conflict that
only a person can settle. Money leaves the wallet's way out exactly once.

Before a rail hears of it, an instruction is asked for, approved or not; after it ended
without payment it may be tried again. What is done to it then is a second table, of the
same states.

Source: docs/states.md, which is drawn from these tables.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from fenxiao.model.payouts import PAYOUT_OUTCOMES, PayoutOutcome
from fenxiao.model.records import PayoutState

__all__ = [
    "ACTS",
    "DEEDS",
    "GIVES_BACK",
    "LIFECYCLE",
    "OPEN_STATES",
    "STATES",
    "Act",
    "Deed",
    "Effect",
    "Step",
]

Effect = Literal["move", "late", "conflict"]
STATES: tuple[PayoutState, ...] = get_args(PayoutState)

OPEN_STATES: tuple[PayoutState, ...] = (
    *("requested", "approved", "submitted", "accepted"),
    *("awaiting_payee", "processing", "unknown"),
)
"""The states in which the money is on its way out: neither with the payee nor in the wallet."""


class Step(NamedTuple):
    """What follows from a result in a state.

    Args:
        effect: "move" to ``state``; "late": known already or overtaken, nothing changes;
            "conflict": refused, a person must look.
        state: The state afterwards.
        template: What is posted, or None.
    """

    effect: Effect
    state: PayoutState
    template: str | None = None


def _move(state: PayoutState, template: str | None = None) -> Step:
    return Step("move", state, template)


def _ends(template: str) -> dict[PayoutOutcome, Step]:
    """Return what ends the way of money that has left for a rail."""
    return {
        "paid": _move("paid", "payout_paid"),
        "failed": _move("failed", template),
        "expired": _move("expired", template),
        "cancelled": _move("cancelled", template),
        "returned": _move("returned", template),  # before we heard "paid": the bank nets to 0
    }


_ENDS = _ends("payout_failed")
_SAYS: dict[PayoutOutcome, Step] = {
    "accepted": _move("accepted"),
    "awaiting_payee": _move("awaiting_payee"),
    "processing": _move("processing"),
}
"""What a rail says while it works on it: proof that it knows the instruction."""
_SENT: dict[PayoutOutcome, Step] = {"submitted": _move("submitted")}
_UNKNOWN: dict[PayoutOutcome, Step] = {"unknown": _move("unknown")}
_NOT_PAID: tuple[PayoutOutcome, ...] = ("failed", "expired", "cancelled")


def _row(
    state: PayoutState, moves: dict[PayoutOutcome, Step], *conflicts: PayoutOutcome
) -> dict[tuple[PayoutState, PayoutOutcome], Step]:
    """Return a row of the table: its moves, its conflicts, and the rest late."""
    others = {one: Step("conflict", state) for one in conflicts} | moves
    late = Step("late", state)
    return {(state, outcome): others.get(outcome, late) for outcome in PAYOUT_OUTCOMES}


def _but(*left_out: PayoutOutcome) -> dict[PayoutOutcome, Step]:
    return {outcome: step for outcome, step in _SAYS.items() if outcome not in left_out}


LIFECYCLE: dict[tuple[PayoutState, PayoutOutcome], Step] = {
    **_row("requested", {}, *PAYOUT_OUTCOMES),  # nobody may have sent it yet
    **_row("approved", _SENT | _SAYS | _UNKNOWN | _ENDS),
    **_row("rejected", {}, *(one for one in PAYOUT_OUTCOMES if one not in _NOT_PAID)),
    **_row("submitted", _SAYS | _UNKNOWN | _ENDS),
    **_row("accepted", _but("accepted") | _UNKNOWN | _ENDS),
    **_row("awaiting_payee", _but("accepted", "awaiting_payee") | _UNKNOWN | _ENDS),
    **_row("processing", _but("accepted", "processing") | _UNKNOWN | _ENDS),
    **_row("unknown", _SAYS | _ENDS),
    **_row("paid", {"returned": _move("returned", "payout_returned")}, *_NOT_PAID),
    **_row("failed", {}, "paid", "returned"),
    **_row("expired", {}, "paid", "returned"),
    **_row("cancelled", {}, "paid", "returned"),
    **_row("returned", {}, *_NOT_PAID),
}
"""The whole table: every state with every outcome."""

GIVES_BACK = frozenset(("payout_failed", "payout_returned", "withdrawal_back"))
"""The templates after which the whole of it is in the wallet again."""

Act = Literal["approve", "reject", "cancel", "submit", "retry"]
ACTS: tuple[Act, ...] = get_args(Act)
"""What persons and the host do to an instruction."""


class Deed(NamedTuple):
    """What follows from an act in a state.

    Args:
        state: The state afterwards; None where the act is refused.
        template: What is posted, or None.
    """

    state: PayoutState | None
    template: str | None = None


_REFUSED = Deed(None)
_DONE: dict[tuple[PayoutState, Act], Deed] = {
    ("requested", "approve"): Deed("approved"),
    ("requested", "reject"): Deed("rejected", "withdrawal_back"),
    ("requested", "cancel"): Deed("cancelled", "withdrawal_back"),
    ("approved", "submit"): Deed("submitted"),
    # Told again of what is on its way: the same rail under the same key, nothing changes.
    **{(one, "submit"): Deed(one) for one in OPEN_STATES[2:]},
    **{(one, "retry"): Deed("approved", "withdrawal") for one in ("failed", "expired", "returned")},
}
DEEDS: dict[tuple[PayoutState, Act], Deed] = {
    (state, act): _DONE.get((state, act), _REFUSED) for state in STATES for act in ACTS
}
"""The whole table: every state with every act."""
