"""What a run found, as events (对账结果分页): one verdict a subject, a page at a time.

Source: docs/reconciliation.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from fenxiao.model.encoding import derive_id
from fenxiao.model.reconciliation_records import Reconciliation as Stored
from fenxiao.model.reconciliations import FoundBreak, Reconciled, Verdict
from fenxiao.payout.reconcile.breaks import Break, Explained
from fenxiao.payout.reconcile.lines import Instructed
from fenxiao.payout.reconcile.statements import Reconciliation

__all__ = ["Occasion", "events_of", "explained_in", "verdicts_of"]


class Occasion(NamedTuple):
    """Under which names the events of a run are fed.

    Args:
        event_id: Of the run; each page has an id that is derived from it.
        at: The instant of the run.
        statement_id: The host's name of the statement.
    """

    event_id: str
    at: datetime
    statement_id: str


def verdicts_of(
    found: Reconciliation, instructed: Iterable[Instructed]
) -> dict[str, tuple[Verdict, ...]]:
    """Return what was found, by payer: each instruction with its lines, each line without one.

    Args:
        found: What a run found.
        instructed: The instructions that were given to it.

    Returns:
        Instructions by id, then lines by id. Every line stands in the verdict of an
        instruction or in one of its own.
    """
    payers = {one.payout.instruction_id: one.payout.payer_id for one in instructed}
    breaks: dict[tuple[str, str], list[Break]] = {}
    for one in found.breaks:
        is_theirs = one.instruction_id in payers
        place = ("instruction", one.instruction_id) if is_theirs else ("line", one.line_id)
        breaks.setdefault(place, []).append(one)
    verdicts: dict[str, list[Verdict]] = {}
    for each in found.instructions:
        name = each.instruction_id
        mine = _told(breaks.get(("instruction", name), ()))
        state = "broken" if mine else each.state
        verdict = Verdict(
            subject="instruction",
            subject_id=name,
            state=state,
            line_ids=each.line_ids,
            breaks=mine,
        )
        verdicts.setdefault(payers[name], []).append(verdict)
    told: set[str] = set()
    for line_verdict in found.lines:
        line = line_verdict.line
        if line_verdict.instruction_ids or line.line_id in told:
            continue
        told.add(line.line_id)
        mine = _told(breaks.get(("line", line.line_id), ()))
        verdict = Verdict(
            subject="line",
            subject_id=line.line_id,
            state="broken" if mine else "matched",
            line_ids=(line.line_id,),
            breaks=mine,
        )
        verdicts.setdefault(line.payer_id, []).append(verdict)
    return {payer_id: tuple(verdicts[payer_id]) for payer_id in sorted(verdicts)}


def events_of(
    verdicts: dict[str, tuple[Verdict, ...]], occasion: Occasion, *, limit: int = 500
) -> Iterator[Reconciled]:
    """Yield the events by which the verdicts of a run are fed, payer by payer.

    Args:
        verdicts: What ``verdicts_of`` returned.
        occasion: Under which names.
        limit: The most verdicts in one event.
    """
    for payer_id, mine in verdicts.items():
        for start in range(0, len(mine), limit):
            yield Reconciled(
                id=derive_id(occasion.event_id, payer_id, str(start)),
                at=occasion.at,
                payer_id=payer_id,
                statement_id=occasion.statement_id,
                verdicts=mine[start : start + limit],
            )


def explained_in(rows: Iterable[Stored]) -> tuple[Explained, ...]:
    """Return the explanations that are kept in some rows, to be carried into a run.

    Who explained it and why stands in the audit row of the event; here the event is named.
    """
    return tuple(
        Explained(
            one.kind,
            one.line_id,
            row.subject_id if row.subject == "instruction" else "",
            one.explained_by,
            "",
            "",
        )
        for row in rows
        for one in row.breaks
        if one.explained_by
    )


def _told(breaks: Sequence[Break]) -> tuple[FoundBreak, ...]:
    return tuple(
        FoundBreak(
            kind=one.kind,
            line_id=one.line_id,
            currency=one.currency,
            expected_minor=one.expected_minor,
            got_minor=one.got_minor,
            since_day=one.since_day,
        )
        for one in breaks
    )
