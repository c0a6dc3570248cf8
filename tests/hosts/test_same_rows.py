"""SQLite and PostgreSQL hold the same rows after real events as the book in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache

import pytest
from sqlalchemy import Engine

from examples.host_sqlalchemy.host import Host
from examples.shop_year.source import read_year
from examples.shop_year.year import Run, settle
from fenxiao import TABLES, Book, Event
from fenxiao.model.events import EVENTS, event_type
from fenxiao.model.records import Terms
from tests.hosts.crash_stream import crash_stream
from tests.hosts.server import rows_of

pytestmark = pytest.mark.hosts

MONTH_END = datetime(2011, 1, 1, tzinfo=UTC)
QUARTER_END = datetime(2011, 3, 1, tzinfo=UTC)


@cache
def settled(until: datetime) -> Run:
    """Settle the shop's events in memory, the calendar's included."""
    return settle(read_year(until), progress=lambda _done, _of: None)


def differences(book: Book, events: Iterable[Event], engine: Engine) -> Iterator[str]:
    host = Host(engine, book.policy)
    for event in events:
        host.apply(event)
    stored, expected = rows_of(engine), dict(book.rows)
    for key in sorted({*stored, *expected}):
        if stored.get(key) != expected.get(key):
            yield f"{key}: {stored.get(key)} is stored, {expected.get(key)} is right"


@pytest.mark.parametrize(
    "until",
    [
        pytest.param(MONTH_END, id="a month"),
        pytest.param(QUARTER_END, id="a quarter", marks=pytest.mark.nightly),
    ],
)
def test_real_events_leave_the_rows_of_the_book(database: Engine, until: datetime) -> None:
    run = settled(until)
    assert [] == list(differences(run.book, run.fed, database))


def test_under_a_policy_of_all_parts_the_rows_are_those_of_the_book(database: Engine) -> None:
    stream = crash_stream(80, parts=2, limit=6)
    written = {key[0] for key in stream.book.rows}
    assert {"continuation"} == {spec.name for spec in TABLES} - written  # all pages are done
    assert set(EVENTS) == {event_type(event) for event in stream.paged}
    terms = (one for one, _ in stream.book.rows.values() if isinstance(one, Terms))
    assert {"link", "relation"} == {credit.kind for one in terms for credit in one.credits}
    assert [] == list(differences(stream.book, stream.paged, database))
