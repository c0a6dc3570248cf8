"""SQLite and PostgreSQL hold the same rows after real events as the book in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import pytest
from sqlalchemy import Engine

from examples.host_sqlalchemy.host import Host
from examples.shop_year.source import read_year
from examples.shop_year.year import Run, make_policy, settle
from tests.hosts.server import rows_of

pytestmark = pytest.mark.hosts

MONTH_END = datetime(2011, 1, 1, tzinfo=UTC)
QUARTER_END = datetime(2011, 3, 1, tzinfo=UTC)


@cache
def settled(until: datetime) -> Run:
    """Settle the shop's events in memory, the calendar's included."""
    return settle(read_year(until), progress=lambda _done, _of: None)


def differences(run: Run, engine: Engine) -> Iterator[str]:
    host = Host(engine, make_policy())
    for event in run.fed:
        host.apply(event)
    stored, expected = rows_of(engine), dict(run.book.rows)
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
    assert [] == list(differences(settled(until), database))
