"""Approvals (审批): batches are proposed, decided and applied, a page at a time.

Every page writes the batch and each instruction that it touches, so that two batches, or a
batch and a member's change of mind, are decided one after the other.

Source: docs/payout.md.
"""

from __future__ import annotations

from dataclasses import replace

from fenxiao.errors import EventError
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Need,
    Put,
    Scan,
    audit_key,
    batch_key,
    batch_scan,
    continuation_key,
    payout_key,
    requested_scan,
)
from fenxiao.model.encoding import derive_id
from fenxiao.model.instants import to_us
from fenxiao.model.payout_records import PayoutBatch
from fenxiao.model.payouts import ApplyBatch, BatchDecided, BatchProposed
from fenxiao.model.records import Audit, Payout, Refusal
from fenxiao.payout.approval import APPLIED, decide_batch, open_batch, refuse_decision, take_in
from fenxiao.payout.instructions import do
from fenxiao.payout.lifecycle import DEEDS
from fenxiao.payout.policy import Tier
from fenxiao.settlement.changes import Changes, waited
from fenxiao.settlement.facts import row, rows
from fenxiao.settlement.payouts import given_back, posted_of
from fenxiao.settlement.policy import Policy

__all__ = [
    "decide_apply",
    "decide_decided",
    "decide_proposed",
    "first_apply",
    "first_decided",
    "first_proposed",
]

Asked = tuple[tuple[Key, ...], tuple[Scan, ...]]


def first_proposed(event: BatchProposed) -> Asked:
    """Return what a proposal reads: the batch, and a page of what nobody approved."""
    return (continuation_key(event.id), batch_key(event.batch_id)), (_requested(event),)


def decide_proposed(event: BatchProposed, facts: Facts) -> Changes | Refusal:
    """Take a page of instructions into a batch; the last page puts it up for approval."""
    batch, revision = row(facts, batch_key(event.batch_id), PayoutBatch)
    page = rows(facts, _requested(event), Payout)
    if event.after is None:
        if batch is not None:
            about = (("batch_id", batch.batch_id), ("state", batch.state))
            return Refusal("payout.batch_state", about)
        if not page:
            whose = (("payer_id", event.payer_id), ("currency", event.currency))
            return Refusal("payout.nothing_requested", whose)
        batch = open_batch(event)
    elif batch is None or batch.state != "collecting":
        state = "not begun" if batch is None else batch.state
        return Refusal("payout.batch_state", (("batch_id", event.batch_id), ("state", state)))
    puts = [*waited(event, facts)]
    for payout, at in page:
        batch = take_in(batch, payout)
        taken = payout._replace(batch_id=event.batch_id)
        puts.append(Put(payout_key(payout.instruction_id), taken, at))
    is_last = len(page) < event.limit
    state = "proposed" if is_last else "collecting"
    puts.append(Put(batch_key(event.batch_id), batch._replace(state=state), revision))
    return Changes(tuple(puts), (), None if is_last else _next_page(event, page))


def first_decided(event: BatchDecided) -> Asked:
    """Return what a decision reads: the batch."""
    return (batch_key(event.batch_id),), ()


def decide_decided(event: BatchDecided, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Note what a person decided; what that does to the instructions goes on in pages."""
    batch, revision = row(facts, batch_key(event.batch_id), PayoutBatch)
    if batch is None:
        return Refusal("payout.batch_unknown", (("batch_id", event.batch_id),))
    refusal = refuse_decision(batch, event)
    if refusal is not None:
        return refusal
    rule = policy.payout.rule(batch.currency)
    tier = Tier() if rule is None else rule.tier(batch.total_minor)
    decided = decide_batch(batch, event, tier)
    audit = Audit(
        event_id=event.id,
        at_us=to_us(event.at),
        subject_id=batch.batch_id,
        reason=event.reason or event.decision,
        maker_id=batch.maker_id,
        checker_id=event.checker_id,
    )
    goes_on = None
    if decided.state in APPLIED:
        goes_on = ApplyBatch(
            id=derive_id(event.id, "apply"),
            at=event.at,
            batch_id=batch.batch_id,
            limit=event.limit,
        )
    put = Put(batch_key(batch.batch_id), decided, revision)
    return Changes((put,), (Append(audit_key(event.id), audit),), goes_on)


def first_apply(event: ApplyBatch) -> Asked:
    """Return what a page of a decided batch reads: the batch, and its instructions."""
    return (continuation_key(event.id), batch_key(event.batch_id)), (_of_batch(event),)


def decide_apply(event: ApplyBatch, facts: Facts) -> Need | Changes | Refusal:
    """Do to a page of instructions what was decided; the last page ends the batch."""
    batch, revision = row(facts, batch_key(event.batch_id), PayoutBatch)
    if batch is None:
        return Refusal("payout.batch_unknown", (("batch_id", event.batch_id),))
    applied = APPLIED.get(batch.state)
    if applied is None:
        return Refusal("payout.batch_state", (("batch_id", batch.batch_id), ("state", batch.state)))
    page = rows(facts, _of_batch(event), Payout)
    _check_page(page)
    gives_back = applied.act is not None and DEEDS["requested", applied.act].template is not None
    returned = given_back(tuple(one for one, _ in page) if gives_back else (), facts)
    if isinstance(returned, Need):
        return returned
    puts = [*waited(event, facts), *returned]
    appends: list[Append] = []
    for payout, at in page:
        moved = payout._replace(batch_id=None)
        if applied.act is not None:
            deed, moved = do(payout, applied.act, event.at)
            appends += posted_of(event, payout, deed.template)
        puts.append(Put(payout_key(payout.instruction_id), moved, at))
    is_last = len(page) < event.limit
    state = applied.state if is_last else batch.state
    puts.append(Put(batch_key(batch.batch_id), batch._replace(state=state), revision))
    return Changes(tuple(puts), tuple(appends), None if is_last else _next_page(event, page))


def _check_page(page: list[tuple[Payout, int]]) -> None:
    """Refuse rows that no scan of a batch may return: the host did not keep what was decided."""
    for payout, _ in page:
        if payout.state != "requested":
            key, got = repr(payout_key(payout.instruction_id)), f'one that is "{payout.state}"'
            raise EventError("facts.wrong_type", key=key, expected="requested Payout", got=got)


def _next_page(
    event: BatchProposed | ApplyBatch, page: list[tuple[Payout, int]]
) -> BatchProposed | ApplyBatch:
    last = page[-1][0]
    after = (last.payable_us, last.instruction_id)
    return replace(event, id=derive_id(event.id, "page"), after=after)


def _requested(event: BatchProposed) -> Scan:
    until_us = to_us(event.payable_by or event.at)
    return requested_scan(
        event.payer_id, event.currency, until_us, limit=event.limit, after=event.after
    )


def _of_batch(event: ApplyBatch) -> Scan:
    return batch_scan(event.batch_id, limit=event.limit, after=event.after)
