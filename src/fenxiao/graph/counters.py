"""Counters (计数器): which facts count for whom, as changes that are only appended.

Two kinds. *Heads* count members: at any moment a head counter of a member is the number
of nodes that name him as parent and are counted by it. *Sales* count money: what is left
of the orders that were settled, in their currency. Nobody waits for anybody to count.

Source: docs/grades.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from fenxiao.model.encoding import derive_id
from fenxiao.model.instants import DAY_US
from fenxiao.model.records import Member, Order, Tally

__all__ = [
    "ACTIVE_RECRUITS",
    "DIRECT",
    "HEADS",
    "INVITE_SALES",
    "SALES",
    "TALLY_LIMIT",
    "Count",
    "Counting",
    "day_start",
    "heads",
    "is_counter",
    "moved",
    "sales",
    "sales_counted",
    "tallies",
]

HEADS = {"customer": "fans", "team": "recruits", "unit": "unit"}
"""The counter of all direct members, by relation."""

ACTIVE_RECRUITS = "active_recruits"
"""The counter of direct members of the team who were ever active."""

DIRECT = "direct:"
"""What the counters of direct members of at least a grade begin with."""

INVITE_SALES = "invite_sales"
"""The counter of own settled sales that earn invites: its rows belong to the quota alone."""

SALES = {"purchases": (0, 0), "own_sales": (1, 1), INVITE_SALES: (1, 1), "team_sales": (1, 3)}
"""The counters of settled sales: from which depth above the buyer to which they count."""

TALLY_LIMIT = 10_000
"""Changes of one counter that are read at once; beyond it, fold first."""


class Counting(NamedTuple):
    """What a policy wants counted.

    Args:
        counted: The names of all counters that something asks for.
        grades: The names of the ladder's grades, lowest first.
        relation: In which relation direct members of a grade are counted.
    """

    counted: frozenset[str] = frozenset()
    grades: tuple[str, ...] = ()
    relation: str = "customer"

    def asks_who(self, relation: str) -> bool:
        """Say whether it matters in a relation who a direct member is, not only that he is."""
        if relation == "team" and ACTIVE_RECRUITS in self.counted:
            return True
        return relation == self.relation and any(one.startswith(DIRECT) for one in self.counted)


class Count(NamedTuple):
    """A change of a counter; ``currency`` is empty where it counts heads."""

    member_id: str
    counter: str
    currency: str
    amount: int


def is_counter(name: object) -> bool:
    """Say whether a name is one of a counter; which grades there are, the ladder says.

    Examples:
        >>> is_counter("fans"), is_counter("direct:star"), is_counter("likes")
        (True, True, False)
    """
    if not isinstance(name, str):
        return False
    return name in {*HEADS.values(), ACTIVE_RECRUITS, *SALES} or name.startswith(DIRECT)


def heads(counting: Counting, relation: str, member: Member | None) -> tuple[str, ...]:
    """Return the counters in which a direct member counts as one head.

    Examples:
        >>> counting = Counting(frozenset({"fans", "direct:a", "direct:b"}), ("a", "b", "c"))
        >>> member = Member("u7", None, None, "none", 0, "b", is_verified=False)
        >>> heads(counting, "customer", member)
        ('fans', 'direct:a', 'direct:b')
        >>> heads(counting, "team", member)
        ()
    """
    found = [HEADS[relation]]
    if member is not None:
        if relation == counting.relation and member.grade in counting.grades:
            place = counting.grades.index(member.grade)
            found += [f"{DIRECT}{grade}" for grade in counting.grades[: place + 1]]
        if relation == "team" and member.active_us is not None:
            found.append(ACTIVE_RECRUITS)
    return tuple(one for one in found if one in counting.counted)


def moved(
    parents: tuple[str | None, str | None], before: Sequence[str], after: Sequence[str]
) -> Iterator[Count]:
    """Yield what changes when a member goes from one parent to another, or becomes another.

    Args:
        parents: Who stood above him, and who stands there now; None for nobody.
        before: The counters in which he counted.
        after: Those in which he counts.
    """
    old, new = parents
    if old is not None:
        yield from (Count(old, counter, "", -1) for counter in before)
    if new is not None:
        yield from (Count(new, counter, "", 1) for counter in after)


def sales_counted(counting: Counting) -> tuple[str, ...]:
    """Return the counters that an order paid now will count in, once it is settled."""
    return tuple(name for name in SALES if name in counting.counted)


def sales(order: Order, amount_minor: int) -> Iterator[Count]:
    """Yield what an amount of a settled order changes, by what was frozen at its payment.

    Args:
        order: The order; ``counts`` names the counters.
        amount_minor: What was settled, or below 0 what went back, in minor units.
    """
    people = (order.buyer_id, *order.upline)
    for counter in order.counts:
        nearest, farthest = SALES[counter]
        for member_id in people[nearest : farthest + 1]:
            yield Count(member_id, counter, order.currency, amount_minor)


def tallies(event_id: str, at_us: int, counts: Iterable[Count]) -> tuple[Tally, ...]:
    """Return one change for each counter that an event changes at an instant; none of 0.

    Examples:
        >>> counts = (Count("u7", "fans", "", 1), Count("u7", "fans", "", 1))
        >>> [(one.counter, one.amount) for one in tallies("e1", 5, counts)]
        [('fans', 2)]
    """
    sums: dict[tuple[str, str, str], int] = {}
    for member_id, counter, currency, amount in counts:
        name = (member_id, counter, currency)
        sums[name] = sums.get(name, 0) + amount
    if not any(sums.values()):
        return ()
    tally_id = derive_id(event_id, "tally", at_us)
    return tuple(Tally(*name, tally_id, at_us, sums[name]) for name in sorted(sums) if sums[name])


def day_start(at_us: int) -> int:
    """Return the first instant of the day of an instant, in UTC.

    Examples:
        >>> day_start(DAY_US + 5) == DAY_US, day_start(-1) == -DAY_US
        (True, True)
    """
    return at_us - at_us % DAY_US
