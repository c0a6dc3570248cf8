"""The codes of withdrawals and payouts (提现与打款错误码).

Source: docs/errors.md.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["PAYOUTS"]

Row = tuple[str, Literal["error", "final", "retry"], str, str]


def _row(code: str, kind: Literal["error", "final", "retry"], message: str, hint: str) -> Row:
    return code, kind, message, hint


PAYOUTS: tuple[Row, ...] = (
    _row(
        "payout.fold_first",
        "retry",
        "A wallet must have fewer than {limit} changes since its last fold to be read;"
        ' that of "{member_id}" has more.',
        "Fold the wallet, then feed the event again; fold busy wallets regularly.",
    ),
    _row(
        "payout.below_minimum",
        "final",
        "A withdrawal must be at least {minimum_minor} minor units of {currency};"
        ' "{member_id}" would get {wanted_minor}.',
        "Ask again, under a new id, once more is available.",
    ),
    _row(
        "payout.exceeds_available",
        "final",
        'No more can be withdrawn than is available; "{member_id}" has {available_minor} minor'
        " units of {currency}, asked for {wanted_minor}.",
        "Ask again, under a new id, for what is available.",
    ),
    _row(
        "payout.unknown",
        "retry",
        'A result must be about an instruction that was given; "{instruction_id}" is not known.',
        "Feed the event again once the withdrawal has been fed.",
    ),
    _row(
        "payout.amount_differs",
        "final",
        'A result must name the amount of its instruction; "{instruction_id}" is over'
        " {amount_minor} minor units of {currency}, got {got_minor} of {got_currency}.",
        "Have a person compare the rail's statement with the instruction.",
    ),
    _row(
        "payout.paid_twice",
        "final",
        'An instruction is paid once; "{instruction_id}" was paid under "{reference}", the'
        ' rail now says it was under "{got_reference}".',
        "Have a person ask the rail whether money left twice; nothing was posted.",
    ),
    _row(
        "payout.conflict",
        "final",
        'A result must agree with what was settled; "{instruction_id}" is {state}, the rail'
        ' says "{outcome}".',
        "Have a person settle it with the rail; nothing was posted.",
    ),
    _row(
        "payout.unknown_attempt",
        "retry",
        'A result must be about an attempt that was made; "{instruction_id}" is at its attempt'
        " {attempt}, the result names {got_attempt}.",
        "Feed the event again once the attempt has been fed.",
    ),
    _row(
        "payout.wrong_state",
        "final",
        'Nothing can be done to an instruction that its state does not allow; "{instruction_id}"'
        " is {state}, the act is {act}.",
        "See the table of acts in docs/states.md; nothing was changed.",
    ),
)
"""Code, kind, what must hold and what was got, what to do."""
