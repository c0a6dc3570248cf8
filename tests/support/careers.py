"""Short ways to write careers: a ladder, an enrolment, events, and a naive recount."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.grades import AtLeast, Grade, GradePolicy
from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.career_records import RiskLevel
from fenxiao.model.careers import (
    Applied,
    EnrolmentDecided,
    FoldTallies,
    GradeSet,
    MemberClosed,
    MemberLeft,
    MemberReturned,
    ReviewGrade,
    RiskMarked,
    StatusChanged,
    Verified,
)
from fenxiao.model.events import Event, Rebind, Touch
from fenxiao.model.people import Relation
from fenxiao.model.records import Member, Node, Order, Standing, Tally
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Holding, Policy
from tests.support.build import CURRENCY, START, at, feed
from tests.support.invites import issued

PLAN = Plan(
    plan_id="p1",
    effective_from=START,
    ceiling_ppm=100_000,
    rules=(Levels(rule_id="sale", rates_ppm=(100_000,)),),
)


def fans(count: int) -> AtLeast:
    return AtLeast(counter="fans", count=count)


def direct(grade: str, count: int) -> AtLeast:
    return AtLeast(counter=f"direct:{grade}", count=count)


def money(counter: str, amount_minor: int, window_days: int | None = None) -> AtLeast:
    return AtLeast(
        counter=counter, amount_minor=amount_minor, currency=CURRENCY, window_days=window_days
    )


def ladder(*grades: Grade, active: Sequence[AtLeast] = ()) -> GradePolicy:
    return GradePolicy(grades=grades, active=tuple(active))


KEEPER = Grade(name="keeper", title="掌柜", all_of=(fans(2),))
STAR = Grade(name="star", all_of=(direct("keeper", 2),))
SUN = Grade(name="sun", all_of=(direct("star", 2),))
LADDER = ladder(KEEPER, STAR, SUN)
BOTH = (BindingPolicy(), BindingPolicy(relation="team"))


def policy(
    grades: GradePolicy | None = LADDER,
    enrolment: EnrolmentPolicy | None = None,
    bindings: tuple[BindingPolicy, ...] = BOTH,
    holding_days: int = 0,
) -> Policy:
    return Policy(
        plans=(PLAN,),
        holding=Holding(holding_days=holding_days),
        bindings=bindings,
        grades=grades,
        enrolment=enrolment,
    )


GRADED = policy()


def touched(sharer_id: str, visitor_id: str, *, day: float = 0, channel: str = "click") -> Touch:
    name = f"touch {sharer_id} {visitor_id} {day}"
    return Touch(id=name, at=at(day), sharer_id=sharer_id, visitor_id=visitor_id, channel=channel)


def rebound(
    member_id: str,
    parent_id: str | None,
    *,
    day: float = 1,
    relation: Relation = "customer",
    with_subtree: bool = True,
    limit: int = 500,
) -> Rebind:
    return Rebind(
        id=f"rebind {relation} {member_id} {parent_id} {day}",
        at=at(day),
        relation=relation,
        member_id=member_id,
        parent_id=parent_id,
        with_subtree=with_subtree,
        reason="asked",
        maker_id="clerk",
        checker_id="chief",
        limit=limit,
    )


def review(
    member_id: str, *, day: float = 1, period: str | None = None, event_id: str = ""
) -> ReviewGrade:
    name = event_id or f"review {member_id} {day} {period}"
    return ReviewGrade(id=name, at=at(day), member_id=member_id, period=period)


def graded(
    member_id: str, grade: str, *, day: float = 1, is_fixed: bool = False, event_id: str = ""
) -> GradeSet:
    return GradeSet(
        id=event_id or f"grade {member_id} {grade} {day}",
        at=at(day),
        member_id=member_id,
        grade=grade or None,
        reason="earned elsewhere",
        maker_id="clerk",
        checker_id="chief",
        is_fixed=is_fixed,
    )


def folded(
    member_id: str,
    counter: str,
    currency: str = "",
    *,
    day: float = 5,
    limit: int = 1_000,
    keep_days: int = 0,
) -> FoldTallies:
    return FoldTallies(
        id=f"fold {member_id} {counter} {day} {limit}",
        at=at(day),
        member_id=member_id,
        counter=counter,
        currency=currency or None,
        limit=limit,
        keep_days=keep_days,
    )


def applied(member_id: str, *, day: float = 1) -> Applied:
    return Applied(id=f"apply {member_id} {day}", at=at(day), member_id=member_id)


def decided(member_id: str, *, is_approved: bool = True, day: float = 2) -> EnrolmentDecided:
    return EnrolmentDecided(
        id=f"decide {member_id} {day}",
        at=at(day),
        member_id=member_id,
        is_approved=is_approved,
        reason="looked at",
        checker_id="chief",
    )


def verified(member_id: str, *, day: float = 3, is_verified: bool = True) -> Verified:
    return Verified(
        id=f"verify {member_id} {day}",
        at=at(day),
        member_id=member_id,
        identity_token="t1",
        is_verified=is_verified,
    )


def status(
    member_id: str, to: Literal["suspended", "active"] = "suspended", *, day: float = 4
) -> StatusChanged:
    return StatusChanged(
        id=f"{to} {member_id} {day}",
        at=at(day),
        member_id=member_id,
        to=to,
        reason="complaint",
        maker_id="clerk",
        checker_id="chief",
    )


def marked(
    member_id: str, level: RiskLevel = "blocked", *, day: float = 4, by_machine: bool = False
) -> RiskMarked:
    """Return a mark that two persons set, or that a machine did."""
    persons: dict[str, Any] = {} if by_machine else {"maker_id": "clerk", "checker_id": "chief"}
    name = f"{level} {member_id} {day}"
    return RiskMarked(
        id=name, at=at(day), member_id=member_id, level=level, reason="found", **persons
    )


def left(member_id: str, *, day: float = 5) -> MemberLeft:
    return MemberLeft(id=f"leave {member_id} {day}", at=at(day), member_id=member_id)


def returned(member_id: str, *, day: float = 6) -> MemberReturned:
    return MemberReturned(id=f"return {member_id} {day}", at=at(day), member_id=member_id)


def closed(member_id: str, *, day: float = 50, limit: int = 500) -> MemberClosed:
    return MemberClosed(id=f"close {member_id} {day}", at=at(day), member_id=member_id, limit=limit)


def of_fans(sharer_id: str, count: int, *, day: float = 0) -> tuple[Touch, ...]:
    """Return touches after which a member has so many fans of his own."""
    return tuple(touched(sharer_id, f"{sharer_id}.{number}", day=day) for number in range(count))


ONE_OF_EACH: list[Event] = [
    applied("u1"),
    decided("u1"),
    verified("u1"),
    status("u1"),
    marked("u1"),
    left("u1"),
    returned("u1"),
    closed("u1"),
    review("u1"),
    graded("u1", "star"),
    folded("u1", "fans"),
]


_OPEN = {"enrolment": EnrolmentPolicy(is_automatic=True)}
_GRADES = {"grades": LADDER}
REFUSED: dict[str, tuple[dict[str, Any], list[Event], Event]] = {
    "enrolment.no_policy": ({}, [], applied("u1")),
    "enrolment.unmet": (
        {"enrolment": EnrolmentPolicy(all_of=(fans(1),))},
        [verified("u1", day=0)],
        applied("u1"),
    ),
    "enrolment.not_possible": (_OPEN, [], left("u1")),
    "invite.issuer_gone": (_OPEN, [applied("u1"), left("u1")], issued("u1", "c1", day=6)),
    "enrolment.grace_over": (_OPEN, [applied("u1"), left("u1")], returned("u1", day=36)),
    "enrolment.in_grace": (_OPEN, [applied("u1"), left("u1")], closed("u1", day=34)),
    "grade.no_ladder": ({}, [], review("u1")),
    "grade.unknown": (_GRADES, [], graded("u1", "moon")),
    "grade.unchanged": (_GRADES, [], graded("u1", "")),
    "grade.period_closed": (
        _GRADES,
        [review("u1", period="a")],
        review("u1", day=2, period="a"),
    ),
}
"""How each refusal comes about: what the policy has, what was before, what is refused."""


def told(book: Book, *events: Event) -> None:
    """Apply events, each of which must be taken, and all that goes on from each."""
    for event in events:
        feed(book, event)
        for decision in book.resume():
            assert decision.status == "applied", decision


def settle_grades(book: Book, members: Sequence[str], *, day: float, name: str = "") -> None:
    """Look at everybody until nobody rises any more."""
    for number in range(100):
        before = grades(book)
        for member_id in members:
            told(book, review(member_id, day=day, event_id=f"settle {name} {number} {member_id}"))
        if grades(book) == before:
            return
    raise AssertionError(grades(book))


def members_of(book: Book) -> dict[str, Member]:
    return {one.member_id: one for one, _ in book.rows.values() if isinstance(one, Member)}


def grades(book: Book) -> dict[str, str]:
    return {name: one.grade for name, one in members_of(book).items() if one.grade}


def history(book: Book, member_id: str) -> list[Standing]:
    return list(book.standings(member_id))


def counters(book: Book) -> Counter[tuple[str, str, str]]:
    """Return the sum of the changes of each counter that is not 0."""
    found: Counter[tuple[str, str, str]] = Counter()
    for one, _ in book.rows.values():
        if isinstance(one, Tally):
            found[one.member_id, one.counter, one.currency] += one.amount
    return Counter({name: amount for name, amount in found.items() if amount})


def recounted(book: Book) -> Counter[tuple[str, str, str]]:
    """Count again, from who stands where and what is left of which order, in plain words."""
    found: Counter[tuple[str, str, str]] = Counter()
    members = members_of(book)
    for one, _ in book.rows.values():
        if isinstance(one, Node) and one.parent_id is not None:
            for counter in _heads(book, one, members.get(one.member_id)):
                found[one.parent_id, counter, ""] += 1
        if isinstance(one, Order) and one.state == "released":
            _count_sales(book, one, found)
    of = book.policy.counted
    return Counter({name: amount for name, amount in found.items() if amount and name[1] in of})


def _heads(book: Book, node: Node, member: Member | None) -> list[str]:
    found = [{"customer": "fans", "team": "recruits", "unit": "unit"}[node.relation]]
    of = book.policy.grades
    if member and of and node.relation == of.relation and member.grade:
        found += [f"direct:{one}" for one in of.names[: of.names.index(member.grade) + 1]]
    if member and node.relation == "team" and member.active_us is not None:
        found.append("active_recruits")
    return found


def _count_sales(book: Book, order: Order, found: Counter[tuple[str, str, str]]) -> None:
    terms = book.terms(order.order_id)
    assert terms is not None
    gone = {line.line_id: line for line in order.progress}
    for line in terms.lines:
        left_minor = line.paid_minor
        if line.line_id in gone:
            back = gone[line.line_id]
            left_minor -= line.paid_minor * back.returned_quantity // line.quantity
            left_minor = max(0, left_minor - back.refunded_minor)
        found[order.buyer_id, "purchases", order.currency] += left_minor
        for depth, member_id in enumerate(terms.upline):
            found[member_id, "team_sales", order.currency] += left_minor
            if depth == 0:
                found[member_id, "own_sales", order.currency] += left_minor
