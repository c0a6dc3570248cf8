"""A naive model of relations: every interval that was ever told, looked at whole.

It shares no code with the library. A circle is looked for at every instant at which
anything changes, not by walking up from one member; so a guard, a walk or a rule about
late facts that is wrong in the library cannot be wrong here in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

FOREVER = 10**30


class Row(NamedTuple):
    """From when to when a member stood under whom."""

    since: int
    parent: str | None
    until: int = FOREVER


@dataclass
class People:
    """The histories of one relation."""

    told: dict[str, list[Row]] = field(default_factory=dict)

    def row(self, member: str, at: int) -> Row | None:
        """Return the newest row of a member that has begun, if it has not ended."""
        begun = [one for one in self.told.get(member, []) if one.since <= at]
        newest = max(begun, default=None)
        return newest if newest is not None and newest.until > at else None

    def parent(self, member: str, at: int) -> str | None:
        row = self.row(member, at)
        return None if row is None else row.parent

    def newest(self, member: str) -> Row | None:
        return max(self.told.get(member, []), default=None)

    def upline(self, member: str, at: int) -> list[str]:
        """Return everybody above a member; longer than there are people at a circle."""
        found: list[str] = []
        one = self.parent(member, at)
        while one is not None and len(found) <= len(self.told):
            found.append(one)
            one = self.parent(one, at)
        return found

    def instants(self) -> list[int]:
        """Return every instant at which anything changes."""
        rows = [row for history in self.told.values() for row in history]
        return sorted({row.since for row in rows} | {row.until for row in rows} - {FOREVER})

    def circle(self) -> tuple[int, str] | None:
        """Return an instant and a member who stands above himself then, or None."""
        for at in self.instants():
            for member in self.told:
                if member in self.upline(member, at):
                    return at, member
        return None

    def with_row(self, member: str, row: Row) -> People:
        """Return the same people with one row more."""
        return People({**self.told, member: [*self.told.get(member, []), row]})

    def height(self, member: str, *, limit: int = 20) -> int:
        """Return how many levels stand below a member by newest rows, ended or not."""
        fans = [one for one in self.told if (row := self.newest(one)) and row.parent == member]
        return 1 + max(self.height(one, limit=limit - 1) for one in fans) if fans and limit else 0
