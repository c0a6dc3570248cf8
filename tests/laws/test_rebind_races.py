"""Moves at once: rebinds, lifts, takeovers and first orders close no circle at any instant.

What must conflict does, what need not does not, and in every interleaving the events leave
what some order of them leaves. Each guard is shown necessary: left out, it lets a circle or
a second binding through, and the tests see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import permutations
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenxiao.model.contract import Decision, Key, Need, event_key, node_key
from fenxiao.model.events import Event
from fenxiao.model.records import Binding, EventRecord
from fenxiao.settlement.book import Book
from fenxiao.settlement.decide import decide
from fenxiao.settlement.store import Loaded
from tests.support.build import at, book_of, feed, line_of, paid, touch
from tests.support.forest import check_history, circles
from tests.support.host import Spoil, Worker, run, schedules, unguarded
from tests.support.invariants import check_trial_balance, check_what_is_owed
from tests.support.rebinds import (
    EXPIRING,
    LAST,
    LIFT_LAST,
    MONTH,
    MUST,
    NEED_NOT,
    ROOTS,
    SHALLOW,
    SHORT,
    THREES,
    Scene,
    rebind,
    settle_fans,
)

ALL = MUST | NEED_NOT | THREES
SCHEDULE_COUNT = 120
TOO_LATE = {"graph.late", "graph.too_late_to_bind"}
"""Both are true of a touch that a first order outran; which it is told depends on what it read."""


def said(book: Book, event: Event) -> str:
    """Return the code with which an event was refused, that it was applied, or that it waits."""
    stored = book.rows.get(event_key(event.id))
    if stored is None:
        return "waits"
    record = stored[0]
    assert isinstance(record, EventRecord)
    code = record.refusal.code if record.refusal else "applied"
    return "too late" if code in TOO_LATE else code


def left(book: Book, scene: Scene) -> object:
    """Return what some events left: what was said of each, and every row but the events' own."""
    kept = {key: record for key, (record, _) in book.rows.items() if key[0] != "event"}
    return [said(book, event) for event in scene.events], kept


@cache
def in_turn(scene: Scene) -> tuple[object, ...]:
    """Return what the events leave in each order, one after the other, pages and all."""
    found: list[object] = []
    for order in permutations(scene.events):
        book = book_of(*scene.before, of=scene.policy)
        for event in order:
            book.apply(event)
            list(book.resume())
        check_all(book)
        found.append(left(book, scene))
    return tuple(found)


def check_all(book: Book) -> None:
    check_history(book.rows)
    check_trial_balance(book)
    check_what_is_owed(book)


def judged(book: Book, event: Event) -> Decision:
    """Decide an event on what a book holds now, without committing it."""
    facts: Loaded = {}
    while isinstance(step := decide(event, facts, book.policy), Need):
        facts |= book.store.load(step.keys, step.scans)
    return step


def at_once(
    scene: Scene, orders: Iterable[tuple[int, ...]], spoils: dict[int, Spoil] | None = None
) -> Iterator[tuple[tuple[int, ...], Book]]:
    """Yield the book after the events at once, a fact or a commit a step, for each schedule."""
    for schedule in orders:
        book = book_of(*scene.before, of=scene.policy)
        workers = [
            Worker(
                book.store,
                scene.policy,
                (event,),
                is_snapshot=False,
                spoil=(spoils or {}).get(number, lambda one: one),
            )
            for number, event in enumerate(scene.events)
        ]
        for _ in run(workers, schedule):
            pass
        list(book.resume())
        yield schedule, book


@cache
def step_counts(scene: Scene) -> tuple[int, ...]:
    """Return in how many steps each event is done when it is alone."""
    found: list[int] = []
    for event in scene.events:
        book = book_of(*scene.before, of=scene.policy)
        worker = Worker(book.store, scene.policy, (event,), is_snapshot=False)
        found.append(sum(1 for _ in run((worker,), ())))
    return tuple(found)


def some_schedules(scene: Scene, seed: int = 1) -> Iterator[tuple[int, ...]]:
    """Yield both orders in blocks, both reading before both write, and many at random."""
    counts = step_counts(scene)
    places = range(len(counts))
    for order in permutations(places):
        yield tuple(place for place in order for _ in range(counts[place]))
        reads = [place for place in order for _ in range(counts[place] - 1)]
        yield (*reads, *order)
    turns = [place for place in places for _ in range(counts[place])]
    chance = Random(seed)
    for _ in range(SCHEDULE_COUNT):
        chance.shuffle(turns)
        yield tuple(turns)


@pytest.mark.parametrize("is_turned", [False, True], ids=["", "turned"])
@pytest.mark.parametrize("scene", MUST.values(), ids=MUST)
def test_what_must_conflict_does(scene: Scene, is_turned: bool) -> None:
    book = book_of(*scene.before, of=scene.policy)
    one, other = (judged(book, event) for event in scene.events[:: -1 if is_turned else 1])
    assert ["applied"] * 2 == [one.status, other.status]
    assert book.store.commit(one)
    assert not book.store.commit(other)


