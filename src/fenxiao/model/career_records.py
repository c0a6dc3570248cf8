"""Records of a member's career (会员履历): what he was to the platform since when.

Source: docs/grades.md.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["MemberStatus", "Standing", "StandingCause"]

MemberStatus = Literal["none", "applied", "active", "rejected", "suspended", "left", "deleted"]
StandingCause = Literal[
    "applied",
    "approved",
    "rejected",
    "verified",
    "suspended",
    "reinstated",
    "left",
    "returned",
    "closed",
    "promotion",
    "demotion",
    "hand",
]


class Standing(NamedTuple):
    """A row of a member's history: from then on he has this status, grade and identity flag.

    It counts from ``since_us`` until the next row of the member; ``grade`` is empty for none.
    """

    member_id: str
    event_id: str
    since_us: int
    status: MemberStatus
    grade: str
    is_verified: bool
    cause: StandingCause
