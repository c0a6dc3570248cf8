"""The database's tables, made from the library's own description of what a host stores.

Each partition is a table: the parts of its key, the fields that the scans look at, the
record as canonical JSON, and the revision that guards it. Nothing here names a table but
the indexes: a partition that a later release adds becomes a table by itself.
"""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

from sqlalchemy import BigInteger, Column, Index, MetaData, Table, Text, text

from fenxiao import TABLES, Key, dump_record
from fenxiao.model.records import RECORDS, Record

__all__ = [
    "INDEXES",
    "IS_ASKED",
    "IS_FREE",
    "IS_HELD",
    "IS_ISSUED",
    "IS_OPEN",
    "IS_WAITING",
    "METADATA",
    "TABLE",
    "columns",
]

METADATA = MetaData()
IS_HELD = "state <> 'released' AND due_us IS NOT NULL"  # which orders that of due orders holds
IS_ISSUED = "state = 'issued'"  # which invites the index of due invites holds
IS_ASKED = "state = 'requested'"  # which instructions the index of a batch's holds
IS_FREE = "state = 'requested' AND batch_id IS NULL"  # and that of those in no batch
IS_OPEN = "counted_in = ''"  # which sales the index of sales that wait holds
IS_WAITING = "state = 'open' AND expires_us IS NOT NULL"  # which holds that of due holds has
TEXT = Text().with_variant(Text(collation="C"), "postgresql")  # ids sort by code point


def kinds(partition: str) -> dict[str, Any]:
    """Return the column type of each field of a partition's record: a number, or a text."""
    hints = get_type_hints(RECORDS[partition].kind)
    return {
        name: BigInteger if int in (hint, *get_args(hint)) else TEXT for name, hint in hints.items()
    }


TABLE = {
    spec.name: Table(
        f"fenxiao_{spec.name}",
        METADATA,
        *(Column(name, TEXT, primary_key=True) for name in spec.key),
        *(Column(name, kinds(spec.name)[name]) for name in spec.columns),
        Column("record", Text, nullable=False),
        Column("revision", BigInteger, nullable=False),
    )
    for spec in TABLES
}
"""The table of each partition, by the partition's name."""

INDEXES = {
    "fenxiao_fans": ("node", ("relation", "parent_id", "member_id")),
    "fenxiao_binding_at": ("binding", ("relation", "member_id", "since_us")),
    "fenxiao_binding_under": ("binding", ("relation", "parent_id", "member_id")),
    "fenxiao_tallies": ("tally", ("member_id", "counter", "currency", "at_us", "tally_id")),
    "fenxiao_orders_due": ("order", ("due_us", "order_id")),
    "fenxiao_invites_due": ("invite", ("until_us", "code")),
    "fenxiao_visits": ("visit", ("visitor_id", "at_us")),
    "fenxiao_visits_before": ("visit", ("at_us", "visitor_id", "event_id")),
    "fenxiao_assortments": ("assortment", ("member_id", "since_us")),
    "fenxiao_standing_at": ("standing", ("member_id", "since_us")),
    "fenxiao_sales": ("sale", ("payer_id", "currency", "terms_us", "order_id")),
    "fenxiao_sales_open": ("sale", ("payer_id", "currency", "terms_us", "order_id")),
    "fenxiao_payouts_requested": (
        "payout",
        ("payer_id", "currency", "payable_us", "instruction_id"),
    ),
    "fenxiao_batch_payouts": ("payout", ("batch_id", "payable_us", "instruction_id")),
    "fenxiao_to_seal": ("unsealed", ("payer_id", "effective_us", "entry_id")),
    "fenxiao_holds_due": ("hold", ("expires_us", "hold_id")),
    "fenxiao_payee_at": ("payee_standing", ("payer_id", "member_id", "since_us")),
}
"""What serves the scans that no primary key serves: the partition, and what it is sorted by.

``fenxiao_binding_under`` serves no scan but the service's own question: whose fans as of when.
"""

ONLY = {
    "fenxiao_orders_due": text(IS_HELD),
    "fenxiao_invites_due": text(IS_ISSUED),
    "fenxiao_sales_open": text(IS_OPEN),
    "fenxiao_payouts_requested": text(IS_FREE),
    "fenxiao_batch_payouts": text(IS_ASKED),
    "fenxiao_holds_due": text(IS_WAITING),
}

for index_name, (partition, sorted_by) in INDEXES.items():
    only = ONLY.get(index_name)
    sorted_columns = [TABLE[partition].c[name] for name in sorted_by]
    Index(index_name, *sorted_columns, postgresql_where=only, sqlite_where=only)


def columns(key: Key, record: Record | None) -> dict[str, Any]:
    """Return the columns of a row: its key, what the scans look at, and the record."""
    spec = SPECS[key[0]]
    parts = dict(zip(spec.key, key[1:], strict=True))
    if record is None:  # a row that is to go
        return parts
    looked_at = {name: getattr(record, name) for name in spec.columns}
    return {**parts, **looked_at, "record": dump_record(record)}


SPECS = {spec.name: spec for spec in TABLES}
