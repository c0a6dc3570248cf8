"""The codes of kept books (账簿错误码): periods as data, sealing, closing, reopening, locking.

Source: docs/errors.md.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["BOOKS"]

Row = tuple[str, Literal["error", "final", "retry"], str, str]


def _row(code: str, kind: Literal["error", "final", "retry"], message: str, hint: str) -> Row:
    return code, kind, message, hint


BOOKS: tuple[Row, ...] = (
    _row(
        "policy.periods",
        "error",
        "Accounting periods must follow each other without gap or overlap, each under its own"
        " name; {problem}.",
        "Let each period begin at the very instant at which the one before ends.",
    ),
    _row(
        "books.not_kept",
        "retry",
        'Only books that the policy keeps are sealed and closed; those of "{payer_id}" are not.',
        "Give the policy a BooksPolicy that keeps them, then feed the event again.",
    ),
    _row(
        "books.no_period",
        "retry",
        'An entry of "{payer_id}" must fall into an open period; there is none for {at_us}, in UTC'
        " microseconds.",
        "Add the period to the policy, then feed the event again; nothing was lost.",
    ),
    _row(
        "books.unknown_period",
        "retry",
        'A period must be one of the policy; "{period_id}" is not.',
        "Check its name, or add it to the policy and feed the event again.",
    ),
    _row(
        "books.not_over",
        "retry",
        'A period is closed when it is over; "{period_id}" ends at {until_us}, in UTC'
        " microseconds.",
        "Feed the event again, with its own later instant, when the period is over.",
    ),
    _row(
        "books.seal_first",
        "retry",
        'All that is effective in a period must be sealed before it is closed; "{entry_id}" of'
        ' "{payer_id}" waits, and "{period_id}" stays open.',
        "Feed a Seal of these books and its continuations, then the event again.",
    ),
    _row(
        "books.out_of_order",
        "retry",
        'Periods are closed and locked oldest first, and reopened newest first; "{period_id}" is'
        ' not next, "{next_id}" is.',
        "Feed the event for that period first.",
    ),
    _row(
        "books.already_closed",
        "final",
        'A period is closed once; "{period_id}" of "{payer_id}" is {state}.',
        "Nothing to do: it is closed.",
    ),
    _row(
        "books.not_closed",
        "retry",
        'Only a closed period is reopened or locked; "{period_id}" of "{payer_id}" is {state}.',
        "Close it first, if it shall be locked.",
    ),
    _row(
        "books.locked",
        "final",
        'A locked period stays as it is; "{period_id}" of "{payer_id}" is {state}.',
        "Book a correction; it gets a date in the oldest open period.",
    ),
)
"""Code, kind, what must hold and what was got, what to do; also the policy's own."""
