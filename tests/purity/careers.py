"""Careers in two short histories: every event, every refusal, every counter, a cascade.

Each has a policy of its own and is told to a book of its own; see scenario.py.
"""

from __future__ import annotations

from typing import Any

from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.grades import AtLeast, Grade
from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.events import Event, Registered, SettleFans
from fenxiao.settlement.policy import Holding
from tests.support.build import at, confirmed, line, paid, refunded, release
from tests.support.careers import (
    KEEPER,
    applied,
    closed,
    decided,
    direct,
    folded,
    graded,
    ladder,
    left,
    marked,
    money,
    of_fans,
    rebound,
    returned,
    review,
    status,
    touched,
    verified,
)

_LADDER = ladder(KEEPER, Grade(name="star", all_of=(direct("keeper", 1), money("purchases", 10))))
_RECRUITS = ladder(
    KEEPER, Grade(name="star", any_of=(direct("keeper", 1), AtLeast(counter="recruits", count=9)))
)
_FREEZES = (BindingPolicy(on_leave="freeze"), BindingPolicy(relation="team", on_leave="lift"))
_LIFTS = (
    BindingPolicy(on_leave="lift", binds_at="registration"),
    BindingPolicy(relation="team", binds_at="purchase"),
)
_BUYS = EnrolmentPolicy(all_of=(money("purchases", 10),), invited_in="team", grace_days=2)

CAREERS: tuple[tuple[dict[str, Any], tuple[Event, ...]], ...] = (
    (
        {
            "grades": _LADDER,
            "enrolment": _BUYS,
            "bindings": _FREEZES,
            "holding": Holding(holding_days=0),
        },
        (
            touched("u0", "u1"),
            *of_fans("u1", 2),
            applied("u1", day=0.2),
            paid("o1", "u1", line(20, quantity=2)),
            confirmed("o1"),
            release(day=3),
            refunded("o1", day=4),
            applied("u1", day=5),
            applied("u1", day=5.5),
            decided("u1", day=5),
            decided("u1", day=6),
            decided("u1", day=7),
            verified("u1", day=6),
            verified("u1", day=7),
            status("u1", day=7),
            marked("u1", "watched", day=7.5, by_machine=True),
            marked("u1", "clear", day=7.6),
            status("u1", day=8),
            status("u1", "active", day=9),
            status("u1", "active", day=10),
            review("u1", day=10, period="a"),
            review("u1", day=11, period="a"),
            graded("u1", "moon", day=12),
            graded("u1", "keeper", day=10),
            graded("u1", "star", day=10),
            graded("u1", "star", day=12),
            graded("u1.1", "keeper", day=12),
            folded("u1", "fans", day=20, limit=2),
            left("u1", day=12),
            left("u1", day=13),
            left("u1", day=13.5),
            returned("u1", day=15),
            returned("u1", day=14),
            returned("u1", day=13),
            returned("u1", day=14.1),
            left("u1", day=15),
            closed("u1", day=15),
            closed("u1", day=16),
            closed("u1", day=17),
            closed("u1", day=18),
            verified("u1", day=19),
            graded("u1", "star", day=19),
            verified("u8", day=3),
            applied("u8", day=3),
        ),
    ),
    (
        {"grades": ladder(KEEPER, Grade(name="star", all_of=(direct("keeper", 1),)))},
        (applied("u1"), touched("u0", "u1"), *of_fans("u1", 2), *of_fans("u1.0", 2)),
    ),
    (
        {
            "grades": _RECRUITS,
            "bindings": _LIFTS,
        },
        (
            touched("u0", "u1"),
            Registered(id="r1", at=at(1), member_id="u1"),
            graded("u1", "keeper"),
            touched("u1", "u2"),
            paid("o1", "u2", day=2),
            Registered(id="r2", at=at(3), member_id="u2"),
            graded("u2", "keeper", day=4),
            rebound("u1", "u9", day=5, with_subtree=False),
            rebound("u2", "u1", day=6),
            SettleFans(id="gone", at=at(8), member_id="u1", relations=("customer",)),
        ),
    ),
    ({}, (review("u1"), graded("u1", "keeper"), applied("u1"))),
)
"""What a policy has beyond the common one, and what happens under it."""
