"""Strategies for what laws are about (定律的取样): sales and stories of a given plan.

Source: docs/laws.md, "Strategies".
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from hypothesis import strategies as st

from fenxiao.model.events import OrderPaid
from fenxiao.money import AMOUNT_LIMIT_MINOR
from fenxiao.rules.custom import Rule
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import InForce, Plan, overlay
from fenxiao.testing.law_objects import ENGINE, Engine, Sale, Story, Turn
from fenxiao.testing.strategies.logs import event_logs, policy_around
from fenxiao.testing.strategies.orders import orders
from fenxiao.testing.strategies.people import crowds
from fenxiao.testing.strategies.plans import ALL_CLASSES, KINDS, PLAN_START, ROLES, campaigns, plans
from fenxiao.testing.strategies.refunds import refunds_of

__all__ = ["plans_in_force", "sales", "stories", "turns"]

_ROOM_MINOR = 10_000
"""How far below the bound drawn orders stay, so that a line can be raised."""


@st.composite
def plans_in_force(draw: st.DrawFn, classes: Container[str] = ALL_CLASSES) -> InForce:
    """Draw a plan with campaigns over it, of some classes of rules.

    Args:
        classes: The classes that it may be of, of ``rule_classes``.
    """
    plan = draw(plans(KINDS, classes, most_rules=3))
    return overlay(plan, draw(campaigns(plan, classes, most=1)))


@st.composite
def turns(draw: st.DrawFn, order: OrderPaid) -> Turn:
    """Draw what happens to an order: a line raised, a line cut in two, refunds.

    Args:
        order: The order.
    """
    place = draw(st.integers(0, len(order.lines) - 1))
    line = order.lines[place]
    pieces = draw(st.integers(0, line.quantity - 1))
    cut = (pieces, draw(st.integers(0, line.paid_minor))) if pieces else (0, 0)
    more_minor = draw(st.integers(1, 200) | st.integers(1, _ROOM_MINOR))
    return Turn(place, more_minor, cut, draw(refunds_of(order)))


@st.composite
def sales(
    draw: st.DrawFn,
    in_force: InForce,
    custom_rules: tuple[Rule, ...] = (),
    engine: Engine = ENGINE,
) -> Sale:
    """Draw a sale under a plan: an order, whom it may pay, and what happens to it.

    Args:
        in_force: The plan, with the campaigns over it.
        custom_rules: The host's rules that it calls.
        engine: What settles it.
    """
    plain = False if in_force.asks_lines else None
    most_minor = draw(st.sampled_from((3_000, AMOUNT_LIMIT_MINOR - _ROOM_MINOR)))
    order = draw(orders(is_plain=plain, most_minor=most_minor))
    roles = tuple(sorted({one.role for one in in_force.tables.rules if one.role})) or ROLES
    people = draw(crowds([line.line_id for line in order.lines], roles))
    return Sale(
        order=replace(order, buyer_id=people.buyer.member.member_id),
        in_force=in_force,
        people=people,
        custom_rules=custom_rules,
        turn=draw(turns(order)),
        engine=engine,
    )


@st.composite
def stories(
    draw: st.DrawFn,
    in_force: InForce,
    custom_rules: tuple[Rule, ...] = (),
    engine: Engine = ENGINE,
) -> Story:
    """Draw a story under a plan: all that happens in a small shop, and a policy that comes later.

    Args:
        in_force: The plan, with the campaigns over it.
        custom_rules: The host's rules that it calls.
        engine: What takes the events.
    """
    plan = in_force.plan
    assert isinstance(plan, Plan)
    policy = policy_around(plan, in_force.campaigns, custom_rules)
    other = Levels(rule_id="other", rates_ppm=(PLAN_START.year,))
    later = Plan(plan_id="later", effective_from=PLAN_START, ceiling_ppm=10_000, rules=(other,))
    return Story(
        policy=policy,
        events=draw(event_logs(policy, is_plain=False if in_force.asks_lines else None)),
        later=replace(policy, plans=(later,), campaigns=(), custom_rules=()),
        engine=engine,
    )
