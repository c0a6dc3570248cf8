"""Moves (改绑): a member whom a person moves, and the fans of one who left.

Fans who go up to their parent's parent never close a circle: he stands above them
already. So a move without the subtree lifts the fans first, a page at a time, and the
member goes with the last page, when nobody is below him any more. His fans are read after
both chains: whoever comes below him later, with fans of his own, writes a root of these
chains, and one of the two is decided again.

Source: docs/relations.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from fenxiao.graph.bindings import (
    Bid,
    Place,
    bound,
    cut,
    ends,
    is_bound,
    late,
    potential_roots,
    refuse_circle,
    refuse_moved,
    with_fan,
)
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Need,
    Scan,
    audit_key,
    continuation_key,
    fans_scan,
    node_key,
)
from fenxiao.model.encoding import derive_id
from fenxiao.model.events import Rebind, SettleFans
from fenxiao.model.instants import to_us
from fenxiao.model.people import Relation
from fenxiao.model.records import Audit, Binding, Node, Refusal
from fenxiao.settlement.changes import Changes, waited
from fenxiao.settlement.counts import Move, told
from fenxiao.settlement.facts import missing, rows
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.relations import chain, guarded, place_of, refuse_depth

__all__ = ["decide_rebind", "decide_settle_fans", "first_rebind", "first_settle_fans"]


class _Chains(NamedTuple):
    """The member's node and all above it, the new parent's and all above that."""

    own: list[Place]
    above: list[Place]


class _Move(NamedTuple):
    """What a move guards as it is, what it changes, and the row of the member's history."""

    guards: tuple[Place, ...]
    changed: tuple[Place, ...]
    binding: Binding


