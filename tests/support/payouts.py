"""Short ways to write what happens to withdrawals, instructions and batches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fenxiao.model.events import PayoutOutcome, PayoutResult, WithdrawalCancelled
from fenxiao.model.payout_records import PayoutBatch
from fenxiao.model.payouts import (
    ApplyBatch,
    BatchDecided,
    BatchDecision,
    BatchProposed,
    PayoutRejected,
    PayoutRetried,
    PayoutSubmitted,
)
from fenxiao.payout.policy import PayoutPolicy, WithdrawalRule
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from tests.support.build import CURRENCY, PAYER, POLICY, at


def ruled(**fields: Any) -> Policy:
    """Return the usual policy with a rule of withdrawals; below 100.00 nobody need approve."""
    rule = WithdrawalRule(currency=CURRENCY, **{"automatic_below_minor": 10_000, **fields})
    return replace(POLICY, payout=PayoutPolicy(rules=(rule,)))


APPROVED = ruled(automatic_below_minor=None)
"""Every withdrawal needs approval, by one person."""


def said(
    instruction_id: str,
    outcome: PayoutOutcome,
    amount_minor: int,
    *,
    day: float = 11,
    attempt: int = 1,
    charge_minor: int = 0,
    reference: str | None = None,
    event_id: str = "",
) -> PayoutResult:
    return PayoutResult(
        id=event_id or f"{outcome} {instruction_id} {attempt}",
        at=at(day),
        instruction_id=instruction_id,
        outcome=outcome,
        amount_minor=amount_minor,
        currency=CURRENCY,
        reference=reference,
        attempt=attempt,
        charge_minor=charge_minor,
    )


def cancel(instruction_id: str, *, day: float = 10.5, event_id: str = "") -> WithdrawalCancelled:
    name = event_id or f"cancel {instruction_id}"
    return WithdrawalCancelled(id=name, at=at(day), instruction_id=instruction_id)


def propose(
    batch_id: str = "b1",
    *,
    day: float = 10.5,
    limit: int = 500,
    currency: str = CURRENCY,
    maker_id: str = "maker",
    event_id: str = "",
) -> BatchProposed:
    return BatchProposed(
        id=event_id or f"propose {batch_id}",
        at=at(day),
        batch_id=batch_id,
        payer_id=PAYER,
        currency=currency,
        maker_id=maker_id,
        limit=limit,
    )


def decide_on(
    batch: PayoutBatch,
    decision: BatchDecision = "approve",
    *,
    checker_id: str = "checker",
    role: str | None = None,
    day: float = 10.6,
    limit: int = 500,
    event_id: str = "",
) -> BatchDecided:
    """Return a decision about a batch exactly as it is."""
    return BatchDecided(
        id=event_id or f"{decision} {batch.batch_id} {checker_id}",
        at=at(day),
        batch_id=batch.batch_id,
        decision=decision,
        checker_id=checker_id,
        instruction_count=batch.instruction_count,
        total_minor=batch.total_minor,
        digest=batch.digest,
        role=role,
        reason=None if decision == "approve" else "not now",
        limit=limit,
    )


def apply_batch(
    batch_id: str = "b1", *, day: float = 10.6, limit: int = 500, event_id: str = ""
) -> ApplyBatch:
    name = event_id or f"apply {batch_id}"
    return ApplyBatch(id=name, at=at(day), batch_id=batch_id, limit=limit)


def reject(instruction_id: str, *, day: float = 10.6, event_id: str = "") -> PayoutRejected:
    return PayoutRejected(
        id=event_id or f"reject {instruction_id}",
        at=at(day),
        instruction_id=instruction_id,
        checker_id="checker",
        reason="account not his",
    )


def submit(
    instruction_id: str, rail: str = "bank", *, day: float = 10.8, event_id: str = ""
) -> PayoutSubmitted:
    name = event_id or f"submit {instruction_id} {rail}"
    return PayoutSubmitted(id=name, at=at(day), instruction_id=instruction_id, rail=rail)


def retry(
    instruction_id: str, member_id: str = "u1", *, day: float = 12, event_id: str = ""
) -> PayoutRetried:
    return PayoutRetried(
        id=event_id or f"retry {instruction_id} {day}",
        at=at(day),
        payer_id=PAYER,
        member_id=member_id,
        currency=CURRENCY,
        instruction_id=instruction_id,
    )


def batch_of(book: Book, batch_id: str = "b1") -> PayoutBatch:
    """Return a batch that must be there."""
    record, _ = book.rows["batch", batch_id]
    assert isinstance(record, PayoutBatch)
    return record


EMPTY = PayoutBatch("b1", PAYER, CURRENCY, "proposed", "maker", 0, 1, 1, "digest")
ONE_OF_EACH = (
    cancel("i1"),
    propose(),
    decide_on(EMPTY),
    apply_batch(),
    reject("i1"),
    submit("i1"),
    retry("i1"),
)
"""An event of each kind of these."""
