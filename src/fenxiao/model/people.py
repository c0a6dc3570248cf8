"""Events about people (人员事件): who came through whom, and who is moved or leaves.

Source: docs/events.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Literal, get_args

from fenxiao.errors import EventError
from fenxiao.model.checks import check_id, check_quantity, check_tuple
from fenxiao.model.envelope import PAGE_LIMIT, Event, check_flag, check_two_persons, is_one_of

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = [
    "LEAVINGS",
    "RELATIONS",
    "Leaving",
    "Rebind",
    "Registered",
    "Relation",
    "SettleFans",
    "Touch",
]

Relation = Literal["customer", "team", "unit"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)
"""Fan to sharer (锁粉), member to recruiter (团队), member to store, region or team unit (组织)."""

Leaving = Literal["keep", "freeze", "lift"]
LEAVINGS: tuple[Leaving, ...] = get_args(Leaving)
"""What becomes of the fans of a member who left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch(Event):
    """A visitor came through somebody's share (锁粉): a click, a scan, a live room.

    Args:
        sharer_id: Whose share it was.
        visitor_id: Who came.
        channel: How: "click", "scan", "room", or the host's own word; the binding policy of
            each relation says which channels it looks at.
        content_id: The article that the share was about, as in ``Line.sku``; it counts where
            credits are given for the article clicked.
        subject_id: The link, code, room or store that it was, if the host names it.
    """

    sharer_id: str
    visitor_id: str
    channel: str = "click"
    content_id: str | None = None
    subject_id: str | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.sharer_id, "sharer_id")
        check_id(self.visitor_id, "visitor_id")
        check_id(self.channel, "channel")
        for name, value in (("content_id", self.content_id), ("subject_id", self.subject_id)):
            if value is not None:
                check_id(value, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered(Event):
    """A visitor became a member (注册), perhaps by somebody's invitation.

    Args:
        member_id: Who registered.
        sharer_id: Whose invitation was named at registration; none leaves it to the touch
            that is remembered, where a binding policy binds at registration.
        channel: How, as in ``Touch``.
    """

    member_id: str
    sharer_id: str | None = None
    channel: str = "registration"

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.member_id, "member_id")
        check_id(self.channel, "channel")
        if self.sharer_id is not None:
            check_id(self.sharer_id, "sharer_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebind(Event):
    """A person moved a member under another upline (改绑), with reasons and a second person.

    Orders that were paid before keep their terms. Without the subtree the member moves
    alone: his fans go up to his old parent first, a page at a time, and he moves with the
    last page.

    Args:
        relation: One of ``RELATIONS``.
        member_id: Who is moved.
        parent_id: Under whom; none cuts him loose.
        with_subtree: Whether all below him come along.
        reason: Why, in the host's words; it is kept with the binding's event.
        maker_id: Who asked for it.
        checker_id: Who approved it; another person.
        limit: Fans on one page, where they stay behind.
    """

    relation: Relation
    member_id: str
    parent_id: str | None
    reason: str
    maker_id: str
    checker_id: str
    with_subtree: bool = True
    limit: int = 500

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        is_one_of(self.relation, RELATIONS, "relation")
        check_id(self.member_id, "member_id")
        if self.parent_id is not None:
            check_id(self.parent_id, "parent_id")
        check_id(self.reason, "reason")
        check_two_persons(self.maker_id, self.checker_id)
        check_flag(self.with_subtree, "with_subtree")
        check_quantity(self.limit, "limit", high=PAGE_LIMIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleFans(Event):
    """Do with a leaver's fans what the binding policy says (离开处理), a page at a time.

    ``keep`` leaves everything as it is; ``freeze`` binds nobody new to him and lets no
    touch take his fans away; ``lift`` binds his fans to his own upline.

    Args:
        member_id: Who left.
        relations: In which relations, each once; what is left of them on later pages.
        limit: Fans on one page; more go on in the continuation.
    """

    member_id: str
    relations: tuple[Relation, ...] = RELATIONS
    limit: int = 500

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.member_id, "member_id")
        object.__setattr__(self, "relations", check_tuple(self.relations, str, "relations"))
        for relation in self.relations:
            is_one_of(relation, RELATIONS, "relations")
        if not self.relations or len(set(self.relations)) < len(self.relations):
            got, problem = repr(self.relations)[:160], "each relation must be named once"
            raise EventError("event.bad_field", field="relations", got=got, problem=problem)
        check_quantity(self.limit, "limit", high=PAGE_LIMIT)
