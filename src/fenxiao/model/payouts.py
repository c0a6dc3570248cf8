"""Payout events (提现与打款事件): what members ask for, and what rails say of it.

Source: docs/payout.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from fenxiao.model.checks import check_id, check_quantity
from fenxiao.model.envelope import PAGE_LIMIT, Event, WalletEvent, check_after, is_one_of
from fenxiao.model.instants import check_instant
from fenxiao.money import TOTAL_LIMIT_MINOR, check_amount, currency

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = [
    "ATTEMPT_LIMIT",
    "BATCH_DECISIONS",
    "PAYOUT_OUTCOMES",
    "ApplyBatch",
    "BatchDecided",
    "BatchDecision",
    "BatchProposed",
    "PayoutOutcome",
    "PayoutRejected",
    "PayoutResult",
    "PayoutRetried",
    "PayoutSubmitted",
    "WithdrawalCancelled",
    "WithdrawalRequested",
]

PayoutOutcome = Literal[
    "submitted",
    "accepted",
    "awaiting_payee",
    "processing",
    "unknown",
    "paid",
    "failed",
    "expired",
    "cancelled",
    "returned",
]
PAYOUT_OUTCOMES: tuple[PayoutOutcome, ...] = get_args(PayoutOutcome)
"""What a rail may say of an instruction."""

BatchDecision = Literal["approve", "reject", "dissolve"]
BATCH_DECISIONS: tuple[BatchDecision, ...] = get_args(BatchDecision)
"""What a person may decide about a batch; to dissolve it leaves its instructions asked for."""

ATTEMPT_LIMIT = 100
"""The most attempts of one instruction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalRequested(WalletEvent):
    """A member asks for money (提现申请).

    Args:
        amount_minor: How much, in minor units; None asks for all that is available, up to
            the most that one event can carry.
        payee_token: The host's token of the account to pay to; no personal data.
    """

    payee_token: str
    amount_minor: int | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        WalletEvent.__post_init__(self)
        check_id(self.payee_token, "payee_token")
        if self.amount_minor is not None:
            check_amount(self.amount_minor, "amount_minor", low=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalCancelled(Event):
    """A member does not want his money out any more (撤回提现), before anybody approved it.

    Args:
        instruction_id: The instruction.
    """

    instruction_id: str

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.instruction_id, "instruction_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchProposed(Event):
    """A person puts what is asked for into a batch for approval (提交审批), a page at a time.

    Args:
        batch_id: The host's name of the batch.
        payer_id: Whose instructions.
        currency: In which currency.
        maker_id: Who proposes it; somebody else approves.
        payable_by: Those that may be paid by then; none is those that may be paid now.
        limit: Instructions on one page; more go on in the continuation.
        after: Where the page before ended: its instant in microseconds and instruction id.
    """

    batch_id: str
    payer_id: str
    currency: str
    maker_id: str
    payable_by: datetime | None = None
    limit: int = 500
    after: tuple[int, str] | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        for name in ("batch_id", "payer_id", "maker_id"):
            check_id(getattr(self, name), name)
        currency(self.currency)
        if self.payable_by is not None:
            object.__setattr__(self, "payable_by", check_instant(self.payable_by, "payable_by"))
        check_quantity(self.limit, "limit", high=PAGE_LIMIT)
        if self.after is not None:
            object.__setattr__(self, "after", check_after(self.after))


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchDecided(Event):
    """A person approves a batch, rejects or dissolves it (审批), exactly as it is.

    Args:
        batch_id: The batch.
        decision: One of ``BATCH_DECISIONS``.
        checker_id: Who decides; to approve, neither who proposed it nor who approved before.
        instruction_count: How many instructions he saw.
        total_minor: What leaves to payees, as he saw it, in minor units.
        digest: The digest of what he saw.
        role: As what he approves, where a tier asks for roles.
        reason: Why, in the host's words.
        limit: Instructions on each page of what follows from it.
    """

    batch_id: str
    decision: BatchDecision
    checker_id: str
    instruction_count: int
    total_minor: int
    digest: str
    role: str | None = None
    reason: str | None = None
    limit: int = 500

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        for name in ("batch_id", "checker_id", "digest"):
            check_id(getattr(self, name), name)
        is_one_of(self.decision, BATCH_DECISIONS, "decision")
        check_quantity(self.instruction_count, "instruction_count")
        check_amount(self.total_minor, "total_minor", low=1, high=TOTAL_LIMIT_MINOR)
        check_quantity(self.limit, "limit", high=PAGE_LIMIT)
        for name in ("role", "reason"):
            if getattr(self, name) is not None:
                check_id(getattr(self, name), name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyBatch(Event):
    """Do to each instruction of a batch what was decided (执行审批), a page at a time.

    Args:
        batch_id: The batch.
        limit: Instructions on one page; more go on in the continuation.
        after: Where the page before ended: its instant in microseconds and instruction id.
    """

    batch_id: str
    limit: int = 500
    after: tuple[int, str] | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.batch_id, "batch_id")
        check_quantity(self.limit, "limit", high=PAGE_LIMIT)
        if self.after is not None:
            object.__setattr__(self, "after", check_after(self.after))


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutRejected(Event):
    """A person rejects one instruction (驳回提现), also out of a batch that waits for approval.

    Args:
        instruction_id: The instruction.
        checker_id: Who rejects it.
        reason: Why, in the host's words.
    """

    instruction_id: str
    checker_id: str
    reason: str

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        for name in ("instruction_id", "checker_id", "reason"):
            check_id(getattr(self, name), name)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutSubmitted(Event):
    """The host is about to hand an instruction to a rail (提交打款); feed it before sending.

    Args:
        instruction_id: The instruction.
        rail: The rail's name; an attempt goes by one rail only.
    """

    instruction_id: str
    rail: str

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.instruction_id, "instruction_id")
        check_id(self.rail, "rail")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutRetried(WalletEvent):
    """An instruction that ended without payment is tried again (重新打款), under a new key.

    Args:
        instruction_id: The instruction, of this wallet.
    """

    instruction_id: str

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        WalletEvent.__post_init__(self)
        check_id(self.instruction_id, "instruction_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutResult(Event):
    """The rail said something about an instruction (打款结果).

    Args:
        instruction_id: The instruction.
        outcome: One of ``PAYOUT_OUTCOMES``.
        amount_minor: The amount that the rail names, in minor units.
        currency: The currency that the rail names.
        reference: The rail's own id of the payment, where it has one.
        attempt: Which attempt it is about, counted from 1.
        charge_minor: What the rail charges the payer for it, in minor units.
    """

    instruction_id: str
    outcome: PayoutOutcome
    amount_minor: int
    currency: str
    reference: str | None = None
    attempt: int = 1
    charge_minor: int = 0

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.instruction_id, "instruction_id")
        is_one_of(self.outcome, PAYOUT_OUTCOMES, "outcome")
        check_amount(self.amount_minor, "amount_minor", low=1)
        currency(self.currency)
        if self.reference is not None:
            check_id(self.reference, "reference")
        check_quantity(self.attempt, "attempt", high=ATTEMPT_LIMIT)
        check_amount(self.charge_minor, "charge_minor")
