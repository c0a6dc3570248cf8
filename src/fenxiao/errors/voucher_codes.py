"""The codes of vouchers (凭证错误码): account maps that miss something, and exports that would.

Those of a map are raised as PolicyError, those of an export as LedgerError. A voucher
export never leaves anything out, so what it cannot say is refused by name.

Source: docs/errors.md.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["VOUCHERS"]

VOUCHERS: tuple[tuple[str, Literal["error"], str, str], ...] = (
    (
        "policy.unmapped_account",
        "error",
        "An account map must give every account of the chart a code; {accounts} have none.",
        "Add a row for each; docs/postings.md says what each account holds.",
    ),
    (
        "policy.unknown_account",
        "error",
        'An account map must name accounts of the chart, got "{account}".',
        "See docs/postings.md for the chart.",
    ),
    (
        "policy.repeated_account",
        "error",
        (
            'Each account and party must have one row of an account map; "{account}" of party'
            ' "{party}" has two.'
        ),
        "Take one out.",
    ),
    (
        "policy.account_map",
        "error",
        "An account map must be one that vouchers can be made by: {problem}.",
        "See docs/vouchers.md for each field and what it goes with.",
    ),
    # Exports of vouchers: raised as LedgerError.
    (
        "voucher.other_currency",
        "error",
        'Vouchers of this account map must be in {currency}; entry "{entry_id}" is in {got}.',
        "Export each currency by a map of its own.",
    ),
    (
        "voucher.repeated_entry",
        "error",
        'Each entry must be exported once, got "{entry_id}" twice.',
        "Take it out once; the vouchers would book it twice.",
    ),
    (
        "voucher.too_many_legs",
        "error",
        'A voucher must have at most {most} legs; entry "{entry_id}" alone has {count}.',
        "Raise most_legs, or leave out the party in rows of the account map.",
    ),
    (
        "voucher.control_total",
        "error",
        (
            'Vouchers must sum to the journal; account "{account}" of payer "{payer_id}" in {month}'
            " is {got} in vouchers, {expected} in the journal, debits and credits in minor units."
        ),
        "Export again from the journal; the vouchers were changed, or entries are missing.",
    ),
    (
        "voucher.several_payers",
        "error",
        'A file must hold the vouchers of one payer, got "{payer_id}" and "{other_id}".',
        "Write a file for each payer; each keeps books of his own.",
    ),
    (
        "voucher.no_column",
        "error",
        'Profile "{profile}" must have a place for each auxiliary; it has none for "{kind}".',
        "Take the kind out of the account map, or give the profile a column for it.",
    ),
)
