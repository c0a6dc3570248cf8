"""Events of a member's career (会员履历事件): applying, grades, leaving, and their counters.

Source: docs/grades.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Literal

from fenxiao.errors import EventError
from fenxiao.model.career_records import RISK_LEVELS, RiskLevel
from fenxiao.model.checks import check_id, check_quantity, check_tuple
from fenxiao.model.envelope import PAGE_LIMIT, Event, check_flag, check_two_persons, is_one_of
from fenxiao.money import currency

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = [
    "Applied",
    "EnrolmentDecided",
    "FoldTallies",
    "GradeSet",
    "MemberClosed",
    "MemberEvent",
    "MemberLeft",
    "MemberReturned",
    "ReviewGrade",
    "RiskMarked",
    "StatusChanged",
    "Verified",
]

_DAYS_LIMIT = 36_500


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberEvent(Event):
    """What all events of one member's career have: the member."""

    member_id: str

    @override
    def __post_init__(self) -> None:
        """Check the envelope and the member."""
        Event.__post_init__(self)
        check_id(self.member_id, "member_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied(MemberEvent):
    """A member asked to become a promoter (申请分销员); the policy says on what condition.

    Args:
        member_id: Who asked.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentDecided(MemberEvent):
    """A person approved or rejected an application (审核); it is kept who, and why.

    Args:
        member_id: Who had applied.
        is_approved: Whether he is a promoter from now on.
        reason: Why, in the host's words.
        checker_id: Who decided; another person than the member.
    """

    is_approved: bool
    reason: str
    checker_id: str

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        MemberEvent.__post_init__(self)
        check_flag(self.is_approved, "is_approved")
        check_id(self.reason, "reason")
        check_two_persons(self.member_id, self.checker_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified(MemberEvent):
    """A member's identity was verified, or no longer counts as verified (实名认证).

    Args:
        member_id: Whose identity.
        identity_token: The host's token of the evidence; no personal data.
        is_verified: Whether it is verified from now on.
    """

    identity_token: str
    is_verified: bool = True

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        MemberEvent.__post_init__(self)
        check_id(self.identity_token, "identity_token")
        check_flag(self.is_verified, "is_verified")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChanged(MemberEvent):
    """A person suspended a promoter, or put him back (停用、恢复), with a second person.

    Args:
        member_id: Who.
        to: "suspended" or "active".
        reason: Why, in the host's words.
        maker_id: Who asked for it.
        checker_id: Who approved it; another person.
    """

    to: Literal["suspended", "active"]
    reason: str
    maker_id: str
    checker_id: str

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        MemberEvent.__post_init__(self)
        is_one_of(self.to, ("suspended", "active"), "to")
        check_id(self.reason, "reason")
        check_two_persons(self.maker_id, self.checker_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskMarked(MemberEvent):
    """A member was marked as a risk, or is none any more (风险标记), by a person or a machine.

    It moves no money by itself; the holding policy says whose money its end stops.

    Args:
        member_id: Who, whether he is a promoter or not.
        level: One of ``RISK_LEVELS``.
        reason: Why, in the host's words: a complaint, the rule that found him.
        maker_id: Who asked for it; none where a machine did.
        checker_id: Who approved it; another person, and none where a machine marked him.
    """

    level: RiskLevel
    reason: str
    maker_id: str | None = None
    checker_id: str | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field, and that there are two persons or none."""
        MemberEvent.__post_init__(self)
        is_one_of(self.level, RISK_LEVELS, "level")
        check_id(self.reason, "reason")
        if self.maker_id is not None or self.checker_id is not None:
            check_two_persons(self.maker_id or "", self.checker_id or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft(MemberEvent):
    """A promoter left (离开); within the grace of the policy he may return.

    Args:
        member_id: Who left.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberReturned(MemberEvent):
    """Who left came back within the grace (回归), as what he was.

    Args:
        member_id: Who came back.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberClosed(MemberEvent):
    """The grace of a leaver is over (注销): he keeps no grade, and his fans are settled.

    Args:
        member_id: Who left.
        limit: Fans on one page of what becomes of them.
    """

    limit: int = 500

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        MemberEvent.__post_init__(self)
        check_quantity(self.limit, "limit", high=PAGE_LIMIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewGrade(MemberEvent):
    """Look whether a member rises (升级), one step, and who above him rises by that.

    Args:
        member_id: Who is looked at.
        period: The host's name of the period that ends with it, such as "2024-06"; only
            then may he fall. None is a look in between.
        then: Who is looked at after him, on later pages, in this order.
    """

    period: str | None = None
    then: tuple[str, ...] = ()

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        MemberEvent.__post_init__(self)
        if self.period is not None:
            check_id(self.period, "period")
        object.__setattr__(self, "then", check_tuple(self.then, str, "then"))
        for member_id in self.then:
            check_id(member_id, "then")


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeSet(MemberEvent):
    """A person gave a member a grade (人工定级), with reasons and a second person.

    Args:
        member_id: Whose grade.
        grade: Its name in the ladder; none takes it away.
        reason: Why, in the host's words.
        maker_id: Who asked for it.
        checker_id: Who approved it; another person.
        is_fixed: Whether reviews leave him there until a person says otherwise.
    """

    grade: str | None
    reason: str
    maker_id: str
    checker_id: str
    is_fixed: bool = False

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        MemberEvent.__post_init__(self)
        if self.grade is not None:
            check_id(self.grade, "grade")
        check_id(self.reason, "reason")
        check_two_persons(self.maker_id, self.checker_id)
        check_flag(self.is_fixed, "is_fixed")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldTallies(MemberEvent):
    """Make one row of all changes of a counter on each day (计数汇总), a page at a time.

    Args:
        member_id: Whose counter.
        counter: The counter's name.
        currency: ISO 4217 code of its amounts; none where it counts heads.
        keep_days: So many days, in UTC, that of ``at`` and those before it, are left alone;
            0 folds the changes of that day too, up to ``at``.
        limit: Changes on one page, at least 2; more go on in the continuation.
        from_us: Where this page begins, in UTC microseconds; None for the beginning.
    """

    counter: str
    currency: str | None = None
    keep_days: int = 0
    limit: int = 1_000
    from_us: int | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        MemberEvent.__post_init__(self)
        check_id(self.counter, "counter")
        if self.currency is not None:
            currency(self.currency)
        check_quantity(self.keep_days, "keep_days", low=0, high=_DAYS_LIMIT)
        check_quantity(self.limit, "limit", low=2, high=PAGE_LIMIT)
        if self.from_us is not None and type(self.from_us) is not int:
            got, problem = repr(self.from_us)[:160], "it must be an int or none"
            raise EventError("event.bad_field", field="from_us", got=got, problem=problem)
