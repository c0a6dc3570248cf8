"""Relations (锁粉): what a touch, a registration or a first purchase binds.

One fact may write two relations, each by its own policy; where one refuses and another
binds, the refusal is a finding of the decision.

Source: docs/relations.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from fenxiao.graph.bindings import (
    Bid,
    Place,
    bound,
    is_bound,
    is_renewal,
    line_above,
    potential_roots,
    refuse_circle,
    refuse_deep,
    refuse_moved,
    standing,
    unbound,
    with_fan,
)
from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Need,
    Put,
    Scan,
    below_scan,
    chain_scan,
    member_key,
    node_key,
)
from fenxiao.model.events import Registered, Touch
from fenxiao.model.instants import to_us
from fenxiao.model.records import Binding, Member, Node, Refusal
from fenxiao.model.who import ANYBODY
from fenxiao.settlement.changes import Changes
from fenxiao.settlement.counts import Move, head_keys, told
from fenxiao.settlement.facts import missing, row, rows
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.visits import visit_append, with_visit

__all__ = [
    "CHAIN_GROWTH",
    "CHAIN_PAGE",
    "Bound",
    "candidate",
    "chain",
    "decide_registered",
    "decide_touch",
    "first_registered",
    "first_touch",
    "guarded",
    "member_of",
    "node_put",
    "own_node",
    "place_of",
    "refuse_depth",
    "settle",
]

CHAIN_PAGE = 100
"""Nodes of a chain that are asked for at first; only a visitor with fans needs it at all."""

CHAIN_GROWTH = 10
"""How many times more are asked for, from the same start, where that was too few."""


class Bound(NamedTuple):
    """What a bid writes: its guarded nodes, the row of the member's history, who had him."""

    puts: dict[Key, Put]
    binding: Binding | None
    before_id: str | None = None

    @property
    def moves(self) -> tuple[Move, ...]:
        """The member's move, if he was bound and not only remembered."""
        return () if self.binding is None else (Move(self.binding, self.before_id),)


def first_touch(event: Touch, policy: Policy) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a touch reads: both nodes in each relation that looks at it."""
    rules = policy.bindings_of(event.channel, to_us(event.at))
    keys = _first(rules, event.visitor_id, event.sharer_id)
    return (*keys, *_counted(rules, event.visitor_id, policy)), ()


def decide_touch(event: Touch, facts: Facts, policy: Policy) -> Need | Changes | Refusal:
    """Bind the visitor under the sharer, or remember who shared, by each relation's policy.

    Where credits are given for such touches, the visit is remembered whatever is bound.
    """
    at_us = to_us(event.at)
    rules = policy.bindings_of(event.channel, at_us)
    visit = visit_append(event, policy)
    if not rules and visit is None:
        return _unheard(event)

    def settled(rule: BindingPolicy) -> Need | Bound | Refusal:
        sharer_id, visitor_id = event.sharer_id, event.visitor_id
        bid = Bid(rule.relation, visitor_id, sharer_id, at_us, event.id, "touch")
        place = place_of(facts, rule.relation, visitor_id)
        is_settled = rule.binds_at == "touch" or is_bound(place.node if place else None, at_us)
        return settle(bid, facts, rule) if is_settled else remember(bid, facts, rule)

    outcome = _together(settled, rules, lambda moves: told(moves, facts, policy))
    if visit is None or isinstance(outcome, Need):
        return outcome
    return with_visit(outcome, visit)


def first_registered(event: Registered, policy: Policy) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a registration reads: the member, and his nodes where it can bind."""
    rules = _rules_of(event, policy)
    keys = _first(rules, event.member_id, event.sharer_id)
    return (member_key(event.member_id), *keys), ()


