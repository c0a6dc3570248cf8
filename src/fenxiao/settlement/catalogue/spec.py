"""A row of the event catalogue (目录条目): what an event reads, writes, refuses and guards.

Source: docs/events.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from fenxiao.model.contract import Facts, Key, Need, Scan
from fenxiao.model.events import Event
from fenxiao.model.records import Refusal
from fenxiao.settlement.changes import Changes
from fenxiao.settlement.policy import Policy

__all__ = ["EventSpec", "Write", "always", "from_facts", "from_itself", "reads_nothing"]

Write = Literal["guarded", "appended", "removed", "queued"]
"""How a partition is written; "queued" is appended by one decision and removed by a later
one, as the row in which the next page waits, or what a fold has summed."""


class EventSpec(NamedTuple):
    """A row of the catalogue.

    Args:
        event: The event's class.
        title: What it is.
        title_zh: The same in Chinese.
        reads: Partitions and scans whose facts it asks for.
        writes: How it writes each partition.
        refusals: The codes with which it can be refused.
        guard: What the guarded writes are there for.
        first: The keys and scans that it surely needs.
        decide: What follows from the facts.
    """

    event: type[Event]
    title: str
    title_zh: str
    reads: tuple[str, ...]
    writes: dict[str, Write]
    refusals: tuple[str, ...]
    guard: str
    first: Callable[[Any, Policy], tuple[tuple[Key, ...], tuple[Scan, ...]]]
    decide: Callable[[Any, Facts, Policy], Need | Changes | Refusal]


def always(
    first: Callable[[Any], tuple[tuple[Key, ...], tuple[Scan, ...]]],
) -> Callable[[Any, Policy], tuple[tuple[Key, ...], tuple[Scan, ...]]]:
    """Return a first reading that is the same for every policy."""
    return lambda event, _: first(event)


def from_facts(
    decide: Callable[[Any, Facts], Need | Changes | Refusal],
) -> Callable[[Any, Facts, Policy], Need | Changes | Refusal]:
    """Return a decision that follows from the facts alone, whatever the policy says."""
    return lambda event, facts, _: decide(event, facts)


def from_itself(
    decide: Callable[[Any], Changes],
) -> Callable[[Any, Facts, Policy], Need | Changes | Refusal]:
    """Return a decision that follows from the event alone."""
    return lambda event, _, __: decide(event)


def reads_nothing(_: Event, __: Policy) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return the first reading of an event that is decided by what it says itself."""
    return (), ()
