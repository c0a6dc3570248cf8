"""The database by its URL, with its tables brought up to date by the migrations."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

__all__ = ["downgrade", "migrate"]

CONFIG = Path(__file__).with_name("alembic.ini")


def migrate(engine: Engine, revision: str = "head") -> None:
    """Create the tables, or bring them up to a revision; by default, to the newest."""
    with engine.begin() as connection:
        config = Config(CONFIG)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Go back to an older revision; by default, remove every table that was made."""
    with engine.begin() as connection:
        config = Config(CONFIG)
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