@pytest.mark.parametrize("is_turned", [False, True], ids=["", "turned"])
@pytest.mark.parametrize("scene", NEED_NOT.values(), ids=NEED_NOT)
def test_what_need_not_conflict_does_not(scene: Scene, is_turned: bool) -> None:
    book = book_of(*scene.before, of=scene.policy)
    one, other = (judged(book, event) for event in scene.events[:: -1 if is_turned else 1])
    assert ["applied"] * 2 == [one.status, other.status]
    assert book.store.commit(one)
    assert book.store.commit(other)
    list(book.resume())
    check_all(book)
    assert left(book, scene) in in_turn(scene)


@pytest.mark.parametrize("scene", ALL.values(), ids=ALL)
def test_however_they_meet_they_leave_what_some_order_leaves(scene: Scene) -> None:
    for schedule, book in at_once(scene, some_schedules(scene)):
        check_all(book)
        assert left(book, scene) in in_turn(scene), schedule


@pytest.mark.slow
@pytest.mark.parametrize("scene", (MUST | NEED_NOT).values(), ids=MUST | NEED_NOT)
def test_in_every_interleaving_of_the_last_steps(scene: Scene) -> None:
    """Both have read all but the last few facts; then every order of what is left."""
    counts = step_counts(scene)
    rest = tuple(min(count, 5) for count in counts)
    start = tuple(n for n, count in enumerate(counts) for _ in range(count - rest[n]))
    for schedule, book in at_once(scene, ((*start, *one) for one in schedules(rest))):
        check_all(book)
        assert left(book, scene) in in_turn(scene), schedule


def forget(*members: str) -> Spoil:
    """Return a host's error: it forgets to write the nodes of some members."""
    keys: set[Key] = {node_key("customer", member) for member in members}
    return lambda one: one._replace(puts=tuple(put for put in one.puts if put.key not in keys))


class TestEachGuardIsNecessary:
    """A host that leaves a guard out is caught: the tests above can fail."""

    @pytest.mark.parametrize(
        ("scene", "forgotten"),
        [
            pytest.param(ROOTS, (("a1", "b1"), ("a1", "b1")), id="the roots of a rebind"),
            pytest.param(ROOTS, (("a1", "b1"), ()), id="the roots of one of two rebinds"),
            pytest.param(
                MUST["a rebind and a bind"], (("a1", "b1"), ("a1",)), id="a rebind and a bind"
            ),
            pytest.param(
                EXPIRING, (("w", "p", "v"), ("q", "u")), id="who will be a root by and by"
            ),
            pytest.param(
                MUST["a rebind alone under who becomes his fan"],
                (("x",), ("x",)),
                id="the new parent of a rebind alone",
            ),
        ],
    )
    def test_a_forgotten_node_lets_a_circle_close(
        self, scene: Scene, forgotten: tuple[tuple[str, ...], ...]
    ) -> None:
        book = book_of(*scene.before, of=scene.policy)
        decisions = [
            forget(*members)(judged(book, event))
            for event, members in zip(scene.events, forgotten, strict=True)
        ]
        assert all(map(book.store.commit, decisions))
        assert list(circles(book.rows))

    @pytest.mark.parametrize(
        "name", ["two takeovers of one moment", "two first orders that bind", "two registrations"]
    )
    def test_a_write_without_its_guard_binds_twice(self, name: str) -> None:
        scene = MUST[name]
        book = book_of(*scene.before, of=scene.policy)
        decisions = [judged(book, event) for event in scene.events]
        spoil = unguarded(book.store, "node", "member")
        for decision in decisions:
            assert book.store.commit(spoil(decision))
        assert left(book, scene) not in in_turn(scene)
        with pytest.raises(AssertionError):
            check_history(book.rows)

    def test_a_lift_without_the_guard_of_its_fans_loses_a_takeover(self) -> None:
        scene = MUST["a lift and a takeover of a fan"]
        book = book_of(*scene.before, of=scene.policy)
        decisions = [judged(book, event) for event in scene.events]
        spoil = unguarded(book.store, "node")
        assert all(book.store.commit(spoil(one)) for one in decisions[::-1])
        assert left(book, scene) not in in_turn(scene)


MEMBERS = st.sampled_from("abcdef")
MOVES = st.one_of(
    st.tuples(st.just("touch"), MEMBERS, MEMBERS),
    st.tuples(st.just("rebind"), MEMBERS, MEMBERS),
    st.tuples(st.just("alone"), MEMBERS, MEMBERS),
    st.tuples(st.just("cut"), MEMBERS, MEMBERS),
    st.tuples(st.just("settle"), MEMBERS, MEMBERS),
    st.tuples(st.just("order"), MEMBERS, MEMBERS),
)
DAYS = st.integers(0, 12) | st.integers(0, 70)


