"""Reconciliation kept (对账结果入库): what statements say, beside instructions, never in them.

A verdict is written under a key of its own with the revision at which it was read, so that of
two runs at once the second is decided again on what the first left, and an explanation is
lost to none of them.

Source: docs/reconciliation.md.
"""

from __future__ import annotations

from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Put,
    Scan,
    audit_key,
    payout_key,
    reconciliation_key,
)
from fenxiao.model.instants import to_us
from fenxiao.model.reconciliation_records import Reconciliation, StoredBreak
from fenxiao.model.reconciliations import BreakExplained, FoundBreak, Reconciled, Verdict
from fenxiao.model.records import Audit, Payout, Refusal
from fenxiao.settlement.changes import Changes
from fenxiao.settlement.facts import row

__all__ = [
    "decide_explained",
    "decide_reconciled",
    "first_explained",
    "first_reconciled",
]


def first_reconciled(event: Reconciled) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a page reads: what is known of each subject, and the instructions."""
    known = tuple(_key(event, one) for one in event.verdicts)
    told = (one.subject_id for one in event.verdicts if one.subject == "instruction")
    return (*known, *map(payout_key, told)), ()


def decide_reconciled(event: Reconciled, facts: Facts) -> Changes:
    """Write every verdict that is new; one about an instruction that is not there is named."""
    puts: list[Put] = []
    findings: list[Refusal] = []
    for one in event.verdicts:
        if one.subject == "instruction":
            payout, _ = row(facts, payout_key(one.subject_id), Payout)
            if payout is None or payout.payer_id != event.payer_id:
                findings.append(_unknown(event, one))
                continue
        stored, revision = row(facts, _key(event, one), Reconciliation)
        fresh = _told(event, one, stored)
        if not _says_the_same(stored, fresh):
            puts.append(Put(_key(event, one), fresh, revision))
    return Changes(tuple(puts), findings=tuple(findings))


def first_explained(event: BreakExplained) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what an explanation reads: the row that has the break."""
    return (reconciliation_key(event.payer_id, event.subject, event.subject_id),), ()


def decide_explained(event: BreakExplained, facts: Facts) -> Changes | Refusal:
    """Mark a break as explained, once; its row is explained when all of them are."""
    key = reconciliation_key(event.payer_id, event.subject, event.subject_id)
    stored, revision = row(facts, key, Reconciliation)
    about = (("subject_id", event.subject_id), ("kind", event.kind), ("line_id", event.line_id))
    found = [] if stored is None else [one for one in stored.breaks if _is_named(event, one)]
    if stored is None or not found:
        return Refusal("reconcile.no_break", about)
    if found[0].explained_by:
        refusal = Refusal("reconcile.explained", (*about, ("event_id", found[0].explained_by)))
        return Changes((Put(key, stored, revision),), refusal=refusal)
    breaks = tuple(
        one._replace(explained_by=event.id) if _is_named(event, one) else one
        for one in stored.breaks
    )
    fresh = stored._replace(breaks=breaks, event_id=event.id, at_us=to_us(event.at))
    if all(one.explained_by for one in breaks):
        fresh = fresh._replace(state="explained")
    audit = Audit(
        event.id,
        to_us(event.at),
        event.subject_id,
        event.reason,
        event.maker_id,
        event.checker_id,
    )
    return Changes((Put(key, fresh, revision),), (Append(audit_key(event.id), audit),))


def _key(event: Reconciled, verdict: Verdict) -> Key:
    return reconciliation_key(event.payer_id, verdict.subject, verdict.subject_id)


def _told(event: Reconciled, verdict: Verdict, stored: Reconciliation | None) -> Reconciliation:
    """Return the row of a verdict; a break that was explained stays so while it is the same."""
    explained = {
        one._replace(explained_by=""): one.explained_by for one in (stored.breaks if stored else ())
    }
    breaks = tuple(_kept(one, explained) for one in verdict.breaks)
    is_explained = bool(breaks) and all(one.explained_by for one in breaks)
    return Reconciliation(
        payer_id=event.payer_id,
        subject=verdict.subject,
        subject_id=verdict.subject_id,
        state="explained" if is_explained else verdict.state,
        line_ids=verdict.line_ids,
        breaks=breaks,
        statement_id=event.statement_id,
        event_id=event.id,
        at_us=to_us(event.at),
    )


def _kept(found: FoundBreak, explained: dict[StoredBreak, str]) -> StoredBreak:
    amounts = (found.currency, found.expected_minor, found.got_minor)
    bare = StoredBreak(found.kind, found.line_id, *amounts, found.since_day)
    return bare._replace(explained_by=explained.get(bare, ""))


def _says_the_same(stored: Reconciliation | None, fresh: Reconciliation) -> bool:
    """Say whether a verdict brings nothing new: nothing was said before, or the same."""
    if stored is None:
        return fresh.state == "unreconciled" and not fresh.line_ids
    return (stored.state, stored.line_ids, stored.breaks) == (
        fresh.state,
        fresh.line_ids,
        fresh.breaks,
    )


def _is_named(event: BreakExplained, found: StoredBreak) -> bool:
    return (event.kind, event.line_id) == (found.kind, found.line_id)


def _unknown(event: Reconciled, verdict: Verdict) -> Refusal:
    names = (("instruction_id", verdict.subject_id), ("payer_id", event.payer_id))
    return Refusal("reconcile.unknown_instruction", names)
