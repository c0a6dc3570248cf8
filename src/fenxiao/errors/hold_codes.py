"""The codes of holds (预占错误码): a member's money reserved for what may happen.

Source: docs/errors.md.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["HOLDS"]

Row = tuple[str, Literal["final", "retry"], str, str]

HOLDS: tuple[Row, ...] = (
    (
        "hold.unknown",
        "retry",
        'A hold must be placed before anything else is told of it; "{hold_id}" is not known.',
        "Check its id, or feed the event again once its hold_placed was fed.",
    ),
    (
        "hold.already_placed",
        "final",
        'A hold is placed once; "{hold_id}" was, and is {state}.',
        "Nothing to do, or place another hold under another id.",
    ),
    (
        "hold.ended",
        "final",
        'A hold ends once; "{hold_id}" is {state}.',
        "Place a new hold, under a new id, for what is still to be paid.",
    ),
    (
        "hold.exceeded",
        "final",
        (
            'No more is posted than is held; {left_minor} minor units of "{hold_id}" are left,'
            " asked for {wanted_minor}."
        ),
        "Post what is left, under a new id, and place a new hold for the rest.",
    ),
    (
        "hold.less_posted",
        "final",
        (
            'No more comes back than was posted; {left_minor} minor units of "{hold_id}" are left,'
            " asked for {wanted_minor}."
        ),
        "Give back, under a new id, what is left of what was posted.",
    ),
)
"""Code, kind, what must hold and what was got, what to do."""
