"""The catalogue's rows about people (人员事件目录).

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.model.events import Rebind, Registered, SettleFans, Touch
from fenxiao.settlement.catalogue.spec import EventSpec, always
from fenxiao.settlement.moves import (
    decide_rebind,
    decide_settle_fans,
    first_rebind,
    first_settle_fans,
)
from fenxiao.settlement.relations import (
    decide_registered,
    decide_touch,
    first_registered,
    first_touch,
)

__all__ = ["BINDING_REFUSALS", "PEOPLE"]

BINDING_REFUSALS = (
    "graph.self_bind",
    "graph.already_bound",
    "graph.late",
    "graph.protected",
    "graph.frozen",
    "graph.sharer_unfit",
    "graph.visitor_unfit",
    "graph.circle",
    "graph.too_deep",
)
"""Why a binding is refused, from cheap to costly."""

PEOPLE = (
    EventSpec(
        Touch,
        "A visitor came through a share",
        "锁粉",
        ("event", "node", "member", "chain", "below"),
        {
            "event": "guarded",
            "node": "guarded",
            "binding": "appended",
            "tally": "appended",
            "visit": "appended",
        },
        (
            "event.id_reused",
            "graph.no_policy",
            *BINDING_REFUSALS,
            "graph.too_late_to_bind",
            "graph.remembered",
        ),
        "the visitor; the sharer, if he has no fan yet; if the visitor has fans, every member of"
        " both chains who is a root or will be one: two binds that would close a circle write"
        " one node in common",
        first_touch,
        decide_touch,
    ),
    EventSpec(
        Registered,
        "A visitor became a member",
        "注册",
        ("event", "member", "node", "chain", "below"),
        {
            "event": "guarded",
            "member": "guarded",
            "node": "guarded",
            "binding": "appended",
            "tally": "appended",
        },
        ("event.id_reused", "member.already_registered"),
        "the member; where it binds him, what a touch guards",
        first_registered,
        decide_registered,
    ),
    EventSpec(
        Rebind,
        "A person moved a member under another upline",
        "改绑",
        ("event", "continuation", "node", "member", "chain", "fans", "below"),
        {
            "event": "guarded",
            "node": "guarded",
            "binding": "appended",
            "tally": "appended",
            "audit": "appended",
            "continuation": "queued",
        },
        (
            "event.id_reused",
            "graph.self_bind",
            "graph.late",
            "graph.not_bound",
            "graph.already_bound",
            "graph.circle",
            "graph.too_deep",
        ),
        "the member, the fans that stay, the new parent if he has no fan yet, and every member"
        " of the old and the new chain who is a root or will be one",
        always(first_rebind),
        decide_rebind,
    ),
    EventSpec(
        SettleFans,
        "What becomes of the fans of a member who left, a page at a time",
        "离开处理",
        ("event", "continuation", "node", "member", "fans"),
        {
            "event": "guarded",
            "node": "guarded",
            "binding": "appended",
            "tally": "appended",
            "continuation": "queued",
        },
        ("event.id_reused",),
        "the member and every fan that goes up",
        first_settle_fans,
        decide_settle_fans,
    ),
)
"""Touches, registrations, moves, and what becomes of fans."""
