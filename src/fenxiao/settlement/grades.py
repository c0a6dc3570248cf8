"""Grades (等级): a look at one member that may lift him, and then those above him.

Each step is an event of its own, one microsecond after what caused it, so the history
says in which order a cascade went, and no two rows of it have one instant.

Source: docs/grades.md.
"""

from __future__ import annotations

from collections.abc import Iterable

from fenxiao.graph.grades import GradePolicy, asked, reviewed
from fenxiao.model.careers import GradeSet, ReviewGrade
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Need,
    Scan,
    continuation_key,
    member_key,
    node_key,
)
from fenxiao.model.encoding import derive_id
from fenxiao.model.instants import from_us, to_us
from fenxiao.model.people import RELATIONS
from fenxiao.model.records import Member, Refusal, StandingCause
from fenxiao.settlement.careers import audited, counts_from, member_put, stands
from fenxiao.settlement.changes import Changes, waited
from fenxiao.settlement.counts import changed_heads, sums
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.relations import member_of

__all__ = ["decide_grade_set", "decide_review", "first_grade_set", "first_review"]


def first_review(event: ReviewGrade, policy: Policy) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a review surely reads: the member, and his nodes where he may be counted."""
    return (continuation_key(event.id), *_keys(event.member_id, policy)), ()


def decide_review(event: ReviewGrade, facts: Facts, policy: Policy) -> Need | Changes | Refusal:
    """Lift a member one grade if he meets it, or at a period's close let him fall by one.

    The member is written even if he stays what he is: of two reviews at once, one rests on
    counters that the other has read, and is decided again.
    """
    ladder = policy.grades
    if ladder is None:
        return Refusal("grade.no_ladder", (("member_id", event.member_id),))
    member, revision = member_of(facts, event.member_id)
    refused = _refuse_close(event, member)
    if refused is not None:
        return refused
    since_us = counts_from(event, member)
    as_of_us = since_us if event.period is None else to_us(event.at)
    conditions = asked(ladder, member, is_close=event.period is not None)
    found = sums(facts, event.member_id, conditions, as_of_us)
    if isinstance(found, (Need, Refusal)):
        return found
    after = reviewed(ladder, member, found, since_us, event.period or "")
    if event.period is not None:
        after = after._replace(period_us=as_of_us)
    counted = changed_heads(member, after, facts, policy, (event.id, since_us))
    if isinstance(counted, Need):
        return counted
    cause = _cause(ladder, member.grade, after.grade)
    told: tuple[Append, ...] = ()
    if cause is not None:
        after, told = stands(after, event.id, since_us, cause)
    puts = (*waited(event, facts), member_put(after, revision), *counted.puts)
    climbs = cause == "promotion" and ladder.after(after.grade) is not None
    has_gained = cause == "promotion" or after.active_us != member.active_us
    queue = (
        *((event.member_id,) if climbs else ()),
        *event.then,
        *(counted.parents if has_gained else ()),
    )
    at_us = since_us + 1 if has_gained else to_us(event.at)
    return Changes(puts, (*told, *counted.appends), _goes_on(event, queue, at_us))


def _refuse_close(event: ReviewGrade, member: Member) -> Refusal | None:
    """Refuse to close a period again, or as of no later than the last one closed."""
    if event.period is None:
        return None
    is_past = member.period_us is not None and to_us(event.at) <= member.period_us
    if event.period not in member.periods and not is_past:
        return None
    last = (("last", member.periods[-1]), ("last_us", member.period_us or 0))
    about = (("member_id", event.member_id), ("period", event.period), *last)
    return Refusal("grade.period_closed", about)


def _cause(ladder: GradePolicy, before: str, after: str) -> StandingCause | None:
    if before == after:
        return None
    above = ladder.after(before)
    return "promotion" if above is not None and above.name == after else "demotion"


def _goes_on(event: GradeSet | ReviewGrade, queue: Iterable[str], at_us: int) -> ReviewGrade | None:
    """Return the look at the next one in a queue, each of whom stands in it once."""
    members = tuple(dict.fromkeys(queue))
    if not members:
        return None
    return ReviewGrade(
        id=derive_id(event.id, "page"),
        at=from_us(at_us),
        member_id=members[0],
        then=members[1:],
    )


def first_grade_set(event: GradeSet, policy: Policy) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a grade by hand reads: the member, and his nodes where he may be counted."""
    return _keys(event.member_id, policy), ()


def decide_grade_set(event: GradeSet, facts: Facts, policy: Policy) -> Need | Changes | Refusal:
    """Give a member the grade that a person says, and look at who stands above him."""
    ladder = policy.grades
    if ladder is None:
        return Refusal("grade.no_ladder", (("member_id", event.member_id),))
    member, revision = member_of(facts, event.member_id)
    refused = _refuse_set(event, member, ladder)
    if refused is not None:
        return refused
    since_us = counts_from(event, member)
    names = ("", *ladder.names)
    grade = event.grade or ""
    reached = names[: names.index(grade) + 1]
    lost = tuple(name for name in member.lost if name not in reached)
    after = member._replace(grade=grade, is_grade_fixed=event.is_fixed, lost=lost)
    counted = changed_heads(member, after, facts, policy, (event.id, since_us))
    if isinstance(counted, Need):
        return counted
    after, told = stands(after, event.id, since_us, "hand")
    audit = audited(event, event.reason, event.maker_id, event.checker_id)
    puts = (member_put(after, revision), *counted.puts)
    goes_on = _goes_on(event, counted.parents, since_us + 1)
    return Changes(puts, (*told, *counted.appends, audit), goes_on)


def _refuse_set(event: GradeSet, member: Member, ladder: GradePolicy) -> Refusal | None:
    grade = event.grade or ""
    about = (("member_id", event.member_id), ("grade", grade))
    if grade and ladder.now(grade) is None:
        return Refusal("grade.unknown", about)
    if member.status == "deleted":
        why = (("member_id", event.member_id), ("status", member.status), ("step", "hand"))
        return Refusal("enrolment.not_possible", why)
    if (grade, event.is_fixed) == (member.grade, member.is_grade_fixed):
        return Refusal("grade.unchanged", about)
    return None


def _keys(member_id: str, policy: Policy) -> tuple[Key, ...]:
    """Return the key of a member, and of his nodes where it matters who he is."""
    relations = (one for one in RELATIONS if policy.counting.asks_who(one))
    return (member_key(member_id), *(node_key(relation, member_id) for relation in relations))