def decide_registered(event: Registered, facts: Facts, policy: Policy) -> Need | Changes | Refusal:
    """Note that a visitor is a member now, and bind him where the policy binds at registration."""
    at_us = to_us(event.at)
    member, revision = member_of(facts, event.member_id)
    if member.registered_us is not None:
        since = ("since_us", member.registered_us)
        return Refusal("member.already_registered", (("member_id", event.member_id), since))
    before, member = member, member._replace(registered_us=at_us)

    def settled(rule: BindingPolicy) -> Need | Bound | Refusal | None:
        sharer_id = event.sharer_id if rule.looks_at(event.channel) else None
        if sharer_id is None and rule.binds_at == "registration":
            sharer_id = candidate(facts, rule, event.member_id, at_us)
        if sharer_id is None:
            return None
        bid = Bid(rule.relation, event.member_id, sharer_id, at_us, event.id, "registration")
        if rule.binds_at == "purchase":
            return remember(bid, facts, rule)
        return settle(bid, facts, rule, visitor=before)

    bindings = _together(
        settled,
        _rules_of(event, policy),
        lambda moves: told(moves, facts, policy, known=member),
    )
    if isinstance(bindings, Need):
        return bindings
    blank = Bid("", event.member_id, "", at_us, event.id, "registration")
    occasions = [one for one in policy.bindings_at(at_us) if one.binds_at == "registration"]
    own = guarded(
        own_node(facts, rule, blank._replace(relation=rule.relation)) for rule in occasions
    )
    registered = Put(member_key(event.member_id), member, revision)
    unheard = () if event.sharer_id is None or _named_in(event, policy) else (_unheard(event),)
    if isinstance(bindings, Refusal):
        return Changes((*own.values(), registered), findings=(bindings, *unheard))
    refused = () if bindings.refusal is None else (bindings.refusal,)
    puts = own if refused else own | {put.key: put for put in bindings.puts}
    findings = (*refused, *bindings.findings, *unheard)
    return Changes((*puts.values(), registered), bindings.appends, findings=findings)


def _unheard(event: Touch | Registered) -> Refusal:
    return Refusal("graph.no_policy", (("channel", event.channel),))


def _named_in(event: Registered, policy: Policy) -> tuple[BindingPolicy, ...]:
    """Return the policies that look at the sharer whom a registration names."""
    at_us = to_us(event.at)
    return () if event.sharer_id is None else policy.bindings_of(event.channel, at_us)


def _rules_of(event: Registered, policy: Policy) -> tuple[BindingPolicy, ...]:
    """Return the policies by which a registration can bind, or remember whom it names."""
    named = _named_in(event, policy)
    rules = policy.bindings_at(to_us(event.at))
    return tuple(one for one in rules if one.binds_at == "registration" or one in named)


def _first(
    rules: Iterable[BindingPolicy], visitor_id: str, sharer_id: str | None
) -> tuple[Key, ...]:
    """Return the keys that binding a visitor under a sharer surely reads.

    Nodes come before members: whoever changes what a member counts as writes his nodes too,
    so a member who is read after them is what he is, or the write of his node fails.
    """
    nodes: list[Key] = []
    members: list[Key] = []
    for rule in rules:
        nodes.append(node_key(rule.relation, visitor_id))
        if rule.visitor != ANYBODY or rule.binds_at != "touch":
            members.append(member_key(visitor_id))
        if sharer_id is not None:
            nodes.append(node_key(rule.relation, sharer_id))
            if rule.sharer != ANYBODY:
                members.append(member_key(sharer_id))
    return tuple(dict.fromkeys((*nodes, *members)))


def _counted(rules: Iterable[BindingPolicy], visitor_id: str, policy: Policy) -> tuple[Key, ...]:
    """Return the key of a visitor whom binding counts as what he is."""
    return tuple(key for rule in rules for key in head_keys(policy, rule.relation, visitor_id))


def _together(
    settled: Callable[[BindingPolicy], Need | Bound | Refusal | None],
    rules: Iterable[BindingPolicy],
    rows_of: Callable[[list[Move]], Need | tuple[Append, ...]],
) -> Need | Changes | Refusal:
    """Settle each relation; the first refusal counts only if nothing is written at all."""
    puts: list[Put] = []
    moves: list[Move] = []
    refusals: list[Refusal] = []
    for rule in rules:
        outcome = settled(rule)
        if isinstance(outcome, Need):
            return outcome
        if isinstance(outcome, Refusal):
            refusals.append(outcome)
        elif outcome is not None:
            puts += outcome.puts.values()
            moves += outcome.moves
    appends = rows_of(moves)
    if isinstance(appends, Need):
        return appends
    if puts or not refusals:
        return Changes(tuple(puts), appends, findings=tuple(refusals))
    if len(refusals) == 1:
        return refusals[0]
    return Changes(refusal=refusals[0], findings=tuple(refusals[1:]))


