"""Changes (变更): what a handler wants written, before it becomes a decision.

Source: docs/contract.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fenxiao.ledger.posting import Occasion, deltas, post
from fenxiao.model.contract import Append, Facts, Put, continuation_key, delta_key, entry_key
from fenxiao.model.events import Event
from fenxiao.model.instants import to_us
from fenxiao.model.records import Continuation, Delta, Entry, Order, Refusal
from fenxiao.settlement.facts import row

__all__ = [
    "Changes",
    "delta_appends",
    "entry_append",
    "ledger_appends",
    "occasion",
    "posted",
    "waited",
]


class Changes(NamedTuple):
    """Guarded writes and new rows of one event, and the event that goes on.

    With a ``refusal`` the puts only guard what was read: a refusal for ever must not rest
    on facts that were changing while they were loaded. ``findings`` say which parts of the
    event were not taken although the rest was.
    """

    puts: tuple[Put, ...] = ()
    appends: tuple[Append, ...] = ()
    continuation: Event | None = None
    refusal: Refusal | None = None
    findings: tuple[Refusal, ...] = ()


def occasion(event: Event, payer_id: str, currency: str, subject_id: str) -> Occasion:
    """Return what an entry of this event is about."""
    recorded_at = event.recorded_at or event.at
    return Occasion(event.id, payer_id, currency, subject_id, to_us(event.at), to_us(recorded_at))


def waited(event: Event, facts: Facts) -> tuple[Put, ...]:
    """Remove the row in which this event waited, if it goes on with a paged one."""
    key = continuation_key(event.id)
    waiting, revision = row(facts, key, Continuation)
    return () if waiting is None else (Put(key, None, revision),)


def entry_append(entry: Entry) -> Append:
    """Return the new row of an entry."""
    return Append(entry_key(entry.entry_id), entry)


def delta_appends(changes: Iterable[Delta]) -> tuple[Append, ...]:
    """Return the new rows of some wallet changes."""
    return tuple(Append(delta_key(change), change) for change in changes)


def ledger_appends(entry: Entry) -> tuple[Append, ...]:
    """Return the new rows of an entry and of what it changes in each wallet."""
    return (entry_append(entry), *delta_appends(deltas(entry)))


def posted(
    event: Event, order: Order, flows: Iterable[tuple[str, Mapping[str, int]]]
) -> tuple[Append, ...]:
    """Return the new rows of what an event posts about an order, template by template.

    Args:
        event: The cause.
        order: Whose commissions these are.
        flows: Templates and amounts by payee; one without amounts posts nothing.
    """
    about = occasion(event, order.payer_id, order.currency, order.order_id)
    made = (post(template, about, amounts) for template, amounts in flows if amounts)
    return tuple(row for entry in made for row in ledger_appends(entry))
