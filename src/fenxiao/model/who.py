"""Conditions on members (人员条件): who may bind, be bound, be credited, earn; as data.

Source: docs/policy.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from fenxiao.model.checks import STRICT, check_id, check_tuple
from fenxiao.model.envelope import is_one_of
from fenxiao.model.records import Member, MemberStatus

__all__ = ["ANYBODY", "Who"]

_STATUSES: tuple[MemberStatus, ...] = get_args(MemberStatus)


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A condition on a member; what is left out is not asked (条件).

    Args:
        statuses: One of these; none asks nothing. A member nobody has heard of is "none".
        grades: One of these; none asks nothing.
        is_registered: Whether he has registered.
        is_verified: Whether his identity was verified.
        has_bought: Whether he has paid an order.

    Examples:
        >>> Who(has_bought=False).first_unmet(Member("u7", None, 5, "none", 0, "", False))
        'has_bought'
    """

    __pydantic_config__ = STRICT

    statuses: tuple[MemberStatus, ...] = ()
    grades: tuple[str, ...] = ()
    is_registered: bool | None = None
    is_verified: bool | None = None
    has_bought: bool | None = None

    def __post_init__(self) -> None:
        """Check every field."""
        object.__setattr__(self, "statuses", check_tuple(self.statuses, str, "statuses"))
        for status in self.statuses:
            is_one_of(status, _STATUSES, "statuses")
        object.__setattr__(self, "grades", check_tuple(self.grades, str, "grades"))
        for grade in self.grades:
            check_id(grade, "grades")

    def first_unmet(self, member: Member) -> str | None:
        """Return the name of the first condition that a member does not meet, or None."""
        for name, asked, found in (
            ("is_registered", self.is_registered, member.registered_us is not None),
            ("is_verified", self.is_verified, member.is_verified),
            ("has_bought", self.has_bought, member.first_order_us is not None),
        ):
            if asked is not None and asked is not found:
                return name
        if self.statuses and member.status not in self.statuses:
            return "statuses"
        return "grades" if self.grades and member.grade not in self.grades else None

    @property
    def asks_standing(self) -> bool:
        """Whether it asks what a member was at the instant: his status, grade or identity."""
        return bool(self.statuses or self.grades) or self.is_verified is not None

    @property
    def asks_member(self) -> bool:
        """Whether it asks what only his own row says: registered, bought."""
        return self.is_registered is not None or self.has_bought is not None

    @property
    def asks(self) -> bool:
        """Whether it asks anything at all."""
        return self != ANYBODY


ANYBODY = Who()
"""The condition that everybody meets."""
