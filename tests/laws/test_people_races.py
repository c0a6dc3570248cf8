"""Relations under races: whatever was decided on older facts, no circle ever closes.

Events are decided on the rows of one moment and committed at another, in any order; a
commit whose guards fail is thrown away. What is left must be a forest at every instant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.contract import Decision, Need
from fenxiao.model.events import Event
from fenxiao.settlement import relations
from fenxiao.settlement.book import Book
from fenxiao.settlement.decide import decide
from fenxiao.settlement.store import Loaded
from tests.support.build import binding, book_of, line_of, rebind, settle_fans, touch
from tests.support.host import Spoil, Worker, judge, run, whole, without
from tests.support.people import FOREVER, People, Row
from tests.support.stories import tries

MEMBERS = "abcdef"
members = st.sampled_from(MEMBERS)
days = st.integers(24, 48).map(lambda quarter: quarter / 4)
RULES = (
    BindingPolicy(),
    BindingPolicy(takes="last", on_leave="lift"),
    BindingPolicy(takes="last", valid_days=8, on_leave="lift", is_renewed=True),
    BindingPolicy(valid_days=3, on_leave="lift"),
)


def people_of(book: Book) -> People:
    """Return what a book's history says, as the naive model holds it."""
    told: dict[str, list[Row]] = {}
    for member in MEMBERS:
        for one in book.store.history("customer", member):
            row = Row(one.since_us, one.parent_id, one.until_us or FOREVER)
            told.setdefault(member, []).append(row)
    return People(told)


touched = st.builds(
    lambda sharer, visitor, day: ("touch", sharer, visitor, day), members, members, days
)
moved = st.builds(lambda parent, member, day: ("move", parent, member, day), members, members, days)
alone = st.builds(
    lambda parent, member, day: ("alone", parent, member, day), members, members, days
)
loose = st.builds(lambda member, day: ("loose", "", member, day), members, days)
left = st.builds(lambda member, day: ("leave", "", member, day), members, days)
acts = st.one_of(touched, touched, moved, alone, loose, left)
Act = tuple[str, str, str, float]

MAKE: dict[str, Callable[[str, str, float, str], Event]] = {
    "touch": lambda other, member, day, name: touch(other, member, day=day, event_id=name),
    "move": lambda other, member, day, name: (
        rebind(other, member, day=day, event_id=name)
        if other == member
        else rebind(member, other, day=day, event_id=name)
    ),
    "alone": lambda other, member, day, name: rebind(
        member, other, day=day, with_subtree=False, event_id=name
    ),
    "loose": lambda _, member, day, name: rebind(member, None, day=day, event_id=name),
    "leave": lambda _, member, day, name: settle_fans(member, day=day, event_id=name),
}


def race(
    rule: BindingPolicy, before: list[tuple[str, str]], turns: list[tuple[Act, int]], spoil: Spoil
) -> People:
    """Decide each act at once, commit it after so many others; return what came of it."""
    policy = binding(rule)
    book = book_of(of=policy)
    for number, (sharer, visitor) in enumerate(before):
        book.apply(touch(sharer, visitor, day=number / 4, event_id=f"b{number}"))
    pending: list[tuple[int, Decision]] = []
    for number, ((kind, other, member, day), delay) in enumerate(turns):
        for due, decision in [one for one in pending if one[0] <= number]:
            book.store.commit(spoil(decision))
            pending.remove((due, decision))
        event = MAKE[kind](other, member, day, f"e{number}")
        pending.append((number + delay, judge(event, book.store, policy)))
    for _, decision in sorted(pending, key=lambda one: one[0]):
        book.store.commit(spoil(decision))
    return people_of(book)


histories = st.lists(st.tuples(members, members), max_size=8)
turns_of = st.lists(st.tuples(acts, st.integers(0, 4)), max_size=10)

TWO_TREES = [("a", "c"), ("b", "d")]
TWO_REBINDS: list[tuple[Act, int]] = [
    (("move", "d", "a", 6.0), 2),
    (("move", "c", "b", 6.5), 2),
]
# Roots of others: both members stand under somebody, and both uplines are cut in between.
CUT_BETWEEN: list[tuple[Act, int]] = [
    (("move", "d", "a", 9.0), 4),
    (("loose", "", "a", 6.0), 0),
    (("loose", "", "b", 6.5), 0),
    (("move", "c", "b", 9.5), 4),
]
UNDER = [("e", "a"), ("f", "b"), *TWO_TREES]


