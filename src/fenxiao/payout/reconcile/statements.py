"""Reconciling (逐笔对账): every line matched or a named break, every instruction likewise.

The function is pure and looks at all it is given at once, so the order of lines changes
nothing, and the same lines again change nothing. What is open is handed on as a value and
given back with the next statement.

Source: docs/reconciliation.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from fenxiao.model.reconciliation_records import BreakKind, ReconciledState
from fenxiao.payout.reconcile.attempts import (
    Attempt,
    Judged,
    Tie,
    judge_attempt,
    judge_charges,
    place_of,
)
from fenxiao.payout.reconcile.breaks import Break, Explained
from fenxiao.payout.reconcile.groups import Group, GroupJudged, judge_group
from fenxiao.payout.reconcile.index import Index, Owner, build_index, find_owner
from fenxiao.payout.reconcile.lines import (
    Instructed,
    ReconcileTerms,
    StatementLine,
    check_instructed,
    check_line,
    day_of,
)
from fenxiao.payout.reconcile.proposals import Proposal, propose

__all__ = [
    "Carried",
    "InstructionVerdict",
    "LineVerdict",
    "Reconciliation",
    "carry",
    "reconcile",
]


class LineVerdict(NamedTuple):
    """What became of a line: matched with instructions, or broken, or explained.

    ``kind`` is the break's, "" where it is matched; ``how`` is "key", "reference" or "batch",
    and "" where it is nobody's.
    """

    line: StatementLine
    state: ReconciledState
    kind: str
    instruction_ids: tuple[str, ...]
    how: str


class InstructionVerdict(NamedTuple):
    """Where an instruction stands on the second axis, with its lines and kinds of breaks."""

    instruction_id: str
    state: ReconciledState
    kinds: tuple[str, ...]
    line_ids: tuple[str, ...]


class Carried(NamedTuple):
    """What one run hands on to the next: lines, explanations, and whom they are about."""

    lines: tuple[StatementLine, ...] = ()
    explained: tuple[Explained, ...] = ()
    instruction_ids: tuple[str, ...] = ()


class Reconciliation(NamedTuple):
    """Everything that a run found.

    Args:
        lines: One verdict for each line, by line.
        instructions: One verdict for each instruction, by id.
        breaks: What does not agree, explained or not.
        explained: The explanations that fit a break of this run.
        ties: Which line moved how much for which instruction.
        proposals: Whose a line may be that is nobody's.
    """

    lines: tuple[LineVerdict, ...]
    instructions: tuple[InstructionVerdict, ...]
    breaks: tuple[Break, ...]
    explained: tuple[Explained, ...]
    ties: tuple[Tie, ...]
    proposals: tuple[Proposal, ...]

    @property
    def open_breaks(self) -> tuple[Break, ...]:
        """The breaks that nobody has explained."""
        names = {one.name for one in self.explained}
        return tuple(one for one in self.breaks if one.name not in names)


class _Sorted(NamedTuple):
    """Lines by whose they are."""

    owners: dict[StatementLine, Owner]
    breaks: dict[StatementLine, Break]
    by_key: dict[str, list[StatementLine]]


def reconcile(
    instructed: Iterable[Instructed],
    lines: Iterable[StatementLine],
    terms: ReconcileTerms,
    today: date,
    carried: Carried = Carried(),  # noqa: B008  # a tuple of tuples cannot be changed
) -> Reconciliation:
    """Hold instructions beside statement lines.

    Args:
        instructed: Instructions: the open ones, those that the lines name, and those of
            ``carried``; in any order.
        lines: New lines of statements, in any order; one that is known already may be there.
        terms: How long to wait, and what may be charged.
        today: The day up to which statements are there.
        carried: What the run before handed on.

    Returns:
        One verdict for each different line and for each instruction.

    Raises:
        PayoutError: ``reconcile.repeated`` for an instruction or a key that stands twice.
        EventError: A line is none.
        MoneyError: The amount or currency of a line is none.

    Examples:
        >>> from fenxiao.model.records import Payout
        >>> payout = Payout("i1", "K1", "shop", "u1", "CNY", 100, "t1", "paid", 0, 0, None)
        >>> line = StatementLine("l1", "shop", "out", 100, "CNY", date(1970, 1, 1), key="K1")
        >>> found = reconcile([Instructed(payout)], [line], ReconcileTerms(), date(1970, 1, 2))
        >>> found.instructions[0].state, found.lines[0].state
        ('matched', 'matched')
    """
    payouts = check_instructed(instructed)
    told = {check_line(line) for line in (*carried.lines, *lines)}
    index = build_index(payouts)
    found = _sort(told, index)
    groups = _judge_groups(index, found, terms)
    day = day_of(today)
    judged = {one.payout.instruction_id: _judge(one, found, groups, terms, day) for one in payouts}
    breaks = [
        *found.breaks.values(),
        *(one for group in groups.values() for one in group.breaks),
        *(one for each in judged.values() for one in each.breaks),
    ]
    ties = [
        *(one for group in groups.values() for one in group.charges),
        *(one for each in judged.values() for one in each.ties),
    ]
    names = {one.name for one in breaks}
    explained = {one.name: one for one in carried.explained if one.name in names}
    seen = {one.instruction_id for one in ties if one.direction == "out"}
    seen |= {one.instruction_id for one in breaks if one.line_id}
    lacking = [one.payout for one in payouts if one.payout.instruction_id not in seen]
    strangers = [
        line
        for line, one in found.breaks.items()
        if one.kind in ("unknown_key", "no_key") and line.direction == "out" and line.payee_token
    ]
    return Reconciliation(
        lines=_line_verdicts(told, found, breaks, ties, explained.keys()),
        instructions=_instruction_verdicts(judged, breaks, ties, explained.keys()),
        breaks=tuple(sorted(breaks)),
        explained=tuple(explained[name] for name in sorted(explained)),
        ties=tuple(sorted(ties)),
        proposals=propose(strangers, lacking, terms),
    )


def carry(found: Reconciliation, *, keep_from: date) -> Carried:
    """Return what the next run needs of this one.

    Args:
        found: What this run found.
        keep_from: Lines booked on that day or later are handed on though all is well, since
            a return or a second payment may still come; older ones only while a break of
            theirs, or of an instruction of theirs, is open.

    Returns:
        Lines with all their instructions, and instructions with all their lines: a line of a
        whole file brings every payment of the file with it.
    """
    ids = {one.instruction_id for one in found.instructions if one.state != "matched"}
    kept: set[StatementLine] = set()
    while True:
        fresh = [
            one
            for one in found.lines
            if one.line not in kept
            and (
                one.state == "broken"
                or one.line.booked_on >= keep_from
                or not ids.isdisjoint(one.instruction_ids)
            )
        ]
        if not fresh:
            return Carried(tuple(sorted(kept)), found.explained, tuple(sorted(ids)))
        kept.update(one.line for one in fresh)
        ids.update(*(one.instruction_ids for one in fresh))


def _sort(told: Iterable[StatementLine], index: Index) -> _Sorted:
    """Return whose each line is; one whose id stands for two lines is nobody's."""
    found = _Sorted({}, {}, {})
    ids: dict[str, int] = {}
    ordered = sorted(told, key=lambda line: (line.booked_on, line))
    for line in ordered:
        ids[line.line_id] = ids.get(line.line_id, 0) + 1
    for line in ordered:
        owner = find_owner(line, index)
        if ids[line.line_id] > 1:
            amounts = (line.currency, 0, line.amount_minor, day_of(line.booked_on))
            found.breaks[line] = Break("line_changed", line.line_id, "", *amounts)
        elif isinstance(owner, Owner):
            found.owners[line] = owner
            found.by_key.setdefault(owner.key, []).append(line)
        else:
            found.breaks[line] = owner
    return found