def settle(
    bid: Bid, facts: Facts, rule: BindingPolicy, *, visitor: Member | None = None
) -> Need | Bound | Refusal:
    """Bind a member under a sharer as a policy says, or say why not.

    Args:
        bid: What asks.
        facts: What was loaded so far.
        rule: The policy of the relation.
        visitor: Who the member was before the event, if it changes that.
    """
    until_us, protected_us = rule.days_from(bid.at_us)
    bid = bid._replace(until_us=until_us)
    need = missing(facts, _first((rule,), bid.member_id, bid.sharer_id))
    if need is not None:
        return need
    place, sharer = (place_of(facts, bid.relation, one) for one in (bid.member_id, bid.sharer_id))
    refused = _refuse(bid, facts, rule, visitor)
    if refused is not None:
        return refused
    if place is not None and is_renewal(bid, place.node):
        until_us = None if place.node.until_us is None else max(until_us or 0, place.node.until_us)
        protected_us = max(protected_us or 0, place.node.protected_us or 0) or None
        bid = bid._replace(until_us=until_us)
    guards = _guards(bid, facts, rule, place)
    if isinstance(guards, (Need, Refusal)):
        return guards
    node, binding = bound(bid, place.node if place else None, until_us, protected_us)
    moved = Place(node, place.revision if place else 0)
    before_id = place.node.parent_id if place else None
    return Bound(guarded((*guards, *with_fan(bid, sharer), moved)), binding, before_id)


def _guards(
    bid: Bid, facts: Facts, rule: BindingPolicy, place: Place | None
) -> Need | Refusal | tuple[Place, ...]:
    """Return what a bid writes unchanged, or why what stands above and below forbids it."""
    has_fans = place is not None and place.node.has_fans
    renews = place is not None and is_renewal(bid, place.node)
    limit = None if renews else rule.max_structural_depth
    if not has_fans and limit is None:
        return ()
    above = chain(facts, bid)
    if isinstance(above, Need):
        return above
    nodes = [one.node for one in above]
    refused = (
        refuse_moved(bid, nodes)
        or (refuse_circle(bid, nodes) if has_fans else None)
        or refuse_depth(bid, facts, limit, above, has_fans=has_fans)
    )
    if refused is not None:
        return refused
    if place is None or not has_fans:
        return ()
    was_below = is_bound(place.node, bid.at_us)
    own = chain(facts, bid._replace(sharer_id=bid.member_id)) if was_below else []
    if isinstance(own, Need):
        return own
    return (*potential_roots(above), *potential_roots(own))


def remember(bid: Bid, facts: Facts, rule: BindingPolicy) -> Need | Bound | Refusal:
    """Remember who shared until the occasion on which the policy binds, or say why not."""
    refused = _refuse(bid, facts, rule, None)
    if refused is not None:
        return refused
    member, _ = member_of(facts, bid.member_id)
    past_us = {"registration": member.registered_us, "purchase": member.first_order_us}
    since_us = past_us[rule.binds_at]
    if since_us is not None:
        who = (("visitor_id", bid.member_id), ("occasion", rule.binds_at))
        past = (*who, ("since_us", since_us), ("relation", bid.relation))
        return Refusal("graph.too_late_to_bind", past)
    place = place_of(facts, bid.relation, bid.member_id)
    node = place.node if place else unbound(bid, bid.member_id)
    known_us = node.candidate_us
    known = node.candidate_id if known_us and rule.remembers(known_us, bid.at_us) else None
    is_kept = rule.takes == "first" and known != bid.sharer_id
    if known is not None and (is_kept or bid.at_us < (known_us or 0)):
        about = (("visitor_id", bid.member_id), ("candidate_id", known))
        told = (*about, ("sharer_id", bid.sharer_id), ("relation", bid.relation))
        return Refusal("graph.remembered", told)
    node = node._replace(candidate_id=bid.sharer_id, candidate_us=bid.at_us)
    return Bound(guarded((Place(node, place.revision if place else 0),)), None)


def candidate(facts: Facts, rule: BindingPolicy, member_id: str, at_us: int) -> str | None:
    """Return the sharer who came before an instant and is still remembered then, or None."""
    place = place_of(facts, rule.relation, member_id)
    if place is None or place.node.candidate_us is None or place.node.candidate_us > at_us:
        return None
    return place.node.candidate_id if rule.remembers(place.node.candidate_us, at_us) else None


def own_node(facts: Facts, rule: BindingPolicy, bid: Bid) -> Place:
    """Return a member's own place, blank if he has none.

    An occasion writes it even where it binds nobody: a touch that is remembered at the same
    moment would be lost for ever.
    """
    place = place_of(facts, rule.relation, bid.member_id)
    return place or Place(unbound(bid, bid.member_id), 0)


