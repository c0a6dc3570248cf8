"""Enrolment (分销员申请): one table says what becomes of a member by each step.

The table is the whole life of a promoter: applying, being approved, suspended, leaving,
coming back within the grace, being closed. What it does not name is refused.

Source: docs/grades.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from fenxiao.errors import PolicyError
from fenxiao.graph.grades import AtLeast
from fenxiao.model.career_records import MemberStatus
from fenxiao.model.checks import STRICT, check_kind, check_quantity, check_tuple
from fenxiao.model.envelope import check_flag, is_one_of
from fenxiao.model.instants import DAY_US
from fenxiao.model.people import RELATIONS, Relation
from fenxiao.model.who import ANYBODY, Who

__all__ = ["LIFE", "STATUSES", "STEPS", "EnrolmentPolicy", "Step", "follow"]

Step = Literal[
    "applied",
    "approved",
    "rejected",
    "verified",
    "suspended",
    "reinstated",
    "left",
    "returned",
    "closed",
]
STEPS: tuple[Step, ...] = get_args(Step)
"""What can happen to a member, in the order of a life."""

STATUSES: tuple[MemberStatus, ...] = get_args(MemberStatus)
"""What a member can be to the platform."""

_GRACE_LIMIT = 3_650

LIFE: dict[tuple[MemberStatus, Step], MemberStatus] = {
    ("none", "applied"): "applied",
    ("rejected", "applied"): "applied",
    ("applied", "approved"): "active",
    ("applied", "rejected"): "rejected",
    ("active", "suspended"): "suspended",
    ("suspended", "reinstated"): "active",
    ("active", "left"): "left",
    ("suspended", "left"): "left",
    ("left", "returned"): "active",
    ("left", "closed"): "deleted",
    **{(status, "verified"): status for status in STATUSES if status != "deleted"},
}
"""What a member becomes by a step; what is not here is refused. Who was suspended when he
left returns as suspended."""


def follow(status: MemberStatus, step: Step) -> MemberStatus | None:
    """Return what a member becomes by a step, or None if he cannot take it.

    Examples:
        >>> follow("applied", "approved"), follow("none", "approved")
        ('active', None)
    """
    return LIFE.get((status, step))


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentPolicy:
    """On what condition members become promoters (分销员条件).

    Args:
        who: What the member must be.
        all_of: Conditions on his counters, such as "purchases"; every one must be met.
        invited_in: A relation in which somebody must stand above him; none asks nothing.
        is_automatic: Whether who meets the condition needs no approval.
        grace_days: How long who left may return, in days of 24 hours.

    Raises:
        PolicyError: ``policy.enrolment`` when a condition makes no sense here.

    Examples:
        >>> paid = AtLeast(counter="purchases", amount_minor=39_800, currency="CNY")
        >>> EnrolmentPolicy(all_of=(paid,), is_automatic=True).grace_us // DAY_US
        30
    """

    __pydantic_config__ = STRICT

    who: Who = ANYBODY
    all_of: tuple[AtLeast, ...] = ()
    invited_in: Relation | None = None
    is_automatic: bool = False
    grace_days: int = 30

    def __post_init__(self) -> None:
        """Check every field."""
        check_kind(self.who, Who, "who")
        object.__setattr__(self, "all_of", check_tuple(self.all_of, AtLeast, "all_of"))
        if self.invited_in is not None:
            is_one_of(self.invited_in, RELATIONS, "invited_in")
        check_flag(self.is_automatic, "is_automatic")
        check_quantity(self.grace_days, "grace_days", low=0, high=_GRACE_LIMIT)
        if self.who.statuses:
            problem = "who applies has the status that he has; the table of steps says which may"
            raise PolicyError("policy.enrolment", problem=problem)

    @property
    def grace_us(self) -> int:
        """How long who left may return, in microseconds."""
        return self.grace_days * DAY_US

    @property
    def counters(self) -> frozenset[str]:
        """The names of all counters that the condition asks for."""
        return frozenset(one.counter for one in self.all_of)
