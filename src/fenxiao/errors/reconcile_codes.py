"""The codes of reconciliation (对账错误码): bad calls, and what the daily checks find.

Source: docs/errors.md.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["RECONCILING"]

RECONCILING: tuple[tuple[str, Literal["error", "final", "retry"], str, str], ...] = (
    (
        "reconcile.repeated",
        "error",
        'Each instruction and each key must stand once; the {what} "{name}" stands twice.',
        "Give every instruction once, with its newest key; a request's key is no instruction's.",
    ),
    (
        "reconcile.unknown_instruction",
        "final",
        (
            'A verdict must be about an instruction of the payer; "{instruction_id}" is none of'
            ' "{payer_id}".'
        ),
        "Reconcile each payer's statement with that payer's instructions.",
    ),
    (
        "reconcile.no_break",
        "retry",
        (
            'Only a break that was told can be explained; "{subject_id}" has no "{kind}" on line'
            ' "{line_id}".'
        ),
        "Check the names, or feed the event again once the run that found it was fed.",
    ),
    (
        "reconcile.explained",
        "final",
        (
            'A break is explained once; "{kind}" of "{subject_id}" on line "{line_id}" was, by'
            ' "{event_id}".'
        ),
        "Nothing to do: the first one stands.",
    ),
    (
        "daily.transit_differs",
        "final",
        (
            "Money on its way out must be the sum of the open instructions; in the books of"
            ' "{payer_id}" in {currency} the account has {account_minor} minor units, they have'
            " {sum_minor}."
        ),
        "Look for an instruction that was left out, or a posting by hand.",
    ),
    (
        "daily.wallets_differ",
        "final",
        (
            'The wallets must sum to their account; in the books of "{payer_id}" in {currency}'
            ' "{account}" has {account_minor} minor units, they have {sum_minor}.'
        ),
        "Fold the journal anew; a change of a wallet was lost, or an entry.",
    ),
    (
        "daily.paid_unmatched",
        "final",
        (
            "What is paid must have its line on a statement in time;"
            ' "{instruction_id}" has had none for {days} days.'
        ),
        "Ask the rail for proof of the payment; look whether a statement is missing.",
    ),
    (
        "daily.unknown_old",
        "final",
        (
            "A rail must say what became of a payment;"
            ' "{instruction_id}" has been unknown for {hours} hours.'
        ),
        "Query the rail by the key; never pay under another key.",
    ),
    (
        "daily.bank_differs",
        "final",
        (
            "Books and statements must differ only by what has a name; those of"
            ' "{payer_id}" in {currency} differ for {subject_count} subjects, by {minor} minor'
            " units together."
        ),
        "Reconcile with every line of these instructions, and look for postings by hand.",
    ),
)
