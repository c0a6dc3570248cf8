"""The store in memory (内存存储): rows, their revisions, and the scans.

It knows the tables and nothing of what they mean: what a database does for other hosts.

Source: docs/contract.md, "A host in memory".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from fenxiao.graph.history import newest_at
from fenxiao.model.book_records import Unsealed
from fenxiao.model.contract import (
    Decision,
    Fact,
    Key,
    Row,
    Scan,
    invite_key,
    node_key,
    order_key,
)
from fenxiao.model.credit_records import Assortment, Visit
from fenxiao.model.invite_records import Invite
from fenxiao.model.payee_records import PayeeStanding
from fenxiao.model.records import (
    Binding,
    Continuation,
    Delta,
    Entry,
    Hold,
    Movement,
    Node,
    Order,
    Record,
    Standing,
    Tally,
    TaxYear,
)
from fenxiao.settlement.kept_sales import PARTS, Sales
from fenxiao.settlement.pending import Pending
from fenxiao.settlement.queues import HoldQueue, SealQueue
from fenxiao.settlement.visited import Visits

__all__ = ["Loaded", "Store"]

Loaded = dict[Key | Scan, Fact | tuple[Row, ...]]


class Store:
    """Rows by key, with what the scans need kept in order beside them."""

    def __init__(self) -> None:
        self._rows: dict[Key, Row] = {}
        self._tails: dict[Key, dict[str, Row]] = {}
        self._due: list[tuple[int, str]] = []
        self._invites_open: list[tuple[int, str]] = []
        self._entries: list[Entry] = []
        self._waiting: dict[str, Continuation] = {}
        self._tallies: dict[Key, list[tuple[int, str]]] = {}
        self._standings: dict[str, list[Standing]] = {}
        self._fans: dict[tuple[str, str], list[str]] = {}
        self._history: dict[tuple[str, str], list[Binding]] = {}
        self._ever: dict[tuple[str, str], dict[str, None]] = {}
        self._payees: dict[tuple[str, str], list[PayeeStanding]] = {}
        self._queue = SealQueue(self._rows)
        self._holds = HoldQueue(self._rows)
        self._kept = Visits(self._rows)
        self._persons: dict[Key, list[str]] = {}
        self._sales = Sales(self._rows)
        self._pending = Pending(self._rows)
        self._scans: dict[str, Callable[[Scan], tuple[Row, ...]]] = {
            "upline": self._upline,
            "chain": self._chain,
            "fans": self._fans_of,
            "below": self._below,
            "wallet_tail": self._wallet_tail,
            "tallies": self._tallies_of,
            "standing": self._standing,
            "invites_due": self._invites_due,
            "orders_due": self._orders_due,
            "visits": self._kept.visits,
            "visits_before": self._kept.visits_before,
            "assortments": self._kept.assortments,
            "to_seal": self._queue.to_seal,
            "sales_open": self._sales.sales_open,
            "sales": self._sales.sales,
            **dict.fromkeys(PARTS.values(), self._sales.part),
            "movements": self._movements,
            "tax_years": self._tax_years,
            "payee_standing": self._payee_standing,
            "payouts_requested": self._pending.requested,
            "batch_payouts": self._pending.in_batch,
            "holds_due": self._holds.holds_due,
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
        return tuple(key for key in self._tails if key[0] == "wallet")

    def history(self, relation: str, member_id: str) -> tuple[Binding, ...]:
        """Return every row of a member's history in a relation, oldest first."""
        return tuple(self._history.get((relation, member_id), ()))

    def fans_ever(self, relation: str, member_id: str) -> Iterable[str]:
        """Return everybody who was ever bound to a member, in the order of their first time."""
        return self._ever.get((relation, member_id), {})

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
        if stored is not None:
            self._forget(key, stored[0])
        if record is not None:
            self._note(key, record)
        self._sales.written(key, None if stored is None else stored[0], record)
        self._pending.written(None if stored is None else stored[0], record)

    def _forget(self, key: Key, record: Record) -> None:
        """Take a row that goes, or changes, out of what the scans look at."""
        match record:
            case Order() as order if order.due_us is not None and order.state != "released":
                del self._due[bisect_left(self._due, (order.due_us, order.order_id))]
            case Invite(state="issued", until_us=int(until_us)) as invite:
                place = bisect_left(self._invites_open, (until_us, invite.code))
                del self._invites_open[place]
            case Delta() | Movement():
                del self._tails[_checkpoint(key)][key[-1]]
            case Continuation() as waiting:
                del self._waiting[waiting.event_id]
            case Tally() as tally:
                counted = self._tallies[key[1:4]]
                del counted[bisect_left(counted, (tally.at_us, tally.tally_id))]
            case Visit() as visit:
                self._kept.forget(visit)
            case Hold() as hold:
                self._holds.forget(hold)
            case Node(parent_id=str(parent_id)) as node:
                fans = self._fans[node.relation, parent_id]
                del fans[bisect_left(fans, node.member_id)]

    def _note(self, key: Key, record: Record) -> None:
        """Put a new row where the scans look for it."""
        match record:
            case Order() as order if order.due_us is not None and order.state != "released":
                insort(self._due, (order.due_us, order.order_id))
            case Invite(state="issued", until_us=int(until_us)) as invite:
                insort(self._invites_open, (until_us, invite.code))
            case Delta() | Movement():
                self._tails.setdefault(_checkpoint(key), {})[key[-1]] = self._rows[key]
            case Continuation() as waiting:
                self._waiting[waiting.event_id] = waiting
            case Entry() | Unsealed() | Hold() as one:
                self._note_journal(one)
            case Tally() as tally:
                insort(self._tallies.setdefault(key[1:4], []), (tally.at_us, tally.tally_id))
            case Node(parent_id=str(parent_id)) as node:
                insort(self._fans.setdefault((node.relation, parent_id), []), node.member_id)
            case Visit() | Assortment() as kept:
                self._kept.note(kept)
            case Binding() | Standing() | TaxYear() | PayeeStanding() as past:
                self._note_history(past)

    def _note_journal(self, new: Entry | Unsealed | Hold) -> None:
        if isinstance(new, Entry):
            self._entries.append(new)
        elif isinstance(new, Unsealed):
            self._queue.note(new)
        else:
            self._holds.note(new)

    def _note_history(self, new: Binding | Standing | TaxYear | PayeeStanding) -> None:
        if isinstance(new, Binding):
            self._note_binding(new)
            return
        if isinstance(new, TaxYear):
            persons = self._persons.setdefault((new.payer_id, new.currency, new.year), [])
            place = bisect_left(persons, new.person_id)
            if new.person_id not in persons[place : place + 1]:
                persons.insert(place, new.person_id)
            return
        if isinstance(new, PayeeStanding):
            told = self._payees.setdefault((new.payer_id, new.member_id), [])
            insort(told, new, key=lambda one: one.since_us)
            return
        history = self._standings.setdefault(new.member_id, [])
        insort(history, new, key=lambda one: one.since_us)

    def _note_binding(self, binding: Binding) -> None:
        history = self._history.setdefault((binding.relation, binding.member_id), [])
        insort(history, binding, key=lambda one: one.since_us)
        if binding.parent_id is not None:
            ever = self._ever.setdefault((binding.relation, binding.parent_id), {})
            ever[binding.member_id] = None

    def _upline(self, scan: Scan) -> tuple[Row, ...]:
        relation, start, at_us = scan.args
        member: str | None = str(start)
        found: list[Row] = []
        while member is not None and len(found) < scan.limit:
            newest = newest_at(self._history.get((str(relation), member), ()), int(at_us))
            member = None
            if newest is not None:
                found.append((newest, 1))
                member = newest.parent_id
        return tuple(found)

    def _chain(self, scan: Scan) -> tuple[Row, ...]:
        relation, start, at_us = scan.args
        member: str | None = str(start)
        found: list[Row] = []
        while member is not None and len(found) < scan.limit:
            row = self._rows.get(node_key(str(relation), member))
            if row is None or not isinstance(row[0], Node):
                break
            found.append(row)
            until_us = row[0].until_us
            has_ended = until_us is not None and until_us <= int(at_us)
            member = None if has_ended else row[0].parent_id
        return tuple(found)

    def _fans_of(self, scan: Scan) -> tuple[Row, ...]:
        relation, member_id = map(str, scan.args)
        fans = self._fans.get((relation, member_id), [])[: scan.limit]
        return tuple(self._rows[node_key(relation, fan)] for fan in fans)

    def _below(self, scan: Scan) -> tuple[Row, ...]:
        relation, member_id, distance = scan.args
        level = [str(member_id)]
        for _ in range(int(distance)):
            level = [fan for one in level for fan in self._fans.get((str(relation), one), ())]
        return tuple(self._rows[node_key(str(relation), one)] for one in level[: scan.limit])

    def _wallet_tail(self, scan: Scan) -> tuple[Row, ...]:
        tail = self._tails.get(("wallet", *map(str, scan.args)), {})
        return tuple(tail[delta_id] for delta_id in sorted(tail)[: scan.limit])

    def _movements(self, scan: Scan) -> tuple[Row, ...]:
        tail = self._tails.get(("balance", *map(str, scan.args)), {})
        return tuple(tail[movement_id] for movement_id in sorted(tail)[: scan.limit])

    def _tax_years(self, scan: Scan) -> tuple[Row, ...]:
        whose = tuple(map(str, scan.args))
        persons = self._persons.get(whose, [])
        start = 0 if scan.after is None else bisect_right(persons, str(scan.after[0]))
        page = persons[start : start + scan.limit]
        return tuple(self._rows["tax_year", *whose, person_id] for person_id in page)

    def _tallies_of(self, scan: Scan) -> tuple[Row, ...]:
        *counter, since_us, until_us = scan.args
        name = tuple(map(str, counter))
        counted = self._tallies.get(name, [])
        start = bisect_left(counted, (int(since_us), ""))
        page = counted[start : start + scan.limit]
        return tuple(
            self._rows["tally", *name, tally_id]
            for at_us, tally_id in page
            if at_us < int(until_us)
        )

    def _standing(self, scan: Scan) -> tuple[Row, ...]:
        member_id, at_us = scan.args
        history = self._standings.get(str(member_id), [])
        place = bisect_right(history, int(at_us), key=lambda one: one.since_us)
        return ((history[place - 1], 1),) if place else ()

    def _payee_standing(self, scan: Scan) -> tuple[Row, ...]:
        payer_id, member_id, at_us = scan.args
        told = self._payees.get((str(payer_id), str(member_id)), [])
        place = bisect_right(told, int(at_us), key=lambda one: one.since_us)
        return ((told[place - 1], 1),) if place else ()

    def _invites_due(self, scan: Scan) -> tuple[Row, ...]:
        until_us = int(scan.args[0])
        page = self._invites_open[: scan.limit]
        return tuple(self._rows[invite_key(code)] for due_us, code in page if due_us <= until_us)

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


def _checkpoint(key: Key) -> Key:
    """Return the key of the checkpoint that a change waits to join."""
    return ("wallet" if key[0] == "delta" else "balance", *key[1:-1])
