"""Relations (锁粉): a touch binds a visitor, once and for ever.

Source: docs/relations.md.
"""

from __future__ import annotations

from fenxiao.graph.bindings import CUSTOMER, Place, bind, refuse_bind
from fenxiao.model.contract import Facts, Key, Need, Put, Scan, node_key, upline_scan
from fenxiao.model.events import Touch
from fenxiao.model.instants import to_us
from fenxiao.model.records import Node, Refusal
from fenxiao.settlement.changes import Changes
from fenxiao.settlement.facts import missing, row, rows
from fenxiao.settlement.policy import Policy

__all__ = ["CHAIN_PAGE", "decide_touch", "first_touch"]

CHAIN_PAGE = 100
"""Nodes of a chain that are read at once; only a visitor with fans needs the chain at all."""


def first_touch(event: Touch) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a touch reads: the visitor's node and the sharer's."""
    return (node_key(CUSTOMER, event.visitor_id), node_key(CUSTOMER, event.sharer_id)), ()


def decide_touch(event: Touch, facts: Facts, policy: Policy) -> Need | Changes | Refusal:  # noqa: ARG001  # first touch, for ever, is the one binding rule so far
    """Bind the visitor under the sharer unless he is bound, himself, or above him."""
    visitor = _place(facts, event.visitor_id)
    sharer = _place(facts, event.sharer_id)
    above: list[Place] = []
    if visitor is not None and visitor.node.has_fans and visitor.node.parent_id is None:
        chain = _chain(facts, event.sharer_id)
        if isinstance(chain, Need):
            return chain
        above = chain
    refusal = refuse_bind(
        event.visitor_id,
        event.sharer_id,
        visitor.node if visitor else None,
        [place.node for place in above],
    )
    if refusal is not None:
        return refusal
    root = above[-1] if len(above) > 1 else None
    blank = Node(CUSTOMER, event.visitor_id, None, to_us(event.at), event.id, has_fans=False)
    places = bind(visitor, sharer, root, blank=blank, sharer_id=event.sharer_id)
    return Changes(tuple(_put(place) for place in places))


def _place(facts: Facts, member_id: str) -> Place | None:
    node, revision = row(facts, node_key(CUSTOMER, member_id), Node)
    return None if node is None else Place(node, revision)


def _put(place: Place) -> Put:
    return Put(node_key(CUSTOMER, place.node.member_id), place.node, place.revision)


def _chain(facts: Facts, member_id: str) -> Need | list[Place]:
    """Return a member's node and all above it, or the next page that must be loaded."""
    found: list[Place] = []
    start: str | None = member_id
    while start is not None:
        scan: Scan = upline_scan(CUSTOMER, start, limit=CHAIN_PAGE)
        need = missing(facts, (), (scan,))
        if need is not None:
            return need
        page = [Place(node, revision) for node, revision in rows(facts, scan, Node)]
        found += page
        start = page[-1].node.parent_id if len(page) == CHAIN_PAGE else None
    return found
