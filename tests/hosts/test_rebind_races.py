"""On a real PostgreSQL, moves at once leave what moves in turn leave, and never a circle.

The scenes are those of tests/laws/test_rebind_races.py: rebinds, lifts, takeovers, chains
that run out, first orders. Each is stepped by hand and at random, statement by statement,
then by true threads; each guard is left out once, and then the circle is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from random import Random
from typing import NamedTuple

import pytest
from sqlalchemy import Engine

from fenxiao.model.events import Event
from fenxiao.settlement.book import Book
from tests.hosts.race_driver import Deadlocks, Habit, Played, Stage, racing_engine
from tests.hosts.race_habits import Blind, Forgetful, NewRowsFirst, PutByPut
from tests.hosts.race_threads import at_once, feeding
from tests.hosts.test_races import BY_HAND, LEVELS
from tests.laws.test_rebind_races import check_all, in_turn, left, move
from tests.support.build import book_of
from tests.support.forest import check_history, circles
from tests.support.rebinds import (
    EXPIRING,
    LAST,
    LIFT_LAST,
    MONTH,
    MUST,
    NEED_NOT,
    ROOTS,
    SHORT,
    THREES,
    Scene,
)

pytestmark = pytest.mark.hosts

PAIRS = MUST | NEED_NOT
KINDS = ("touch", "touch", "touch", "rebind", "alone", "cut", "settle", "order")


@pytest.fixture(scope="module")
def engine(postgres_url: str) -> Iterator[Engine]:
    with racing_engine(postgres_url) as one:
        yield one


@pytest.fixture(scope="module")
def stage(engine: Engine) -> Iterator[Stage]:
    one = Stage(engine)
    yield one
    one.close()


@cache
def start_of(scene: Scene) -> Book:
    return book_of(*scene.before, of=scene.policy)


def play(
    stage: Stage, scene: Scene, schedule: Sequence[int], habits: tuple[Habit, ...] = ()
) -> Played:
    return stage.use(scene.policy).play(start_of(scene).rows, scene.events, schedule, habits)


@cache
def sizes(stage: Stage, scene: Scene) -> tuple[int, ...]:
    """Return in how many steps each event is done when it is alone."""
    return tuple(
        play(stage, scene._replace(events=(event,)), ()).step_counts[0] for event in scene.events
    )


def is_sound(played: Played, scene: Scene) -> bool:
    """Say whether what was left is what some order leaves, and is a forest at every instant."""
    check_all(played.book)
    return left(played.book, scene) in in_turn(scene)


@pytest.mark.parametrize("scene", PAIRS.values(), ids=PAIRS)
def test_stepped_by_hand(stage: Stage, scene: Scene) -> None:
    for name, schedule_of in BY_HAND.items():
        one, other = sizes(stage, scene)
        played = play(stage, scene, schedule_of(one, other))
        assert is_sound(played, scene), name
        assert 0 == played.deadlock_count, name


@pytest.mark.parametrize("scene", MUST.values(), ids=MUST)
def test_who_must_conflict_waits_and_decides_again(stage: Stage, scene: Scene) -> None:
    for name in list(BY_HAND)[:2]:
        played = play(stage, scene, BY_HAND[name](*sizes(stage, scene)))
        assert played.wait_count > 0, name
        assert played.retry_count > 0, name


@pytest.mark.parametrize("scene", NEED_NOT.values(), ids=NEED_NOT)
def test_who_need_not_conflict_never_waits(stage: Stage, scene: Scene) -> None:
    for name in list(BY_HAND)[:2]:
        played = play(stage, scene, BY_HAND[name](*sizes(stage, scene)))
        assert (0, 0) == (played.wait_count, played.retry_count), name


class TestAtRandom:
    """Any scene, any schedule, each guarded write a step of its own."""

    def rounds(self, stage: Stage, seed: int, round_count: int) -> None:
        chance = Random(seed)
        scenes = [*PAIRS.values(), *THREES.values()]
        for number in range(round_count):
            scene = chance.choice(scenes)
            habit = chance.choice([Habit(), PutByPut(), NewRowsFirst()])
            turns = chance.choices(range(len(scene.events)), k=chance.randint(4, 30))
            played = play(stage, scene, turns, (habit,) * len(scene.events))
            assert is_sound(played, scene), (number, turns, scene.events)
            assert 0 == played.deadlock_count, (number, turns, scene.events)

    @pytest.mark.parametrize("seed", range(4))
    def test_some(self, stage: Stage, seed: int) -> None:
        self.rounds(stage, seed, 40)

    @pytest.mark.nightly
    @pytest.mark.parametrize("seed", range(100, 110))
    def test_many(self, stage: Stage, seed: int) -> None:
        self.rounds(stage, seed, 500)


def without(*members: str) -> Habit:
    """Return a host that forgets to write the nodes of some members."""
    return Forgetful(*(("node", "customer", member) for member in members))


class Control(NamedTuple):
    """A scene, hosts that leave a guard out, and what then comes out in some schedule."""

    scene: Scene
    habits: tuple[Habit, ...]
    is_bad: Callable[[Book], bool]


def is_circular(book: Book) -> bool:
    return any(circles(book.rows))


def is_bound_twice(book: Book) -> bool:
    """Say whether a node does not say its newest row, or two rows are of one instant."""
    try:
        check_history(book.rows)
    except AssertionError:
        return True
    return False


BLIND = (Blind("node", "member"),) * 2
CONTROLS = {
    "rebinds that forget the roots close a circle": Control(
        ROOTS, (without("a1", "b1"),) * 2, is_circular
    ),
    "one rebind that forgets the roots is enough": Control(
        ROOTS, (without("a1", "b1"), Habit()), is_circular
    ),
    "a rebind and a bind that forget the root close a circle": Control(
        MUST["a rebind and a bind"], (without("a1", "b1"), without("a1")), is_circular
    ),
    "binds that forget who will be a root close a circle by and by": Control(
        EXPIRING, (without("w", "p", "v"), without("q", "u")), is_circular
    ),
    "a rebind alone that forgets its new parent closes a circle": Control(
        MUST["a rebind alone under who becomes his fan"], (without("x"),) * 2, is_circular
    ),
    "takeovers that write the visitor blindly bind him twice": Control(
        MUST["two takeovers of one moment"], BLIND, is_bound_twice
    ),
    "first orders that write their buyer blindly bind him twice": Control(
        MUST["two first orders that bind"], BLIND, is_bound_twice
    ),
    "registrations that write the member blindly bind him twice": Control(
        MUST["two registrations"], BLIND, is_bound_twice
    ),
}


@pytest.mark.parametrize("control", CONTROLS.values(), ids=CONTROLS)
class TestEachGuardIsNecessary:
    """With the guard both schedules are sound; without it one of them is not."""

    def played(self, stage: Stage, control: Control, *habits: Habit) -> list[Played]:
        counts = sizes(stage, control.scene)
        return [
            play(stage, control.scene, schedule_of(*counts), habits)
            for schedule_of in BY_HAND.values()
        ]

    def test_with_it_there_is_no_harm(self, stage: Stage, control: Control) -> None:
        for played in self.played(stage, control):
            assert is_sound(played, control.scene)
            assert not control.is_bad(played.book)

    def test_without_it_there_is(self, stage: Stage, control: Control) -> None:
        found = [one.book for one in self.played(stage, control, *control.habits)]
        assert any(map(control.is_bad, found))


@pytest.mark.parametrize("level", LEVELS)
class TestThreads:
    """True threads through the host's own loop, at each level of isolation."""

    @pytest.fixture
    def stage(self, postgres_url: str, level: str) -> Iterator[Stage]:
        with racing_engine(postgres_url, level) as engine:
            one = Stage(engine, worker_count=0)
            yield one
            one.close()

    def events(self, chance: Random, worker: int) -> list[Event]:
        """Return moves of one worker: anybody to anybody, over days on which bindings end."""
        made: dict[str, Event] = {}
        for turn in range(6):
            one, other = chance.sample("abcdef", 2)
            kind = chance.choice(KINDS)
            said = (kind, one, other)
            event = move(10 * worker + turn, chance.randrange(70), said)
            made[event.id] = event
        return list(made.values())

    @pytest.mark.parametrize(
        "policy", [LAST, LIFT_LAST, MONTH, SHORT], ids=["last", "lift", "month", "short"]
    )
    def test_eight_workers_move_few_members_at_random(self, stage: Stage, policy: object) -> None:
        assert isinstance(policy, type(LAST))
        deadlocks = Deadlocks(stage.engine)
        stage.use(policy)
        for seed in range(3):
            stage.fill({})
            chance = Random(seed)
            lists = [self.events(chance, worker) for worker in range(8)]
            at_once([feeding(stage.host, one) for one in lists])
            stage.resume()
            check_history(stage.book().rows)
        assert 0 == deadlocks.count

    @pytest.mark.parametrize(
        "scene", [ROOTS, EXPIRING, *THREES.values()], ids=["roots", "expiring", *THREES]
    )
    def test_at_once_they_leave_what_some_order_leaves(self, stage: Stage, scene: Scene) -> None:
        stage.use(scene.policy)
        for _ in range(4):
            stage.fill(start_of(scene).rows)
            at_once([feeding(stage.host, [one]) for one in scene.events])
            stage.resume()
            book = stage.book()
            check_all(book)
            assert left(book, scene) in in_turn(scene)
