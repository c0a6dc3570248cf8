"""The statements of ``load`` and ``commit``, each built once and kept."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Insert,
    TextClause,
    bindparam,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects import sqlite

from examples.host_sqlalchemy.schema import TABLE
from fenxiao import Key

__all__ = ["by_keys", "changing", "inserting", "inserting_all", "key_names"]


def key_names(place: object, key: Key) -> Iterator[tuple[str, str]]:
    """Yield the parameters that stand for the parts of a key."""
    for number, part in enumerate(key[1:]):
        yield f"{place}_{number}", part


def is_at(partition: str, place: object) -> Iterator[Any]:
    """Yield the conditions that a row has the key of these parameters."""
    for number, column in enumerate(TABLE[partition].primary_key):
        yield column == bindparam(f"{place}_{number}")


@cache
def by_keys(partitions: tuple[str, ...]) -> CompoundSelect[Any]:
    """Read one row from each of some tables, by their keys, with the number of the key."""
    return union_all(
        *(
            select(
                literal_column(str(place)).label("number"), table.c.record, table.c.revision
            ).where(*is_at(partition, place))
            for place, partition in enumerate(partitions)
            for table in (TABLE[partition],)
        )
    )


@cache
def changing(partition: str, *, is_removal: bool, is_json: bool) -> TextClause:
    """Update or delete rows that still have the revision they were read at.

    One row at a time, its columns as parameters; or, on PostgreSQL, all that ``json_rows``
    hands over.
    """
    table = TABLE[partition]
    given, source = ("given.", f" {json_rows(partition)} AS given") if is_json else (":", "")
    names = [column.name for column in table.c]
    guards = [column.name for column in table.primary_key] + ["revision"]
    where = " AND ".join(f"{table.name}.{name} = {given}{name}" for name in guards)
    if is_removal:
        using = " USING" if is_json else ""
        return text(f"DELETE FROM {table.name}{using}{source} WHERE {where}")  # noqa: S608  # our own names
    sets = ", ".join(f"{name} = {given}{name}" for name in names if name not in guards)
    using = " FROM" if is_json else ""
    counted = f"revision = {table.name}.revision + 1"
    return text(f"UPDATE {table.name} SET {sets}, {counted}{using}{source} WHERE {where}")  # noqa: S608  # as above


def json_rows(partition: str) -> str:
    """Return the rows of a table that come as one JSON array, under the partition's name."""
    name = TABLE[partition].name
    return f"json_populate_recordset(CAST(NULL AS {name}), CAST(:{partition} AS json))"


@cache
def inserting(partition: str) -> Insert:
    """Insert rows of one table; those that exist already are not counted."""
    return sqlite.insert(TABLE[partition]).on_conflict_do_nothing()


@cache
def inserting_all(partitions: tuple[str, ...]) -> TextClause:
    """Insert rows of several tables in one statement and count them: PostgreSQL only.

    The rows of a table come as one JSON array, so that the statement is the same for any
    number of them, and is planned once.
    """
    writes = []
    for partition in partitions:
        table = TABLE[partition]
        names = ", ".join(column.name for column in table.c)
        rows = json_rows(partition)
        write = f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {rows}"  # noqa: S608  # our own names
        writes.append(f"new_{partition} AS ({write} ON CONFLICT DO NOTHING RETURNING 1)")
    counts = (f"(SELECT count(*) FROM new_{partition})" for partition in partitions)  # noqa: S608  # as above
    return text(f"WITH {', '.join(writes)} SELECT {' + '.join(counts)}")