def _judge_groups(index: Index, found: _Sorted, terms: ReconcileTerms) -> dict[str, GroupJudged]:
    """Return what came of each request that has lines as a whole, by its key."""
    judged: dict[str, GroupJudged] = {}
    for key in sorted(index.by_batch):
        lines = found.by_key.get(key)
        if lines:
            members = index.by_batch[key]
            own = (
                one.payout.instruction_id
                for one in members
                if any(line.direction == "back" for line in found.by_key.get(one.payout.key, ()))
            )
            judged[key] = judge_group(Group(key, members, lines, frozenset(own)), terms)
    return judged


def _judge(
    one: Instructed,
    found: _Sorted,
    groups: dict[str, GroupJudged],
    terms: ReconcileTerms,
    today: int,
) -> Judged:
    """Hold an instruction beside its lines, attempt by attempt."""
    attempts = [
        attempt
        for number, ended in enumerate(one.payout.earlier, 1)
        if (attempt := _attempt(one, number, (ended.key, one.batch_of(number)), found, groups))
    ]
    newest = _attempt(one, None, (one.payout.key, one.batch_key), found, groups)
    newest = newest or Attempt(one.payout, place_of(one.payout), ())
    parts = [judge_attempt(each, terms, today) for each in (*attempts, newest)]
    most_minor = terms.charge_minor(one.payout.currency)
    for each in (*attempts, newest):
        charges = [line for line in each.lines if line.direction == "charge"]
        if charges:
            parts.append(Judged(*judge_charges(charges, one.payout, most_minor), is_awaited=False))
    if len(parts) == 1:
        return parts[0]
    return Judged(
        tuple(tie for part in parts for tie in part.ties),
        tuple(each for part in parts for each in part.breaks),
        any(part.is_awaited for part in parts),
    )