@given(rule=st.sampled_from(RULES), before=histories, turns=turns_of)
@example(rule=RULES[0], before=TWO_TREES, turns=TWO_REBINDS)
@example(rule=RULES[0], before=UNDER, turns=TWO_REBINDS)
@example(rule=RULES[0], before=UNDER, turns=CUT_BETWEEN)
@settings(tries(300))
def test_no_circle_closes_whatever_was_decided_when(
    rule: BindingPolicy, before: list[tuple[str, str]], turns: list[tuple[Act, int]]
) -> None:
    assert race(rule, before, turns, whole).circle() is None


@pytest.mark.parametrize("before", [TWO_TREES, UNDER], ids=["roots", "under others"])
def test_without_guards_two_rebinds_close_a_circle(before: list[tuple[str, str]]) -> None:
    def only_movers(decision: Decision) -> Decision:
        """Forget what is written unchanged: the roots."""
        puts = tuple(put for put in decision.puts if put.record is None or is_changed(put))
        return decision._replace(puts=puts)

    def is_changed(put: object) -> bool:
        record = getattr(put, "record", None)
        return getattr(record, "event_id", "").startswith("e")

    assert race(RULES[0], before, TWO_REBINDS, only_movers).circle() is not None
    assert race(RULES[0], before, TWO_REBINDS, whole).circle() is None
    assert race(RULES[0], before, TWO_REBINDS, without("node")).circle() is not None


class Torn(NamedTuple):
    """People, one event, and what another worker commits between its first two scans."""

    before: tuple[Event, ...]
    event: Event
    meanwhile: Event


LONG = tuple(f"s{number}" for number in range(149, -1, -1))
TORN = {
    "a root that both chains have is moved between them": Torn(
        (*line_of("c", "g", "a"), *line_of("c", "e", "d"), touch("d", "x")),
        touch("a", "e", day=2, event_id="T"),
        rebind("g", "d", day=3),
    ),
    "a link of a long chain is moved between its halves": Torn(
        (*line_of(*LONG), *line_of("w", "v", "z")),
        touch("s0", "v", day=2, event_id="T"),
        rebind("s50", "z", day=3),
    ),
}


@pytest.mark.parametrize("name", TORN)
def test_facts_of_two_moments_close_no_circle(name: str) -> None:
    policy = binding(BindingPolicy(takes="last"))
    torn = TORN[name]
    book = book_of(*torn.before, of=policy)
    facts: Loaded = {}
    scans = 0
    while isinstance(step := decide(torn.event, facts, policy), Need):
        facts |= book.store.load(step.keys, ())
        for scan in step.scans:
            facts |= book.store.load((), (scan,))
            scans += 1
            if scans == 1:
                assert "applied" == book.apply(torn.meanwhile).status
    book.store.commit(step)
    everybody = {node.member_id for node in book.nodes()}
    told = {
        member: [Row(one.since_us, one.parent_id) for one in book.store.history("customer", member)]
        for member in everybody
    }
    assert People({member: rows for member, rows in told.items() if rows}).circle() is None


@given(
    rule=st.sampled_from(RULES),
    before=histories,
    told=st.lists(acts, max_size=7),
    page=st.sampled_from([1, 2, 100]),
    schedule=st.lists(st.integers(0, 2), max_size=40),
)
@settings(tries(100))
def test_facts_loaded_one_by_one_close_no_circle(
    rule: BindingPolicy,
    before: list[tuple[str, str]],
    told: list[Act],
    page: int,
    schedule: list[int],
) -> None:
    policy = binding(rule)
    book = Book(policy)
    for number, (sharer, visitor) in enumerate(before):
        book.apply(touch(sharer, visitor, day=number / 4, event_id=f"b{number}"))
    events = [
        MAKE[kind](other, member, day, f"e{number}")
        for number, (kind, other, member, day) in enumerate(told)
    ]
    workers = [Worker(book.store, policy, events[turn::3], is_snapshot=False) for turn in range(3)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(relations, "CHAIN_PAGE", page)
        for _ in run(workers, schedule):
            assert people_of(book).circle() is None
