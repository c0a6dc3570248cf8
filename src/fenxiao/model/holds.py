"""Events of holds (预占事件): a member's balance reserved for what may or may not happen.

An order that he pays with his balance (余额支付), a deposit, a dispute: the money is put
aside first, and moved or given back once it is known what it was for.

Source: docs/events.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime

from fenxiao.errors import EventError
from fenxiao.model.checks import check_id, check_quantity
from fenxiao.model.envelope import PAGE_LIMIT, Event, WalletEvent, check_flag
from fenxiao.model.instants import check_instant
from fenxiao.money import check_amount

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = [
    "BALANCE_TENDER",
    "ExpireHolds",
    "HoldEvent",
    "HoldPlaced",
    "HoldPosted",
    "HoldReturned",
    "HoldVoided",
]

BALANCE_TENDER = "balance"
"""The means of payment under which an order names what was paid out of a wallet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPlaced(WalletEvent):
    """A part of what is available was reserved (预占余额), never more than is there.

    A noted debt is paid first, as by a withdrawal.

    Args:
        hold_id: The hold's own id, unique among all holds of the host.
        amount_minor: How much, in minor units.
        expires_at: From when on ``expire_holds`` gives back what is left; none is never.
        tender: The means of payment whose clearing account gets what is posted.
        reference: What it is for, such as an order or a dispute: what its entries are about.
            Without it, the hold itself.
    """

    hold_id: str
    amount_minor: int
    expires_at: datetime | None = None
    tender: str = BALANCE_TENDER
    reference: str | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field, and that it does not expire before it is placed."""
        WalletEvent.__post_init__(self)
        check_id(self.hold_id, "hold_id")
        check_amount(self.amount_minor, "amount_minor", low=1)
        check_id(self.tender, "tender")
        if self.reference is not None:
            check_id(self.reference, "reference")
        if self.expires_at is not None:
            object.__setattr__(self, "expires_at", check_instant(self.expires_at, "expires_at"))
            if self.expires_at <= self.at:
                got, problem = self.expires_at.isoformat(), "it must be after the hold is placed"
                raise EventError("event.bad_field", field="expires_at", got=got, problem=problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldEvent(Event):
    """What all later events of one hold have: its id, and what they are about.

    Args:
        hold_id: The hold.
        reference: What the entry is about, where it is not what the hold is for.
    """

    hold_id: str
    reference: str | None = None

    @override
    def __post_init__(self) -> None:
        """Check both ids."""
        Event.__post_init__(self)
        check_id(self.hold_id, "hold_id")
        if self.reference is not None:
            check_id(self.reference, "reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPosted(HoldEvent):
    """What was reserved, or part of it, paid for something (预占扣款).

    Args:
        amount_minor: How much, in minor units; None is all that is left.
        is_last: Whether the hold ends with it, and what is left is available again.
    """

    amount_minor: int | None = None
    is_last: bool = False

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        HoldEvent.__post_init__(self)
        if self.amount_minor is not None:
            check_amount(self.amount_minor, "amount_minor", low=1)
        check_flag(self.is_last, "is_last")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldVoided(HoldEvent):
    """What was reserved and not yet posted is available again (撤销预占)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldReturned(HoldEvent):
    """What a hold had paid came back into the wallet (退回余额), as by a refund of its order.

    Args:
        amount_minor: How much, in minor units; None is all that was posted and is not back.
    """

    amount_minor: int | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        HoldEvent.__post_init__(self)
        if self.amount_minor is not None:
            check_amount(self.amount_minor, "amount_minor", low=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireHolds(Event):
    """Give back what is left of open holds whose time is over (预占到期), a page at a time.

    Args:
        limit: Holds on one page; more go on in the continuation.
    """

    limit: int = 500

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_quantity(self.limit, "limit", high=PAGE_LIMIT)
