"""An order in parts, told in a few short histories: every event of it, every refusal.

Captured twice, received piece by piece, exchanged, released, refunded by every kind; the
upline is registered, so that a capture reads who its members are. See scenario.py.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fenxiao.graph.credits import AttributionPolicy, CreditRule
from fenxiao.graph.grades import Grade
from fenxiao.model.events import Event
from fenxiao.model.who import Who
from fenxiao.rules.levels import Levels
from fenxiao.rules.period.bands import Band
from fenxiao.rules.period.tiers import Tiers
from fenxiao.rules.plan import Plan
from fenxiao.rules.role import Role
from tests.support.build import (
    START,
    back,
    confirmed,
    line,
    line_of,
    paid,
    rebind,
    registered,
    release,
)
from tests.support.careers import ladder, money
from tests.support.orders import captured, exchanged, given_up, gone, open_line, placed, received

_SALE = Levels(rule_id="sale", rates_ppm=(100_000, 33_333), scope="order")
_OF_MEMBERS = replace(_SALE, earner=Who(statuses=("active",), is_registered=True))
_FAN = Role(rule_id="fan", role="relation", rates_ppm=(10_000, 5_000))
_FANS = AttributionPolicy(rules=(CreditRule(kind="relation", relation="customer"),))
_LADDER = ladder(Grade(name="seller", all_of=(money("own_sales", 1),)))


def _plan(*rules: Levels | Role) -> Plan:
    return Plan(plan_id="parts", effective_from=START, ceiling_ppm=150_000, rules=rules)


_TIERS = Tiers(rule_id="tiers", bands=(Band(from_minor=0, rate_ppm=10_000),), volume="direct")
_CLOSED = replace(_plan(_SALE), ceiling_ppm=300_000, period_rules=(_TIERS,))


def _history() -> tuple[Event, ...]:
    rest = line(900, quantity=3)
    return (
        *line_of("u1", "u2", "u3"),
        registered("u2"),
        paid("o1", "u3", open_line(100, 1_500, quantity=3), open_line(55, 55, line_id="2"), day=2),
        captured("rest", rest, day=3),
        captured("rest", rest, day=3, event_id="rest again"),
        captured("more", line(501, quantity=3), day=3),
        captured("odd", line(1, line_id="9"), day=3),
        replace(captured("none", line(1), day=3), order_id="o9"),
        received({"1": 1}, day=4),
        received({"1": 3}, day=4, event_id="too many"),
        received({"9": 1}, day=4, event_id="unknown line"),
        exchanged({"1": 2}, day=4, event_id="not there"),
        exchanged({"9": 1}, day=4, event_id="unknown too"),
        replace(exchanged({"1": 1}, day=4, event_id="unknown order"), order_id="o9"),
        release(day=12, event_id="parts free"),
        confirmed("o1", day=13),
        exchanged({"1": 1}, day=14),
        gone("freight", amount_minor=20, day=15),
        gone("goods", amount_minor=33, day=15),
        gone("goods", amount_minor=99_999, day=15, event_id="more than the order"),
        gone("cancel", back(quantity=2), day=16, event_id="was received"),
        gone("cancel", back(quantity=1), day=16),
        captured("late", line(100, quantity=3), day=17, is_last=True),
        captured("over", line(1, quantity=3), day=18),
        gone("price_protection", back("2", amount_minor=7), day=19),
        release(day=40, event_id="all free"),
        gone("chargeback", amount_minor=50, day=41),
    )


def _placed_first() -> tuple[Event, ...]:
    """Orders that are told before their payment: paid late, given up, told twice."""
    return (
        *line_of("u1", "u2", "u3"),
        placed("u3", day=1),
        placed("u3", day=1, event_id="placed again"),
        given_up(order_id="o9"),
        rebind("u3", "u1", day=2),
        replace(paid("o1", "u2", line(900), day=3), id="another"),
        paid("o1", "u3", line(900), day=3),
        placed("u3", day=4, event_id="placed after"),
        given_up(day=4, event_id="given up after"),
        placed("u3", order_id="o2", day=1),
        given_up(order_id="o2", day=2),
        given_up(order_id="o2", day=2, event_id="given up again"),
        placed("u3", order_id="o2", day=2, event_id="placed anew"),
        paid("o2", "u3", line(900), day=3),
    )


ORDERS: tuple[tuple[dict[str, Any], tuple[Event, ...]], ...] = (
    ({"plans": (_plan(_SALE),)}, _history()),
    (
        {"plans": (_plan(_OF_MEMBERS, _FAN),), "grades": _LADDER, "attributions": (_FANS,)},
        _history(),
    ),
    ({"plans": (_CLOSED,)}, _history()),
    (
        {"plans": (replace(_plan(_SALE), terms_at="placed"),), "attributions": (_FANS,)},
        _placed_first(),
    ),
)
"""Parts of a policy, and what is told under it."""
