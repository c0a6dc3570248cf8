"""Instructions that wait for approval (待审批打款), in memory, in the order of the scans.

Source: docs/contract.md, "A host in memory".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping

from fenxiao.model.contract import Key, Row, Scan, payout_key
from fenxiao.model.records import Payout, Record

__all__ = ["Pending"]

_Place = tuple[int, str]


class Pending:
    """Places of instructions nobody approved: by payer and currency, and by batch."""

    def __init__(self, rows: Mapping[Key, Row]) -> None:
        self._rows = rows
        self._places: dict[Key, list[_Place]] = {}

    def written(self, before: Record | None, after: Record | None) -> None:
        """Take out where an instruction stood, and put in where it stands."""
        if isinstance(before, Payout) and before.state == "requested":
            places = self._places[_group(before)]
            del places[bisect_left(places, _place(before))]
        if isinstance(after, Payout) and after.state == "requested":
            insort(self._places.setdefault(_group(after), []), _place(after))

    def requested(self, scan: Scan) -> tuple[Row, ...]:
        """Return instructions in no batch that are payable by an instant."""
        payer_id, currency, until_us = scan.args
        group = ("requested", str(payer_id), str(currency))
        return tuple(
            self._rows[payout_key(name)]
            for at_us, name in self._page(group, scan)
            if at_us <= int(until_us)
        )

    def in_batch(self, scan: Scan) -> tuple[Row, ...]:
        """Return instructions of a batch."""
        group = ("batch", str(scan.args[0]))
        return tuple(self._rows[payout_key(name)] for _, name in self._page(group, scan))

    def _page(self, group: Key, scan: Scan) -> list[_Place]:
        places = self._places.get(group, [])
        start = 0
        if scan.after is not None:
            at_us, name = scan.after
            start = bisect_right(places, (int(at_us), str(name)))
        return places[start : start + scan.limit]


def _place(payout: Payout) -> _Place:
    return payout.payable_us, payout.instruction_id


def _group(payout: Payout) -> Key:
    if payout.batch_id is not None:
        return ("batch", payout.batch_id)
    return ("requested", payout.payer_id, payout.currency)
