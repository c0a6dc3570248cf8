"""The database by its URL, with its tables brought up to date by the migrations."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

__all__ = ["downgrade", "migrate"]

CONFIG = Path(__file__).with_name("alembic.ini")


def migrate(engine: Engine) -> None:
    """Create the tables, or bring them up to date."""
    with engine.begin() as connection:
        config = Config(CONFIG)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def downgrade(engine: Engine) -> None:
    """Remove every table that the migrations made."""
    with engine.begin() as connection:
        config = Config(CONFIG)
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
