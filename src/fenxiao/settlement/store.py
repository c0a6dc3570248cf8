"""The store in memory (内存存储): rows, their revisions, and the three scans.

It knows the tables and nothing of what they mean: what a database does for other hosts.

Source: docs/contract.md, "A host in memory".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from fenxiao.model.contract import (
    Decision,
    Fact,
    Key,
    Row,
    Scan,
    node_key,
    order_key,
)
from fenxiao.model.records import Continuation, Delta, Entry, Node, Order, Record

__all__ = ["Loaded", "Store"]

Loaded = dict[Key | Scan, Fact | tuple[Row, ...]]


class Store:
    """Rows by key, with what the scans need kept in order beside them."""

    def __init__(self) -> None:
        self._rows: dict[Key, Row] = {}
        self._tails: dict[Key, dict[str, Row]] = {}
        self._due: list[tuple[int, str]] = []
        self._entries: list[Entry] = []
        self._waiting: dict[str, Continuation] = {}
        self._scans: dict[str, Callable[[Scan], tuple[Row, ...]]] = {
            "upline": self._upline,
            "wallet_tail": self._wallet_tail,
            "orders_due": self._orders_due,
        }

    @property
    def rows(self) -> Mapping[Key, Row]:
        """Every stored row by its key; only ``commit`` writes."""
        return MappingProxyType(self._rows)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The journal, in the order in which it was committed."""
        return tuple(self._entries)

    @property
    def waiting(self) -> tuple[Continuation, ...]:
        """The events that wait to go on with a paged one, in the order of their coming."""
        return tuple(self._waiting.values())

    def tail(self, wallet: Key) -> tuple[Row, ...]:
        """Return every change of a wallet that no fold has taken yet, in no order."""
        return tuple(self._tails.get(wallet, {}).values())

    def tails(self) -> tuple[Key, ...]:
        """Return the keys of the wallets that were ever changed."""
        return tuple(self._tails)

    def load(self, keys: Iterable[Key], scans: Iterable[Scan]) -> Loaded:
        """Return the facts under some keys, then the rows of some scans."""
        found: Loaded = {key: self._rows.get(key) for key in keys}
        for scan in scans:
            found[scan] = self._scans[scan.name](scan)
        return found

    def commit(self, decision: Decision) -> bool:
        """Store a decision whole, or nothing of it if a guard fails.

        Returns:
            False if a row no longer has the revision that the decision expected.
        """
        for key, _, expected_revision in decision.puts:
            stored = self._rows.get(key)
            if (stored[1] if stored else 0) != expected_revision:
                return False
        if any(key in self._rows for key, _ in decision.appends):
            return False
        for key, record, expected_revision in decision.puts:
            self._write(key, record, expected_revision + 1)
        for key, record in decision.appends:
            self._write(key, record, 1)
        return True

    def _write(self, key: Key, record: Record | None, revision: int) -> None:
        stored = self._rows.get(key)
        if record is None:
            del self._rows[key]
        else:
            self._rows[key] = (record, revision)
        match stored[0] if stored else None:
            case Order() as order if order.due_us is not None and order.state == "confirmed":
                del self._due[bisect_left(self._due, (order.due_us, order.order_id))]
            case Delta() as delta:
                del self._tails["wallet", *key[1:4]][delta.delta_id]
            case Continuation() as waiting:
                del self._waiting[waiting.event_id]
        match record:
            case Order() as order if order.due_us is not None and order.state == "confirmed":
                insort(self._due, (order.due_us, order.order_id))
            case Delta() as delta:
                self._tails.setdefault(("wallet", *key[1:4]), {})[delta.delta_id] = self._rows[key]
            case Continuation() as waiting:
                self._waiting[waiting.event_id] = waiting
            case Entry() as entry:
                self._entries.append(entry)

    def _upline(self, scan: Scan) -> tuple[Row, ...]:
        relation, start, at_us = scan.args
        member: str | None = str(start)
        found: list[Row] = []
        while member is not None and len(found) < scan.limit:
            row = self._rows.get(node_key(str(relation), member))
            if row is None or not isinstance(row[0], Node):
                break
            found.append(row)
            in_force = row[0].bound_us <= int(at_us)
            member = row[0].parent_id if in_force else None
        return tuple(found)

    def _wallet_tail(self, scan: Scan) -> tuple[Row, ...]:
        tail = self._tails.get(("wallet", *map(str, scan.args)), {})
        return tuple(tail[delta_id] for delta_id in sorted(tail)[: scan.limit])

    def _orders_due(self, scan: Scan) -> tuple[Row, ...]:
        start = 0
        if scan.after is not None:
            due_us, order_id = scan.after
            start = bisect_right(self._due, (int(due_us), str(order_id)))
        page = self._due[start : start + scan.limit]
        until_us = int(scan.args[0])
        return tuple(
            self._rows[order_key(order_id)] for due_us, order_id in page if due_us <= until_us
        )
