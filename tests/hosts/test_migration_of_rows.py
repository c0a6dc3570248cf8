"""A database of the first release, brought up to date: every upline is answered as before.

The rows are written as that release wrote them: nodes of schema 1, each with the instant
of its one binding. What the upline was is worked out from them by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, create_engine, inspect, text

from examples.host_sqlalchemy.database import downgrade, migrate
from examples.host_sqlalchemy.host import Host, load
from fenxiao import dump_record
from fenxiao.model.contract import upline_scan
from fenxiao.model.records import Binding, Node
from fenxiao.settlement.facts import rows
from tests.hosts.server import rows_of, sqlite_url
from tests.support.build import POLICY, paid, touch

pytestmark = pytest.mark.hosts

OLD_INSERT = text(
    "INSERT INTO fenxiao_node (relation, member_id, parent_id, bound_us, record, revision)"
    " VALUES (:relation, :member_id, :parent_id, :bound_us, :record, 1)"
)
STRANGE = ('say "hi"', "back\\slash", "分销/u7", "it's", "100%", ":u7", "{u7}")
INSTANTS = range(0, 130, 3)

Old = dict[str, tuple[str | None, int]]
"""The parent of each member, and since when."""


def forest(seed: int) -> Old:
    """Return a forest in which parents are bound before and after their fans."""
    chance = Random(seed)
    members = [*STRANGE, *(f"u{number}" for number in range(60))]
    chance.shuffle(members)
    return {
        member: (chance.choice(members[:place]) if place > 3 else None, chance.randrange(120))
        for place, member in enumerate(members)
    }


def upline_of(old: Old, member: str, at_us: int) -> list[str]:
    """Return whom the first release named above a member at an instant."""
    found: list[str] = []
    parent, bound_us = old[member]
    while parent is not None and bound_us <= at_us:
        found.append(parent)
        parent, bound_us = old[parent]
    return found


def old_record(member: str, parent: str | None, bound_us: int) -> str:
    """Return a node as the first release wrote it."""
    fields = {
        "type": "node",
        "schema": 1,
        "relation": "customer",
        "member_id": member,
        "parent_id": parent,
        "bound_us": bound_us,
        "event_id": f"e {member}",
        "has_fans": False,
    }
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fill(engine: Engine, old: Old) -> None:
    with engine.begin() as connection:
        for member, (parent, bound_us) in old.items():
            values = {
                "relation": "customer",
                "member_id": member,
                "parent_id": parent,
                "bound_us": bound_us,
                "record": old_record(member, parent, bound_us),
            }
            connection.execute(OLD_INSERT, values)


@pytest.fixture(params=["sqlite", "postgresql"])
def old_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Give each database in turn, with the tables of the first release."""
    is_sqlite = request.param == "sqlite"
    url = sqlite_url(tmp_path) if is_sqlite else request.getfixturevalue("postgres_schema")
    engine = create_engine(url)
    migrate(engine, "0001")
    yield engine
    engine.dispose()


@pytest.mark.parametrize("seed", range(3))
def test_every_upline_is_what_it_was(old_database: Engine, seed: int) -> None:
    old = forest(seed)
    fill(old_database, old)
    migrate(old_database, "0002")
    with old_database.connect() as connection:
        for member in old:
            for at_us in INSTANTS:
                scan = upline_scan("customer", member, at_us, limit=100)
                found = rows(load(connection, (), (scan,)), scan, Binding)
                expected = upline_of(old, member, at_us)
                assert expected == [one.parent_id for one, _ in found], (member, at_us)


def test_what_is_filled_in_is_what_the_library_would_have_written(old_database: Engine) -> None:
    old = forest(7)
    fill(old_database, old)
    migrate(old_database, "0002")
    asked = text("SELECT member_id, event_id, record, revision FROM fenxiao_binding")
    with old_database.connect() as connection:
        found = {row[0]: tuple(row[1:]) for row in connection.execute(asked)}
    assert found == {
        member: (
            f"e {member}",
            dump_record(
                Binding("customer", member, f"e {member}", parent, since_us, None, "touch")
            ),
            1,
        )
        for member, (parent, since_us) in old.items()
        if parent is not None
    }


def test_the_shop_goes_on(old_database: Engine) -> None:
    """Old nodes are read, guarded and written as new ones; old fans stay bound."""
    fill(old_database, {"a": (None, 0), "b": ("a", 5)})
    migrate(old_database)
    host = Host(old_database, POLICY)
    assert "applied" == host.apply(touch("b", "c")).status
    bound_again = host.apply(touch("z", "b")).refusal
    assert bound_again is not None
    assert "graph.already_bound" == bound_again.code
    assert "applied" == host.apply(paid("o1", "c")).status
    stored = rows_of(old_database)
    node, revision = stored["node", "customer", "b"]
    assert isinstance(node, Node)
    assert ("a", 1, True, 2) == (node.parent_id, node.changes, node.has_fans, revision)


def test_back_to_the_first_release_keeps_the_newest_binding(old_database: Engine) -> None:
    old = {"a": (None, 3), "b": ("a", 5)}
    fill(old_database, old)
    migrate(old_database, "0002")
    downgrade(old_database, "0001")
    assert "fenxiao_binding" not in inspect(old_database).get_table_names()
    asked = text("SELECT member_id, parent_id, bound_us FROM fenxiao_node ORDER BY member_id")
    with old_database.connect() as connection:
        found = [tuple(row) for row in connection.execute(asked)]
    assert [("a", None, 3), ("b", "a", 5)] == found
    migrate(old_database, "0002")
    with old_database.connect() as connection:
        count = connection.execute(text("SELECT count(*) FROM fenxiao_binding")).scalar_one()
    assert 1 == count
