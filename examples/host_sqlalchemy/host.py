"""The host: ``load`` and ``commit`` on a connection, and the loop between them.

One event is one transaction. Keys are read in one statement, each scan in one more. A
guarded write names the revision that it expects; if the database finds another, the
whole transaction is rolled back and the event is decided again from fresh facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, literal, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from examples.host_sqlalchemy.scans import SCAN
from examples.host_sqlalchemy.schema import TABLE, columns
from fenxiao import Decision, Event, Key, Need, Policy, Put, Scan, decide, load_record
from fenxiao.model.contract import Fact, Row

__all__ = ["Host", "commit", "load"]

Loaded = dict[Key | Scan, Fact | tuple[Row, ...]]
COUNTED = {"preserve_rowcount": True}  # guards are counted: as many rows as writes
RETRIED = {"40001", "40P01"}  # a serialization failure, a deadlock: nothing was committed


class Host:
    """An engine and a policy: all that a host is."""

    def __init__(self, engine: Engine, policy: Policy) -> None:
        self.engine = engine
        self.policy = policy
        self.retries = 0

    def apply(self, event: Event) -> Decision:
        """Decide an event and store what follows from it, in one transaction."""
        while True:
            try:
                with self.engine.connect() as connection:
                    facts: Loaded = {}
                    while isinstance(step := decide(event, facts, self.policy), Need):
                        facts |= load(connection, step.keys, step.scans)
                    if commit(connection, step):
                        connection.commit()
                        return step
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in RETRIED:
                    raise
            self.retries += 1


def load(connection: Connection, keys: Iterable[Key], scans: Iterable[Scan]) -> Loaded:
    """Return the facts under some keys, all in one statement, then the rows of each scan."""
    found: Loaded = dict.fromkeys(keys)
    if found:
        asked = list(found)
        parts = [
            select(literal(number).label("number"), table.c.record, table.c.revision).where(
                *(column == part for column, part in zip(table.primary_key, key[1:], strict=True))
            )
            for number, key in enumerate(asked)
            for table in (TABLE[key[0]],)
        ]
        for number, record, revision in connection.execute(union_all(*parts)):
            found[asked[number]] = (load_record(record), revision)
    for scan in scans:
        rows = connection.execute(SCAN[scan.name](scan))
        found[scan] = tuple((load_record(record), revision) for record, revision in rows)
    return found


def commit(connection: Connection, decision: Decision) -> bool:
    """Write a decision; False if a guard failed, and then the caller rolls back."""
    for (partition, kind), puts in groupby(decision.puts, key=lambda put: (put.key[0], how(put))):
        if not WRITE[kind](connection, partition, list(puts)):
            return False
    appends = sorted(decision.appends, key=lambda append: append.key)
    return all(
        create(connection, partition, [Put(key, record, 0) for key, record in rows])
        for partition, rows in groupby(appends, key=lambda append: append.key[0])
    )


def how(put: Put) -> str:
    """Say whether a put creates, changes or removes its row."""
    if put.record is None:
        return "remove"
    return "change" if put.expected_revision else "create"


def create(connection: Connection, partition: str, puts: Sequence[Put]) -> bool:
    """Insert new rows; one that exists already is a guard that failed."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(TABLE[partition]).on_conflict_do_nothing()
    rows = [columns(put.key, put.record) | {"revision": 1} for put in puts]
    return connection.execute(statement, rows, execution_options=COUNTED).rowcount == len(rows)


def change(connection: Connection, partition: str, puts: Sequence[Put]) -> bool:
    """Update rows that still have the revision they were read at."""
    table = TABLE[partition]
    values: dict[str, Any] = {column.name: bindparam(f"new_{column.name}") for column in table.c}
    for column in table.primary_key:
        del values[column.name]
    statement = update(table).where(*guards(partition)).values(values)
    rows = [
        {f"new_{name}": value for name, value in columns(put.key, put.record).items()}
        | {"new_revision": put.expected_revision + 1}
        | guard_values(partition, put)
        for put in puts
    ]
    return connection.execute(statement, rows, execution_options=COUNTED).rowcount == len(rows)


def remove(connection: Connection, partition: str, puts: Sequence[Put]) -> bool:
    """Delete rows that still have the revision they were read at."""
    statement = delete(TABLE[partition]).where(*guards(partition))
    rows = [guard_values(partition, put) for put in puts]
    return connection.execute(statement, rows, execution_options=COUNTED).rowcount == len(rows)


WRITE = {"create": create, "change": change, "remove": remove}


def guards(partition: str) -> Iterator[Any]:
    """Yield the conditions that a guarded write sets on its row."""
    table = TABLE[partition]
    for column in (*table.primary_key, table.c.revision):
        yield column == bindparam(f"old_{column.name}")


def guard_values(partition: str, put: Put) -> dict[str, Any]:
    """Return what those conditions compare with."""
    names = [f"old_{column.name}" for column in TABLE[partition].primary_key]
    values = dict(zip(names, put.key[1:], strict=True))
    return values | {"old_revision": put.expected_revision}
