"""Queues of the store in memory (内存队列): what waits to be sealed or to expire, in order.

Source: docs/contract.md, "A host in memory".
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping
from itertools import islice, takewhile

from fenxiao.model.book_records import Unsealed
from fenxiao.model.contract import Key, Row, Scan, hold_key
from fenxiao.model.hold_records import Hold

__all__ = ["HoldQueue", "SealQueue"]


class SealQueue:
    """Of each payer the entries that wait, by instant and id.

    Args:
        rows: The rows of the store.
    """

    def __init__(self, rows: Mapping[Key, Row]) -> None:
        self._rows = rows
        self._places: dict[str, list[tuple[int, str]]] = {}

    def note(self, waiting: Unsealed) -> None:
        """Put a new row in its place."""
        places = self._places.setdefault(waiting.payer_id, [])
        insort(places, (waiting.effective_us, waiting.entry_id))

    def to_seal(self, scan: Scan) -> tuple[Row, ...]:
        """Answer the scan."""
        payer_id, until_us = str(scan.args[0]), int(scan.args[1])
        places = self._places.get(payer_id, [])
        # A seal takes rows from the front; they are dropped from here together, not one by one.
        gone = sum(1 for _ in takewhile(lambda place: not self._row(payer_id, place), places))
        del places[:gone]
        due = takewhile(lambda place: place[0] <= until_us, places)
        found = (self._row(payer_id, place) for place in due)
        return tuple(islice((row for row in found if row is not None), scan.limit))

    def _row(self, payer_id: str, place: tuple[int, str]) -> Row | None:
        return self._rows.get(("unsealed", payer_id, place[1]))


class HoldQueue:
    """Open holds that expire, by that end and id.

    Args:
        rows: The rows of the store.
    """

    def __init__(self, rows: Mapping[Key, Row]) -> None:
        self._rows = rows
        self._places: list[tuple[int, str]] = []

    def note(self, hold: Hold) -> None:
        """Put an open hold in its place."""
        if hold.state == "open" and hold.expires_us is not None:
            insort(self._places, (hold.expires_us, hold.hold_id))

    def forget(self, hold: Hold) -> None:
        """Take a hold, as it was, out of its place."""
        if hold.state == "open" and hold.expires_us is not None:
            del self._places[bisect_left(self._places, (hold.expires_us, hold.hold_id))]

    def holds_due(self, scan: Scan) -> tuple[Row, ...]:
        """Answer the scan."""
        until_us, page = int(scan.args[0]), self._places[: scan.limit]
        return tuple(self._rows[hold_key(name)] for end_us, name in page if end_us <= until_us)
