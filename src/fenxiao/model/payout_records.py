"""Records of payouts (打款记录): what withdrawals have used, and batches for approval.

Source: docs/payout.md.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["Approval", "BatchState", "PayoutBatch", "WithdrawalUse", "WithdrawalUses"]

BatchState = Literal[
    "collecting",
    "proposed",
    "approving",
    "rejecting",
    "dissolving",
    "approved",
    "rejected",
    "dissolved",
]


class WithdrawalUse(NamedTuple):
    """What one withdrawal has used of the limits; ``is_back`` once it came to nothing."""

    instruction_id: str
    at_us: int
    amount_minor: int
    is_free: bool
    free_minor: int
    is_back: bool


class WithdrawalUses(NamedTuple):
    """What a member's newest withdrawals have used of the limits, in the order of their coming."""

    payer_id: str
    member_id: str
    currency: str
    uses: tuple[WithdrawalUse, ...]


class Approval(NamedTuple):
    """A person who approved a batch as it is."""

    checker_id: str
    role: str
    at_us: int


class PayoutBatch(NamedTuple):
    """Instructions that are approved together, guarded by its revision.

    ``digest`` stands for exactly the instructions that are in it: it goes on with each row
    that comes in and each that is taken out. ``total_minor`` is what leaves to payees.
    """

    batch_id: str
    payer_id: str
    currency: str
    state: BatchState
    maker_id: str
    proposed_us: int
    instruction_count: int
    total_minor: int
    digest: str
    approvals: tuple[Approval, ...] = ()
    decided_us: int | None = None
    reason: str = ""
