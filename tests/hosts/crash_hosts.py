"""The host, and two wrong ones that the crash tests must catch.

The wrong ones commit an event in two transactions: its mark, which says that it was
decided, and the rest. Undisturbed they store what the right one stores.
"""

from __future__ import annotations

import sys

from examples.host_sqlalchemy.host import Host, Loaded, commit, load
from fenxiao import Decision, Event, Need, decide

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["HOSTS"]

TRIES = 3


class TwoTransactions(Host):
    """Commits in two transactions; tries a little, then puts the event aside."""

    mark_first: bool

    @override
    def apply(self, event: Event) -> Decision:
        """Decide an event, commit one half of what follows from it, then the other."""
        step = self.decided(event)
        for _ in range(TRIES):
            mark = tuple(put for put in step.puts if put.key[0] == "event")
            rest = tuple(put for put in step.puts if put.key[0] != "event")
            halves = [step._replace(puts=mark, appends=()), step._replace(puts=rest)]
            if all(map(self.stored, halves if self.mark_first else reversed(halves))):
                break
            step = self.decided(event)
        return step

    def decided(self, event: Event) -> Decision:
        """Decide on facts of one transaction."""
        facts: Loaded = {}
        with self.engine.connect() as connection:
            while isinstance(step := decide(event, facts, self.policy), Need):
                facts |= load(connection, step.keys, step.scans)
        return step

    def stored(self, half: Decision) -> bool:
        """Commit a half in a transaction of its own."""
        with self.engine.connect() as connection:
            if held := commit(connection, half):
                connection.commit()
        return held


class MarkedFirst(TwoTransactions):
    """Killed in between, it has lost what the event brought."""

    mark_first = True


class MarkedLast(TwoTransactions):
    """Killed in between, it decides the event again on what it brought."""

    mark_first = False


HOSTS: dict[str, type[Host]] = {
    "whole": Host,
    "marked_first": MarkedFirst,
    "marked_last": MarkedLast,
}
