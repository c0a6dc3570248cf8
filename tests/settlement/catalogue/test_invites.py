"""The catalogue tells the truth about invites: what is read, written and refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pytest

from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.grades import AtLeast, Grade, GradePolicy
from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.border import load_event
from fenxiao.model.contract import Decision, Need
from fenxiao.model.events import EVENTS, Event, SettleFans
from fenxiao.model.records import Refusal
from fenxiao.model.who import Who
from fenxiao.settlement import invites
from fenxiao.settlement.book import Book
from fenxiao.settlement.catalogue.invites import INVITES
from fenxiao.settlement.catalogue.spec import EventSpec
from fenxiao.settlement.decide import decide
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.store import Loaded
from tests.support.build import POLICY, at
from tests.support.careers import applied, left
from tests.support.invites import (
    HAND,
    cancelled,
    expire,
    fold,
    freed,
    issued,
    promote,
    redeemed,
    sell,
    with_quota,
)

Seen = dict[type[Event], set[tuple[str, str]]]
GRADES = (("gold", 2_000_000), ("guest", 0))
RECRUITED = GradePolicy(
    grades=(Grade(name="lead", all_of=(AtLeast(counter="recruits", count=9),)), *HAND)
)
RICH = replace(with_quota(initial=20, maximum=20, grade_multipliers_ppm=GRADES), grades=RECRUITED)
POOR = with_quota(grade_multipliers_ppm=GRADES)


def watch(book: Book, event: Event, seen: Seen) -> None:
    """Apply an event, and note what it asks for, writes and is refused with."""
    noted = seen[type(event)]
    facts: Loaded = {}
    while isinstance(step := decide(event, facts, book.policy), Need):
        noted |= {("reads", key[0]) for key in step.keys}
        noted |= {("reads", scan.name) for scan in step.scans}
        facts |= book.store.load(step.keys, step.scans)
    noted |= set(_writes(step))
    if step.refusal is not None:
        noted.add(("refuses", step.refusal.code))
    assert book.store.commit(step)
    for waiting in book.store.waiting:
        watch(book, load_event(waiting.event_json), seen)


def _writes(decision: Decision) -> Iterator[tuple[str, str]]:
    for put in decision.puts:
        yield "removed" if put.record is None else "guarded", put.key[0]
    for one in decision.appends:
        yield "appended", one.key[0]


def other(event: Event) -> Event:
    """Return other content under the same id."""
    return replace(event, at=at(100))


def registry() -> Iterator[tuple[Policy, Event]]:
    """Yield what happens to codes, by the policy under which it does."""
    first = issued("u1", "c1")
    yield from ((RICH, one) for one in (first, other(first)))
    yield POLICY, issued("u1", "c9")
    yield POLICY, fold("u9")
    yield POOR, issued("u5", "c9")
    yield RICH, issued("u2", "c1", event_id="another's")
    for number in range(2, 7):
        yield RICH, issued("u1", f"c{number}", days=5)
    taken, back, left, swept = redeemed("c1", "u2"), cancelled("c2"), freed("c1"), expire(limit=1)
    yield RICH, freed("c3")
    for event in (taken, back, left):
        yield RICH, replace(event, id=f"unknown {event.id}", code="c99")
        yield from ((RICH, one) for one in (event, other(event)))
        for number in (1, 2):
            yield RICH, replace(event, id=f"{number} {event.id}", code=f"c{number}")
    yield RICH, issued("u1", "c2", event_id="reused")
    yield RICH, redeemed("c2", "u4", event_id="taken back")
    yield RICH, redeemed("c3", "u3", day=30)
    yield from ((RICH, one) for one in (swept, other(swept)))
    yield RICH, cancelled("c3", event_id="over")
    yield RICH, freed("c3", event_id="over too")
    yield RICH, cancelled("c1", event_id="taken")


def bound(binding: BindingPolicy, *attempts: tuple[str, str]) -> Iterator[tuple[Policy, Event]]:
    """Yield issuers' codes, brought by somebody, under a policy of the team."""
    of = replace(RICH, bindings=(binding,))
    for issuer, bearer in attempts:
        code = f"{issuer} {bearer} {binding.takes}"
        yield of, issued(issuer, code)
        yield of, redeemed(code, bearer, day=3)


