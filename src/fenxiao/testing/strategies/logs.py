"""Strategies for policies and logs (政策与事件流): a whole shop, all of whose events are taken.

Source: docs/laws.md, "Strategies".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from hypothesis import strategies as st

from fenxiao.graph.credits import AttributionPolicy, CreditRule
from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.grades import Grade, GradePolicy
from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.careers import Applied, GradeSet, Verified
from fenxiao.model.credit_records import CREDIT_KINDS
from fenxiao.model.events import (
    Claim,
    Event,
    OrderConfirmed,
    OrderPaid,
    Refunded,
    Release,
    Touch,
)
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.custom import Rule
from fenxiao.rules.plan import InForce, Plan, overlay
from fenxiao.settlement.policy import Holding, Policy
from fenxiao.testing.strategies.orders import NOON, orders
from fenxiao.testing.strategies.people import GRADES, MEMBERS, forests
from fenxiao.testing.strategies.plans import PLAN_START, ROLES, campaigns, plans
from fenxiao.testing.strategies.refunds import refunds_of

__all__ = ["event_logs", "policies", "policy_around"]

_OPENING = PLAN_START + timedelta(days=100)
_HOLDING_DAYS = 7
_MOST_ORDERS = 2
_MOST_MINOR = 10**9


def policy_around(
    plan: Plan, overlaid: Sequence[Campaign] = (), custom_rules: Sequence[Rule] = ()
) -> Policy:
    """Return a policy in which whatever a plan asks for can happen: grades, roles, enrolment.

    Args:
        plan: The plan.
        overlaid: Campaigns over it.
        custom_rules: The host's rules that it calls.
    """
    found = overlay(plan, overlaid)
    roles = {rule.role for rule in found.tables.rules} - {""}
    kinds = [one for one in CREDIT_KINDS if one in roles or one in ROLES]
    grades = dict.fromkeys((*GRADES, *_grades(found)))
    team = BindingPolicy(relation="team", channels=("recruit",))
    return Policy(
        plans=(plan,),
        campaigns=tuple(overlaid),
        custom_rules=tuple(custom_rules),
        holding=Holding(holding_days=_HOLDING_DAYS),
        bindings=(BindingPolicy(channels=("click",)), team),
        grades=GradePolicy(grades=tuple(Grade(name=name, is_by_hand=True) for name in grades)),
        enrolment=EnrolmentPolicy(is_automatic=True),
        attributions=(AttributionPolicy(rules=tuple(_credit(kind) for kind in kinds)),),
    )


def _grades(found: InForce) -> Iterator[str]:
    for rule in found.tables.rules:
        yield from sorted(name for one in rule.cohorts for name in one.grades)
        whos = [rule.earner, *(one.buyer for one in rule.conditions)]
        yield from (name for who in whos for name in who.grades)
    for campaign in found.tables.campaigns:
        yield from campaign.condition.buyer.grades


def _credit(kind: str) -> CreditRule:
    relation = "customer" if kind == "relation" else None
    return CreditRule(kind=kind, click="all", relation=relation, is_self_allowed=True)  # type: ignore[arg-type]  # one of CREDIT_KINDS


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Draw a policy: a plan of any kind, campaigns over it, and all that they ask for."""
    plan = draw(plans())
    return policy_around(plan, draw(campaigns(plan)))


@st.composite
def event_logs(
    draw: st.DrawFn, policy: Policy, *, is_plain: bool | None = False
) -> tuple[Event, ...]:
    """Draw a log of which every event is taken, in the order of life.

    Who brought whom in two relations; who became a promoter, of which grade, verified;
    orders with claims; then receipts, refunds in any split before and after them, and
    releases, some of them paged.

    Args:
        policy: What is in force, of ``policies`` or ``policy_around``.
        is_plain: Whether lines say only what every line says, as no base but what was paid
            may ask; none draws that.
    """
    events: list[Event] = []
    for relation in ("click", "recruit"):
        for child, parent in draw(forests()).items():
            events.append(_touch(parent, child, relation))
    events += draw(_careers(policy))
    paid = [
        draw(_paid(f"o{number}", NOON + timedelta(hours=number), is_plain=is_plain))
        for number in range(1, draw(st.integers(1, _MOST_ORDERS)) + 1)
    ]
    lives = [draw(_life(one)) for one in paid]
    return (*events, *paid, *draw(_mixed(lives)), *draw(_releases()))


