"""On a real PostgreSQL at READ COMMITTED, workers at once leave what workers in turn leave.

Each race is stepped by hand, statement by statement, each worker on a connection of his
own; then at random; then by true threads through the host's own loop. What is left is
compared with the same events one after the other on the book in memory. Each rule of
docs/contract.md, "What is guarded", is shown necessary: a host that breaks it is caught.

Moves, lifts, takeovers and first orders are raced in test_rebind_races.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from random import Random
from threading import Event as Signal
from threading import current_thread

import pytest
from sqlalchemy import Engine
from sqlalchemy import event as events_of

from examples.host_sqlalchemy.host import Loaded, commit, load
from fenxiao import Need, decide
from fenxiao.settlement.book import Book
from tests.hosts.race_controls import CONTROLS, Control
from tests.hosts.race_driver import (
    Deadlocks,
    Habit,
    Played,
    Stage,
    racing_engine,
)
from tests.hosts.race_habits import (
    Backward,
    Cutting,
    NewRowsFirst,
    OldRowsFirst,
    PutByPut,
)
from tests.hosts.race_shop import before, events
from tests.hosts.race_threads import at_once, feeding, standing
from tests.laws.test_guards import CONFLICTS, COOL, RICH, TREES, Race
from tests.laws.test_races import THREES, Group, in_turn, left
from tests.support.build import (
    available,
    book_of,
    components,
    fold_wallet,
    line_of,
    touch,
    withdraw,
)
from tests.support.host import schedules
from tests.support.invariants import check

pytestmark = pytest.mark.hosts

RACES = CONFLICTS | COOL
LEVELS = ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"]


@pytest.fixture(scope="module")
def engine(postgres_url: str) -> Iterator[Engine]:
    with racing_engine(postgres_url) as one:
        yield one


@pytest.fixture(scope="module")
def stage(engine: Engine) -> Iterator[Stage]:
    one = Stage(engine)
    yield one
    one.close()


def group_of(race: Race) -> Group:
    return race.before, (race.one, race.other)


@cache
def start_of(group: Group) -> Book:
    return book_of(*group[0])


@cache
def outcomes(group: Group) -> tuple[object, ...]:
    return tuple(in_turn(group))


@cache
def sizes(stage: Stage, group: Group, habits: tuple[Habit, ...] = ()) -> tuple[int, ...]:
    """Return in how many steps each event is done when it is alone."""
    alone = [(event,) for event in group[1]]
    kept = [(habit,) for habit in habits or [Habit()] * len(alone)]
    return tuple(
        stage.play(start_of(group).rows, one, (), habit).step_counts[0]
        for one, habit in zip(alone, kept, strict=True)
    )


def play(
    stage: Stage, group: Group, schedule: Sequence[int], habits: tuple[Habit, ...] = ()
) -> Played:
    return stage.play(start_of(group).rows, group[1], schedule, habits)


def is_sound(played: Played, group: Group) -> bool:
    """Say whether what was left is what some order leaves, and every invariant holds."""
    check(played.book)
    return left(played.book, group) in outcomes(group)


BY_HAND: dict[str, Callable[[int, int], list[int]]] = {
    "both read, the one writes first": lambda a, b: [0] * (a - 2) + [1] * (b - 2) + [0, 1, 0, 1],
    "both read, the other writes first": lambda a, b: [1] * (b - 2) + [0] * (a - 2) + [1, 0, 1, 0],
    "the other is done before the one writes": lambda a, b: [0] * (a - 2) + [1] * b + [0, 0],
    "the one is done before the other writes": lambda a, b: [1] * (b - 2) + [0] * a + [1, 1],
    "the other is done between the reads": lambda a, b: [0] + [1] * b + [0] * (a - 1),
    "the one is done between the reads": lambda a, b: [1] + [0] * a + [1] * (b - 1),
}
"""Whose turn it is, if the one takes a steps and the other b; the last two of each are the
write and the commit."""


@pytest.mark.parametrize("schedule_of", BY_HAND.values(), ids=BY_HAND)
@pytest.mark.parametrize("race", RACES.values(), ids=RACES)
def test_stepped_by_hand(
    stage: Stage, race: Race, schedule_of: Callable[[int, int], list[int]]
) -> None:
    group = group_of(race)
    one, other = sizes(stage, group)
    played = play(stage, group, schedule_of(one, other))
    assert is_sound(played, group)
    assert 0 == played.deadlock_count


@pytest.mark.parametrize("race", CONFLICTS.values(), ids=CONFLICTS)
def test_who_must_conflict_waits_and_decides_again(stage: Stage, race: Race) -> None:
    group = group_of(race)
    for name in list(BY_HAND)[:2]:
        played = play(stage, group, BY_HAND[name](*sizes(stage, group)))
        assert played.wait_count > 0, name
        assert played.retry_count > 0, name


@pytest.mark.parametrize("race", COOL.values(), ids=COOL)
def test_who_need_not_conflict_never_waits(stage: Stage, race: Race) -> None:
    group = group_of(race)
    for name, schedule_of in BY_HAND.items():
        played = play(stage, group, schedule_of(*sizes(stage, group)))
        assert (0, 0) == (played.wait_count, played.retry_count), name


class TestAtRandom:
    """Any race, any schedule, each guarded write a step of its own."""

    def rounds(self, stage: Stage, seed: int, round_count: int) -> None:
        chance = Random(seed)
        groups = [*map(group_of, RACES.values()), *THREES.values()]
        for number in range(round_count):
            group = chance.choice(groups)
            habit = chance.choice([Habit(), PutByPut(), NewRowsFirst()])
            turns = chance.choices(range(len(group[1])), k=chance.randint(4, 24))
            played = play(stage, group, turns, (habit,) * len(group[1]))
            assert is_sound(played, group), (number, turns, group[1])
            assert 0 == played.deadlock_count, (number, turns, group[1])

    @pytest.mark.parametrize("seed", range(4))
    def test_some(self, stage: Stage, seed: int) -> None:
        self.rounds(stage, seed, 75)

    @pytest.mark.nightly
    @pytest.mark.parametrize("seed", range(100, 110))
    def test_many(self, stage: Stage, seed: int) -> None:
        self.rounds(stage, seed, 500)


@pytest.mark.parametrize("control", CONTROLS.values(), ids=CONTROLS)
class TestEachRuleIsNecessary:
    """Every schedule is sound with the rule, and some schedule is not without it."""

    def test_with_it_every_schedule_is_sound(self, stage: Stage, control: Control) -> None:
        group = group_of(control.race)
        for schedule in schedules(sizes(stage, group)):
            played = play(stage, group, schedule)
            assert is_sound(played, group), schedule
            assert not control.is_bad(played.book), schedule

    def test_without_it_one_is_not(self, stage: Stage, control: Control) -> None:
        group = group_of(control.race)
        for event in group[1]:  # not one after the other: only at once
            in_order = book_of(*group[0])
            for one in (event, *(other for other in group[1] if other != event)):
                in_order.apply(one)
            assert not control.is_bad(in_order)
        tried = schedules(sizes(stage, group, control.habits))
        assert any(control.is_bad(play(stage, group, one, control.habits).book) for one in tried)


def test_a_clawback_that_looks_at_the_balance_cannot_say_what_is_a_debt(stage: Stage) -> None:
    """In either order it leaves no debt; at once it leaves one that it did not see."""
    group = group_of(COOL["a refund and a withdrawal of what it takes back"])
    habits = (Cutting("u1"), Habit())
    first, then = sizes(stage, group, habits)
    for in_turn_of_both in ([0] * first + [1] * then, [1] * then + [0] * first):
        assert 0 == components(play(stage, group, in_turn_of_both, habits).book, "u1")[2]
    at_once_by_hand = [0] * (first - 2) + [1] * then + [0, 0]
    assert -500 == components(play(stage, group, at_once_by_hand, habits).book, "u1")[2]


class TestKeyOrder:
    """Rows are locked in key order, so nobody waits in a circle."""

    ROOTS = group_of(CONFLICTS["two roots bind each other through their fans"])
    AGAIN: Group = (RICH, (withdraw("u1"), withdraw("u1"), fold_wallet("u1")))
    FOLD_BETWEEN = (0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1)
    """The first has read that there is no wallet; then the fold makes it; the second reads it."""

    def count(self, stage: Stage, habits: tuple[Habit, ...]) -> int:
        """Return how many deadlocks there were in some of the schedules."""
        every = list(schedules(sizes(stage, self.ROOTS, habits)))
        found = [
            play(stage, self.ROOTS, one, habits)
            for one in Random(1).sample(every, min(40, len(every)))
        ]
        assert all(is_sound(one, self.ROOTS) for one in found)
        return sum(one.deadlock_count for one in found)

    @pytest.mark.parametrize("habit", [PutByPut(), NewRowsFirst()], ids=["all", "new rows first"])
    def test_in_key_order_there_is_no_deadlock(self, stage: Stage, habit: Habit) -> None:
        assert 0 == self.count(stage, (habit, habit))

    def test_against_key_order_there_is_one_and_it_is_decided_again(self, stage: Stage) -> None:
        assert 0 < self.count(stage, (PutByPut(), Backward()))

    @pytest.mark.parametrize(
        ("habit", "count"),
        [(PutByPut(), 0), (NewRowsFirst(), 0), (OldRowsFirst(), 1)],
        ids=["in key order", "new rows first", "old rows first"],
    )
    def test_an_insert_waits_for_whoever_changes_its_row(
        self, stage: Stage, habit: Habit, count: int
    ) -> None:
        """The first inserts event and wallet; the second changes the wallet, inserts the event."""
        tried = [
            play(stage, self.AGAIN, (*self.FOLD_BETWEEN, *rest), (habit,) * 3)
            for rest in schedules((2, 2))
        ]
        assert all(is_sound(one, self.AGAIN) for one in tried)
        assert bool(count) == any(one.deadlock_count for one in tried)


def test_the_example_inserts_and_changes_in_an_order_without_circles(stage: Stage) -> None:
    """One creates a wallet that the other, on newer facts, changes; both insert one event."""
    stage.fill(book_of(*RICH).rows)
    host, request, deadlocks = stage.host, withdraw("u1"), Deadlocks(stage.engine)
    is_paused, may_go_on = Signal(), Signal()

    def pause(_: object, __: object, statement: str, *___: object) -> None:
        if current_thread().name.startswith("newer") and "INSERT" in statement:
            is_paused.set()
            may_go_on.wait(10)

    with stage.engine.connect() as connection:
        facts: Loaded = {}
        while isinstance(step := decide(request, facts, host.policy), Need):
            facts |= load(connection, step.keys, step.scans)
        host.apply(fold_wallet("u1"))
        events_of.listen(stage.engine, "before_cursor_execute", pause)
        with (
            ThreadPoolExecutor(2, thread_name_prefix="newer") as newer,
            ThreadPoolExecutor(1) as older,
        ):
            applied = newer.submit(host.apply, request)
            assert is_paused.wait(10)
            committed = older.submit(commit, connection, step)
            wait([committed], timeout=0.3)
            may_go_on.set()
            assert not committed.result()
            connection.rollback()
            assert "applied" == applied.result().status
        events_of.remove(stage.engine, "before_cursor_execute", pause)
    assert 0 == deadlocks.count


@pytest.mark.parametrize("level", LEVELS)
class TestThreads:
    """True threads through the host's own loop, at each level of isolation."""

    @pytest.fixture
    def engine(self, postgres_url: str, level: str) -> Iterator[Engine]:
        with racing_engine(postgres_url, level) as one:
            yield one

    @pytest.fixture
    def stage(self, engine: Engine) -> Iterator[Stage]:
        one = Stage(engine, worker_count=0)
        yield one
        one.close()

    def test_eight_workers_with_the_same_events_in_other_orders(self, stage: Stage) -> None:
        expected = book_of(*before())
        for event in events():
            expected.apply(event)
            list(expected.resume())
        stage.fill(book_of(*before()).rows)
        deadlocks = Deadlocks(stage.engine)
        jobs = [
            feeding(stage.host, Random(seed).sample(events(), len(events()))) for seed in range(8)
        ]
        done = at_once(jobs)
        stage.resume()
        book = stage.book()
        check(book)
        assert standing(expected) == standing(book)
        statuses = Counter(one.status for decisions in done for one in decisions)
        assert {"applied": len(events()), "replayed": 7 * len(events())} == statuses
        assert 0 == deadlocks.count

    def test_eight_workers_with_the_same_few_events_never_wait_in_a_circle(
        self, stage: Stage
    ) -> None:
        """What one still creates, another changes already: the place for a circle."""
        deadlocks = Deadlocks(stage.engine)
        few = [
            *line_of("a", "b", "c", "d", "e"),
            *(withdraw("u1", 5, event_id=f"w{number}") for number in range(2)),
            fold_wallet("u1"),
        ]
        for number in range(20):
            stage.fill(book_of(*RICH).rows)
            chance = Random(number)
            at_once([feeding(stage.host, chance.sample(few, len(few))) for _ in range(8)])
            book = stage.book()
            check(book)
            assert (0, 0, 490, 10) == components(book, "u1")
        assert 0 == deadlocks.count

    def test_of_eight_withdrawals_of_one_balance_one_wins(self, stage: Stage) -> None:
        for number in range(10):
            stage.fill(book_of(*available("u1", 500)).rows)
            amount = (500, None)[number % 2]
            requests = [withdraw("u1", amount, event_id=f"w{place}") for place in range(8)]
            done = at_once([feeding(stage.host, [one]) for one in requests])
            codes = Counter(one.refusal.code if one.refusal else one.status for (one,) in done)
            lost = "payout.exceeds_available" if amount else "payout.below_minimum"
            assert {"applied": 1, lost: 7} == codes
            book = stage.book()
            assert (0, 0, 0, 500) == components(book, "u1")
            check(book)

    def test_of_one_withdrawal_fed_eight_times_one_counts(self, stage: Stage) -> None:
        for _ in range(5):
            stage.fill(book_of(*available("u1", 500)).rows)
            done = at_once([feeding(stage.host, [withdraw("u1", 200)])] * 8)
            assert {"applied": 1, "replayed": 7} == Counter(one.status for (one,) in done)
            assert (0, 0, 300, 200) == components(stage.book(), "u1")

    @pytest.mark.parametrize(
        "group",
        [
            ((), (touch("a", "b"), touch("b", "a"))),
            (TREES, (touch("a2", "b1"), touch("b2", "a1"))),
            THREES["a triangle"],
            THREES["a triangle of trees"],
        ],
        ids=["two", "two trees", "three", "three trees"],
    )
    def test_binds_at_once_close_no_circle(self, stage: Stage, group: Group) -> None:
        for _ in range(10):
            stage.fill(start_of(group).rows)
            at_once([feeding(stage.host, [one]) for one in group[1]])
            book = stage.book()
            check(book)
            assert left(book, group) in outcomes(group)

    def test_eight_workers_bind_few_members_at_random(self, stage: Stage) -> None:
        for seed in range(5):
            stage.fill({})
            chance = Random(seed)
            lists = [
                [
                    touch(*chance.sample("abcdef", 2), event_id=f"{worker} {turn}")
                    for turn in range(6)
                ]
                for worker in range(8)
            ]
            at_once([feeding(stage.host, one) for one in lists])
            book = stage.book()
            check(book)
            assert 5 == sum(one.parent_id is not None for one in book.nodes())
