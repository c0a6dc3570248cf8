"""Relations (绑定关系): who brought whom in, as a forest that never closes a circle.

A member has at most one upline in a relation; the first touch binds, for ever. A
binding counts from its own instant, so what was true at an earlier time stays true.

A bind writes the visitor's node; the sharer's too if he has no fan yet; and, if the
visitor has fans himself, the root of the sharer's chain. Two binds that together would
close a circle therefore always write one node in common, and one of them is decided again.

Source: docs/relations.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fenxiao.model.instants import FOREVER_US
from fenxiao.model.records import Node, Refusal

__all__ = ["CUSTOMER", "Place", "bind", "refuse_bind", "upline"]

CUSTOMER = "customer"
"""The relation of a fan to the one who brought him (锁粉)."""


_PATH_LIMIT = 12


class Place(NamedTuple):
    """A node to write, with the revision that it must still have; 0 where there is none."""

    node: Node
    revision: int


def upline(chain: Iterable[Node], at_us: int = FOREVER_US, *, limit: int = 3) -> tuple[str, ...]:
    """Return the members above somebody as of an instant, nearest first.

    Args:
        chain: His own node and those above, nearest first, as the scan returns them.
        at_us: As of when, in UTC microseconds.
        limit: How many at most.

    Returns:
        Member ids; a binding that came later than ``at_us`` ends the walk.

    Examples:
        >>> chain = [
        ...     Node(CUSTOMER, "c", "b", 20, "e2", has_fans=False),
        ...     Node(CUSTOMER, "b", "a", 10, "e1", has_fans=True),
        ... ]
        >>> upline(chain), upline(chain, at_us=19)
        (('b', 'a'), ())
    """
    found: list[str] = []
    for node in chain:
        if node.parent_id is None or node.bound_us > at_us or len(found) == limit:
            break
        found.append(node.parent_id)
    return tuple(found)


def refuse_bind(
    visitor_id: str, sharer_id: str, visitor: Node | None, above_sharer: Sequence[Node]
) -> Refusal | None:
    """Say why a visitor may not be bound under a sharer, or None if he may.

    Args:
        visitor_id: Who came.
        sharer_id: Whose share it was.
        visitor: The visitor's node, if he has one.
        above_sharer: The sharer's node and all above it; only needed if the visitor has fans.

    Returns:
        The refusal: of oneself, of somebody bound already, of a circle with its path.

    Examples:
        >>> refuse_bind("u7", "u7", None, ()).code
        'graph.self_bind'
    """
    if visitor_id == sharer_id:
        return Refusal("graph.self_bind", (("member_id", visitor_id),))
    if visitor is not None and visitor.parent_id is not None:
        facts = (("visitor_id", visitor_id), ("parent_id", visitor.parent_id))
        return Refusal("graph.already_bound", (*facts, ("sharer_id", sharer_id)))
    path = [sharer_id, *(node.parent_id for node in above_sharer if node.parent_id is not None)]
    if visitor_id in path:
        closed = [visitor_id, *path[: path.index(visitor_id) + 1]]
        facts = (("visitor_id", visitor_id), ("sharer_id", sharer_id))
        return Refusal("graph.circle", (*facts, ("path", _path(closed))))
    return None


def _path(members: Sequence[str]) -> str:
    """Write a path; the middle of a long one is counted, since the text is stored."""
    if len(members) > _PATH_LIMIT:
        half = _PATH_LIMIT // 2
        left_out = f"… {len(members) - 2 * half} more …"
        members = [*members[:half], left_out, *members[-half:]]
    return " → ".join(members)


def bind(
    visitor: Place | None,
    sharer: Place | None,
    root: Place | None,
    *,
    blank: Node,
    sharer_id: str,
) -> tuple[Place, ...]:
    """Return the nodes that a bind writes, each with the revision it must still have.

    Args:
        visitor: The visitor's stored node, if any.
        sharer: The sharer's stored node, if any.
        root: The root above the sharer, if the visitor has fans and it is not the sharer.
        blank: The visitor's node as it would be if nothing were stored; names the relation,
            the event and its instant.
        sharer_id: Whose share it was.

    Returns:
        The visitor; the sharer, unless he is known to have fans; the root, as it is.
    """
    has_fans = visitor is not None and visitor.node.has_fans
    bound = blank._replace(parent_id=sharer_id, has_fans=has_fans)
    made = [Place(bound, visitor.revision if visitor else 0)]
    if sharer is None:
        made.append(Place(blank._replace(member_id=sharer_id, has_fans=True), 0))
    elif not sharer.node.has_fans or (has_fans and sharer.node.parent_id is None):
        made.append(Place(sharer.node._replace(has_fans=True), sharer.revision))
    if root is not None:
        made.append(root)
    return tuple(made)
