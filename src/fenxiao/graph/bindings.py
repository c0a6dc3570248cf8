"""Bindings (绑定关系): a forest with history that never closes a circle at any instant.

A member has at most one parent in a relation at any instant. What changes it is a row
that is added to his history and counts from its own instant, so that every earlier answer
stays what it was. A change that is told too late to be added at the end is refused.

Who has no fans stands above nobody, so no circle closes through him and nothing above him
is read or guarded. A member with fans who gets another parent writes, besides himself,
every member of both chains who is a root now or will be when a binding ends. Two changes
that together would close a circle therefore write one node in common, and one of them is
decided again.

Source: docs/relations.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.records import Binding, BindingCause, Node, Refusal

__all__ = [
    "Bid",
    "Place",
    "bound",
    "cut",
    "ends",
    "is_bound",
    "is_renewal",
    "late",
    "leads_back",
    "line_above",
    "parents",
    "potential_roots",
    "refuse_circle",
    "refuse_deep",
    "refuse_moved",
    "standing",
    "unbound",
    "with_fan",
]

_PATH_LIMIT = 12


class Place(NamedTuple):
    """A node to write, with the revision that it must still have; 0 where there is none."""

    node: Node
    revision: int


class Bid(NamedTuple):
    """What asks that a member be bound under a sharer, until when if it ends by itself."""

    relation: str
    member_id: str
    sharer_id: str
    at_us: int
    event_id: str
    cause: BindingCause
    until_us: int | None = None


def unbound(bid: Bid, member_id: str) -> Node:
    """Return the node of somebody of whom nothing is stored."""
    return Node(bid.relation, member_id, None, bid.at_us, bid.event_id, has_fans=False)


def is_bound(node: Node | None, at_us: int) -> bool:
    """Say whether a member's newest binding is in force at an instant, or will be later.

    Examples:
        >>> node = Node("customer", "b", "a", 10, "e1", False, until_us=20, changes=1)
        >>> [is_bound(node, at_us) for at_us in (9, 10, 19, 20)]
        [True, True, True, False]
    """
    return node is not None and node.parent_id is not None and not ends(node, at_us)


def ends(node: Node, at_us: int) -> bool:
    """Say whether a member's newest binding has ended by itself by an instant."""
    return node.until_us is not None and node.until_us <= at_us


def is_renewal(bid: Bid, node: Node) -> bool:
    """Say whether a bid names the sharer under whom the member stands already."""
    return is_bound(node, bid.at_us) and bid.sharer_id == node.parent_id


def parents(path: Iterable[Binding], *, limit: int = 3) -> tuple[str, ...]:
    """Return the members above somebody, nearest first, from his upline's bindings.

    Args:
        path: His own binding in force, his parent's, and so on, as the scan returns them.
        limit: How many at most.

    Examples:
        >>> path = [
        ...     Binding("customer", "c", "e2", "b", 20, None, "touch"),
        ...     Binding("customer", "b", "e1", "a", 10, None, "touch"),
        ... ]
        >>> parents(path)
        ('b', 'a')
    """
    found = tuple(one.parent_id for one in path if one.parent_id is not None)
    return found[:limit]


def standing(
    bid: Bid, node: Node | None, policy: BindingPolicy
) -> Refusal | Literal["binds", "takes over", "renews"]:
    """Say what a bid would do to a member's binding, or why it may do nothing.

    Args:
        bid: What asks.
        node: The member's node, if he has one.
        policy: The rules of the relation.

    Returns:
        What it does if nothing else stands against it, or the refusal.

    Examples:
        >>> bid = Bid("customer", "u7", "u7", 5, "e1", "touch")
        >>> standing(bid, None, BindingPolicy()).code
        'graph.self_bind'
    """
    if bid.member_id == bid.sharer_id:
        return Refusal("graph.self_bind", (("member_id", bid.member_id), _in(bid)))
    if node is None or not node.changes:
        return "binds"
    if node.parent_id is None or ends(node, bid.at_us):
        return "binds" if bid.at_us > node.bound_us else late(node)
    if bid.sharer_id == node.parent_id:
        is_renewed = policy.is_renewed and bid.at_us > node.bound_us
        return "renews" if is_renewed else _already(bid, node)
    return _take_over(bid, node, policy) or "takes over"


def _take_over(bid: Bid, node: Node, policy: BindingPolicy) -> Refusal | None:
    """Say why somebody who stands under one sharer may not go to another."""
    if policy.takes == "first":
        return _already(bid, node)
    if bid.at_us <= node.bound_us:
        return late(node)
    if node.protected_us is not None and bid.at_us < node.protected_us:
        about = (("visitor_id", bid.member_id), ("parent_id", str(node.parent_id)))
        return Refusal("graph.protected", (*about, ("until_us", node.protected_us), _in(bid)))
    return None


def _in(bid: Bid) -> tuple[str, str]:
    """Name the relation: one event may be refused in one and taken in another."""
    return "relation", bid.relation


def _already(bid: Bid, node: Node) -> Refusal:
    about = (("visitor_id", bid.member_id), ("parent_id", str(node.parent_id)))
    return Refusal("graph.already_bound", (*about, ("sharer_id", bid.sharer_id), _in(bid)))


def late(node: Node) -> Refusal:
    """Refuse what would have to be put between the rows of a member's history."""
    about = (("member_id", node.member_id), ("since_us", node.bound_us))
    return Refusal("graph.late", (*about, ("relation", node.relation)))