def _refuse(
    bid: Bid, facts: Facts, rule: BindingPolicy, visitor: Member | None
) -> Need | Refusal | None:
    """Say what stands against a bid before anything above the sharer is looked at."""
    place = place_of(facts, bid.relation, bid.member_id)
    verdict = standing(bid, place.node if place else None, rule)
    if isinstance(verdict, Refusal) or verdict == "renews":
        return verdict if isinstance(verdict, Refusal) else None
    sharer = place_of(facts, bid.relation, bid.sharer_id)
    frozen_id = bid.sharer_id if sharer is not None and sharer.node.is_frozen else None
    if verdict == "takes over" and rule.on_leave == "freeze" and place is not None:
        parent_id = str(place.node.parent_id)
        need = missing(facts, (node_key(bid.relation, parent_id),))
        if need is not None:
            return need
        parent = place_of(facts, bid.relation, parent_id)
        frozen_id = parent_id if parent is not None and parent.node.is_frozen else frozen_id
    if frozen_id is not None:
        about = (("visitor_id", bid.member_id), ("sharer_id", bid.sharer_id))
        told = (*about, ("frozen_id", frozen_id), ("relation", bid.relation))
        return Refusal("graph.frozen", told)
    for role, member_id in (("sharer", bid.sharer_id), ("visitor", bid.member_id)):
        refused = _refuse_who(role, rule, member_id, facts, visitor)
        if refused is not None:
            return refused
    return None


def _refuse_who(
    role: str, rule: BindingPolicy, member_id: str, facts: Facts, known: Member | None
) -> Refusal | None:
    relation, who = rule.relation, rule.sharer if role == "sharer" else rule.visitor
    if who == ANYBODY:
        return None
    is_known = known is not None and known.member_id == member_id
    member = known if known is not None and is_known else member_of(facts, member_id)[0]
    unmet = who.first_unmet(member)
    if unmet is None:
        return None
    about = (("member_id", member_id), ("condition", unmet), ("relation", relation))
    return Refusal(f"graph.{role}_unfit", about)


def refuse_depth(
    bid: Bid, facts: Facts, limit: int | None, above: list[Place], *, has_fans: bool
) -> Need | Refusal | None:
    """Refuse a chain that would be too long; below, walk no further down than there is room."""
    if limit is None:
        return None
    nodes = [place.node for place in above]
    too_deep = refuse_deep(bid, nodes, limit, 0)
    if too_deep is not None or not has_fans:
        return too_deep
    room = limit - len(line_above(bid, nodes))
    scan = below_scan(bid.relation, bid.member_id, room + 1)
    need = missing(facts, (), (scan,))
    if need is not None:
        return need
    return refuse_deep(bid, nodes, limit, room + 1) if rows(facts, scan, Node) else None


def chain(facts: Facts, bid: Bid) -> Need | list[Place]:
    """Return the sharer's node and all above it, or the scan that must be loaded.

    A longer chain is asked for whole: pages would be read at different moments, and a chain
    of several moments is none. Bindings of other instants may lead back to somebody who was
    met before, although nobody ever stood above himself; the chain ends there.
    """
    limit = CHAIN_PAGE
    while True:
        scan = chain_scan(bid.relation, bid.sharer_id, bid.at_us, limit=limit)
        need = missing(facts, (), (scan,))
        if need is not None:
            return need
        page = [Place(node, revision) for node, revision in rows(facts, scan, Node)]
        found = {place.node.member_id: place for place in page}
        leads_on = bool(page) and is_bound(page[-1].node, bid.at_us)
        if len(page) < limit or len(found) < len(page) or not leads_on:
            return list(found.values())
        limit *= CHAIN_GROWTH


def place_of(facts: Facts, relation: str, member_id: str) -> Place | None:
    """Return a member's place in a relation, if he has one; his key must be loaded."""
    node, revision = row(facts, node_key(relation, member_id), Node)
    return None if node is None else Place(node, revision)


def member_of(facts: Facts, member_id: str) -> tuple[Member, int]:
    """Return who a member is, and his revision; blank and 0 if nothing is stored."""
    member, revision = row(facts, member_key(member_id), Member)
    return (member or Member(member_id, None, None, "none", 0, "", is_verified=False)), revision


def node_put(place: Place) -> Put:
    """Return the guarded write of a place."""
    node = place.node
    return Put(node_key(node.relation, node.member_id), node, place.revision)


def guarded(places: Iterable[Place]) -> dict[Key, Put]:
    """Return the guarded writes of some places, by key.

    A place may have been read twice, at two moments: of one key the last record is written,
    under the oldest revision, so that whatever changed in between makes the guard fail.
    """
    puts: dict[Key, Put] = {}
    for put in map(node_put, places):
        known = puts.get(put.key, put)
        oldest = min(known.expected_revision, put.expected_revision)
        puts[put.key] = put._replace(expected_revision=oldest)
    return puts