def first_rebind(event: Rebind) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a move reads first: the nodes of the member and of the new parent."""
    keys = [continuation_key(event.id), node_key(event.relation, event.member_id)]
    if event.parent_id is not None:
        keys.append(node_key(event.relation, event.parent_id))
    return tuple(dict.fromkeys(keys)), ()


def decide_rebind(event: Rebind, facts: Facts, policy: Policy) -> Need | Changes | Refusal:
    """Move a member under another parent, or a page of the fans that he leaves behind."""
    at_us = to_us(event.at)
    place = place_of(facts, event.relation, event.member_id)
    refused = _refuse_move(event, place, at_us)
    if refused is not None:
        return refused
    chains = _chains(event, facts)
    if isinstance(chains, Need):
        return chains
    page = _left_behind(event, facts, chains.above)
    if isinstance(page, (Need, Refusal)):
        return page
    lifted = [_lifted(fan, place, at_us, event.id) for fan in page]
    stay = {fan.node.member_id: fan for fan, _ in lifted}
    moved = _move(event, facts, policy, chains, stay)
    if isinstance(moved, (Need, Refusal)):  # nobody goes up for a move that cannot be made
        return moved
    if page and len(page) == event.limit:
        return _page(event, facts, policy, lifted)
    return _last(event, facts, policy, moved, lifted)


def _last(
    event: Rebind,
    facts: Facts,
    policy: Policy,
    moved: _Move,
    lifted: list[tuple[Place, Binding]],
) -> Need | Changes:
    """Move the member himself, with the last of the fans who go up."""
    place = place_of(facts, event.relation, event.member_id)
    guards, changed, binding = moved
    before_id = place.node.parent_id if place is not None else None
    appends = told([*_moves(event, lifted), Move(binding, before_id)], facts, policy)
    if isinstance(appends, Need):
        return appends
    puts = guarded((*guards, *(fan for fan, _ in lifted), *changed))
    return Changes((*waited(event, facts), *puts.values()), (*appends, _audit(event)))


def _page(
    event: Rebind, facts: Facts, policy: Policy, lifted: list[tuple[Place, Binding]]
) -> Need | Changes:
    """Return a full page of fans who go up; the move goes on with the next one."""
    appends = told(_moves(event, lifted), facts, policy)
    if isinstance(appends, Need):
        return appends
    place = place_of(facts, event.relation, event.member_id)
    own = () if place is None else (place,)
    puts = guarded((*own, *(fan for fan, _ in lifted)))
    goes_on = replace(event, id=derive_id(event.id, "page"))
    rows_of = (*appends, _audit(event))
    return Changes((*waited(event, facts), *puts.values()), rows_of, goes_on)


def _audit(event: Rebind) -> Append:
    """Say who asked for a move and who approved it, beside the rows of each of its pages."""
    persons = (event.reason, event.maker_id, event.checker_id)
    return Append(audit_key(event.id), Audit(event.id, to_us(event.at), event.member_id, *persons))


def _moves(event: Rebind | SettleFans, lifted: list[tuple[Place, Binding]]) -> list[Move]:
    return [Move(binding, event.member_id) for _, binding in lifted]


def _refuse_move(event: Rebind, place: Place | None, at_us: int) -> Refusal | None:
    """Say why a member cannot be moved from where he stands at all."""
    relation = ("relation", event.relation)
    if event.parent_id == event.member_id:
        return Refusal("graph.self_bind", (("member_id", event.member_id), relation))
    node = place.node if place is not None else None
    if node is not None and node.changes and at_us <= node.bound_us:
        return late(node)
    parent_id = node.parent_id if node is not None and is_bound(node, at_us) else None
    if event.parent_id != parent_id:
        return None
    if parent_id is None:
        return Refusal("graph.not_bound", (("member_id", event.member_id), relation))
    about = (("visitor_id", event.member_id), ("parent_id", parent_id))
    return Refusal("graph.already_bound", (*about, ("sharer_id", parent_id), relation))


def _bid(event: Rebind) -> Bid:
    sharer_id = event.parent_id or event.member_id
    return Bid(event.relation, event.member_id, sharer_id, to_us(event.at), event.id, "rebind")


def _chains(event: Rebind, facts: Facts) -> Need | _Chains:
    """Return what stands above the member and above his new parent, or what to load of it."""
    bid = _bid(event)
    own = chain(facts, bid._replace(sharer_id=event.member_id))
    if isinstance(own, Need):
        return own
    above = chain(facts, bid) if event.parent_id is not None else []
    return above if isinstance(above, Need) else _Chains(own, above)


def _left_behind(event: Rebind, facts: Facts, above: list[Place]) -> Need | Refusal | list[Place]:
    """Return a page of the fans who do not come along, or who came too late to stay behind.

    Whoever came after the instant of the move would be below the member in his new place. On
    the first page that is refused; who comes while the pages go on goes up too, unless the
    new parent is below him.
    """
    if event.with_subtree:
        return []
    scan = fans_scan(event.relation, event.member_id, limit=event.limit)
    need = missing(facts, (), (scan,))
    if need is not None:
        return need
    page = _fans(scan, facts)
    at_us = to_us(event.at)
    goes_on = facts[continuation_key(event.id)] is not None
    line = {place.node.member_id for place in above}
    newer = (fan for fan, _ in page if fan.bound_us >= at_us)
    after = next((fan for fan in newer if not goes_on or fan.member_id in line), None)
    return page if after is None else late(after)


def _move(
    event: Rebind, facts: Facts, policy: Policy, chains: _Chains, stay: dict[str, Place]
) -> Need | Refusal | _Move:
    """Return what a move guards, what it changes, and the row of the member's history.

    The new parent may be one of the fans who ``stay`` and were lifted just now.
    """
    at_us = to_us(event.at)
    place = place_of(facts, event.relation, event.member_id)
    revision = place.revision if place is not None else 0
    bid = _bid(event)
    own, above = chains
    guards = (*potential_roots(own), *potential_roots(above))
    if event.parent_id is None:
        node, binding = cut(own[0].node, at_us, event.id, "rebind")
        return _Move(guards, (Place(node, revision),), binding)
    had_fans = place is not None and place.node.has_fans
    comes_along = had_fans and event.with_subtree
    rule = policy.binding_of(event.relation, at_us)
    until_us, protected_us = rule.days_from(at_us)
    bid = bid._replace(until_us=until_us)
    nodes = [one.node for one in above]
    # Who goes alone under one of his own leaves the line between them: his fans go up.
    rest = [one for one in above if one.node.member_id != event.member_id]
    refused = (
        (refuse_moved(bid, nodes) if had_fans or rule.max_structural_depth else None)
        or (refuse_circle(bid, nodes) if comes_along else None)
        or refuse_depth(bid, facts, rule.max_structural_depth, rest, has_fans=comes_along)
    )
    if refused is not None:
        return refused
    before = place.node if place is not None else None
    node, binding = bound(bid, before, until_us, protected_us)
    sharer = stay.get(event.parent_id) or place_of(facts, event.relation, event.parent_id)
    return _Move(guards, (*with_fan(bid, sharer), Place(node, revision)), binding)


def first_settle_fans(
    event: SettleFans, policy: Policy
) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what settling fans reads: the leaver's node, and a page of fans to lift."""
    relation = event.relations[0]
    rule = policy.binding_of(relation, to_us(event.at))
    scan = fans_scan(relation, event.member_id, limit=event.limit)
    keys = (continuation_key(event.id), node_key(relation, event.member_id))
    return keys, (scan,) if rule.on_leave == "lift" else ()


