"""Events in steps: each on a connection and in a thread of its own, one step at a time.

A step is one statement or one commit. A step that waits for a row lock is noticed, since
the server says who waits for whom; its worker is left waiting while the others go on.
Whoever loses a guard, or is told of a deadlock, starts again with no facts, as a host does.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import chain, cycle
from time import monotonic
from typing import Any, NamedTuple, Self

from sqlalchemy import Connection, Engine, create_engine, delete, event, insert, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError

from examples.host_sqlalchemy.host import RETRIED, Host, Loaded, commit, load
from examples.host_sqlalchemy.schema import METADATA, TABLE, columns
from fenxiao import Decision, Key, Need, Policy, Scan, decide, load_event
from fenxiao.ledger.posting import deltas
from fenxiao.model.contract import Row
from fenxiao.model.events import Event
from fenxiao.model.records import Continuation, Entry
from fenxiao.settlement.book import Book
from tests.hosts.server import fresh_schema, rows_of
from tests.support.build import POLICY

__all__ = ["Deadlocks", "Habit", "Played", "Stage", "book_from", "racing_engine"]

PATIENCE_SECONDS = 30
GLANCE_SECONDS = 0.01
STEP_LIMIT = 5_000
DEADLOCK = "40P01"
CLEAR = ";".join(str(delete(table)) for table in TABLE.values())
SETTINGS = {
    "synchronous_commit": "off",  # nothing crashes here
    "deadlock_timeout": "100ms",
}
Part = tuple[tuple[Key, ...], tuple[Scan, ...]]


@contextmanager
def racing_engine(url: str, isolation: str = "READ COMMITTED") -> Iterator[Engine]:
    """Yield an engine with tables of its own, for many connections."""
    with fresh_schema(url) as own:
        engine = create_engine(own, isolation_level=isolation, pool_size=12)
        event.listen(engine, "connect", _set_up)
        METADATA.create_all(engine)
        yield engine
        engine.dispose()


def _set_up(connection: Any, _: object) -> None:
    for name, value in SETTINGS.items():
        connection.execute(f"SET {name} = '{value}'")
    connection.commit()


class Deadlocks:
    """Counts the deadlocks that the server broke, on every connection of an engine."""

    def __init__(self, engine: Engine) -> None:
        self.count = 0
        event.listen(engine, "handle_error", self._notice)

    def _notice(self, context: ExceptionContext) -> None:
        self.count += getattr(context.original_exception, "sqlstate", None) == DEADLOCK


class Habit:
    """How a host reads and writes. This one does as the contract says; others err."""

    def parts(self, need: Need) -> list[Part]:
        """Return what each read loads: all keys at once, then one scan after the other."""
        keys: list[Part] = [(need.keys, ())] if need.keys else []
        return [*keys, *(((), (scan,)) for scan in need.scans)]

    def write(self, connection: Connection, decision: Decision) -> Iterator[bool]:
        """Write a decision in one step; yield whether its guards held."""
        yield commit(connection, decision)


class Worker:
    """One of several: a connection, a thread, events to do, and where it stands."""

    def __init__(self, engine: Engine, number: int) -> None:
        self.connection = engine.connect()
        self.pid = self.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        self.connection.rollback()
        self.thread = ThreadPoolExecutor(1, thread_name_prefix=f"worker {number}")
        self.future: Future[None] | None = None
        self.begin((), POLICY, Habit())

    def begin(self, todo: Iterable[Event], policy: Policy, habit: Habit) -> None:
        self.todo = list(todo)
        self.policy = policy
        self.habit = habit
        self.is_on_pages = False
        self.step_count = self.retry_count = self.wait_count = self.deadlock_count = 0
        self._script: Generator[None, None, Decision | None] | None = None

    def close(self) -> None:
        self.thread.shutdown()
        self.connection.close()

    @property
    def is_waiting(self) -> bool:
        return self.future is not None

    def start(self) -> None:
        """Start the next step; it goes on in the worker's own thread."""
        self.step_count += not self.is_on_pages
        self.future = self.thread.submit(self._step)

    def finish(self) -> None:
        """Take note of a step that is done; what it raised is raised here."""
        assert self.future is not None
        future, self.future = self.future, None
        future.result()

    def _step(self) -> None:
        if self._script is None:
            self._script = self._steps(self.todo[0])
        try:
            next(self._script)
        except StopIteration as end:
            self._script = None
            self._end(end.value)
        except DBAPIError as error:
            self._script = None
            state = getattr(error.orig, "sqlstate", None)
            if state not in RETRIED:
                raise
            self.deadlock_count += state == DEADLOCK
            self._end(None)

    def _end(self, decision: Decision | None) -> None:
        if decision is None:
            self.connection.rollback()
            self.retry_count += 1
            return
        self.todo.pop(0)
        if decision.continuation is not None:
            self.todo.insert(0, decision.continuation)
            self.is_on_pages = True

    def _steps(self, event: Event) -> Generator[None, None, Decision | None]:
        facts: Loaded = {}
        while isinstance(step := decide(event, facts, self.policy), Need):
            for keys, scans in self.habit.parts(step):
                facts |= load(self.connection, keys, scans)
                yield
        for has_held in self.habit.write(self.connection, step):
            if not has_held:
                return None
            yield
        self.connection.commit()
        return step


