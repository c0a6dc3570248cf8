"""The life of a hold (预占的状态): one table, every state with everything that may happen.

Money is reserved while a hold is open, and only then. Whatever ends it gives back what was
not posted; so however postings, a voiding and an expiry fall together, what was posted and
what went back are exactly what was reserved.

Source: docs/states.md, "Holds".
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from fenxiao.model.hold_records import Hold, HoldState

__all__ = ["HOLD_LIFE", "HOLD_STATES", "HOLD_STEPS", "HoldMove", "HoldStep", "step_hold"]

HoldStep = Literal["post", "post_last", "void", "expire"]
HOLD_STATES: tuple[HoldState, ...] = ("open", "posted", "voided", "expired")
HOLD_STEPS: tuple[HoldStep, ...] = ("post", "post_last", "void", "expire")

HOLD_LIFE: dict[tuple[HoldState, HoldStep], HoldState | None] = {
    ("open", "post"): "open",
    ("open", "post_last"): "posted",
    ("open", "void"): "voided",
    ("open", "expire"): "expired",
    **{(state, step): None for state in HOLD_STATES[1:] for step in HOLD_STEPS},
}
"""The whole table: every state with every step; None where the hold has ended."""


class HoldMove(NamedTuple):
    """What a step makes of a hold: its new form, what is posted, and what goes back."""

    hold: Hold
    posted_minor: int
    back_minor: int


def step_hold(hold: Hold, step: HoldStep, amount_minor: int, at_us: int) -> HoldMove | None:
    """Return what a step makes of a hold, or None where it has ended.

    Args:
        hold: The hold as it is.
        step: What happens; a posting of all that is left ends it, whatever it is called.
        amount_minor: What is posted, at most what is left; 0 for what posts nothing.
        at_us: When.

    Returns:
        The hold after it; what is posted and what goes back, together with what is left
        then, are what was left before.

    Examples:
        >>> hold = Hold("h1", "shop", "u1", "CNY", "balance", "o1", 100, 0, 0, "open", 0, 0, None)
        >>> move = step_hold(hold, "post", 30, 1)
        >>> move.hold.state, move.hold.left_minor, move.posted_minor, move.back_minor
        ('open', 70, 30, 0)
        >>> step_hold(move.hold, "void", 0, 2)[1:]
        (0, 70)
    """
    left_minor = hold.left_minor - amount_minor
    state = HOLD_LIFE[hold.state, "post_last" if step == "post" and not left_minor else step]
    if state is None:
        return None
    posted_minor = hold.posted_minor + amount_minor
    moved = hold._replace(posted_minor=posted_minor, state=state, updated_us=at_us)
    return HoldMove(moved, amount_minor, 0 if state == "open" else left_minor)
