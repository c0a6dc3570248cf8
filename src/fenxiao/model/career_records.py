"""Records of a member's career (会员履历): what he was to the platform since when.

Source: docs/grades.md.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

__all__ = ["RISK_LEVELS", "MemberStatus", "RiskLevel", "Standing", "StandingCause"]

MemberStatus = Literal["none", "applied", "active", "rejected", "suspended", "left", "deleted"]
RiskLevel = Literal["clear", "watched", "blocked"]
RISK_LEVELS: tuple[RiskLevel, ...] = get_args(RiskLevel)
"""How great the risk of a member is to the host, the least first."""

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
    "marked",
]


class Standing(NamedTuple):
    """A row of a member's history: what he is from then on.

    It counts from ``since_us`` until the next row of the member; ``grade`` is empty for none,
    ``risk`` how great a risk he is to the host.
    """

    member_id: str
    event_id: str
    since_us: int
    status: MemberStatus
    grade: str
    is_verified: bool
    cause: StandingCause
    risk: RiskLevel = "clear"
