"""Run the migrations: on a connection that is handed in, or on a URL of the command line."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine

from examples.host_sqlalchemy.inbox import INBOX
from examples.host_sqlalchemy.schema import METADATA

TARGETS = [METADATA, INBOX.metadata]


def main() -> None:
    """Choose the database and bring its tables up to date."""
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        run(given)
        return
    named = context.get_x_argument(as_dictionary=True).get("url")
    url = named if isinstance(named, str) else context.config.get_main_option("sqlalchemy.url")
    if url is None:
        message = "Name a database: -x url=sqlite:///shop.db"
        raise SystemExit(message)
    if context.is_offline_mode():
        context.configure(url=url, target_metadata=TARGETS, literal_binds=True)
        with context.begin_transaction():
            context.run_migrations()
        return
    engine = create_engine(url)
    with engine.connect() as connection:
        run(connection)
    engine.dispose()


def run(connection: Connection) -> None:
    """Run what is missing on a connection."""
    context.configure(connection=connection, target_metadata=TARGETS)
    with context.begin_transaction():
        context.run_migrations()


main()
