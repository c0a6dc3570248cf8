"""Two at once on one forest: what was before, two events, and the policy that they meet.

``MUST`` are pairs that must conflict, ``NEED_NOT`` pairs that must not; ``THREES`` need
three to go wrong.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.events import Event, Rebind, Registered, SettleFans, Touch
from fenxiao.settlement.policy import Policy
from tests.support.build import POLICY, at, line_of, paid, touch

__all__ = [
    "EXPIRING",
    "LAST",
    "LIFT_LAST",
    "MONTH",
    "MUST",
    "NEED_NOT",
    "ROOTS",
    "SHALLOW",
    "SHORT",
    "THREES",
    "Scene",
    "rebind",
    "settle_fans",
]


class Scene(NamedTuple):
    """What was before, what happens at one moment, and by which policy."""

    before: tuple[Event, ...]
    events: tuple[Event, ...]
    policy: Policy = POLICY


def rebind(
    member_id: str,
    parent_id: str | None,
    *,
    day: float = 5,
    with_subtree: bool = True,
    limit: int = 500,
    event_id: str = "",
) -> Rebind:
    return Rebind(
        id=event_id or f"rebind {member_id} {parent_id}",
        at=at(day),
        relation="customer",
        member_id=member_id,
        parent_id=parent_id,
        reason="asked for",
        maker_id="maker",
        checker_id="checker",
        with_subtree=with_subtree,
        limit=limit,
    )


def settle_fans(member_id: str, *, day: float = 5, limit: int = 500) -> SettleFans:
    return SettleFans(
        id=f"settle {member_id}",
        at=at(day),
        member_id=member_id,
        relations=("customer",),
        limit=limit,
    )


def registered(member_id: str, *, day: float = 5, event_id: str = "") -> Registered:
    name = event_id or f"register {member_id}"
    return Registered(id=name, at=at(day), member_id=member_id)


def by(**fields: object) -> Policy:
    """Return the tests' policy with another binding policy."""
    rule: BindingPolicy = replace(BindingPolicy(), **fields)  # type: ignore[arg-type]  # any of its fields
    return replace(POLICY, bindings=(rule,))


def late(sharer_id: str, visitor_id: str, *, day: float = 5) -> Touch:
    return touch(sharer_id, visitor_id, day=day)


TREES = (*line_of("a1", "a2", "a3"), *line_of("b1", "b2", "b3"))
ONE_TREE = (*line_of("r", "m", "f1"), touch("m", "f2"), *line_of("r", "n", "g1"))
LAST = by(takes="last")
LIFT = by(on_leave="lift")
LIFT_LAST = by(on_leave="lift", takes="last")
MONTH = by(takes="last", valid_days=30)
SHORT = by(takes="last", valid_days=5, on_leave="lift")
SHALLOW = by(takes="last", valid_days=4, is_renewed=True, max_structural_depth=2)
PURCHASE = by(binds_at="purchase")
REGISTRATION = by(binds_at="registration")

ROOTS = Scene(TREES, (rebind("a2", "b3"), rebind("b2", "a3")))
"""Neither member is a root: only the roots are what both write."""

EXPIRING = Scene(
    (
        touch("r", "w"),
        touch("s", "v"),
        touch("w", "u", day=15),
        touch("u", "q", day=15),
        touch("v", "p", day=15),
    ),
    (touch("p", "u", day=25), touch("q", "v", day=40)),
    MONTH,
)
"""The one sees w under r and v under s, where the other sees that both have run out."""

