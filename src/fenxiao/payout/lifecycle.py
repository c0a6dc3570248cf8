"""Life of an instruction (打款状态): states × results as one total table.

Whatever a rail says, in whatever order and however often, each cell says what follows:
a new state with or without a posting, nothing because it came late, or a conflict that
only a person can settle. Money leaves the wallet's way out exactly once.

Source: docs/states.md, which is drawn from this table.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from fenxiao.model.events import PayoutOutcome
from fenxiao.model.records import PayoutState

__all__ = ["LIFECYCLE", "STATES", "Effect", "Step"]

Effect = Literal["move", "late", "conflict"]
STATES: tuple[PayoutState, ...] = ("approved", "submitted", "unknown", "paid", "failed", "returned")


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


def _row(state: PayoutState, **steps: Step) -> dict[tuple[PayoutState, PayoutOutcome], Step]:
    outcomes: tuple[PayoutOutcome, ...] = ("submitted", "unknown", "paid", "failed", "returned")
    return {(state, outcome): steps.get(outcome, Step("late", state)) for outcome in outcomes}


_PAID = _move("paid", "payout_paid")
_FAILED = _move("failed", "payout_failed")
_BACK = _move("returned", "payout_failed")  # returned before we heard "paid": the bank nets to 0

LIFECYCLE: dict[tuple[PayoutState, PayoutOutcome], Step] = {
    **_row(
        "approved",
        submitted=_move("submitted"),
        unknown=_move("unknown"),
        paid=_PAID,
        failed=_FAILED,
        returned=_BACK,
    ),
    **_row("submitted", unknown=_move("unknown"), paid=_PAID, failed=_FAILED, returned=_BACK),
    **_row("unknown", paid=_PAID, failed=_FAILED, returned=_BACK),
    **_row(
        "paid",
        failed=Step("conflict", "paid"),
        returned=_move("returned", "payout_returned"),
    ),
    **_row("failed", paid=Step("conflict", "failed"), returned=Step("conflict", "failed")),
    **_row("returned", failed=Step("conflict", "returned")),
}
"""The whole table: every state with every outcome."""
