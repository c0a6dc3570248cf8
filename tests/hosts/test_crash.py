"""A worker killed at any moment, and the server too: every row is as if nothing had happened.

The worker is a process of its own on PostgreSQL and is killed by SIGKILL. It is started
again and feeds the stream from the start, until the stream is through; then all rows,
with their revisions, are compared with an undisturbed book. Two hosts that mark an
event in a transaction of its own are caught by the same comparison.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, count
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random
from signal import SIGKILL
from time import sleep
from typing import Literal, NamedTuple

import pytest
from sqlalchemy import Engine

from examples.host_sqlalchemy.host import Host
from examples.host_sqlalchemy.schema import METADATA
from fenxiao import Event, Release
from fenxiao.model.events import EVENTS, event_type
from tests.hosts.crash_hosts import HOSTS
from tests.hosts.crash_stream import Stream, crash_policy, crash_stream
from tests.hosts.server import Server, fresh_schema, fresh_tables, rows_of
from tests.hosts.worker import SERVER_GONE, feed, read_place, resume, work

pytestmark = pytest.mark.hosts

Target = Literal["worker", "server"]
WRONG = tuple(kind for kind in HOSTS if kind != "whole")
MOMENT_SECONDS = 0.02  # some events long
PROCESSES = get_context("forkserver")  # a new worker takes milliseconds
PROCESSES.set_forkserver_preload(["tests.hosts.worker"])


def long_stream() -> Stream:
    return crash_stream(240, parts=3, limit=6)


def short_stream() -> Stream:
    return crash_stream(30, parts=1, limit=2)


@contextmanager
def database(server: Server, *, durable: bool = True) -> Iterator[Engine]:
    with fresh_schema(server.url, durable=durable) as url, fresh_tables(url) as engine:
        yield engine


def empty(engine: Engine) -> None:
    """Remove all rows, which is faster than new tables."""
    with engine.begin() as connection:
        for table in METADATA.sorted_tables:
            connection.execute(table.delete())


def start(
    engine: Engine, kind: str, events: list[Event], notes: Path, die_at: int = 0
) -> ForkServerProcess:
    url = engine.url.render_as_string(hide_password=False)
    notes.unlink(missing_ok=True)
    worker = PROCESSES.Process(target=work, args=(url, kind, events, notes, die_at))
    worker.start()
    return worker


def differences(engine: Engine, stream: Stream) -> list[str]:
    """Say which rows are lost, doubled or other than in the undisturbed book."""
    engine.dispose()  # its connections may be to a server that was killed
    stored, expected = rows_of(engine), dict(stream.book.rows)
    return [
        f"{key}: {stored.get(key)} is stored, {expected.get(key)} is right"
        for key in sorted({*stored, *expected})
        if stored.get(key) != expected.get(key)
    ]


class Blow(NamedTuple):
    """A kill: from which event of the stream on, and of whom."""

    number: int
    target: Target


class Landed(NamedTuple):
    """Where a kill landed."""

    target: Target
    event: str
    doing: str


@dataclass
class Storm:
    """Kills at random moments all over a stream, until each has landed inside work."""

    server: Server
    stream: Stream
    notes: Path
    blows: list[Blow] = field(default_factory=list)
    random: Random = field(default_factory=lambda: Random(3))
    landed: list[Landed] = field(default_factory=list)

    def gather(self, *, workers: int, servers: int) -> None:
        """Draw whom the kills to come are for, the first last."""
        targets: list[Target] = []
        targets += ["worker"] * workers
        targets += ["server"] * servers
        self.random.shuffle(targets)
        self.blows = [Blow(0, target) for target in targets]

    def rage(self, kind: str) -> list[str]:
        """Feed the stream to new tables, killing, and say what became different."""
        size = len(self.stream.told)
        numbers = sorted((self.random.randrange(size) for _ in self.blows), reverse=True)
        spread = zip(self.blows, numbers, strict=True)
        self.blows = [blow._replace(number=number) for blow, number in spread]
        with database(self.server) as engine:
            while not self.is_through(engine, kind):
                pass
            return differences(engine, self.stream)

    def is_through(self, engine: Engine, kind: str) -> bool:
        """Start a worker, and kill it or its server; say whether it fed all there is."""
        worker = start(engine, kind, self.stream.told, self.notes)
        blow = self.blows[-1] if self.blows else None
        if blow is not None:
            while worker.is_alive() and read_place(self.notes).number < blow.number:
                sleep(0.001)
            sleep(self.random.uniform(0, MOMENT_SECONDS))
            if blow.target == "server":
                self.server.kill()
            else:
                worker.kill()
        worker.join()
        if blow is not None and blow.target == "server":
            self.server.start()
        if worker.exitcode == 0:
            return True
        assert blow is not None, "a worker died by itself"
        assert worker.exitcode == (SERVER_GONE if blow.target == "server" else -SIGKILL)
        place = read_place(self.notes)
        if place.doing in {"reading", "writing", "committing"}:
            event = event_type(self.stream.told[place.number])
            self.landed.append(Landed(blow.target, event, place.doing))
            self.blows.pop()
        return False


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(30, id="thirty"),
        pytest.param(200, id="two hundred", marks=pytest.mark.nightly),
    ],
)
def test_a_worker_and_the_server_killed_at_any_moment(
    own_server: Server, tmp_path: Path, kills: int
) -> None:
    storm = Storm(own_server, long_stream(), tmp_path / "place")
    assert set(EVENTS) == {event_type(event) for event in storm.stream.paged}
    storm.gather(workers=kills, servers=2)
    while storm.blows:
        assert [] == storm.rage("whole")
    assert Counter(worker=kills, server=2) == Counter(landed.target for landed in storm.landed)


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_host_killed_at_any_moment_is_caught(
    own_server: Server, tmp_path: Path, kind: str
) -> None:
    storm = Storm(own_server, short_stream(), tmp_path / "place")
    found: list[str] = []
    while len(storm.landed) < 30 and not found:
        storm.gather(workers=10, servers=0)
        while storm.blows and not found:
            found = storm.rage(kind)
    assert found


def killed_at_every_step(
    server: Server, notes: Path, kind: str, go_on: Callable[[Host], None]
) -> Iterator[list[str]]:
    """Yield for each step of a paged release what a kill there and going on changed."""
    stream = short_stream()
    with database(server, durable=False) as engine:
        for step in count(1):
            empty(engine)
            worker = start(engine, kind, stream.told, notes, die_at=step)
            worker.join()
            if worker.exitcode == 0:
                return
            assert -SIGKILL == worker.exitcode
            go_on(HOSTS[kind](engine, crash_policy()))
            yield differences(engine, stream)


def by_what_waits(host: Host) -> None:
    resume(host)
    feed(host, short_stream().told)


def by_the_pages_themselves(host: Host) -> None:
    feed(host, short_stream().paged)


@pytest.mark.parametrize("go_on", [by_what_waits, by_the_pages_themselves])
def test_killed_at_every_step_of_every_page(
    own_server: Server, tmp_path: Path, go_on: Callable[[Host], None]
) -> None:
    pages = sum(isinstance(event, Release) for event in short_stream().paged)
    assert pages >= 4
    found = list(killed_at_every_step(own_server, tmp_path / "place", "whole", go_on))
    assert [] == list(chain.from_iterable(found))
    assert len(found) >= 4 * pages  # keys, orders due, writes, the commit


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_host_killed_within_a_page_is_caught(
    own_server: Server, tmp_path: Path, kind: str
) -> None:
    assert any(killed_at_every_step(own_server, tmp_path / "place", kind, by_what_waits))


@pytest.mark.parametrize("kind", HOSTS)
def test_undisturbed_all_hosts_store_the_same(own_server: Server, kind: str) -> None:
    with database(own_server, durable=False) as engine:
        feed(HOSTS[kind](engine, crash_policy()), short_stream().told)
        assert [] == differences(engine, short_stream())