def line_above(bid: Bid, above: Iterable[Node]) -> list[str]:
    """Return the sharer and all who would stand above the member at one instant, nearest first.

    The line goes on only while all its bindings, and the bid's own, are in force together:
    one that ends before another begins leads nowhere.
    """
    line = [bid.sharer_id]
    since_us, until_us = bid.at_us, bid.until_us
    for node in above:
        since_us = max(since_us, node.bound_us)
        ending = [one for one in (until_us, node.until_us) if one is not None]
        until_us = min(ending, default=None)
        if node.parent_id is None or (until_us is not None and until_us <= since_us):
            break
        line.append(node.parent_id)
    return line


def refuse_moved(bid: Bid, above: Iterable[Node]) -> Refusal | None:
    """Refuse a bid of an instant after which somebody above was moved, as ``graph.late``.

    The chain of that instant is not the one of today, so nothing can be said of circles.
    """
    moved = (node for node in above if node.changes > 1 and node.bound_us > bid.at_us)
    return next(map(late, moved), None)


def refuse_circle(bid: Bid, above: Sequence[Node]) -> Refusal | None:
    """Say why a member may not stand under a sharer, or None if no circle closes.

    Args:
        bid: What asks.
        above: The sharer's node and all above it.

    Returns:
        ``graph.circle`` with its path.
    """
    path = line_above(bid, above)
    if bid.member_id not in path:
        return None
    closed = [bid.member_id, *path[: path.index(bid.member_id) + 1]]
    facts = (("visitor_id", bid.member_id), ("sharer_id", bid.sharer_id))
    return Refusal("graph.circle", (*facts, ("path", _path(closed)), _in(bid)))


def refuse_deep(bid: Bid, above: Sequence[Node], limit: int, below: int) -> Refusal | None:
    """Say why a chain would become too long, or None if it fits.

    Args:
        bid: What asks.
        above: The sharer's node and those above, as many as were read.
        limit: How many may stand above anybody.
        below: How many levels stand below the member, as far as is known.
    """
    chain = line_above(bid, above)
    if len(chain) + below <= limit:
        return None
    path = [bid.member_id, *chain]
    facts = (("visitor_id", bid.member_id), ("sharer_id", bid.sharer_id), ("limit", limit))
    return Refusal("graph.too_deep", (*facts, ("below", below), ("path", _path(path)), _in(bid)))


def _path(members: Sequence[str]) -> str:
    """Write a path; the middle of a long one is counted, since the text is stored."""
    if len(members) > _PATH_LIMIT:
        half = _PATH_LIMIT // 2
        left_out = f"… {len(members) - 2 * half} more …"
        members = [*members[:half], left_out, *members[-half:]]
    return " → ".join(members)


def potential_roots(chain: Sequence[Place]) -> tuple[Place, ...]:
    """Return the places of a chain at which it ends, or will end when a binding runs out.

    Whoever gives a member with fans another parent writes all of them, unchanged: each
    change of what stands above them writes one of them too.
    """
    last = len(chain) - 1
    is_loop = leads_back([place.node for place in chain])
    return tuple(
        place
        for number, place in enumerate(chain)
        if number == last or is_loop or place.node.until_us is not None
    )


def leads_back(chain: Sequence[Node]) -> bool:
    """Say whether a chain of today ends under one of its own members.

    Nobody stands above himself at any instant; but bindings that end and such as begin later
    may meet in a loop of nodes, of which each says its newest binding only.

    Args:
        chain: A node and all above it, each once.

    Examples:
        >>> one = Node("customer", "a", "b", 10, "e1", True, until_us=20, changes=1)
        >>> other = Node("customer", "b", "a", 30, "e2", True, changes=1)
        >>> leads_back([one, other]), leads_back([other])
        (True, False)
    """
    return bool(chain) and chain[-1].parent_id in {node.member_id for node in chain}


def bound(
    bid: Bid, node: Node | None, until_us: int | None, protected_us: int | None
) -> tuple[Node, Binding]:
    """Return a member's node under his new parent, and the row of his history.

    Args:
        bid: What asks, and may.
        node: The member's node, if he has one.
        until_us: When the binding ends by itself; None for never.
        protected_us: Until when nobody takes over; None for not at all.
    """
    before = node if node is not None else unbound(bid, bid.member_id)
    after = before._replace(
        parent_id=bid.sharer_id,
        bound_us=bid.at_us,
        event_id=bid.event_id,
        until_us=until_us,
        protected_us=protected_us,
        changes=before.changes + 1,
    )
    if bid.cause != "lift":  # who goes up with others still waits for what he came for
        after = after._replace(candidate_id=None, candidate_us=None)
    return after, Binding(
        bid.relation, bid.member_id, bid.event_id, bid.sharer_id, bid.at_us, until_us, bid.cause
    )


def cut(node: Node, at_us: int, event_id: str, cause: BindingCause) -> tuple[Node, Binding]:
    """Return a member's node without parent, and the row of his history that says so."""
    after = node._replace(
        parent_id=None,
        bound_us=at_us,
        event_id=event_id,
        until_us=None,
        protected_us=None,
        changes=node.changes + 1,
    )
    return after, Binding(node.relation, node.member_id, event_id, None, at_us, None, cause)


def with_fan(bid: Bid, sharer: Place | None) -> tuple[Place, ...]:
    """Return the sharer's place if a bind changes it: he has his first fan now."""
    if sharer is None:
        return (Place(unbound(bid, bid.sharer_id)._replace(has_fans=True), 0),)
    if sharer.node.has_fans:
        return ()
    return (Place(sharer.node._replace(has_fans=True), sharer.revision),)
