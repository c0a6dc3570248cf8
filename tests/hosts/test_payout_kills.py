"""Apply, approve, submit, result: killed at every statement of every event, then fed again.

What a transaction had written by then is gone, and so is what a host may remember; the rows
are afterwards those of an undisturbed book. Real kills of a process and of its server are
those of test_crash.py, whose stream has the same events.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event

from examples.host_sqlalchemy.database import migrate
from examples.host_sqlalchemy.host import Host
from fenxiao import Event, Touch
from tests.hosts.crash_payouts import payouts
from tests.hosts.crash_stream import Stream, crash_policy
from tests.hosts.server import rows_of

pytestmark = pytest.mark.hosts


class Killed(Exception):  # noqa: N818  # what happens to a worker, no error of anybody
    """The worker is gone."""


class Assassin:
    """Kills at a statement, counted from 1; at none while ``place`` is 0."""

    def __init__(self) -> None:
        self.place = 0
        self.seen = 0

    def aim(self, place: int) -> None:
        self.place, self.seen = place, 0

    def __call__(self, *_: Any) -> None:
        self.seen += 1
        if self.seen == self.place:
            raise Killed


@contextmanager
def database(path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{path}")
    migrate(engine)
    yield engine
    engine.dispose()


def told() -> Stream:
    stream = Stream()
    first = datetime(2026, 6, 1, tzinfo=UTC)
    stream.tell([Touch(id="t", at=first, sharer_id="a", visitor_id="b")])
    stream.tell(payouts(stream, 0))
    return stream


def feed_through(host: Host, one: Event, assassin: Assassin) -> int:
    """Feed an event until it is through, killed one statement later each time."""
    for place in count(1):
        assassin.aim(place)
        try:
            host.apply(one)
        except Killed:
            continue
        assassin.aim(0)
        return place - 1
    raise AssertionError


def test_killed_at_every_statement_every_row_is_as_if_nothing_had_happened(tmp_path: Path) -> None:
    stream, assassin = told(), Assassin()
    with database(tmp_path / "shop.db") as engine:
        event.listen(engine, "before_cursor_execute", assassin)
        host = Host(engine, crash_policy())
        for one in stream.paged:
            assert feed_through(host, one, assassin) >= 2
            assert host.apply(one).status in {"replayed", "refused"}  # killed after the commit
        assert dict(stream.book.rows) == rows_of(engine)
    assert {"paid", "rejected", "cancelled"} == {one.state for one in stream.book.payouts()}
