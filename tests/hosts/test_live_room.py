"""A live room: 100,000 visitors of one sharer bind at once, and nobody waits for anybody.

The sharer's own row is locked by somebody else the whole time. Who had to write it would
wait, be cut off after two seconds, and fail the test; his first fan does.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, func, select
from sqlalchemy.exc import OperationalError

from examples.host_sqlalchemy.host import Host
from examples.host_sqlalchemy.schema import METADATA, TABLE
from fenxiao import Touch
from fenxiao.model.contract import Key
from tests.support.build import POLICY

pytestmark = pytest.mark.hosts

LOGGER = logging.getLogger(__name__)  # shown by --log-cli-level=INFO
CLIENTS = 8
AT = datetime(2024, 6, 18, 12, tzinfo=UTC)
LOCK_TIMEOUT = "SET lock_timeout = '2s'"
STAR = ("node", "customer", "star")


@pytest.fixture
def engine(postgres_schema: str) -> Iterator[Engine]:
    """Give PostgreSQL on which whoever waits for a row for two seconds is cut off."""
    made = create_engine(postgres_schema, pool_size=CLIENTS + 2)
    event.listen(made, "connect", _be_impatient)
    METADATA.create_all(made)
    yield made
    made.dispose()


def _be_impatient(connection: Any, _: object) -> None:
    connection.execute(LOCK_TIMEOUT)
    connection.commit()


def come(sharer: str, visitor: str) -> Touch:
    return Touch(id=f"{sharer} {visitor}", at=AT, sharer_id=sharer, visitor_id=visitor)


@contextmanager
def held(engine: Engine, key: Key) -> Iterator[None]:
    """Lock a row for as long as the block lasts, as a transaction that writes it would."""
    table = TABLE[key[0]]
    is_it = [column == part for column, part in zip(table.primary_key, key[1:], strict=True)]
    with engine.connect() as connection:
        found = connection.execute(select(table.c.revision).where(*is_it).with_for_update())
        assert found.scalar_one() > 0
        yield
        connection.rollback()


def stored(engine: Engine, key: Key) -> tuple[str, int]:
    table = TABLE[key[0]]
    is_it = [column == part for column, part in zip(table.primary_key, key[1:], strict=True)]
    with engine.connect() as connection:
        row = connection.execute(select(table.c.record, table.c.revision).where(*is_it)).one()
    return row.record, row.revision


def counts(engine: Engine) -> dict[str, int]:
    """Return how many rows each table has that has any."""
    with engine.connect() as connection:
        found = {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in TABLE.items()
        }
    return {name: count for name, count in found.items() if count}


@pytest.mark.parametrize(
    "visitor_count",
    [
        pytest.param(5_000, id="5,000"),
        pytest.param(100_000, id="100,000", marks=pytest.mark.nightly),
    ],
)
def test_a_live_room_writes_visitors_only(engine: Engine, visitor_count: int) -> None:
    host = Host(engine, POLICY)
    assert "applied" == host.apply(come("star", "first")).status
    before = stored(engine, STAR)

    def enter(client: int) -> set[str]:
        numbers = range(client, visitor_count, CLIENTS)
        return {host.apply(come("star", f"v{number}")).status for number in numbers}

    began = monotonic()
    with held(engine, STAR), ThreadPoolExecutor(CLIENTS) as clients:
        told = list(clients.map(enter, range(CLIENTS)))
    LOGGER.info("%.0f touches a second", visitor_count / (monotonic() - began))
    assert [{"applied"}] * CLIENTS == told
    assert 0 == host.retries
    assert before == stored(engine, STAR)
    fans = visitor_count + 1
    assert {"event": fans, "node": fans + 1, "binding": fans} == counts(engine)


def test_a_first_fan_writes_the_sharer_and_waits(engine: Engine) -> None:
    """The test above can fail: who writes the row that is held does not get through."""
    host = Host(engine, POLICY)
    host.apply(come("above", "star"))  # he has a row now, and no fan
    with held(engine, STAR), pytest.raises(OperationalError, match="lock timeout"):
        host.apply(come("star", "first"))
    assert {"event": 1, "node": 2, "binding": 1} == counts(engine)