def _attempt(
    one: Instructed,
    number: int | None,
    keys: tuple[str, str],
    found: _Sorted,
    groups: dict[str, GroupJudged],
) -> Attempt | None:
    """Return an attempt with its own lines and those of its request; None without any."""
    lines, group = found.by_key.get(keys[0], ()), groups.get(keys[1])
    if not lines and group is None:
        return None
    attempt = Attempt(one.payout, place_of(one.payout, number), lines)
    if group is None:
        return attempt
    name = one.payout.instruction_id
    return attempt._replace(group_out=group.outs.get(name), group_back=group.backs.get(name))


def _line_verdicts(
    told: Iterable[StatementLine],
    found: _Sorted,
    breaks: Sequence[Break],
    ties: Sequence[Tie],
    explained: Iterable[tuple[str, str, str]],
) -> tuple[LineVerdict, ...]:
    names = set(explained)
    tied: dict[str, list[str]] = {}
    for tie in ties:
        tied.setdefault(tie.line_id, []).append(tie.instruction_id)
    broken = {one.line_id: one for one in breaks if one.line_id and one.line_id not in tied}
    verdicts: list[LineVerdict] = []
    for line in sorted(told):
        owner = found.owners.get(line)
        how = owner.how if owner is not None else ""
        own = broken.get(line.line_id)
        if own is None:
            ids = tuple(sorted({*tied[line.line_id]} - {""}))
            verdicts.append(LineVerdict(line, "matched", "", ids, how))
            continue
        state: ReconciledState = "explained" if own.name in names else "broken"
        ids = (own.instruction_id,) if own.instruction_id else ()
        verdicts.append(LineVerdict(line, state, own.kind, ids, how))
    return tuple(verdicts)


def _instruction_verdicts(
    judged: dict[str, Judged],
    breaks: Iterable[Break],
    ties: Iterable[Tie],
    explained: Iterable[tuple[str, str, str]],
) -> tuple[InstructionVerdict, ...]:
    names = set(explained)
    kinds: dict[str, dict[BreakKind, None]] = {}
    lines: dict[str, set[str]] = {}
    is_open: set[str] = set()
    for one in breaks:
        kinds.setdefault(one.instruction_id, {})[one.kind] = None
        lines.setdefault(one.instruction_id, set()).add(one.line_id)
        if one.name not in names:
            is_open.add(one.instruction_id)
    moved: set[str] = set()
    for tie in ties:
        lines.setdefault(tie.instruction_id, set()).add(tie.line_id)
        if tie.direction != "charge":
            moved.add(tie.instruction_id)
    verdicts: list[InstructionVerdict] = []
    for name, each in judged.items():
        state: ReconciledState = "matched" if name in moved else "unreconciled"
        if each.is_awaited:
            state = "unreconciled"
        if name in kinds:
            state = "broken" if name in is_open else "explained"
        line_ids = tuple(sorted(lines.get(name, set()) - {""}))
        found = tuple(sorted(kinds.get(name, ())))
        verdicts.append(InstructionVerdict(name, state, found, line_ids))
    return tuple(verdicts)
