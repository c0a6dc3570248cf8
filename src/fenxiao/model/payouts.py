"""Payout events (提现与打款事件): what members ask for, and what rails say of it.

Source: docs/payout.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Literal, get_args

from fenxiao.model.checks import check_id, check_quantity
from fenxiao.model.envelope import Event, WalletEvent, is_one_of
from fenxiao.money import check_amount, currency

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = [
    "ATTEMPT_LIMIT",
    "PAYOUT_OUTCOMES",
    "PayoutOutcome",
    "PayoutResult",
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
