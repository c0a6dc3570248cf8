"""Enrolment (分销员申请): what a step does to a member, and to his place while he is away.

Every step writes the member, guarded, and appends one row to his history; what a step is
allowed to do stands in the table of ``graph/enrolment.py`` and nowhere else.

Source: docs/grades.md.
"""

from __future__ import annotations

from fenxiao.graph.bindings import parents
from fenxiao.graph.enrolment import EnrolmentPolicy, Step, follow
from fenxiao.model.careers import (
    Applied,
    EnrolmentDecided,
    MemberClosed,
    MemberEvent,
    MemberLeft,
    MemberReturned,
    RiskMarked,
    StatusChanged,
    Verified,
)
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Need,
    Put,
    Scan,
    member_key,
    node_key,
    upline_scan,
)
from fenxiao.model.encoding import derive_id
from fenxiao.model.instants import to_us
from fenxiao.model.people import RELATIONS, Relation, SettleFans
from fenxiao.model.records import Binding, Member, MemberStatus, Node, Refusal, StandingCause
from fenxiao.settlement.careers import audited, counts_from, member_put, stands
from fenxiao.settlement.changes import Changes
from fenxiao.settlement.counts import changed_heads, sums
from fenxiao.settlement.facts import row, rows
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.relations import member_of

__all__ = [
    "decide_applied",
    "decide_closed",
    "decide_enrolment",
    "decide_left",
    "decide_returned",
    "decide_risk",
    "decide_status",
    "decide_verified",
    "first_applied",
    "first_member",
    "first_places",
]

Read = tuple[tuple[Key, ...], tuple[Scan, ...]]


def first_member(event: MemberEvent) -> Read:
    """Return what most steps read: the member alone."""
    return (member_key(event.member_id),), ()


def first_places(event: MemberEvent) -> Read:
    """Return what leaving and its end read: the member, and his place in each relation."""
    places = (node_key(relation, event.member_id) for relation in RELATIONS)
    return (member_key(event.member_id), *places), ()


def first_applied(event: Applied, policy: Policy) -> Read:
    """Return what an application reads: the member, and who stood above him if that is asked."""
    rules = policy.enrolment
    scans = () if rules is None or rules.invited_in is None else (_above(event, rules.invited_in),)
    return (member_key(event.member_id),), scans


def _above(event: Applied, relation: Relation) -> Scan:
    """Ask for the binding of a member that was in force when he applied."""
    return upline_scan(relation, event.member_id, to_us(event.at), limit=1)


def decide_applied(event: Applied, facts: Facts, policy: Policy) -> Need | Changes | Refusal:
    """Take an application that meets the condition; approve it at once where the policy says so."""
    rules = policy.enrolment
    if rules is None:
        return Refusal("enrolment.no_policy", (("member_id", event.member_id),))
    member, revision = member_of(facts, event.member_id)
    status = _allowed(event, member, "applied")
    if isinstance(status, Refusal):
        return status
    unmet = _unmet(event, facts, rules, member)
    if isinstance(unmet, Need) or (unmet is not None and unmet.kind == "retry"):
        return unmet
    if unmet is not None:
        return Changes((member_put(member, revision),), refusal=unmet)
    cause: StandingCause = "approved" if rules.is_automatic else "applied"
    return _stepped(event, (member, revision), "active" if rules.is_automatic else status, cause)


def _unmet(
    event: Applied, facts: Facts, rules: EnrolmentPolicy, member: Member
) -> Need | Refusal | None:
    """Say what an applicant does not meet, from cheap to costly."""
    about = ("member_id", event.member_id)
    condition = rules.who.first_unmet(member)
    if condition is None and rules.invited_in is not None:
        path = rows(facts, _above(event, rules.invited_in), Binding)
        condition = None if parents((one for one, _ in path), limit=1) else "invited_in"
    if condition is not None:
        found = (("condition", condition), ("found", 0), ("least", 1))
        return Refusal("enrolment.unmet", (about, *found))
    counted = sums(facts, event.member_id, rules.all_of, to_us(event.at))
    if isinstance(counted, (Need, Refusal)):
        return counted
    for one, amount in counted.items():
        if not one.is_met(amount):
            found = (("condition", one.counter), ("found", amount), ("least", one.least))
            return Refusal("enrolment.unmet", (about, *found))
    return None


def decide_enrolment(event: EnrolmentDecided, facts: Facts) -> Changes | Refusal:
    """Make an applicant a promoter, or not."""
    step: Step = "approved" if event.is_approved else "rejected"
    audit = audited(event, event.reason, event.member_id, event.checker_id)
    return _plain(event, facts, step, audit)


def decide_status(event: StatusChanged, facts: Facts) -> Changes | Refusal:
    """Suspend a promoter, or put him back."""
    step: Step = "suspended" if event.to == "suspended" else "reinstated"
    audit = audited(event, event.reason, event.maker_id, event.checker_id)
    return _plain(event, facts, step, audit)


def decide_verified(event: Verified, facts: Facts) -> Changes | Refusal:
    """Note whether a member's identity counts as verified."""
    member, revision = member_of(facts, event.member_id)
    status = _allowed(event, member, "verified")
    if isinstance(status, Refusal):
        return status
    member = member._replace(is_verified=event.is_verified, identity_token=event.identity_token)
    return _stepped(event, (member, revision), status, "verified")


