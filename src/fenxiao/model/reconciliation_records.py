"""Records of reconciliation (对账记录): the second axis, beside what is paid.

Source: docs/reconciliation.md.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

__all__ = [
    "BREAK_KINDS",
    "RECONCILED_STATES",
    "SUBJECTS",
    "BreakKind",
    "ReconciledState",
    "Reconciliation",
    "StoredBreak",
    "Subject",
]

BreakKind = Literal[
    "unknown_key",
    "no_key",
    "line_changed",
    "payer_differs",
    "reference_differs",
    "currency_differs",
    "amount_differs",
    "group_differs",
    "twice_on_statement",
    "on_statement_not_paid",
    "out_after_failure",
    "paid_not_on_statement",
    "back_without_out",
    "returned_not_told",
    "return_not_on_statement",
    "charge_unexpected",
    "too_early",
    "too_late",
]
BREAK_KINDS: tuple[BreakKind, ...] = get_args(BreakKind)
"""What may not agree; docs/reconciliation.md says what to do about each."""

ReconciledState = Literal["unreconciled", "matched", "broken", "explained"]
RECONCILED_STATES: tuple[ReconciledState, ...] = get_args(ReconciledState)
"""The second axis, beside an instruction's life cycle."""

Subject = Literal["instruction", "line"]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
"""What a verdict is about: an instruction with its lines, or a line that is nobody's."""


class StoredBreak(NamedTuple):
    """Something that does not agree; ``explained_by`` is the event that explained it, or empty.

    ``line_id`` is empty where a line is missing; ``since_day`` counts from 1970-01-01.
    """

    kind: BreakKind
    line_id: str
    currency: str
    expected_minor: int
    got_minor: int
    since_day: int
    explained_by: str = ""


class Reconciliation(NamedTuple):
    """What the statements say of an instruction, or of a line that is nobody's.

    It stands beside the instruction and changes nothing of it; ``event_id`` is the event that
    changed it last.
    """

    payer_id: str
    subject: Subject
    subject_id: str
    state: ReconciledState
    line_ids: tuple[str, ...]
    breaks: tuple[StoredBreak, ...]
    statement_id: str
    event_id: str
    at_us: int