def relation() -> Iterator[tuple[Policy, Event]]:
    """Yield redemptions that the binding policy refuses, each in its way."""
    plain = BindingPolicy(relation="team")
    yield from bound(plain, ("t1", "t1"), ("t1", "t2"), ("t9", "t2"), ("t2", "t1"))
    yield from bound(replace(plain, sharer=Who(is_verified=True)), ("t3", "t4"))
    yield from bound(replace(plain, visitor=Who(has_bought=True)), ("t3", "t5"))
    yield from bound(replace(plain, max_structural_depth=1), ("t2", "t6"))
    yield from bound(replace(plain, max_structural_depth=3), ("t7", "t1"))
    protecting = replace(plain, takes="last", protected_days=10)
    yield from bound(protecting, ("k1", "k2"))
    of = replace(RICH, bindings=(protecting,))
    yield of, issued("k3", "k3")
    yield of, redeemed("k3", "k2", day=4)
    yield of, issued("k3", "k3 late")
    yield of, redeemed("k3 late", "k2", day=2)


@pytest.fixture(scope="module", name="seen")
def all_that_was_seen() -> Seen:
    """What the events of the stories asked for, wrote and refused, by their type."""
    found: Seen = defaultdict(set)
    book = Book(RICH)
    sell(book, "u1", 10)
    for number in range(3):
        sell(book, "folded", 10 + number)
    for member, grade in (("guest", "guest"), ("full", "")):
        promote(book, member, grade)
    for story in (registry(), relation()):
        for policy, event in story:
            book.policy = policy
            watch(book, event, found)
    _freeze(book, found)
    _leave(book, found)
    _run_out(book, found)
    return found


def _freeze(book: Book, seen: Seen) -> None:
    """Let somebody leave whose fans are frozen, then redeem his code."""
    book.policy = replace(RICH, bindings=(BindingPolicy(relation="team", on_leave="freeze"),))
    for event in (
        issued("z1", "z1"),
        issued("z1", "z2"),
        redeemed("z1", "n1"),
        SettleFans(id="left", at=at(3), member_id="z1", relations=("team",)),
        redeemed("z2", "n2", day=4),
    ):
        watch(book, event, seen)


def _leave(book: Book, seen: Seen) -> None:
    """Let somebody leave who has a code out."""
    book.policy = replace(RICH, enrolment=EnrolmentPolicy(is_automatic=True))
    for event in (
        applied("y1", day=0),
        issued("y1", "y1"),
        redeemed("y1", "n3", day=0),
        left("y1", day=2),
        issued("y1", "y2", day=3),
        redeemed("y1", "n3", day=3, event_id="late"),
    ):
        watch(book, event, seen)


def _run_out(book: Book, seen: Seen) -> None:
    """Issue what is not free, for each reason, and fold."""
    book.policy = POOR
    watch(book, issued("guest", "g1"), seen)
    book.policy = with_quota(initial=1, issuer=Who(is_verified=False))
    watch(book, issued("guest", "g1"), seen)
    book.policy = with_quota(initial=1, maximum=1)
    watch(book, issued("full", "f1"), seen)
    watch(book, issued("full", "f2"), seen)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(invites, "SALES_LIMIT", 3)
        watch(book, issued("folded", "h1"), seen)
    for event in (fold("folded", limit=1), other(fold("folded", limit=1))):
        watch(book, event, seen)


def only(seen: set[tuple[str, str]], *kinds: str) -> set[tuple[str, str]]:
    return {pair for pair in seen if pair[0] in kinds}


rows = pytest.mark.parametrize("spec", INVITES, ids=lambda spec: spec.event.__name__)


@rows
def test_it_reads_what_the_catalogue_says(seen: Seen, spec: EventSpec) -> None:
    assert {("reads", name) for name in spec.reads} == only(seen[spec.event], "reads")


@rows
def test_it_writes_what_the_catalogue_says(seen: Seen, spec: EventSpec) -> None:
    expected = {
        (way, partition)
        for partition, how in spec.writes.items()
        for way in (("appended", "removed") if how == "queued" else (how,))
    }
    assert expected == only(seen[spec.event], "guarded", "appended", "removed")


@rows
def test_it_refuses_as_the_catalogue_says(seen: Seen, spec: EventSpec) -> None:
    assert {("refuses", code) for code in spec.refusals} == only(seen[spec.event], "refuses")


def test_every_row_is_a_published_event() -> None:
    assert {row.event for row in INVITES} <= set(EVENTS.values())
    assert all(Refusal(code, ()).kind in {"final", "retry"} for r in INVITES for code in r.refusals)
