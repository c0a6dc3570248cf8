"""What the store in memory keeps in order for visits and assortments (来访与选品索引).

Source: docs/contract.md, "A host in memory".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping
from itertools import islice

from fenxiao.model.contract import Key, Row, Scan
from fenxiao.model.credit_records import Assortment, Visit

__all__ = ["Visits"]


class Visits:
    """The visits of each visitor and of all, and the assortments of each promoter.

    Args:
        rows: The rows of the store, as they are now.
    """

    def __init__(self, rows: Mapping[Key, Row]) -> None:
        self._rows = rows
        self._by_visitor: dict[str, list[tuple[int, str]]] = {}
        self._all: list[tuple[int, str, str]] = []
        self._listed: dict[str, list[tuple[int, str]]] = {}

    def note(self, record: Visit | Assortment) -> None:
        """Put a new row where the scans look for it."""
        if isinstance(record, Visit):
            mine = self._by_visitor.setdefault(record.visitor_id, [])
            insort(mine, (-record.at_us, record.event_id))
            insort(self._all, (record.at_us, record.visitor_id, record.event_id))
        else:
            listed = self._listed.setdefault(record.member_id, [])
            insort(listed, (-record.since_us, record.event_id))

    def forget(self, visit: Visit) -> None:
        """Take a visit out of what the scans look at."""
        mine = self._by_visitor[visit.visitor_id]
        del mine[bisect_left(mine, (-visit.at_us, visit.event_id))]
        place = bisect_left(self._all, (visit.at_us, visit.visitor_id, visit.event_id))
        del self._all[place]

    def visits(self, scan: Scan) -> tuple[Row, ...]:
        """Return a visitor's visits in a period, the newest first."""
        visitor_id, since_us, until_us = scan.args
        mine = self._by_visitor.get(str(visitor_id), [])
        start = bisect_right(mine, -int(until_us), key=lambda one: one[0])
        stop = bisect_right(mine, -int(since_us), key=lambda one: one[0])
        page = mine[start : min(stop, start + scan.limit)]
        return tuple(self._rows["visit", str(visitor_id), event_id] for _, event_id in page)

    def visits_before(self, scan: Scan) -> tuple[Row, ...]:
        """Return everybody's visits before an instant, the oldest first."""
        stop = bisect_left(self._all, int(scan.args[0]), key=lambda one: one[0])
        page = islice(self._all, min(stop, scan.limit))
        return tuple(self._rows["visit", visitor, event_id] for _, visitor, event_id in page)

    def assortments(self, scan: Scan) -> tuple[Row, ...]:
        """Return a promoter's assortments up to an instant, the newest first."""
        member_id, at_us = scan.args
        listed = self._listed.get(str(member_id), [])
        start = bisect_left(listed, -int(at_us), key=lambda one: one[0])
        page = listed[start : start + scan.limit]
        return tuple(self._rows["assortment", str(member_id), event_id] for _, event_id in page)
