"""Folding counters (计数汇总): all changes of a day become one row of that day.

So a counter has at most one row for each day that was folded, reads stay bounded, and windows
that are counted in whole days stay exact. The day of the fold is folded too, as far as it has
come: a counter that changes ten thousand times in one day can be read in the same day.

Source: docs/grades.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from fenxiao.graph.counters import day_start
from fenxiao.model.careers import FoldTallies
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Put,
    Scan,
    continuation_key,
    tallies_scan,
    tally_key,
)
from fenxiao.model.encoding import derive_id
from fenxiao.model.instants import DAY_US, FOREVER_US, to_us
from fenxiao.model.records import Tally
from fenxiao.settlement.changes import Changes, waited
from fenxiao.settlement.counts import tally_appends
from fenxiao.settlement.facts import rows

__all__ = ["decide_fold_tallies", "first_fold_tallies"]


def first_fold_tallies(event: FoldTallies) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a fold reads: a page of the counter's changes, none later than the fold."""
    return (continuation_key(event.id),), (_scan(event),)


def decide_fold_tallies(event: FoldTallies, facts: Facts) -> Changes:
    """Make one row of each day on a page, and remove exactly the rows that it takes."""
    page = rows(facts, _scan(event), Tally)
    puts: list[Put] = [*waited(event, facts)]
    appends: list[Append] = []
    last_us: int | None = None
    for day_us, found in groupby(page, key=lambda row: day_start(row[0].at_us)):
        last_us = day_us
        day = list(found)
        if len(day) > 1:
            puts += (Put(tally_key(tally), None, revision) for tally, revision in day)
            appends += tally_appends(_folded(event, day_us, [tally for tally, _ in day]))
    goes_on = None
    if len(page) == event.limit:
        goes_on = replace(event, id=derive_id(event.id, "page"), from_us=last_us)
    return Changes(tuple(puts), tuple(appends), goes_on)


def _folded(event: FoldTallies, day_us: int, day: Sequence[Tally]) -> tuple[Tally, ...]:
    """Return the one row of a day, at its first instant; none if it sums to 0."""
    amount = sum(tally.amount for tally in day)
    tally_id = derive_id(event.id, "day", day_us)
    folded = Tally(event.member_id, event.counter, event.currency or "", tally_id, day_us, amount)
    return (folded,) if amount else ()


def _scan(event: FoldTallies) -> Scan:
    from_us = -FOREVER_US if event.from_us is None else event.from_us
    at_us = to_us(event.at)
    until_us = min(at_us + 1, day_start(at_us) + (1 - event.keep_days) * DAY_US)
    name = (event.member_id, event.counter, event.currency or "")
    return tallies_scan(*name, (from_us, until_us), limit=event.limit)
