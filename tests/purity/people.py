"""People in a few short histories: every rule of binding, every refusal, every kind of move.

Each has binding policies of its own and is told to a book of its own; see scenario.py.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.events import (
    Event,
    Line,
    OrderPaid,
    Rebind,
    Registered,
    SettleFans,
    Touch,
)
from fenxiao.model.people import Relation
from fenxiao.model.who import Who

START = datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=8)))
History = tuple[tuple[BindingPolicy, ...], tuple[Event, ...]]


def _at(day: float) -> datetime:
    return START + timedelta(days=day)


def _touch(sharer: str, visitor: str, day: float, channel: str = "click") -> Touch:
    name = f"{sharer} {visitor} {day}"
    return Touch(id=name, at=_at(day), sharer_id=sharer, visitor_id=visitor, channel=channel)


def _joined(member: str, day: float, sharer: str | None = None) -> Registered:
    name = f"joined {member} {day}"
    return Registered(id=name, at=_at(day), member_id=member, sharer_id=sharer)


def _bought(buyer: str, day: float) -> OrderPaid:
    line = Line(line_id="1", sku="s", category="c", line_kind="product", quantity=1, paid_minor=999)
    name = f"bought {buyer} {day}"
    return OrderPaid(
        id=name,
        at=_at(day),
        order_id=name,
        merchant_id="m1",
        payer_id="m1",
        buyer_id=buyer,
        currency="CNY",
        lines=(line,),
    )


def _moved(
    member: str,
    parent: str | None,
    day: float,
    *,
    alone: bool = False,
    relation: Relation = "customer",
) -> Rebind:
    return Rebind(
        id=f"moved {member} {parent} {day}",
        at=_at(day),
        relation=relation,
        member_id=member,
        parent_id=parent,
        reason="merged accounts",
        maker_id="m1",
        checker_id="m2",
        with_subtree=not alone,
        limit=2,
    )


def _left(member: str, day: float, *relations: Relation) -> SettleFans:
    name = f"left {member} {day}"
    return SettleFans(
        id=name, at=_at(day), member_id=member, relations=relations or ("customer",), limit=2
    )


_CHAIN = (_touch("a", "b", 1), _touch("b", "c", 1), _touch("c", "d", 1))
_FANS = tuple(_touch("b", f"f{number}", 1) for number in range(3))

PEOPLE: tuple[History, ...] = (
    (
        (
            BindingPolicy(
                channels=("click",),
                takes="last",
                valid_days=30,
                protected_days=2,
                is_renewed=True,
                max_structural_depth=3,
                on_leave="lift",
            ),
            BindingPolicy(relation="team", channels=("poster", "click"), on_leave="freeze"),
        ),
        (
            *_CHAIN,
            *_FANS,
            _touch("x", "d", 2),
            _touch("x", "d", 3),
            _touch("d", "y", 4),
            _touch("d", "a", 4),
            _touch("c", "x", 4),
            _touch("x", "x", 4),
            _touch("x", "a", 5, "poster"),
            _touch("x", "a", 5.5, "sign"),
            _touch("x", "f0", 1),
            _moved("b", "b", 6),
            _moved("b", "c", 6),
            _moved("b", "x", 0),
            _moved("b", "a", 6),
            _moved("a", "d", 6),
            _moved("b", None, 7),
            _moved("b", None, 8),
            _moved("b", "f0", 9, alone=True),
            _moved("x", "c", 9.5, relation="unit"),
            _left("d", 9.8),
            _left("a", 10, "customer", "team", "unit"),
            _left("b", 10, "customer"),
            _left("b", 5),
            _touch("a", "z", 11, "poster"),
            _touch("c", "x", 45),
        ),
    ),
    (
        (
            BindingPolicy(
                binds_at="registration", remembered_days=5, sharer=Who(is_registered=True)
            ),
        ),
        (
            _touch("a", "b", 1),
            _joined("a", 1),
            _touch("a", "b", 2),
            _touch("c", "b", 3),
            _joined("b", 4),
            _joined("b", 5),
            _touch("a", "b", 6),
            _joined("c", 6, "b"),
            _joined("e", 6, "nobody"),
        ),
    ),
    (
        (
            BindingPolicy(
                binds_at="registration",
                takes="last",
                visitor=Who(is_verified=False),
                max_structural_depth=3,
            ),
            BindingPolicy(relation="team", visitor=Who(has_bought=True)),
        ),
        (
            _touch("a", "b", 1),
            _touch("c", "b", 2),
            _touch("a", "b", 1.5),
            _joined("b", 4),
            _joined("e", 4, "b"),
            _moved("f", "g", 4),
            _joined("g", 5, "e"),
            _bought("h", 5),
            _touch("a", "h", 6),
        ),
    ),
    ((BindingPolicy(visitor=Who(is_verified=True)),), (_touch("a", "b", 1),)),
    (
        (BindingPolicy(binds_at="purchase", takes="last", max_structural_depth=2),),
        (
            _moved("b", "c", 1),
            _touch("a", "c", 1),
            _bought("c", 2),
            _bought("c", 3),
            _touch("b", "d", 3),
            _bought("d", 4),
            _touch("x", "d", 5),
        ),
    ),
)
"""Binding policies, and what happens under them."""