class Played(NamedTuple):
    """What a race left, and how it went, worker by worker."""

    book: Book
    step_counts: tuple[int, ...]
    retry_count: int
    wait_count: int
    deadlock_count: int


class Stage:
    """A database with a few workers, on which one race after the other is played."""

    def __init__(self, engine: Engine, policy: Policy = POLICY, worker_count: int = 3) -> None:
        self.engine = engine
        self.host = Host(engine, policy)
        self.workers = [Worker(engine, number) for number in range(worker_count)]
        self.watch = engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def use(self, policy: Policy) -> Self:
        """Decide by another policy from now on."""
        self.host = Host(self.engine, policy)
        return self

    def close(self) -> None:
        for worker in self.workers:
            worker.close()
        self.watch.close()

    def play(
        self,
        before: Mapping[Key, Row],
        events: Sequence[Event],
        schedule: Iterable[int],
        habits: Sequence[Habit] = (),
    ) -> Played:
        """Set up some rows, do each event by a worker of its own, return what they left.

        Args:
            before: The rows that there are.
            events: What happens at once.
            schedule: Whose turn it is, by place; afterwards all go on in turn. The turn of
                a worker that waits for another is passed over.
            habits: How each worker reads and writes; as the contract says, by default.
        """
        self.fill(before)
        busy = self.workers[: len(events)]
        for worker, one, habit in zip(busy, events, habits or [Habit()] * len(busy), strict=True):
            worker.begin((one,), self.host.policy, habit)
        turns = chain(schedule, cycle(range(len(busy))))
        for _, turn in zip(range(STEP_LIMIT), turns, strict=False):
            if not any(worker.todo for worker in busy):
                break
            worker = busy[turn]
            if worker.todo and not worker.is_waiting:
                worker.start()
            self._settle(busy)
        assert not any(worker.todo for worker in busy), events
        self.resume()
        return Played(
            self.book(),
            tuple(worker.step_count for worker in busy),
            sum(worker.retry_count for worker in busy),
            sum(worker.wait_count for worker in busy),
            sum(worker.deadlock_count for worker in busy),
        )

    def fill(self, rows: Mapping[Key, Row]) -> None:
        """Make these all the rows that there are."""
        self.watch.exec_driver_sql(CLEAR)
        for name, table in TABLE.items():
            values = [
                columns(key, record) | {"revision": revision}
                for key, (record, revision) in rows.items()
                if key[0] == name
            ]
            if values:
                self.watch.execute(insert(table), values)

    def resume(self) -> None:
        """Go on with every paged event that still waits."""
        while waiting := [
            record
            for record, _ in rows_of(self.engine).values()
            if isinstance(record, Continuation)
        ]:
            for one in waiting:
                self.host.apply(load_event(one.event_json))

    def book(self) -> Book:
        """Return what is stored as a book, to be asked and checked."""
        return book_from(rows_of(self.engine), self.host.policy)

    def _settle(self, busy: Sequence[Worker]) -> None:
        """Let every step that has begun end, or wait for another worker."""
        until = monotonic() + PATIENCE_SECONDS
        for worker in busy:
            while worker.future is not None and not self._is_stuck(worker):
                assert monotonic() < until, "A step neither ends nor waits for another worker."
        begun = [worker.future for worker in busy if worker.future is not None]
        if begun and len(begun) == sum(bool(worker.todo) for worker in busy):
            done, _ = wait(begun, timeout=PATIENCE_SECONDS, return_when=FIRST_COMPLETED)
            assert done, "All wait for each other, and the server does not notice."
            self._settle(busy)

    def _is_stuck(self, worker: Worker) -> bool:
        """Finish a step if it has ended; else say whether it waits for another worker."""
        assert worker.future is not None
        done, _ = wait([worker.future], timeout=GLANCE_SECONDS)
        if done:
            worker.finish()
            return False
        asked = text("SELECT cardinality(pg_blocking_pids(:pid))")
        is_blocked = bool(self.watch.execute(asked, {"pid": worker.pid}).scalar_one())
        worker.wait_count += is_blocked
        return is_blocked


def book_from(rows: Mapping[Key, Row], policy: Policy = POLICY) -> Book:
    """Return a book that holds some rows."""
    book = Book(policy)
    for key, (record, revision) in rows.items():
        book.store._write(key, record, revision)
        for change in deltas(record) if isinstance(record, Entry) else ():
            book.store._tails.setdefault(("wallet", *change[1:4]), {})  # perhaps folded since
    return book
