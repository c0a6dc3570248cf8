"""Events about earned invites (邀请码事件): issued, redeemed, given back.

A code names one invite for ever. Who issues one must have earned it by own settled
sales; who redeems one is bound under its issuer.

Source: docs/invites.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from fenxiao.model.checks import check_id, check_quantity
from fenxiao.model.envelope import PAGE_LIMIT, Event

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = [
    "VALID_DAYS_LIMIT",
    "ExpireInvites",
    "FoldQuota",
    "InviteCancelled",
    "InviteIssued",
    "InviteRedeemed",
    "SeatFreed",
]

VALID_DAYS_LIMIT = 36_500
"""The longest that an invite may be valid, in days of 24 hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteIssued(Event):
    """A member hands out an invite code (发邀请码), one of those that he has free.

    Args:
        member_id: Who issues it.
        code: The code, compared whole; it stands for this invite for ever.
        valid_days: How long it may be redeemed, in days of 24 hours; none leaves it to the
            quota policy.
    """

    member_id: str
    code: str
    valid_days: int | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.member_id, "member_id")
        check_id(self.code, "code")
        if self.valid_days is not None:
            check_quantity(self.valid_days, "valid_days", high=VALID_DAYS_LIMIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteRedeemed(Event):
    """A newcomer brought an invite code (用邀请码) and is bound under its issuer.

    Where the binding is refused the code stays open: a failed registration burns nothing.

    Args:
        code: The code that he brought.
        member_id: The newcomer.
    """

    code: str
    member_id: str

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.code, "code")
        check_id(self.member_id, "member_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteCancelled(Event):
    """An open invite is taken back (作废); its issuer has one more free.

    Args:
        code: The code, which nobody can redeem or issue any more.
    """

    code: str

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.code, "code")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatFreed(Event):
    """The recruit whom an invite brought in has left (释放名额); his seat is free again.

    Args:
        code: The code by which he came.
    """

    code: str

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.code, "code")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireInvites(Event):
    """Give back the open invites whose days are over (过期退回), a page at a time.

    Args:
        limit: Invites on one page; more go on in the continuation.
    """

    limit: int = 500

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_quantity(self.limit, "limit", high=PAGE_LIMIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldQuota(Event):
    """Add a member's settled sales to the checkpoint of his quota (配额汇总), a page at a time.

    Only who sells much and issues seldom needs it: an invite that is issued folds too.

    Args:
        member_id: Whose quota.
        limit: Changes on one page; more go on in the continuation.
    """

    member_id: str
    limit: int = 1_000

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.member_id, "member_id")
        check_quantity(self.limit, "limit", high=PAGE_LIMIT)
