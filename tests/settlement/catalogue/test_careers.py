"""The catalogue of careers tells the truth: what its events read, write and refuse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pytest

from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.grades import Grade
from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.careers import MemberEvent
from fenxiao.model.contract import Decision, Need
from fenxiao.model.events import Event, Refunded, Release, SettleFans, Touch
from fenxiao.settlement import counts
from fenxiao.settlement.book import Book
from fenxiao.settlement.catalogue import CATALOGUE, EventSpec
from fenxiao.settlement.catalogue.careers import CAREERS
from fenxiao.settlement.decide import decide
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.store import Loaded
from tests.support.build import confirmed, line, paid, refunded, release
from tests.support.careers import (
    KEEPER,
    applied,
    closed,
    decided,
    direct,
    folded,
    graded,
    ladder,
    left,
    money,
    of_fans,
    policy,
    returned,
    review,
    status,
    touched,
    verified,
)

LADDER = ladder(KEEPER, Grade(name="star", all_of=(direct("keeper", 1), money("purchases", 10))))
BINDINGS = (BindingPolicy(on_leave="freeze"), BindingPolicy(relation="team", on_leave="lift"))
BUYS = EnrolmentPolicy(all_of=(money("purchases", 10),), invited_in="team", grace_days=2)
OF = policy(LADDER, BUYS, bindings=BINDINGS)
BARE = policy(None)

STORY: list[tuple[Event, Policy]] = [
    *((event, OF) for event in (touched("u0", "u1"), *of_fans("u1", 2))),
    (applied("u1", day=0.1), BARE),
    (applied("u1", day=0.2), OF),
    (paid("o1", "u1", line(20, quantity=2)), OF),
    (confirmed("o1"), OF),
    (release(day=3), OF),
    (refunded("o1", day=4), OF),
    (applied("u1", day=5), OF),
    (applied("u1", day=5.5), OF),
    (decided("u1", day=5), OF),
    (decided("u1", day=6), OF),
    (decided("u1", day=7), OF),
    (verified("u1", day=6), OF),
    (verified("u1", day=7), OF),
    (status("u1", day=7), OF),
    (status("u1", day=8), OF),
    (status("u1", "active", day=9), OF),
    (status("u1", "active", day=10), OF),
    (review("u1", day=10), BARE),
    (review("u1", day=10, period="a"), OF),
    (review("u1", day=11, period="a"), OF),
    (graded("u1", "", day=12), BARE),
    (graded("u1", "moon", day=12), OF),
    (graded("u1", "keeper", day=10), OF),
    (graded("u1", "star", day=10), OF),
    (graded("u1", "star", day=12), OF),
    (graded("u1.1", "keeper", day=12), OF),
    (folded("u1", "fans", day=20, limit=2), OF),
    (left("u1", day=12), OF),
    (left("u1", day=13), OF),
    (left("u1", day=13.5), OF),
    (returned("u1", day=13), OF),
    (returned("u1", day=15), OF),
    (returned("u1", day=14), OF),
    (returned("u1", day=14.1), OF),
    (left("u1", day=15), OF),
    (closed("u1", day=15), OF),
    (closed("u1", day=16), OF),
    (closed("u1", day=17), OF),
    (closed("u1", day=18), OF),
    (verified("u1", day=19), OF),
    (graded("u1", "star", day=19), OF),
    (graded("u9", "star", day=1), OF),
    (graded("u9", "keeper", day=1), OF),
    (verified("u8", day=3), OF),
    (applied("u8", day=3), OF),
]
Seen = dict[type[Event], set[tuple[str, str]]]


def writes(decision: Decision) -> Iterator[tuple[str, str]]:
    for put in decision.puts:
        yield "removed" if put.record is None else "guarded", put.key[0]
    for one in decision.appends:
        yield "appended", one.key[0]


def see(found: Seen, book: Book, event: Event) -> Decision:
    facts: Loaded = {}
    while isinstance(step := decide(event, facts, book.policy), Need):
        found[type(event)] |= {("reads", key[0]) for key in step.keys}
        found[type(event)] |= {("reads", scan.name) for scan in step.scans}
        facts |= book.store.load(step.keys, step.scans)
    assert book.store.commit(step)
    found[type(event)] |= set(writes(step))
    if step.refusal is not None:
        found[type(event)].add(("refuses", step.refusal.code))
    return step


@pytest.fixture(scope="module", name="seen")
def all_that_was_seen() -> Seen:
    found: Seen = defaultdict(set)
    book = Book(OF)
    with pytest.MonkeyPatch.context() as patched:
        for event, of in STORY:
            book.policy = of
            step = see(found, book, event)
            while step.continuation is not None:
                step = see(found, book, step.continuation)
        patched.setattr(counts, "TALLY_LIMIT", 1)
        book.policy = OF
        see(found, book, review("u1.0", day=30))
        see(found, book, paid("o2", "u1.0", line(20), day=30))
        see(found, book, confirmed("o2", day=30))
        see(found, book, release(day=40))
        see(found, book, applied("u1.0", day=41))
        see(found, book, touched("u1.0", "new", day=41))
        see(found, book, review("u1.0", day=42))
    for number, kind in enumerate(row.event for row in CAREERS):
        told = (one for one, _ in STORY if type(one) is kind)
        kept = next(one for one in told if ("event", one.id) in book.rows)
        assert isinstance(kept, MemberEvent)
        see(found, book, replace(kept, member_id=f"other{number}"))
    return found


def only(seen: set[tuple[str, str]], *kinds: str) -> set[tuple[str, str]]:
    return {pair for pair in seen if pair[0] in kinds}


rows = pytest.mark.parametrize("row", CAREERS, ids=lambda row: row.event.__name__)


@rows
def test_it_reads_what_the_catalogue_says(seen: Seen, row: EventSpec) -> None:
    assert {("reads", name) for name in row.reads} == only(seen[row.event], "reads")


@rows
def test_it_writes_what_the_catalogue_says(seen: Seen, row: EventSpec) -> None:
    expected = {
        (way, partition)
        for partition, how in row.writes.items()
        for way in (("appended", "removed") if how == "queued" else (how,))
    }
    assert expected == only(seen[row.event], "guarded", "appended", "removed")


@rows
def test_it_refuses_as_the_catalogue_says(seen: Seen, row: EventSpec) -> None:
    assert {("refuses", code) for code in row.refusals} == only(seen[row.event], "refuses")


@pytest.mark.parametrize("kind", [Touch, Release, Refunded, SettleFans])
def test_others_count_as_the_catalogue_says(kind: type[Event]) -> None:
    assert CATALOGUE[kind].writes["tally"] == "appended"
