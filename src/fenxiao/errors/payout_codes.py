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
    _row(
        "payout.above_maximum",
        "final",
        "A withdrawal must be at most {maximum_minor} minor units of {currency};"
        ' "{member_id}" would get {wanted_minor}.',
        "Ask for less, under a new id.",
    ),
    _row(
        "payout.day_amount",
        "final",
        "The withdrawals of a day must come to at most {limit_minor} minor units of {currency};"
        ' "{member_id}" has taken {used_minor} and asked for {wanted_minor}.',
        "Ask for less, or on another day, under a new id.",
    ),
    _row(
        "payout.day_count",
        "final",
        'A day must have at most {limit} withdrawals; "{member_id}" has made {count}.',
        "Ask again on another day, under a new id.",
    ),
    _row(
        "payout.cool_down",
        "final",
        "A withdrawal must come at least {hours} hours after the one before; that of"
        ' "{member_id}" was at {last_us}, in UTC microseconds.',
        "Ask again later, under a new id.",
    ),
    _row(
        "payout.nothing_left",
        "final",
        "Something must be left of a withdrawal; of {wanted_minor} minor units of {currency}"
        ' that "{member_id}" asked for, fee and tax take {taken_minor}.',
        "Ask for more, under a new id.",
    ),
    _row(
        "payout.broken_rules",
        "final",
        'A withdrawal must keep every rule; that of "{member_id}" breaks {count}: {codes}.',
        "See the findings beside it for each of them with its figures.",
    ),
    _row(
        "payout.other_wallet",
        "final",
        'A further attempt must name the wallet of its instruction; "{instruction_id}" is of payer'
        ' "{payer_id}", member "{member_id}", in {currency}.',
        "Feed it again, under a new id, with that wallet.",
    ),
    _row(
        "payout.no_attempts_left",
        "final",
        'An instruction must have at most {limit} attempts; "{instruction_id}" has had them.',
        "Have the member ask anew; his money is available.",
    ),
    _row(
        "payout.other_rail",
        "final",
        'An attempt must go by one rail; "{instruction_id}" goes by "{rail}", got "{got_rail}".',
        "Send it by that rail; if it was sent there, ask how it ended before it is tried again.",
    ),
    _row(
        "payout.not_payable",
        "retry",
        'An instruction must not be sent before it is payable; "{instruction_id}" is from'
        " {payable_us} on, in UTC microseconds.",
        "Feed the event again then.",
    ),
    _row(
        "payout.in_batch",
        "final",
        "Who takes a withdrawal back must do it before it is put up for approval;"
        ' "{instruction_id}" is in the batch "{batch_id}".',
        "Have it rejected by who approves, or let it be paid.",
    ),
    _row(
        "payout.nothing_requested",
        "retry",
        'A batch must hold at least one instruction; nothing of payer "{payer_id}" in {currency}'
        " waits for approval by then.",
        "Feed the event again once something does.",
    ),
    _row(
        "payout.batch_unknown",
        "retry",
        'A batch must be proposed before anything is decided about it; "{batch_id}" is not known.',
        "Feed the event again once the proposal has been fed.",
    ),
    _row(
        "payout.batch_state",
        "final",
        'Each step of a batch must come in its turn; "{batch_id}" is {state}.',
        "See docs/payout.md for the steps; propose what is left in another batch.",
    ),
    _row(
        "payout.batch_differs",
        "final",
        'Who decides must name exactly what is in the batch; "{batch_id}" has {count}'
        " instructions over {total_minor} minor units, got {got_count} over {got_minor}, or"
        " another digest.",
        "Look at the batch as it is now, then decide about that.",
    ),
    _row(
        "payout.same_person",
        "final",
        "Who approves must be another person than who proposed or approved before;"
        ' "{checker_id}" did for "{batch_id}".',
        "Have another person approve it.",
    ),
)
"""Code, kind, what must hold and what was got, what to do."""
