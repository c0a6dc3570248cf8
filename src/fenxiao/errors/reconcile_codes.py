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
        "reconcile.transit_differs",
        "final",
        (
            "Money on its way out must be the sum of the open instructions; in the books of"
            ' "{payer_id}" in {currency} the account has {account_minor} minor units, they have'
            " {sum_minor}."
        ),
        "Look for an instruction that was left out, or a posting by hand.",
    ),
    (
        "reconcile.wallets_differ",
        "final",
        (
            'The wallets must sum to their account; in the books of "{payer_id}" in {currency}'
            ' "{account}" has {account_minor} minor units, they have {sum_minor}.'
        ),
        "Fold the journal anew; a change of a wallet was lost, or an entry.",
    ),
    (
        "reconcile.paid_unmatched",
        "final",
        (
            "What is paid must have its line on a statement in time;"
            ' "{instruction_id}" has had none for {days} days.'
        ),
        "Ask the rail for proof of the payment; look whether a statement is missing.",
    ),
    (
        "reconcile.unknown_old",
        "final",
        (
            "A rail must say what became of a payment;"
            ' "{instruction_id}" has been unknown for {hours} hours.'
        ),
        "Query the rail by the key; never pay under another key.",
    ),
    (
        "reconcile.bank_differs",
        "final",
        (
            "Books and statements must differ only by what has a name; those of"
            ' "{payer_id}" in {currency} differ for {subject_count} subjects, by {minor} minor'
            " units together."
        ),
        "Reconcile with every line of these instructions, and look for postings by hand.",
    ),
)
