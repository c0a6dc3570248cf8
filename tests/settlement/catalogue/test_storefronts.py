"""The catalogue's rows about storefronts and visits tell the truth."""

from __future__ import annotations

from collections import defaultdict

import pytest

from fenxiao.model.events import AssortmentChanged, Event, ForgetVisits, Touch
from fenxiao.settlement.catalogue import CATALOGUE
from fenxiao.settlement.catalogue.storefronts import STOREFRONTS
from tests.support.build import book_of
from tests.support.storefronts import LINK, attributed, forget, judged, listing, visit

CLICKS = attributed(LINK)
EVENTS: list[Event] = [
    listing("a"),
    listing("a", event_id="late"),
    listing("a", "only", event_id="late"),
    visit("a", "u1"),
    visit("a", "u2"),
    forget(day=30, limit=1),
]


@pytest.mark.parametrize("kind", [spec.event for spec in STOREFRONTS], ids=lambda one: one.__name__)
def test_it_reads_writes_and_refuses_what_the_row_says(kind: type[Event]) -> None:
    book = book_of(of=CLICKS)
    seen: dict[str, set[object]] = defaultdict(set)
    todo = [*EVENTS, forget(day=30, limit=2)]
    while todo:
        event = todo.pop(0)
        needs, _, decision = judged(event, book)
        assert book.store.commit(decision)
        if decision.continuation is not None:
            todo.append(decision.continuation)
        if type(event) is not kind:
            continue
        seen["reads"] |= {key[0] for need in needs for key in need.keys}
        seen["reads"] |= {scan.name for need in needs for scan in need.scans}
        for put in decision.puts:
            seen["writes"].add((put.key[0], "guarded" if put.record is not None else "removed"))
        seen["writes"] |= {(one.key[0], "appended") for one in decision.appends}
        seen["refusals"] |= {decision.refusal.code} if decision.refusal else set()
    spec = CATALOGUE[kind]
    written = {
        (name, way)
        for name, how in spec.writes.items()
        for way in (("appended", "removed") if how == "queued" else (how,))
    }
    assert (set(spec.reads), written) == (seen["reads"], seen["writes"])
    assert set(spec.refusals) == seen["refusals"]


def test_a_touch_may_leave_a_visit() -> None:
    assert "appended" == CATALOGUE[Touch].writes["visit"]
    assert {AssortmentChanged, ForgetVisits} == {spec.event for spec in STOREFRONTS}