def _touch(parent: str, child: str, channel: str) -> Touch:
    name = f"{channel} {child}"
    return Touch(id=name, at=_OPENING, sharer_id=parent, visitor_id=child, channel=channel)


def _graded(name: str, grade: str, since: datetime) -> GradeSet:
    return GradeSet(
        id=f"grade {name}",
        at=since,
        member_id=name,
        grade=grade,
        reason="drawn",
        maker_id="maker",
        checker_id="checker",
    )


@st.composite
def _careers(draw: st.DrawFn, policy: Policy) -> list[Event]:
    names = () if policy.grades is None else policy.grades.names
    events: list[Event] = []
    for name in MEMBERS:
        since = draw(st.sampled_from((_OPENING, NOON - timedelta(days=30), NOON)))
        if policy.enrolment is not None and draw(st.booleans()):
            events.append(Applied(id=f"apply {name}", at=since, member_id=name))
        grade = draw(st.sampled_from((None, *names)))
        if grade is not None:
            events.append(_graded(name, grade, since))
        if draw(st.booleans()):
            token = draw(st.sampled_from(("p1", "p2")))
            events.append(
                Verified(id=f"verify {name}", at=since, member_id=name, identity_token=token)
            )
    return events


@st.composite
def _paid(draw: st.DrawFn, order_id: str, at: datetime, *, is_plain: bool | None) -> OrderPaid:
    claim = st.builds(
        Claim,
        kind=st.sampled_from(ROLES),
        holder_id=st.sampled_from(MEMBERS),
        at=st.just(at),
        weight=st.integers(1, 3),
    )
    claims = draw(st.lists(claim, max_size=3, unique_by=lambda one: (one.kind, one.holder_id)))
    return draw(
        orders(order_id=order_id, at=at, is_plain=is_plain, claims=claims, most_minor=_MOST_MINOR)
    )


@st.composite
def _life(draw: st.DrawFn, order: OrderPaid) -> list[Event]:
    """Draw what becomes of an order: refunds, and perhaps a receipt somewhere among them."""
    after = NOON + timedelta(days=1)
    events: list[Event] = [
        Refunded(id=f"back {order.order_id} {number}", at=after, order_id=order.order_id, lines=one)
        for number, one in enumerate(draw(refunds_of(order, most=3)))
    ]
    if draw(st.booleans()):
        receipt = OrderConfirmed(id=f"receipt {order.order_id}", at=after, order_id=order.order_id)
        events.insert(draw(st.integers(0, len(events))), receipt)
    return events


@st.composite
def _mixed(draw: st.DrawFn, lives: Sequence[list[Event]]) -> list[Event]:
    """Draw in which order things happen to several orders, each in its own order."""
    waiting = [list(one) for one in lives if one]
    mixed: list[Event] = []
    while waiting:
        chosen = draw(st.sampled_from(range(len(waiting))))
        mixed.append(waiting[chosen].pop(0))
        waiting = [one for one in waiting if one]
    return mixed


@st.composite
def _releases(draw: st.DrawFn) -> list[Event]:
    days = draw(st.lists(st.sampled_from((2, 8, 9)), max_size=2))
    return [
        Release(
            id=f"release {number}",
            at=NOON + timedelta(days=one),
            limit=draw(st.sampled_from((1, 500))),
        )
        for number, one in enumerate(sorted(days))
    ]
