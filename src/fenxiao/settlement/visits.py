"""Visits (来访记录): touches that are remembered for the visitor's later orders.

A touch by a channel that the attribution policy looks at leaves a row of its visitor,
whatever becomes of the binding: what was refused is then a finding. The row is appended,
so 100,000 visitors of one sharer write nothing in common.

Source: docs/credits.md.
"""

from __future__ import annotations

from dataclasses import replace

from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Need,
    Put,
    Scan,
    continuation_key,
    visit_key,
    visits_before_scan,
)
from fenxiao.model.credit_records import Visit
from fenxiao.model.encoding import derive_id
from fenxiao.model.events import ForgetVisits, Touch
from fenxiao.model.instants import DAY_US, to_us
from fenxiao.model.records import Refusal
from fenxiao.settlement.changes import Changes, waited
from fenxiao.settlement.facts import rows
from fenxiao.settlement.policy import Policy

__all__ = ["decide_forget_visits", "first_forget_visits", "visit_append", "with_visit"]


def visit_append(event: Touch, policy: Policy) -> Append | None:
    """Return the row that remembers a touch, or None where no attribution looks at it."""
    at_us = to_us(event.at)
    attribution = policy.attribution_at(at_us)
    if attribution is None or not attribution.looks_at(event.channel):
        return None
    visit = Visit(
        visitor_id=event.visitor_id,
        event_id=event.id,
        sharer_id=event.sharer_id,
        channel=event.channel,
        at_us=at_us,
        content_id=event.content_id,
        subject_id=event.subject_id,
    )
    return Append(visit_key(visit), visit)


def with_visit(outcome: Changes | Refusal, visit: Append) -> Changes | Refusal:
    """Add a visit to what a touch bound; a binding that was refused for good is a finding."""
    if isinstance(outcome, Refusal):
        outcome = Changes(refusal=outcome)
    if outcome.refusal is None:
        return outcome._replace(appends=(*outcome.appends, visit))
    if outcome.refusal.kind == "retry":
        return outcome.refusal
    return Changes(appends=(visit,), findings=(outcome.refusal, *outcome.findings))


def first_forget_visits(
    event: ForgetVisits, policy: Policy
) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what forgetting reads: a page of the oldest visits."""
    return (continuation_key(event.id),), (_scan(event, policy),)


def decide_forget_visits(
    event: ForgetVisits, facts: Facts, policy: Policy
) -> Need | Changes | Refusal:
    """Take out a page of visits that are too old for any order, and go on with the next."""
    page = rows(facts, _scan(event, policy), Visit)
    gone = tuple(Put(visit_key(visit), None, revision) for visit, revision in page)
    goes_on = replace(event, id=derive_id(event.id, "page")) if len(page) == event.limit else None
    return Changes((*waited(event, facts), *gone), continuation=goes_on)


def _scan(event: ForgetVisits, policy: Policy) -> Scan:
    windows = (one.longest_window_us or 0 for one in policy.attributions)
    kept_us = max(windows, default=0) + event.spare_days * DAY_US
    return visits_before_scan(to_us(event.at) - kept_us, limit=event.limit)
