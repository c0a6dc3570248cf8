"""Deciding (结算决策): the one function between what happened and what is stored.

It is re-entrant: called with too few facts it says which it needs; called with them it
hands back what to commit. It keeps nothing between calls and touches nothing outside.

Source: docs/contract.md.
"""

from __future__ import annotations

from fenxiao.errors import EventError
from fenxiao.model.border import dump_event
from fenxiao.model.contract import (
    Append,
    Decision,
    Facts,
    Need,
    Put,
    Status,
    continuation_key,
    event_key,
)
from fenxiao.model.encoding import event_digest
from fenxiao.model.events import Event
from fenxiao.model.records import Continuation, EventRecord, Refusal
from fenxiao.settlement.books import queued
from fenxiao.settlement.catalogue import CATALOGUE
from fenxiao.settlement.changes import Changes, waited
from fenxiao.settlement.facts import missing, row
from fenxiao.settlement.policy import Policy

__all__ = ["decide"]


def decide(event: Event, facts: Facts, policy: Policy) -> Need | Decision:
    """Decide what follows from an event, or say which facts that takes.

    Call it with no facts, load what it asks for, call it with all facts so far, until
    it returns a decision; commit that in the transaction in which the facts were read.
    The same event again is "replayed"; other content under its id is refused; a final
    refusal is remembered and comes back as itself; a ``retry`` refusal leaves nothing.

    Args:
        event: What happened.
        facts: All that was loaded so far; more than was asked for changes nothing.
        policy: What is in force.

    Returns:
        ``Need`` with keys and scans that are not in ``facts``, or the ``Decision``.

    Raises:
        EventError: ``event.unknown_type``; ``facts.wrong_type`` when a fact is not what
            was committed under its key.

    Examples:
        >>> from datetime import UTC, datetime
        >>> from fenxiao import Levels, OrderConfirmed, Plan, Policy
        >>> start = datetime(2024, 1, 1, tzinfo=UTC)
        >>> rule = Levels(rule_id="sale", rates_ppm=(100_000,))
        >>> plan = Plan(plan_id="p", effective_from=start, ceiling_ppm=100_000, rules=(rule,))
        >>> event = OrderConfirmed(id="e2", at=start, order_id="o1")
        >>> need = decide(event, {}, Policy(plans=(plan,)))
        >>> need.keys
        (('event', 'e2'), ('order', 'o1'))
        >>> decide(event, dict.fromkeys(need.keys), Policy(plans=(plan,))).refusal.code
        'order.unknown'
    """
    spec = CATALOGUE.get(type(event))
    if spec is None:
        raise EventError("event.unknown_type", got=type(event).__name__)
    keys, scans = spec.first(event, policy)
    own_key = event_key(event.id)
    need = missing(facts, (own_key, *keys), scans)
    if need is not None:
        return need
    known, _ = row(facts, own_key, EventRecord)
    if known is not None:
        return _again(event, known)
    outcome = spec.decide(event, facts, policy)
    if isinstance(outcome, Need):
        return outcome
    if isinstance(outcome, Refusal):
        if outcome.kind == "retry":
            return Decision("refused", refusal=outcome)
        is_paged = continuation_key(event.id) in keys
        outcome = Changes(waited(event, facts) if is_paged else (), refusal=outcome)
    record = EventRecord(event.id, event_digest(event), outcome.refusal, outcome.findings)
    done = Put(own_key, record, 0)
    puts = tuple(sorted((done, *outcome.puts), key=lambda put: put.key))
    status: Status = "applied" if outcome.refusal is None else "refused"
    appends = (
        *outcome.appends,
        *queued(outcome.appends, policy),
        *_waiting(outcome.continuation),
    )
    return Decision(status, puts, appends, outcome.continuation, outcome.refusal, outcome.findings)


def _waiting(event: Event | None) -> tuple[Append, ...]:
    """Return the row in which a continuation waits; its own decision removes it."""
    if event is None:
        return ()
    return (Append(continuation_key(event.id), Continuation(event.id, dump_event(event))),)


def _again(event: Event, known: EventRecord) -> Decision:
    """Answer an event whose id was decided before; whatever it is, nothing is written."""
    if known.digest != event_digest(event):
        reused = Refusal("event.id_reused", (("event_id", event.id),))
        return Decision("refused", refusal=reused)
    if known.refusal is not None:
        return Decision("refused", refusal=known.refusal, findings=known.findings)
    return Decision("replayed", findings=known.findings)
