"""The database's tables, made from the library's own description of what a host stores.

Each partition is a table: the parts of its key, the fields that the scans look at, the
record as canonical JSON, and the revision that guards it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Index, MetaData, Table, Text, text

from fenxiao import TABLES, Key, dump_record
from fenxiao.model.records import Record

__all__ = ["IS_CONFIRMED", "METADATA", "TABLE", "columns"]

METADATA = MetaData()
NUMBERS = {"bound_us", "due_us"}
IS_CONFIRMED = "state = 'confirmed'"  # which orders the index of due orders holds
TEXT = Text().with_variant(Text(collation="C"), "postgresql")  # ids sort by code point

TABLE = {
    spec.name: Table(
        f"fenxiao_{spec.name}",
        METADATA,
        *(Column(name, TEXT, primary_key=True) for name in spec.key),
        *(Column(name, BigInteger if name in NUMBERS else TEXT) for name in spec.columns),
        Column("record", Text, nullable=False),
        Column("revision", BigInteger, nullable=False),
    )
    for spec in TABLES
}
"""The table of each partition, by the partition's name."""

Index(
    "fenxiao_orders_due",
    TABLE["order"].c.due_us,
    TABLE["order"].c.order_id,
    postgresql_where=text(IS_CONFIRMED),
    sqlite_where=text(IS_CONFIRMED),
)


def columns(key: Key, record: Record | None) -> dict[str, Any]:
    """Return the columns of a row: its key, what the scans look at, and the record."""
    spec = SPECS[key[0]]
    parts = dict(zip(spec.key, key[1:], strict=True))
    if record is None:  # a row that is to go
        return parts
    looked_at = {name: getattr(record, name) for name in spec.columns}
    return {**parts, **looked_at, "record": dump_record(record)}


SPECS = {spec.name: spec for spec in TABLES}
