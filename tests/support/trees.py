"""The real trees of tests/data/trees: their attempts in order, and the forests they make.

Whoever replays them compares outcomes and parents with the files; the README beside
them says where they come from and under which rule the outcomes stand.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

TREES = ("uboot_sponsors", "freebsd_mentors", "nyjazz_coupons")
FOLDER = Path(__file__).parents[1] / "data" / "trees"


class Attempt(NamedTuple):
    """One attempt to bring somebody in, and what became of it."""

    event_id: str
    at: str
    inviter: str
    invitee: str
    outcome: str


class Member(NamedTuple):
    """One member of the forest that the attempts make, with his measures."""

    node: str
    parent: str | None
    bound_event: str | None
    depth: int
    children: int
    within3: int
    descendants: int


class Tree(NamedTuple):
    """A real tree."""

    attempts: tuple[Attempt, ...]
    members: tuple[Member, ...]

    def parents(self) -> dict[str, str | None]:
        """Return the parent of each member, by id."""
        return {member.node: member.parent for member in self.members}


@cache
def read_tree(name: str) -> Tree:
    """Return one of the trees.

    Args:
        name: One of ``TREES``.
    """
    attempts = [Attempt(*(row[field] for field in Attempt._fields)) for row in _rows(name, "binds")]
    members = [
        Member(
            row["node"],
            row["parent"] or None,
            row["bound_event"] or None,
            int(row["depth"]),
            int(row["children"]),
            int(row["within3"]),
            int(row["descendants"]),
        )
        for row in _rows(name, "forest")
    ]
    return Tree(tuple(attempts), tuple(members))


def _rows(name: str, part: str) -> Iterator[dict[str, str]]:
    with gzip.open(FOLDER / f"{name}_{part}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
