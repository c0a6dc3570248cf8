"""Databases for the hosts' tests: PostgreSQL and SQLite, with fresh tables for each test.

``FENXIAO_POSTGRES_URL`` (``postgresql+psycopg://…``) names a server to use; without it
a private one is started. A server that does not start is a failure, never a skip.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.hosts.server import Server, fresh_schema, fresh_tables, sqlite_url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Name a PostgreSQL server; shared, so leave its ``public`` schema alone."""
    given = os.environ.get("FENXIAO_POSTGRES_URL")
    if given:
        yield given
        return
    server = Server()
    yield server.url
    server.close()


@pytest.fixture
def postgres_schema(postgres_url: str) -> Iterator[str]:
    """Name a new, empty schema of that server, as a URL."""
    with fresh_schema(postgres_url) as url:
        yield url


@pytest.fixture
def postgres_engine(postgres_schema: str) -> Iterator[Engine]:
    """Give PostgreSQL with fresh tables."""
    with fresh_tables(postgres_schema) as engine:
        yield engine


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    """Give a SQLite file with fresh tables."""
    with fresh_tables(sqlite_url(tmp_path)) as engine:
        yield engine


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Engine:
    """Give each database in turn, with fresh tables."""
    name = "postgres_engine" if request.param == "postgresql" else "sqlite_engine"
    engine: Engine = request.getfixturevalue(name)
    return engine


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """Start a server that a module may kill; nobody else uses it."""
    server = Server()
    yield server
    server.close()
