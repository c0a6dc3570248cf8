"""Whose line it is (明细归属): by our key, else by the rail's id, else nobody's.

A key counts before a reference, and a reference only where it is that of one instruction.
Nothing is taken for somebody's by its amount: that is only proposed.

Source: docs/reconciliation.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from fenxiao.model.ledger_records import Attempt
from fenxiao.payout.reconcile.breaks import Break
from fenxiao.payout.reconcile.lines import Instructed, StatementLine, day_of

__all__ = ["How", "Index", "Owner", "build_index", "find_owner", "stranger"]

How = Literal["key", "reference", "batch"]


class Owner(NamedTuple):
    """Whose a line is: of an attempt, by its key, or of a request with many payments."""

    how: How
    key: str
    instruction_id: str = ""


class Index(NamedTuple):
    """Instructions by what a line may name."""

    by_key: dict[str, Instructed]
    by_batch: dict[str, list[Instructed]]
    by_reference: dict[str, Instructed | None]


def build_index(instructed: Sequence[Instructed]) -> Index:
    """Return the instructions by key, by batch and by reference; one that is shared is None."""
    index = Index({}, {}, {})
    for one in instructed:
        for key in one.keys:
            index.by_key[key] = one
        if one.batch_key:
            index.by_batch.setdefault(one.batch_key, []).append(one)
        for number, earlier in enumerate(one.payout.earlier, 1):
            batch = one.batch_of(number)
            if batch:
                index.by_batch.setdefault(batch, []).append(_as_it_was(one, earlier))
        if one.payout.reference:
            is_shared = one.payout.reference in index.by_reference
            index.by_reference[one.payout.reference] = None if is_shared else one
    return index


def _as_it_was(one: Instructed, ended: Attempt) -> Instructed:
    """Return an instruction as an attempt before left it: what its request was over."""
    return Instructed(one.payout._replace(key=ended.key, state=ended.state, earlier=()))


def find_owner(line: StatementLine, index: Index) -> Owner | Break:
    """Return whose line it is, or the break that says why it is nobody's.

    A line that names one instruction by its key and another by its reference is neither's.
    """
    members = index.by_batch.get(line.key) if line.key else None
    if members is not None:
        if line.payer_id != members[0].payout.payer_id:
            return stranger(line, members[0])
        return Owner("batch", line.key)
    by_key = index.by_key.get(line.key) if line.key else None
    by_reference = index.by_reference.get(line.reference) if line.reference else None
    owner = by_key or by_reference
    if owner is None:
        return stranger(line)
    if by_key is not None and by_reference is not None and by_key is not by_reference:
        found = stranger(line, owner)
        return found._replace(kind="reference_differs")
    if line.payer_id != owner.payout.payer_id:
        return stranger(line, owner)
    key = line.key if by_key is not None else owner.payout.key
    return Owner("reference" if by_key is None else "key", key, owner.payout.instruction_id)


def stranger(line: StatementLine, owner: Instructed | None = None) -> Break:
    """Return the break of a line that is nobody's, or that of another payer's account."""
    if owner is not None:
        about = (line.line_id, owner.payout.instruction_id)
        expected_minor = owner.payout.amount_minor
        return _of(line, "payer_differs", about, expected_minor)
    if line.direction == "charge":
        return _of(line, "charge_unexpected", (line.line_id, ""), 0)
    kind: Literal["unknown_key", "no_key"]
    kind = "unknown_key" if line.key or line.reference else "no_key"
    return _of(line, kind, (line.line_id, ""), 0)


def _of(
    line: StatementLine,
    kind: Literal["payer_differs", "charge_unexpected", "unknown_key", "no_key"],
    about: tuple[str, str],
    expected_minor: int,
) -> Break:
    day = day_of(line.booked_on)
    return Break(kind, *about, line.currency, expected_minor, line.amount_minor, day)