def decide_settle_fans(event: SettleFans, facts: Facts, policy: Policy) -> Need | Changes:
    """Do in one relation what its policy says of a leaver's fans, and go on with the next."""
    at_us = to_us(event.at)
    relation = event.relations[0]
    place = place_of(facts, relation, event.member_id)
    how = policy.binding_of(relation, at_us).on_leave
    page: list[Place] = []
    puts = {}
    lifts: list[Move] = []
    findings: tuple[Refusal, ...] = ()
    if how == "freeze":
        node = place.node if place is not None else _blank(event, relation)
        frozen = Place(node._replace(is_frozen=True), place.revision if place is not None else 0)
        puts = guarded((frozen,))
    elif how == "lift" and place is not None:
        if place.node.changes and place.node.bound_us > at_us:
            findings = (late(place.node),)  # the other relations are settled all the same
        else:
            page = _fans(fans_scan(relation, event.member_id, limit=event.limit), facts)
        lifted = [_lifted(fan, place, at_us, event.id) for fan in page]
        puts = guarded((place, *(fan for fan, _ in lifted)))
        lifts = _moves(event, lifted)
    appends = told(lifts, facts, policy)
    if isinstance(appends, Need):
        return appends
    rest = event.relations if page and len(page) == event.limit else event.relations[1:]
    goes_on = replace(event, id=derive_id(event.id, "page"), relations=rest) if rest else None
    puts_of = (*waited(event, facts), *puts.values())
    return Changes(puts_of, appends, goes_on, findings=findings)


def _blank(event: SettleFans, relation: Relation) -> Node:
    """Return the node of a leaver whom nobody was ever bound to."""
    return Node(relation, event.member_id, None, to_us(event.at), event.id, has_fans=False)


def _fans(scan: Scan, facts: Facts) -> list[Place]:
    return [Place(node, revision) for node, revision in rows(facts, scan, Node)]


def _lifted(fan: Place, parent: Place | None, at_us: int, event_id: str) -> tuple[Place, Binding]:
    """Return a fan under his parent's parent, for as long as both bindings would have lasted.

    So he stands below nobody below whom he did not stand before, at any instant. A fan who
    was bound after the instant of the move goes up right after he was bound.
    """
    node = fan.node
    since_us = max(at_us, node.bound_us + 1)
    above = parent.node if parent is not None and is_bound(parent.node, since_us) else None
    if above is None or above.parent_id is None or ends(node, since_us):
        loose, binding = cut(node, since_us, event_id, "lift")
        return Place(loose, fan.revision), binding
    until_us = min(
        (one for one in (node.until_us, above.until_us) if one is not None), default=None
    )
    bid = Bid(node.relation, node.member_id, above.parent_id, since_us, event_id, "lift")
    lifted, binding = bound(bid, node, until_us, node.protected_us)
    return Place(lifted, fan.revision), binding
