"""What the store in memory keeps in order for sales and awards (周期索引).

Source: docs/contract.md, "A host in memory".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping

from fenxiao.model.contract import Key, Row, Scan
from fenxiao.model.period_keys import sale_key
from fenxiao.model.records import Record, Sale

__all__ = ["PARTS", "Sales"]

PARTS = {"volume": "volumes", "qualified": "qualified", "award": "awards"}
"""The partitions whose rows are found by a plan's part of a period, and their scans."""

_PART_END = 5


class Sales:
    """The sales of each payer, those that wait to be counted, and the rows of closed periods.

    Args:
        rows: The rows of the store, as they are now.
    """

    def __init__(self, rows: Mapping[Key, Row]) -> None:
        self._rows = rows
        self._all: dict[tuple[str, str], list[tuple[int, str]]] = {}
        self._open: dict[tuple[str, str], list[tuple[int, str]]] = {}
        self._parts: dict[Key, list[Key]] = {}

    def written(self, key: Key, before: Record | None, after: Record | None) -> None:
        """Keep in order what the scans look at, after a row was written; none is removed."""
        if isinstance(before, Sale):
            self._forget(before)
        if isinstance(after, Sale):
            self._note(after)
        if key[0] in PARTS and before is None:
            insort(self._parts.setdefault(key[:_PART_END], []), key[_PART_END:])

    def _note(self, sale: Sale) -> None:
        payer, place = (sale.payer_id, sale.currency), (sale.terms_us, sale.order_id)
        insort(self._all.setdefault(payer, []), place)
        if not sale.counted_in:
            insort(self._open.setdefault(payer, []), place)

    def _forget(self, sale: Sale) -> None:
        payer, place = (sale.payer_id, sale.currency), (sale.terms_us, sale.order_id)
        for rows in (self._all, *(() if sale.counted_in else (self._open,))):
            del rows[payer][bisect_left(rows[payer], place)]

    def sales_open(self, scan: Scan) -> tuple[Row, ...]:
        """Return a payer's sales of a time that wait to be counted."""
        return self._sales(self._open, scan)

    def sales(self, scan: Scan) -> tuple[Row, ...]:
        """Return a payer's sales of a time, in canonical order."""
        return self._sales(self._all, scan)

    def _sales(
        self, places: Mapping[tuple[str, str], list[tuple[int, str]]], scan: Scan
    ) -> tuple[Row, ...]:
        payer_id, currency, since_us, until_us = scan.args
        mine = places.get((str(payer_id), str(currency)), [])
        start = bisect_left(mine, (int(since_us), ""))
        if scan.after is not None:
            terms_us, order_id = scan.after
            start = max(start, bisect_right(mine, (int(terms_us), str(order_id))))
        page = mine[start : start + scan.limit]
        until = int(until_us)
        return tuple(
            self._rows[sale_key(order_id)] for terms_us, order_id in page if terms_us < until
        )

    def part(self, scan: Scan) -> tuple[Row, ...]:
        """Return the rows of a plan's part of a period, by the rest of their keys."""
        table = next(name for name, asked in PARTS.items() if asked == scan.name)
        head = (table, *map(str, scan.args))
        mine = self._parts.get(head, [])
        start = 0
        if scan.after is not None:
            start = bisect_right(mine, tuple(map(str, scan.after)))
        return tuple(self._rows[*head, *rest] for rest in mine[start : start + scan.limit])
