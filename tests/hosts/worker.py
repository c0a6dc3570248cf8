"""A worker that may be killed at any moment: it feeds a stream to a host, from the start.

What waits to go on is worked first: it came before all that is still to come, and an
event that is fed again is "replayed" and names no continuation. Worked after the rest,
a release would meet orders that were refunded meanwhile. A worker that looks at nothing
that waits does as well, if its stream has each page as an event of its own.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.exc import OperationalError

from examples.host_sqlalchemy.host import Host
from examples.host_sqlalchemy.schema import TABLE
from fenxiao import Event, Release, load_event, load_record
from fenxiao.model.records import Continuation
from tests.hosts.crash_hosts import HOSTS
from tests.hosts.crash_stream import crash_policy

__all__ = ["SERVER_GONE", "Place", "feed", "read_place", "resume", "work"]

SERVER_GONE = 3
WIDTH = 32


class Place(NamedTuple):
    """Where a worker is: at which event, doing what, having done so many steps of releases."""

    number: int = -1
    doing: str = "starting"
    steps: int = 0


class Watch:
    """Write down where the worker is, where that outlives it; die at a step of a release.

    A step is a statement that was run, or a commit that is about to be asked for.
    """

    def __init__(self, path: Path, die_at: int) -> None:
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT)
        self.die_at = die_at
        self.place = Place()
        self.counts = False

    def at(self, **changes: Any) -> None:
        """Note a change of place."""
        self.place = self.place._replace(**changes)
        number, doing, steps = self.place
        os.pwrite(self.file, f"{number} {doing} {steps}".ljust(WIDTH).encode(), 0)

    def step(self) -> None:
        """Count a step, and die if it is the one."""
        if self.counts:
            self.at(steps=self.place.steps + 1)
            if self.place.steps == self.die_at:
                os.kill(os.getpid(), signal.SIGKILL)

    def listen(self, engine: Engine) -> None:
        """Follow what an engine does."""

        def before(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            reads = statement.lstrip().startswith(("SELECT", "WITH"))
            self.at(doing="reading" if reads else "writing")

        def after(*_: Any) -> None:
            self.step()

        def commit(_: Any) -> None:
            self.at(doing="committing")
            self.step()

        event.listen(engine, "before_cursor_execute", before)
        event.listen(engine, "after_cursor_execute", after)
        event.listen(engine, "commit", commit)


def read_place(path: Path) -> Place:
    """Return where a worker is, or was when it died."""
    words = path.read_text().split() if path.exists() else []
    return Place(int(words[0]), words[1], int(words[2])) if words else Place()


def work(url: str, kind: str, events: Sequence[Event], notes: Path, die_at: int) -> None:
    """Feed a stream to a host of a kind; be gone at once when the server is.

    Args:
        url: The database.
        kind: One of ``HOSTS``.
        events: The stream, always from its start.
        notes: Where to note the place.
        die_at: At which step of the releases to die; 0 for none.
    """
    watch = Watch(notes, die_at)
    engine = create_engine(url)
    watch.listen(engine)
    try:
        host = HOSTS[kind](engine, crash_policy())
        resume(host)
        feed(host, events, watch)
    except OperationalError:
        os._exit(SERVER_GONE)


def feed(host: Host, events: Sequence[Event], watch: Watch | None = None) -> None:
    """Feed a stream from its start, each event with its pages."""
    for number, told in enumerate(events):
        if watch is not None:
            watch.at(number=number, doing="between")
            watch.counts = isinstance(told, Release)
        waiting: Event | None = told
        while waiting is not None:
            waiting = host.apply(waiting).continuation


def resume(host: Host) -> None:
    """Work what waits, until nothing is left to try."""
    tried: set[str] = set()
    table = TABLE["continuation"]
    while True:
        with host.engine.connect() as connection:
            stored = connection.scalars(select(table.c.record).order_by(table.c.event_id)).all()
        records = [load_record(record) for record in stored]
        fresh = [
            one for one in records if isinstance(one, Continuation) and one.event_id not in tried
        ]
        if not fresh:
            return
        for one in fresh:
            tried.add(one.event_id)
            host.apply(load_event(one.event_json))
