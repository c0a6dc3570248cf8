"""The host: ``load`` and ``commit`` on a connection, and the loop between them.

One event is one transaction. Keys are read in one statement, each scan in one more; all
new rows are written in one, changed and removed rows in one per table. A guarded write
names the revision that it expects; if the database finds another, the whole transaction
is rolled back and the event is decided again from fresh facts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from examples.host_sqlalchemy.scans import SCAN, names_of
from examples.host_sqlalchemy.schema import columns
from examples.host_sqlalchemy.statements import (
    by_keys,
    changing,
    inserting,
    inserting_all,
    key_names,
)
from fenxiao import Decision, Event, Key, Need, Policy, Put, Scan, decide, load_record
from fenxiao.model.contract import Fact, Row

__all__ = ["Host", "commit", "load"]

Loaded = dict[Key | Scan, Fact | tuple[Row, ...]]
COUNTED = {"preserve_rowcount": True}  # guards are counted: as many rows as writes
RETRIED = {"40001", "40P01"}  # a serialization failure, a deadlock: nothing was committed


class Host:
    """An engine and a policy: all that a host is; it counts what it decided again."""

    def __init__(self, engine: Engine, policy: Policy) -> None:
        self.engine = engine
        self.policy = policy
        self.retried: Counter[type[Event]] = Counter()

    @property
    def retries(self) -> int:
        """How often an event was decided again."""
        return self.retried.total()

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
            self.retried[type(event)] += 1


def load(connection: Connection, keys: Iterable[Key], scans: Iterable[Scan]) -> Loaded:
    """Return the facts under some keys, all in one statement, then the rows of each scan."""
    asked = list(keys)
    found: Loaded = dict.fromkeys(asked)
    if asked:
        names = {name: part for n, key in enumerate(asked) for name, part in key_names(n, key)}
        statement = by_keys(tuple(key[0] for key in asked))
        for number, record, revision in connection.execute(statement, names):
            found[asked[number]] = (load_record(record), revision)
    for scan in scans:
        rows = connection.execute(SCAN[scan.name], names_of(scan))
        found[scan] = tuple((load_record(record), revision) for record, revision in rows)
    return found


def commit(connection: Connection, decision: Decision) -> bool:
    """Write a decision; False if a guard failed, and then the caller rolls back.

    New rows are written first, then the rows that were there, each in key order. An insert
    waits for whoever is changing a row of its key; whoever changes rows has done with his
    inserts and waits for nobody's. So no two hosts wait for each other.
    """
    new = [(put.key, put.record) for put in decision.puts if not put.expected_revision]
    fresh: dict[str, list[dict[str, Any]]] = {}
    for key, record in sorted((*new, *decision.appends), key=lambda row: row[0]):
        fresh.setdefault(key[0], []).append({**columns(key, record), "revision": 1})
    if not create(connection, fresh):
        return False
    held = [put for put in decision.puts if put.expected_revision]
    for (partition, is_removal), puts in groupby(held, lambda put: (put.key[0], not put.record)):
        if not change(connection, partition, list(puts), is_removal=is_removal):
            return False
    return True


def change(connection: Connection, partition: str, puts: list[Put], *, is_removal: bool) -> bool:
    """Update or delete rows that still have the revision they were read at."""
    is_json = connection.dialect.name == "postgresql"
    rows = [{**columns(put.key, put.record), "revision": put.expected_revision} for put in puts]
    given: Any = {partition: json.dumps(rows)} if is_json else rows
    statement = changing(partition, is_removal=is_removal, is_json=is_json)
    return connection.execute(statement, given, execution_options=COUNTED).rowcount == len(rows)


def create(connection: Connection, fresh: dict[str, list[dict[str, Any]]]) -> bool:
    """Insert new rows of some tables; one that exists already is a guard that failed."""
    if not fresh:
        return True
    count = sum(map(len, fresh.values()))
    if connection.dialect.name == "postgresql":
        texts = {partition: json.dumps(rows) for partition, rows in fresh.items()}
        return bool(connection.scalar(inserting_all(tuple(fresh)), texts) == count)
    written = (
        connection.execute(inserting(partition), rows, execution_options=COUNTED).rowcount
        for partition, rows in fresh.items()
    )
    return sum(written) == count
