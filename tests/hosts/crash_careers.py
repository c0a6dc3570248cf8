"""Careers for the crash tests: one promoter's whole life, from his first fan to his end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from fenxiao import (
    Applied,
    AtLeast,
    EnrolmentDecided,
    EnrolmentPolicy,
    Event,
    FoldTallies,
    Grade,
    GradePolicy,
    GradeSet,
    MemberClosed,
    MemberLeft,
    MemberReturned,
    ReviewGrade,
    RiskMarked,
    StatusChanged,
    Touch,
    Verified,
)

__all__ = ["ENROLMENT", "LADDER", "careers"]

NEW_FAN = AtLeast(counter="fans", count=1, window_days=1)
KEEPER = Grade(name="keeper", all_of=(AtLeast(counter="fans", count=1),), keeps=(NEW_FAN,))
STAR = Grade(name="star", all_of=(AtLeast(counter="direct:keeper", count=1),))
LADDER = GradePolicy(grades=(KEEPER, STAR))
ENROLMENT = EnrolmentPolicy(grace_days=2)
DAY = timedelta(days=1)


def careers(part: int, at: datetime) -> Iterator[Event]:
    """Yield a promoter who rises and lifts who stands above him, falls, and leaves twice."""
    leader = f"leader:{part}"
    pairs = [(f"boss:{part}", leader), *((leader, f"{name}:{part}") for name in "xyz")]
    for number, (sharer_id, visitor_id) in enumerate(pairs):
        name = f"career:{part}:{number}"
        yield Touch(id=name, at=at, sharer_id=sharer_id, visitor_id=visitor_id)
    yield from _enrolled(part, leader, at)
    yield from _graded(part, leader, at + DAY)
    yield from _gone(part, leader, at + 2 * DAY)


def _enrolled(part: int, leader: str, at: datetime) -> Iterator[Event]:
    hours = [at + timedelta(hours=number) for number in range(1, 6)]
    yield Applied(id=f"apply:{part}", at=hours[0], member_id=leader)
    yield EnrolmentDecided(
        id=f"approve:{part}",
        at=hours[1],
        member_id=leader,
        is_approved=True,
        reason="known in town",
        checker_id="bob",
    )
    yield Verified(id=f"verify:{part}", at=hours[2], member_id=leader, identity_token="t1")
    yield RiskMarked(
        id=f"mark:{part}", at=hours[2], member_id=leader, level="watched", reason="rule 7"
    )
    yield StatusChanged(
        id=f"suspend:{part}",
        at=hours[3],
        member_id=leader,
        to="suspended",
        reason="a complaint",
        maker_id="ann",
        checker_id="bob",
    )
    yield StatusChanged(
        id=f"reinstate:{part}",
        at=hours[4],
        member_id=leader,
        to="active",
        reason="it was unfounded",
        maker_id="ann",
        checker_id="bob",
    )


def _graded(part: int, leader: str, at: datetime) -> Iterator[Event]:
    yield ReviewGrade(id=f"review:{part}", at=at - DAY + timedelta(hours=9), member_id=leader)
    yield FoldTallies(
        id=f"fold fans:{part}", at=at + DAY, member_id=leader, counter="fans", limit=2
    )
    yield ReviewGrade(id=f"close period:{part}", at=at, member_id=leader, period="the first")
    yield GradeSet(
        id=f"set grade:{part}",
        at=at + timedelta(hours=1),
        member_id=leader,
        grade="star",
        reason="a prize",
        maker_id="ann",
        checker_id="bob",
        is_fixed=True,
    )


def _gone(part: int, leader: str, at: datetime) -> Iterator[Event]:
    yield MemberLeft(id=f"leave:{part}", at=at, member_id=leader)
    yield MemberReturned(id=f"return:{part}", at=at + DAY, member_id=leader)
    yield MemberLeft(id=f"leave again:{part}", at=at + 2 * DAY, member_id=leader)
    yield MemberClosed(id=f"close:{part}", at=at + 4 * DAY, member_id=leader, limit=2)
    yield MemberReturned(id=f"too late:{part}", at=at + 5 * DAY, member_id=leader)  # refused
