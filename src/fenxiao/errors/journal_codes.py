"""The codes of partial reversals and of the journal that stands alone (冲销与独立账簿错误码).

Source: docs/errors.md.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["JOURNALS"]

Row = tuple[str, Literal["error"], str, str]


def _row(code: str, message: str, hint: str) -> Row:
    return code, "error", message, hint


JOURNALS: tuple[Row, ...] = (
    _row(
        "ledger.less_left",
        'No more of an entry is taken back than is left; {left_minor} minor units of "{entry_id}"'
        " are, asked for {wanted_minor}.",
        "Count what was taken back before into reversed_minor, and take back the rest.",
    ),
    _row(
        "ledger.no_mirror",
        "An entry is taken back by a template with its moves turned round;"
        ' "{template}" is none of "{of}".',
        "Name a template of docs/postings.md that moves the same amounts the other way.",
    ),
    _row(
        "ledger.other_books",
        'An entry is taken back in its own books and currency; "{entry_id}" is of {books}, got'
        " {got}.",
        "Give the occasion the payer and the currency of the entry.",
    ),
    _row(
        "ledger.id_reused",
        'An entry\'s id stands for one content for ever; "{entry_id}" was posted with another.',
        "Give what is new an id of its own, and post what was posted unchanged.",
    ),
    _row(
        "ledger.beyond_limit",
        'A balance must keep its limit; "{account}" of "{party_id}" in the books of "{payer_id}"'
        " would be {amount_minor} minor units of {currency}, {bound}.",
        "Post less, or what brings the balance back first; nothing was posted.",
    ),
    _row(
        "ledger.unmet_condition",
        'An entry is posted only while its condition holds; "{account}" of "{party_id}" in the'
        ' books of "{payer_id}" is {amount_minor} minor units of {currency}, {bound}.',
        "Wait until it holds, or post without the condition; nothing was posted.",
    ),
    _row(
        "ledger.unknown_entry",
        'An entry must be in the journal to be taken back; "{entry_id}" is not.',
        "Post it first, or check its id.",
    ),
)
"""Code, kind, what must hold and what was got, what to do."""
