"""The codes of operations by hand, take-overs and corrections (人工操作错误码).

Source: docs/errors.md.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["OPERATIONS"]

OPERATIONS: tuple[tuple[str, Literal["error", "final", "retry"], str, str], ...] = (
    (
        "policy.correction",
        "error",
        'The correction "{correction_id}" must make sense as a whole: {problem}.',
        "See docs/operations.md for each field and what it goes with.",
    ),
    (
        "wallet.too_little",
        "final",
        (
            'No more can be moved than is there; "{member_id}" has {there_minor} minor units of'
            " {currency} in {component}, asked for {wanted_minor}."
        ),
        "Ask again, under a new id, for what is there.",
    ),
    (
        "operation.unknown",
        "retry",
        (
            'An operation must be known to be taken back; "{member_id}" has no {operation} under'
            ' the id "{operation_id}" in this wallet.'
        ),
        "Check payer, member, currency and id, or feed the event again once the operation was fed.",
    ),
    (
        "operation.already_reversed",
        "final",
        'An operation is taken back once; {operation} "{operation_id}" was, by "{event_id}".',
        "Nothing to do: the first one stands.",
    ),
    (
        "opening.in_use",
        "final",
        'What is taken over must have no trade of its own here; {kind} "{name}" has.',
        "Take over before trade begins; correct what is there by an adjustment.",
    ),
    (
        "correction.unknown",
        "retry",
        (
            'A correction must cover the order; "{correction_id}" is no correction of merchant'
            ' "{merchant_id}" at {at}, when the terms of "{order_id}" were settled.'
        ),
        "Put it into the policy, or check its dates and its merchant, then feed the event again.",
    ),
    (
        "correction.other_payment",
        "final",
        (
            'A correction must tell the payment again as it was told; "{event_id}" is not what'
            ' order "{order_id}" was paid by.'
        ),
        "Take the payment's event from where the host keeps its events, unchanged.",
    ),
    (
        "correction.other_captures",
        "final",
        (
            'A correction must tell every capture of its order, in that order; "{order_id}" was'
            " captured as {captured}, told was {told}."
        ),
        "Take all captures from where the host keeps its events, unchanged, the oldest first.",
    ),
    (
        "correction.changes_nothing",
        "final",
        (
            'A correction must change the terms; those of "{order_id}" are already what'
            ' "{correction_id}" says.'
        ),
        "Nothing to do: the order stands as it should.",
    ),
)
"""Code, kind, what must hold and what was got, what to do."""
