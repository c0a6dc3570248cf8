"""Counting (计数): the tallies that go with a binding or a change of a member, and their sums.

They are appended in the commit of the fact itself, so each is counted once or not at all.

Source: docs/grades.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fenxiao.graph.counters import TALLY_LIMIT, Count, heads, moved, tallies
from fenxiao.graph.grades import AtLeast
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Need,
    Put,
    Scan,
    binding_key,
    member_key,
    node_key,
    tallies_scan,
    tally_key,
)
from fenxiao.model.people import RELATIONS
from fenxiao.model.records import Binding, Member, Node, Refusal, Tally
from fenxiao.settlement.facts import missing, row, rows
from fenxiao.settlement.policy import Policy

__all__ = [
    "Move",
    "changed_heads",
    "counted",
    "head_keys",
    "sums",
    "tally_appends",
    "told",
]


class Move(NamedTuple):
    """A new binding, and whose fan the member was until then; None for nobody's."""

    binding: Binding
    before_id: str | None


def tally_appends(changes: Iterable[Tally]) -> tuple[Append, ...]:
    """Return the new rows of some changes of counters."""
    return tuple(Append(tally_key(one), one) for one in changes)


def head_keys(policy: Policy, relation: str, member_id: str) -> tuple[Key, ...]:
    """Return the key of a member, where it matters in a relation who he is to be counted."""
    return (member_key(member_id),) if policy.counting.asks_who(relation) else ()


def told(
    moves: Iterable[Move], facts: Facts, policy: Policy, *, known: Member | None = None
) -> Need | tuple[Append, ...]:
    """Return the rows of some bindings, and what they change in the counters of parents.

    Args:
        moves: The bindings.
        facts: What was loaded so far.
        policy: What is in force.
        known: Who a member is, if the same event changes that.
    """
    moves = tuple(moves)
    real = [one for one in moves if one.binding.parent_id != one.before_id]
    keys = (key for one in real for key in head_keys(policy, *one.binding[:2]))
    need = missing(facts, keys)
    if need is not None:
        return need
    appends = [Append(binding_key(one.binding), one.binding) for one in moves]
    changes: dict[tuple[str, int], list[Count]] = {}
    for binding, before_id in real:
        asks_who = policy.counting.asks_who(binding.relation)
        member = _member(facts, binding.member_id, known) if asks_who else None
        counters = heads(policy.counting, binding.relation, member)
        counts = changes.setdefault((binding.event_id, binding.since_us), [])
        counts += moved((before_id, binding.parent_id), counters, counters)
    for (event_id, since_us), counts in changes.items():
        appends += tally_appends(tallies(event_id, since_us, counts))
    return tuple(appends)


def _member(facts: Facts, member_id: str, known: Member | None) -> Member | None:
    if known is not None and known.member_id == member_id:
        return known
    return row(facts, member_key(member_id), Member)[0]


class Heads(NamedTuple):
    """What a member's change means for those above him: guards, tallies, and who they are."""

    puts: tuple[Put, ...] = ()
    appends: tuple[Append, ...] = ()
    parents: tuple[str, ...] = ()


def changed_heads(
    before: Member, after: Member, facts: Facts, policy: Policy, change: tuple[str, int]
) -> Need | Heads:
    """Count a member anew where he stands, as what he has become.

    His own nodes are written unchanged: a binding that moves him at the same moment counts
    him as what he is, so one of the two is decided again.

    Args:
        before: What the member was.
        after: What he is now.
        facts: What was loaded so far.
        policy: What is in force.
        change: The event's id, and the instant of the change in UTC microseconds.
    """
    event_id, at_us = change
    puts: list[Put] = []
    counts: list[Count] = []
    parents: list[str] = []
    for relation in RELATIONS:
        was, now = (heads(policy.counting, relation, one) for one in (before, after))
        if was == now:
            continue
        key = node_key(relation, after.member_id)
        need = missing(facts, (key,))
        if need is not None:
            return need
        node, revision = row(facts, key, Node)
        if node is None:
            node = Node(relation, after.member_id, None, at_us, event_id, has_fans=False)
        puts.append(Put(key, node, revision))
        if node.parent_id is not None:
            counts += moved((node.parent_id, node.parent_id), was, now)
            parents.append(node.parent_id)
    changes = tally_appends(tallies(event_id, at_us, counts))
    return Heads(tuple(puts), changes, tuple(dict.fromkeys(parents)))


def counted(member_id: str, condition: AtLeast, at_us: int) -> Scan:
    """Return the scan of the changes that count for a condition at an instant."""
    period_us = condition.period_us(at_us)
    name = (member_id, condition.counter, condition.currency or "")
    return tallies_scan(*name, period_us, limit=TALLY_LIMIT)


def sums(
    facts: Facts, member_id: str, conditions: Iterable[AtLeast], at_us: int
) -> Need | Refusal | Mapping[AtLeast, int]:
    """Return what was counted for each condition, or why it cannot be said at once."""
    scans = {one: counted(member_id, one, at_us) for one in conditions}
    need = missing(facts, (), dict.fromkeys(scans.values()))
    if need is not None:
        return need
    found: dict[AtLeast, int] = {}
    for condition, scan in scans.items():
        page = rows(facts, scan, Tally)
        if len(page) == scan.limit:
            about = (("member_id", member_id), ("counter", condition.counter))
            return Refusal("grade.fold_first", (*about, ("limit", scan.limit)))
        found[condition] = sum(tally.amount for tally, _ in page)
    return found
