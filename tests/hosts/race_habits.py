"""Hosts in error: each breaks one rule of the contract, and so shows what it is for."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, delete, select
from typing_extensions import override

from examples.host_sqlalchemy.host import commit, load
from examples.host_sqlalchemy.schema import TABLE
from fenxiao import Decision, Key, Need, Put
from fenxiao.ledger.balances import fold
from fenxiao.model.contract import tail_scan
from fenxiao.model.records import Delta, Wallet
from fenxiao.settlement.facts import row, rows
from tests.hosts.race_driver import Habit, Part
from tests.support.build import CURRENCY, PAYER, wallet

__all__ = [
    "Backward",
    "Blind",
    "Checking",
    "Cutting",
    "Forgetful",
    "NewRowsFirst",
    "OldRowsFirst",
    "PutByPut",
    "Sweeping",
    "TailFirst",
]


class Forgetful(Habit):
    """Leaves out the guarded writes of a partition, or of some keys."""

    def __init__(self, *left_out: str | Key) -> None:
        self.left_out = left_out

    @override
    def write(self, connection: Connection, decision: Decision) -> Iterator[bool]:
        puts = tuple(
            put
            for put in decision.puts
            if put.key not in self.left_out and put.key[0] not in self.left_out
        )
        yield commit(connection, decision._replace(puts=puts))


class Blind(Habit):
    """Writes the rows of some partitions whatever their revision has become."""

    def __init__(self, *partitions: str) -> None:
        self.partitions = partitions

    @override
    def write(self, connection: Connection, decision: Decision) -> Iterator[bool]:
        puts = tuple(
            put._replace(expected_revision=revision(connection, put.key, is_locked=True))
            if put.key[0] in self.partitions
            else put
            for put in decision.puts
        )
        yield commit(connection, decision._replace(puts=puts))


class Checking(Habit):
    """Looks at all revisions first and writes afterwards: two steps instead of one."""

    @override
    def write(self, connection: Connection, decision: Decision) -> Iterator[bool]:
        yield all(revision(connection, put.key) == put.expected_revision for put in decision.puts)
        yield from Blind(*TABLE).write(connection, decision)


class TailFirst(Habit):
    """Reads the scans of a need before its keys."""

    @override
    def parts(self, need: Need) -> list[Part]:
        return super().parts(need)[::-1]


class Sweeping(Habit):
    """Folds by removing all changes up to the highest id that it took."""

    @override
    def write(self, connection: Connection, decision: Decision) -> Iterator[bool]:
        taken = [put.key for put in decision.puts if put.key[0] == "delta"]
        puts = tuple(put for put in decision.puts if put.key[0] != "delta")
        if taken:
            table, last = TABLE["delta"], max(taken)
            wallet = zip(list(table.primary_key)[:3], last[1:4], strict=True)
            is_its = [column == part for column, part in wallet]
            connection.execute(delete(table).where(*is_its, table.c.delta_id <= last[4]))
        yield commit(connection, decision._replace(puts=puts))


class Cutting(Habit):
    """Cuts a clawback to what it finds available, so that nobody should get into debt."""

    def __init__(self, member_id: str) -> None:
        self.member_id = member_id

    @override
    def write(self, connection: Connection, decision: Decision) -> Iterator[bool]:
        key = wallet(self.member_id)
        tail = tail_scan(key, limit=100)
        found = load(connection, (key,), (tail,))
        checkpoint, _ = row(found, key, Wallet)
        empty = Wallet(PAYER, self.member_id, CURRENCY, 0, 0, 0, 0)
        changes = (change for change, _ in rows(found, tail, Delta))
        most_minor = max(0, fold(checkpoint or empty, changes).available_minor)
        yield True
        appends = tuple(
            append._replace(record=_cut(append.record, most_minor))
            if isinstance(append.record, Delta)
            else append
            for append in decision.appends
        )
        yield commit(connection, decision._replace(appends=appends))


class PutByPut(Habit):
    """Keeps the contract, with each guarded write a step of its own."""

    def order(self, puts: tuple[Put, ...]) -> tuple[Put, ...]:
        return puts

    @override
    def write(self, connection: Connection, decision: Decision) -> Iterator[bool]:
        for put in self.order(decision.puts):
            yield commit(connection, decision._replace(puts=(put,), appends=()))
        yield commit(connection, decision._replace(puts=()))


class NewRowsFirst(PutByPut):
    """Writes new rows first, then those that exist, each in key order."""

    @override
    def order(self, puts: tuple[Put, ...]) -> tuple[Put, ...]:
        return tuple(sorted(puts, key=lambda put: (put.expected_revision > 0, put.key)))


class OldRowsFirst(PutByPut):
    """Writes rows that exist first; but an insert waits for whoever changes its row."""

    @override
    def order(self, puts: tuple[Put, ...]) -> tuple[Put, ...]:
        return tuple(sorted(puts, key=lambda put: (not put.expected_revision, put.key)))


class Backward(PutByPut):
    """Writes the last key first."""

    @override
    def order(self, puts: tuple[Put, ...]) -> tuple[Put, ...]:
        return puts[::-1]


def revision(connection: Connection, key: Key, *, is_locked: bool = False) -> int:
    """Return what revision a row has now, 0 if there is none; wait for its writer if asked."""
    table = TABLE[key[0]]
    is_it = [column == part for column, part in zip(table.primary_key, key[1:], strict=True)]
    asked = select(table.c.revision).where(*is_it)
    return connection.execute(asked.with_for_update() if is_locked else asked).scalar() or 0


def _cut(change: Delta, most_minor: int) -> Delta:
    return change._replace(available_minor=max(change.available_minor, -most_minor))