MUST = {
    "two rebinds that would close a circle": ROOTS,
    "two rebinds of roots": Scene(TREES, (rebind("a1", "b3"), rebind("b1", "a3"))),
    "two rebinds in one tree": Scene(ONE_TREE, (rebind("m", "g1"), rebind("n", "f1"))),
    "two rebinds of one member": Scene(TREES, (rebind("a2", "b1"), rebind("a2", "b2"))),
    "a rebind and a bind": Scene(TREES, (rebind("a2", "b3"), late("a3", "b1"))),
    "a rebind and a bind of its new root": Scene(TREES, (rebind("a2", "b3"), late("z", "b1"))),
    "a rebind and a bind of its old root": Scene(TREES, (rebind("a2", "b3"), late("z", "a1"))),
    "a rebind and a takeover": Scene(TREES, (rebind("a2", "b3"), touch("a3", "b2", day=5.5)), LAST),
    "a member is cut loose as his root goes under him": Scene(
        TREES, (rebind("a2", None), rebind("a1", "b3"))
    ),
    "a rebind alone under who becomes his fan": Scene(
        ONE_TREE, (rebind("m", "x", with_subtree=False), late("m", "x"))
    ),
    "a rebind alone under who becomes his fan with fans": Scene(
        (*ONE_TREE, *line_of("x", "y")),
        (rebind("m", "y", with_subtree=False), late("m", "x")),
    ),
    "a rebind alone and a takeover of a fan that stays": Scene(
        ONE_TREE, (rebind("m", "x", with_subtree=False), touch("z", "f1", day=5.5)), LAST
    ),
    "a lift and a takeover of a fan": Scene(
        ONE_TREE, (settle_fans("m"), touch("z", "f1", day=5.5)), LIFT_LAST
    ),
    "a lift and a rebind of who left": Scene(ONE_TREE, (settle_fans("m"), rebind("m", "x")), LIFT),
    "a lift and a rebind of a fan": Scene(ONE_TREE, (settle_fans("m"), rebind("f1", "x")), LIFT),
    "a lift and the first fan of a fan": Scene(
        (*ONE_TREE, *line_of("x", "y")), (settle_fans("m"), late("f1", "x")), LIFT
    ),
    "chains that end at bindings that run out": EXPIRING,
    "two takeovers of one moment": Scene(
        (touch("a", "c"),), (late("x", "c"), late("y", "c")), LAST
    ),
    "two first orders that bind": Scene(
        (touch("a", "c"),), (paid("o1", "c"), paid("o2", "c")), PURCHASE
    ),
    "two first orders": Scene((), (paid("o1", "c"), paid("o2", "c")), PURCHASE),
    "a first order and a touch to remember": Scene(
        (touch("a", "c"),),
        (paid("o1", "c"), touch("b", "c", day=0.5)),
        by(binds_at="purchase", takes="last"),
    ),
    "two registrations": Scene(
        (touch("a", "c"),), (registered("c"), registered("c", event_id="again")), REGISTRATION
    ),
}

NEED_NOT = {
    "a rebind alone and a new fan": Scene(
        ONE_TREE, (rebind("m", "x", with_subtree=False), late("m", "new"))
    ),
    "a rebind alone in pages and a new fan": Scene(
        ONE_TREE, (rebind("m", "x", with_subtree=False, limit=1), late("m", "new"))
    ),
    "a rebind and a new fan of the member": Scene(TREES, (rebind("a2", "b3"), late("a2", "new"))),
    "a rebind and a new fan of the root": Scene(TREES, (rebind("a2", "b3"), late("b1", "new"))),
    "a rebind and an order below": Scene(TREES, (rebind("a2", "b3"), paid("o1", "a3", day=6))),
    "a lift and a new fan": Scene(ONE_TREE, (settle_fans("m"), late("m", "new")), LIFT),
    "a lift in pages and a new fan": Scene(
        ONE_TREE, (settle_fans("m", limit=1), late("m", "new")), LIFT
    ),
    "a lift and a bind of the root": Scene(ONE_TREE, (settle_fans("m"), late("z", "r")), LIFT),
    "a lift and a bind under a fan with fans": Scene(
        (*ONE_TREE, *line_of("f1", "x1"), *line_of("x", "y")),
        (settle_fans("m"), late("f1", "x")),
        LIFT,
    ),
    "takeovers of two fans of one sharer": Scene(
        (*line_of("a", "c"), touch("a", "d"), *line_of("x", "y")),
        (late("x", "c"), late("x", "d")),
        LAST,
    ),
    "first orders of two fans of one sharer": Scene(
        (touch("a", "b"), touch("a", "c"), touch("a", "d"), paid("o1", "b")),
        (paid("o2", "c"), paid("o3", "d")),
        PURCHASE,
    ),
}

THREES = {
    "three rebinds in a triangle": Scene(
        (*TREES, *line_of("c1", "c2", "c3")),
        (rebind("a2", "b3"), rebind("b2", "c3"), rebind("c2", "a3")),
    ),
    "a rebind alone, a fan, and a fan of the fan": Scene(
        (*ONE_TREE, *line_of("x", "y")),
        (rebind("m", "y", with_subtree=False), late("m", "v"), touch("v", "x", day=5.5)),
    ),
    "a rebind, a bind and a lift": Scene(
        (*ONE_TREE, *line_of("x", "y")),
        (rebind("n", "f1"), settle_fans("m", limit=1), late("g1", "x")),
        LIFT,
    ),
    "two takeovers and a rebind": Scene(
        (touch("a", "c"), *line_of("x", "y")),
        (late("x", "c"), late("y", "c"), rebind("c", "z", day=4)),
        LAST,
    ),
}
