"""The inbox (收件箱): each event as it first came, kept before it is decided.

The library reads no clock, so an event must say when it happened. Whoever calls the
service may leave that out; then the service's clock says it, once. A second delivery
finds the first instant here, so it is the same event and not another under its id.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Engine, MetaData, Table, Text, select
from sqlalchemy.dialects import postgresql, sqlite

from fenxiao import Event, dump_event, load_event, to_us

__all__ = ["INBOX", "keep"]

TEXT = Text().with_variant(Text(collation="C"), "postgresql")

INBOX = Table(
    "shop_inbox",
    MetaData(),
    Column("event_id", TEXT, primary_key=True),
    Column("received_us", BigInteger, nullable=False),
    Column("event_json", Text, nullable=False),
)


def keep(engine: Engine, event: Event) -> Event:
    """Keep an event unless its id is known; return what was first kept under the id."""
    dialect = postgresql if engine.dialect.name == "postgresql" else sqlite
    received = event.recorded_at or event.at
    row = {"event_id": event.id, "received_us": to_us(received), "event_json": dump_event(event)}
    with engine.begin() as connection:
        connection.execute(dialect.insert(INBOX).on_conflict_do_nothing(), row)
        found = select(INBOX.c.event_json).where(INBOX.c.event_id == event.id)
        return load_event(connection.execute(found).scalar_one())