def decide_risk(event: RiskMarked, facts: Facts) -> Changes:
    """Note how great a risk a member is, whatever else he is; money in his wallet stays."""
    member, revision = member_of(facts, event.member_id)
    marked = member._replace(risk=event.level)
    changes = _stepped(event, (marked, revision), member.status, "marked")
    if event.maker_id is None or event.checker_id is None:
        return changes
    audit = audited(event, event.reason, event.maker_id, event.checker_id)
    return changes._replace(appends=(*changes.appends, audit))


def decide_left(event: MemberLeft, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Let a promoter go; where his fans freeze when he is away, they freeze now."""
    member, revision = member_of(facts, event.member_id)
    status = _allowed(event, member, "left")
    if isinstance(status, Refusal):
        return status
    at_us = to_us(event.at)
    grace_us = (policy.enrolment or EnrolmentPolicy()).grace_us
    member = member._replace(left_from=member.status, grace_until_us=at_us + grace_us)
    frozen = []
    for relation in _leaving(policy, at_us, "freeze"):
        key = node_key(relation, event.member_id)
        node, known = row(facts, key, Node)
        blank = Node(relation, event.member_id, None, at_us, event.id, has_fans=False)
        frozen.append(Put(key, (node or blank)._replace(is_frozen=True), known))
    changes = _stepped(event, (member, revision), status, "left")
    return changes._replace(puts=(*changes.puts, *frozen))


def decide_returned(event: MemberReturned, facts: Facts) -> Changes | Refusal:
    """Take back who left, as what he was; his fans are free to be bound again."""
    member, revision = member_of(facts, event.member_id)
    status = _allowed(event, member, "returned")
    if isinstance(status, Refusal):
        return status
    grace_until_us = member.grace_until_us or 0
    if to_us(event.at) >= grace_until_us:
        about = (("member_id", event.member_id), ("grace_until_us", grace_until_us))
        return Refusal("enrolment.grace_over", about)
    freed = []
    for relation in RELATIONS:
        key = node_key(relation, event.member_id)
        node, known = row(facts, key, Node)
        if node is not None and node.is_frozen:
            freed.append(Put(key, node._replace(is_frozen=False), known))
    if member.left_from == "suspended":
        status = "suspended"
    member = member._replace(left_from="none", grace_until_us=None)
    changes = _stepped(event, (member, revision), status, "returned")
    return changes._replace(puts=(*changes.puts, *freed))


def decide_closed(event: MemberClosed, facts: Facts, policy: Policy) -> Need | Changes | Refusal:
    """Close who left and did not return: no grade, and his fans as the policies say."""
    before, revision = member_of(facts, event.member_id)
    status = _allowed(event, before, "closed")
    if isinstance(status, Refusal):
        return status
    at_us, grace_until_us = to_us(event.at), before.grace_until_us or 0
    if at_us < grace_until_us:
        about = (("member_id", event.member_id), ("grace_until_us", grace_until_us))
        return Refusal("enrolment.in_grace", about)
    member = before._replace(status=status, grade="", grace_until_us=None)
    change = (event.id, counts_from(event, before))
    counted = changed_heads(before, member, facts, policy, change)
    if isinstance(counted, Need):
        return counted
    changes = _stepped(event, (member, revision), status, "closed")
    relations = _leaving(policy, at_us, "freeze", "lift")
    goes_on = None
    if relations:
        goes_on = SettleFans(
            id=derive_id(event.id, "page"),
            at=event.at,
            member_id=event.member_id,
            relations=relations,
            limit=event.limit,
        )
    puts = (*changes.puts, *counted.puts)
    return Changes(puts, (*changes.appends, *counted.appends), goes_on)


def _leaving(policy: Policy, at_us: int, *how: str) -> tuple[Relation, ...]:
    """Return the relations in which a leaver's fans are treated in one of some ways."""
    return tuple(one for one in RELATIONS if policy.binding_of(one, at_us).on_leave in how)


def _allowed(event: MemberEvent, member: Member, step: Step) -> Refusal | MemberStatus:
    """Return what a member becomes by a step, or why he cannot take it."""
    status = follow(member.status, step)
    if status is None:
        about = (("member_id", event.member_id), ("status", member.status), ("step", step))
        return Refusal("enrolment.not_possible", about)
    return status


def _plain(event: MemberEvent, facts: Facts, step: Step, audit: Append) -> Changes | Refusal:
    """Take a step that changes the status alone, and keep who wanted it."""
    member, revision = member_of(facts, event.member_id)
    status = _allowed(event, member, step)
    if isinstance(status, Refusal):
        return status
    changes = _stepped(event, (member, revision), status, step)
    return changes._replace(appends=(*changes.appends, audit))


def _stepped(
    event: MemberEvent, known: tuple[Member, int], status: MemberStatus, cause: StandingCause
) -> Changes:
    """Return the member with his new status, and the row of his history."""
    member, revision = known
    since_us = counts_from(event, member)
    status_us = since_us if status != member.status else member.status_us
    enrolled_us = member.enrolled_us
    if enrolled_us is None and status == "active":
        enrolled_us = since_us
    member = member._replace(status=status, status_us=status_us, enrolled_us=enrolled_us)
    member, told = stands(member, event.id, since_us, cause)
    return Changes((member_put(member, revision),), told)
