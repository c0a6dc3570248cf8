"""The part of the scenario about storefronts provokes what the catalogue says of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from fenxiao.model.events import AssortmentChanged, Event, ForgetVisits, OrderPaid, Touch
from fenxiao.settlement.book import Book
from tests.purity.storefronts import ATTRIBUTION, story
from tests.support.build import POLICY, START
from tests.support.storefronts import judged


def test_every_event_of_the_part_reads_writes_and_refuses() -> None:
    book = Book(replace(POLICY, attributions=(ATTRIBUTION,)))
    seen: dict[type[Event], set[str]] = defaultdict(set)
    todo = list(story(START))
    while todo:
        event = todo.pop(0)
        needs, _, decision = judged(event, book)
        assert book.store.commit(decision)
        if decision.continuation is not None:
            todo.insert(0, decision.continuation)
        seen[type(event)] |= {scan.name for need in needs for scan in need.scans}
        seen[type(event)] |= {put.key[0] for put in decision.puts}
        seen[type(event)] |= {row.key[0] for row in decision.appends}
        seen[type(event)] |= {decision.refusal.code} if decision.refusal else set()
        seen[type(event)] |= {one.code for one in decision.findings}
    assert {"visit", "node", "graph.already_bound"} <= seen[Touch]
    assert {"visits", "assortments", "credit.visits_left_out"} <= seen[OrderPaid]
    assert {"shelf", "assortment", "storefront.late"} <= seen[AssortmentChanged]
    assert {"visits_before", "visit", "continuation"} <= seen[ForgetVisits]
    reasons = {one.reason for n in range(5) for one in book.credits(f"guided {n}")}
    assert {"credited", "excluded", "earlier_click", "unlisted"} <= reasons
