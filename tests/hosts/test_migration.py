"""The migrations make exactly the tables that the host uses, on both databases.

A database of the first release is brought up to date with what it holds: every upline as
of every instant stays what it was.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData, create_engine, inspect, text

from examples.host_sqlalchemy.database import CONFIG, downgrade, migrate
from examples.host_sqlalchemy.inbox import INBOX
from examples.host_sqlalchemy.schema import METADATA
from tests.hosts.server import fresh_schema

pytestmark = pytest.mark.hosts

ROOT = Path(__file__).parents[2]
OWN = {"alembic_version"}

# What a database says of itself; names of schemas differ and are left out, and so is the place
# of a column in its table: one that was added later stands last.
COLUMNS = text(
    "SELECT table_name, column_name, data_type, is_nullable, collation_name"
    " FROM information_schema.columns WHERE table_schema = current_schema()"
    " AND table_name <> 'alembic_version' ORDER BY table_name, column_name"
)
INDEXES = text(
    "SELECT replace(indexdef, current_schema() || '.', '') FROM pg_indexes"
    " WHERE schemaname = current_schema() AND tablename <> 'alembic_version' ORDER BY 1"
)
SQLITE_COLUMNS = text(
    'SELECT m.name, c.name, c.type, c."notnull", c.pk FROM sqlite_master AS m'
    " JOIN pragma_table_info(m.name) AS c"
    " WHERE m.type = 'table' AND m.name <> 'alembic_version' ORDER BY m.name, c.name"
)
SQLITE_INDEXES = text(
    "SELECT name, tbl_name, sql FROM sqlite_master"
    " WHERE type = 'index' AND tbl_name <> 'alembic_version' ORDER BY name"
)


def create_all(engine: Engine) -> None:
    METADATA.create_all(engine)
    INBOX.metadata.create_all(engine)


def described(engine: Engine) -> list[tuple[object, ...]]:
    """Return all that a database says of its tables and indexes."""
    is_sqlite = engine.dialect.name == "sqlite"
    questions = [SQLITE_COLUMNS, SQLITE_INDEXES] if is_sqlite else [COLUMNS, INDEXES]
    with engine.connect() as connection:
        return [tuple(row) for question in questions for row in connection.execute(question)]


def differences(engine: Engine) -> list[object]:
    """Return what alembic would still change, in its own words."""
    wanted = MetaData()
    for table in (*METADATA.sorted_tables, INBOX):
        table.to_metadata(wanted)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, wanted))


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - OWN


def test_sqlite_is_the_same_either_way(tmp_path: Path) -> None:
    migrated = create_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    created = create_engine(f"sqlite:///{tmp_path / 'created.db'}")
    migrate(migrated)
    create_all(created)
    assert described(created)
    assert described(created) == described(migrated)
    assert [] == differences(migrated)
    migrated.dispose()
    created.dispose()


def test_postgresql_is_the_same_either_way(postgres_schema: str, postgres_url: str) -> None:
    migrated = create_engine(postgres_schema)
    migrate(migrated)
    with fresh_schema(postgres_url) as other:
        created = create_engine(other)
        create_all(created)
        assert described(created)
        assert described(created) == described(migrated)
        created.dispose()
    assert [] == differences(migrated)
    migrated.dispose()


def test_up_and_down_leaves_nothing(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'shop.db'}")
    migrate(engine)
    migrate(engine)
    assert {*METADATA.tables, "shop_inbox"} == tables(engine)
    downgrade(engine)
    assert set() == tables(engine)
    engine.dispose()


@pytest.mark.parametrize("flags", [[], ["--sql"]], ids=["run", "print"])
def test_the_command_line_does_the_same(tmp_path: Path, flags: list[str]) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    place = ["-c", str(CONFIG.relative_to(ROOT)), "-x", f"url={url}"]
    command = [sys.executable, "-m", "alembic", *place, "upgrade", "head", *flags]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    if flags:
        assert all(f"CREATE TABLE {name} (" in done.stdout for name in METADATA.tables)
        return
    engine = create_engine(url)
    assert [] == differences(engine)
    engine.dispose()
