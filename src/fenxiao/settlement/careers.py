"""Careers (会员履历): a member's record after a change, and the row of his history.

Source: docs/grades.md.
"""

from __future__ import annotations

from fenxiao.model.careers import MemberEvent
from fenxiao.model.contract import Append, Key, Put, audit_key, member_key, standing_key
from fenxiao.model.instants import to_us
from fenxiao.model.records import Audit, Member, Standing, StandingCause

__all__ = ["audited", "counts_from", "member_put", "stands"]


def counts_from(event: MemberEvent, member: Member) -> int:
    """Return from when on a change of a member counts, in UTC microseconds.

    A change that is dated before, or at, the newest one counts from right after it: answers
    about the past do not change, and no fact is lost to a look that was told before it.
    """
    at_us = to_us(event.at)
    return at_us if member.standing_us is None else max(at_us, member.standing_us + 1)


def stands(
    member: Member, event_id: str, since_us: int, cause: StandingCause
) -> tuple[Member, tuple[Append, ...]]:
    """Return a member whose history has a new row, and that row."""
    member = member._replace(standing_us=since_us)
    new = Standing(
        member_id=member.member_id,
        event_id=event_id,
        since_us=since_us,
        status=member.status,
        grade=member.grade,
        is_verified=member.is_verified,
        cause=cause,
        risk=member.risk,
    )
    return member, (Append(standing_key(new), new),)


def member_put(member: Member, revision: int) -> Put:
    """Return the guarded write of a member."""
    return Put(_key(member), member, revision)


def audited(event: MemberEvent, reason: str, maker_id: str, checker_id: str) -> Append:
    """Return the row that says who asked for a change, who approved it, and why."""
    audit = Audit(event.id, to_us(event.at), event.member_id, reason, maker_id, checker_id)
    return Append(audit_key(event.id), audit)


def _key(member: Member) -> Key:
    return member_key(member.member_id)