def move(number: int, day: int, said_of: tuple[str, str, str]) -> Event:
    """Return an event of a random move."""
    kind, one, other = said_of
    event_id = f"{number} {kind}"
    if kind == "touch":
        return touch(one, other, day=day, event_id=event_id)
    if kind == "settle":
        return settle_fans(one, day=day, limit=1)
    if kind == "order":
        return paid(f"o{number}", one, day=day + 1)
    parent = None if kind == "cut" else other
    return rebind(one, parent, day=day, with_subtree=kind != "alone", limit=1, event_id=event_id)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    moves=st.lists(st.tuples(DAYS, MOVES), min_size=2, max_size=16, unique_by=str),
    turns=st.lists(st.integers(0, 3), max_size=60),
    of=st.sampled_from([LAST, LIFT_LAST, MONTH, SHORT, SHALLOW]),
)
def test_any_moves_at_once_leave_a_forest(
    moves: list[tuple[int, tuple[str, str, str]]], turns: list[int], of: object
) -> None:
    """Four workers, any schedule: no circle at any instant, each node says its newest row."""
    assert isinstance(of, type(LAST))
    book = Book(of)
    events = [move(number, day, one) for number, (day, one) in enumerate(moves)]
    shares = [list({one.id: one for one in events[place::4]}.values()) for place in range(4)]
    workers = [Worker(book.store, of, share, is_snapshot=False) for share in shares]
    for _ in run(workers, turns):
        pass
    list(book.resume())
    check_history(book.rows)


def test_the_random_moves_bind_lift_and_move() -> None:
    """The law above is no law about nothing."""
    chance = Random(5)
    causes: set[str] = set()
    for _ in range(60):
        book = Book(LIFT_LAST)
        for number in range(12):
            kind = chance.choice(["touch", "touch", "rebind", "alone", "cut", "settle"])
            pair = chance.sample("abcdef", 2)
            book.apply(move(number, number, (kind, pair[0], pair[1])))
            list(book.resume())
        check_history(book.rows)
        causes |= {one.cause for one, _ in book.rows.values() if isinstance(one, Binding)}
    assert causes == {"touch", "rebind", "lift"}


def test_bindings_of_other_instants_may_lead_back() -> None:
    """Nobody stands above himself, and yet the newest bindings make a loop; it is no trap."""
    told = (touch("y", "x"), touch("z", "y", day=40), touch("x", "z", day=35), touch("x", "w"))
    book = book_of(*told, of=MONTH)
    parents = {one.member_id: one.parent_id for one in book.nodes()}
    assert ("y", "z", "x") == (parents["x"], parents["y"], parents["z"])
    check_history(book.rows)
    book.apply(touch("w", "fan", day=1))
    for event in (
        touch("x", "w", day=3, event_id="again"),
        touch("z", "w", day=3, event_id="over"),
        rebind("w", "z", day=4),
        rebind("w", "y", day=50, with_subtree=False),
        rebind("w", None, day=51),
    ):
        said_of = book.apply(event)
        assert "replayed" != said_of.status
        check_history(book.rows)
    assert ["z"] == [book.parent("w", "customer", at(4))]


class TestPagesOfAMove:
    """A move without the subtree, while fans come and go between its pages."""

    FANS = (*line_of("r", "m"), *(touch("m", f"f{number}") for number in range(4)))

    def test_who_comes_between_the_pages_goes_up_too(self) -> None:
        book = book_of(*self.FANS)
        first = book.apply(rebind("m", "x", with_subtree=False, limit=2))
        assert first.continuation is not None
        feed(book, touch("m", "new", day=6))
        assert ["applied", "applied"] == [one.status for one in book.resume()]
        check_all(book)
        assert ("x",) == book.upline("m", "customer", at(7))
        assert ("f0", "f1", "f2", "f3", "new") == book.children("r", "customer", at(7))
        assert () == book.children("m", "customer", at(7))

    def test_who_came_after_its_instant_refuses_the_first_page(self) -> None:
        book = book_of(*self.FANS, touch("m", "new", day=6))
        move_of = rebind("m", "x", with_subtree=False, limit=9)
        refusal = book.apply(move_of).refusal
        assert refusal is not None
        assert "graph.late" == refusal.code
        assert ("r",) == book.upline("m", "customer", at(7))

    def test_a_page_that_is_refused_waits_no_longer(self) -> None:
        """The new parent comes below the member while the pages go on."""
        book = book_of(*self.FANS, touch("x", "y"))
        assert book.apply(rebind("m", "y", with_subtree=False, limit=2)).continuation is not None
        feed(book, touch("m", "x", day=6))
        told = list(book.resume())
        assert "graph.late" == (told[-1].refusal and told[-1].refusal.code)
        assert () == book.store.waiting
        assert [] == list(book.resume())
        check_all(book)

    def test_a_parent_below_the_member_is_no_circle_when_fans_stay(self) -> None:
        book = book_of(*line_of("r", "m", "f", "g"))
        feed(book, rebind("m", "g", with_subtree=False))
        check_all(book)
        assert ("g", "f", "r") == book.upline("m", "customer", at(6))

    def test_who_was_below_him_at_the_instant_of_the_move_is_refused(self) -> None:
        """The fan has gone to another since, but the move counts from before that."""
        book = book_of(touch("c", "b"), touch("a", "b", day=2), of=LAST)
        refusal = book.apply(rebind("c", "b", day=1, with_subtree=False)).refusal
        assert refusal is not None
        assert "graph.late" == refusal.code
