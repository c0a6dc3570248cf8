"""Lines of whole files (整批明细): one debit for many payments, by its count and its sum.

A bank may book a file as one line, whole or without what it refused, and book back at once
what failed. A line that is neither is a break, and then no payment of the file is taken for
paid by it.

Source: docs/reconciliation.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from fenxiao.model.reconciliation_records import BreakKind
from fenxiao.payout.reconcile.attempts import Tie, judge_charges, place_of
from fenxiao.payout.reconcile.breaks import Break
from fenxiao.payout.reconcile.lines import (
    Instructed,
    ReconcileTerms,
    StatementLine,
    day_of,
)

__all__ = ["Group", "GroupJudged", "judge_group"]


class Group(NamedTuple):
    """A request or file, and what the statements say of it as a whole.

    Args:
        key: Its key.
        members: What was sent in it, by instruction.
        lines: Its lines, of all directions, by day and id.
        own_backs: The instructions of it that have a line of their own by which money came back.
    """

    key: str
    members: Sequence[Instructed]
    lines: Sequence[StatementLine]
    own_backs: frozenset[str] = frozenset()


class GroupJudged(NamedTuple):
    """Which line moved the money of which member, the charges that fit, and the breaks."""

    outs: dict[str, StatementLine]
    backs: dict[str, StatementLine]
    charges: tuple[Tie, ...]
    breaks: tuple[Break, ...]


def judge_group(group: Group, terms: ReconcileTerms) -> GroupJudged:
    """Hold the lines of a whole file beside its payments."""
    outs: dict[str, StatementLine] = {}
    backs: dict[str, StatementLine] = {}
    breaks: list[Break] = []
    charges = [line for line in group.lines if line.direction == "charge"]
    for line in group.lines:
        if line.direction == "out":
            taken = _take(line, _sent(group.members, line)) if not outs else None
            outs |= taken or {}
        elif line.direction == "back":
            taken = _take(line, _came_back(group, line, outs, backs))
            backs |= taken or {}
        else:
            continue
        if taken is None:
            kind: BreakKind
            kind = "twice_on_statement" if line.direction == "out" and outs else "group_differs"
            breaks.append(_break(group, line, kind))
    payout = group.members[0].payout._replace(instruction_id="")  # a charge is of all of them
    most_minor = terms.charge_minor(payout.currency) * len(group.members)
    ties, unexpected = judge_charges(charges, payout, most_minor)
    return GroupJudged(outs, backs, ties, (*breaks, *unexpected))


def _take(
    line: StatementLine, candidates: Iterable[Sequence[Instructed]]
) -> dict[str, StatementLine] | None:
    """Return the members that a line is for: the first whose count and sum are its own."""
    for members in candidates:
        count_fits = line.item_count in (0, len(members))
        total_minor = sum(one.payout.amount_minor for one in members)
        if members and count_fits and total_minor == line.amount_minor:
            return {one.payout.instruction_id: line for one in members}
    return None


def _sent(members: Sequence[Instructed], line: StatementLine) -> Iterable[Sequence[Instructed]]:
    """Return what a debit may be for: all of the file, or all but what failed."""
    whole = [one for one in members if one.payout.currency == line.currency]
    return (whole, [one for one in whole if place_of(one.payout) != "undone"])


def _came_back(
    group: Group,
    line: StatementLine,
    outs: dict[str, StatementLine],
    backs: dict[str, StatementLine],
) -> Iterable[Sequence[Instructed]]:
    """Return what a credit may be for: all that came back, what failed, what was returned."""
    mine = [
        one
        for one in group.members
        if one.payout.instruction_id in outs
        and one.payout.instruction_id not in backs
        and one.payout.instruction_id not in group.own_backs
        and one.payout.currency == line.currency
    ]
    fits: Callable[[Instructed, tuple[str, ...]], bool]
    fits = lambda one, places: place_of(one.payout) in places  # noqa: E731  # three times in a line
    places = (("undone", "returned"), ("undone",), ("returned",))
    return [[one for one in mine if fits(one, wanted)] for wanted in places]


def _break(group: Group, line: StatementLine, kind: BreakKind) -> Break:
    amounts = [
        one.payout.amount_minor for one in group.members if one.payout.currency == line.currency
    ]
    expected_minor = sum(amounts) if kind == "group_differs" and line.direction == "out" else 0
    about = (line.line_id, "", line.currency, expected_minor, line.amount_minor)
    return Break(kind, *about, day_of(line.booked_on))
