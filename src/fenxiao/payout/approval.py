"""Approval of batches (批量审批): who proposed, who approves, and exactly what.

A batch is signed by its digest: a chain over its head and each row that came in, in order,
and each that was taken out again. Whoever approves names count, total and digest; if one
row has changed since he looked, they differ, and nothing is approved.

Source: docs/payout.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from fenxiao.model.encoding import Json, digest, json_bytes
from fenxiao.model.instants import to_us
from fenxiao.model.payout_records import Approval, BatchState, PayoutBatch
from fenxiao.model.payouts import BatchDecided, BatchDecision, BatchProposed
from fenxiao.model.records import Payout, Refusal
from fenxiao.payout.lifecycle import Act
from fenxiao.payout.policy import Tier

__all__ = [
    "APPLIED",
    "Applied",
    "batch_digest",
    "decide_batch",
    "open_batch",
    "refuse_decision",
    "take_in",
    "take_out",
]


class Applied(NamedTuple):
    """What a decided batch does to each instruction, and what it is afterwards.

    ``act`` is None where the instruction only leaves the batch.
    """

    act: Act | None
    state: BatchState


APPLIED: dict[BatchState, Applied] = {
    "approving": Applied("approve", "approved"),
    "rejecting": Applied("reject", "rejected"),
    "dissolving": Applied(None, "dissolved"),
}
"""By the state in which a batch waits to be applied."""

_ENDS: dict[BatchDecision, BatchState] = {
    "approve": "approving",
    "reject": "rejecting",
    "dissolve": "dissolving",
}


def open_batch(event: BatchProposed) -> PayoutBatch:
    """Return a batch with nothing in it yet."""
    head = [event.batch_id, event.payer_id, event.currency, event.maker_id]
    return PayoutBatch(
        batch_id=event.batch_id,
        payer_id=event.payer_id,
        currency=event.currency,
        state="collecting",
        maker_id=event.maker_id,
        proposed_us=to_us(event.at),
        instruction_count=0,
        total_minor=0,
        digest=digest(head),
    )


def take_in(batch: PayoutBatch, payout: Payout) -> PayoutBatch:
    """Return a batch with an instruction more."""
    return batch._replace(
        instruction_count=batch.instruction_count + 1,
        total_minor=batch.total_minor + payout.amount_minor,
        digest=_link(batch.digest, "in", payout),
    )


def take_out(batch: PayoutBatch, payout: Payout) -> PayoutBatch:
    """Return a batch with an instruction less; who approved it has to look again.

    Without any instruction left there is nothing to approve: it is rejected.
    """
    left = batch.instruction_count - 1
    return batch._replace(
        instruction_count=left,
        total_minor=batch.total_minor - payout.amount_minor,
        digest=_link(batch.digest, "out", payout),
        approvals=(),
        state=batch.state if left else "rejected",
    )


def batch_digest(
    batch: PayoutBatch, payouts: Iterable[Payout], taken_out: Iterable[Payout] = ()
) -> str:
    """Return the digest of a batch from its rows, for whoever looks before he approves.

    Args:
        batch: The batch.
        payouts: Every instruction that ever was in it, by ``payable_us`` and id.
        taken_out: Those that were rejected one by one, in the order in which they were.

    Examples:
        >>> batch = PayoutBatch("B1", "shop", "CNY", "proposed", "maker", 0, 0, 0, "")
        >>> payout = Payout("I1", "K1", "shop", "u1", "CNY", 90, "t1", "requested", 0, 0, None)
        >>> batch_digest(batch, [payout]) == batch_digest(batch, [payout._replace(amount_minor=91)])
        False
    """
    found = digest([batch.batch_id, batch.payer_id, batch.currency, batch.maker_id])
    for payout in payouts:
        found = _link(found, "in", payout)
    for payout in taken_out:
        found = _link(found, "out", payout)
    return found


def _link(before: str, way: str, payout: Payout) -> str:
    """Return the digest that goes on with a row: all that whoever approves it answers for."""
    row: list[Json] = [
        *(before, way, payout.instruction_id, payout.key, payout.attempt, payout.member_id),
        *(payout.amount_minor, payout.fee_minor, payout.tax_minor, payout.payee_token),
    ]
    return hashlib.sha256(json_bytes(row)).hexdigest()


def refuse_decision(batch: PayoutBatch, event: BatchDecided) -> Refusal | None:
    """Say why a person cannot decide about a batch as it stands, or None if he can."""
    about = ("batch_id", batch.batch_id)
    if batch.state != "proposed":
        return Refusal("payout.batch_state", (about, ("state", batch.state)))
    told = (event.instruction_count, event.total_minor, event.digest)
    if told != (batch.instruction_count, batch.total_minor, batch.digest):
        ours = (("count", batch.instruction_count), ("total_minor", batch.total_minor))
        theirs = (("got_count", event.instruction_count), ("got_minor", event.total_minor))
        return Refusal("payout.batch_differs", (about, *ours, *theirs))
    before = {batch.maker_id, *(one.checker_id for one in batch.approvals)}
    if event.decision == "approve" and event.checker_id in before:
        return Refusal("payout.same_person", (about, ("checker_id", event.checker_id)))
    return None


def decide_batch(batch: PayoutBatch, event: BatchDecided, tier: Tier) -> PayoutBatch:
    """Return a batch after a decision that is not refused.

    Args:
        batch: The batch.
        event: What a person decided.
        tier: Who has to approve a batch of this total.

    Returns:
        With the approval noted; waiting to be applied if it was the last that is needed, or if
        it is rejected or dissolved.
    """
    at_us = to_us(event.at)
    if event.decision != "approve":
        ended = _ENDS[event.decision]
        return batch._replace(state=ended, decided_us=at_us, reason=event.reason or "")
    approvals = (*batch.approvals, Approval(event.checker_id, event.role or "", at_us))
    noted = batch._replace(approvals=approvals)
    is_enough = len(approvals) >= tier.checkers
    if is_enough and {one.role for one in approvals} >= set(tier.roles):
        return noted._replace(state=_ENDS["approve"], decided_us=at_us)
    return noted
