"""The catalogue's rows about holds: only who reads the balance guards the wallet."""

from __future__ import annotations

from fenxiao.model.holds import HoldPlaced
from fenxiao.settlement.catalogue.holds import HOLDS


def test_only_placing_reads_and_guards_the_wallet() -> None:
    assert [HoldPlaced] == [row.event for row in HOLDS if "wallet_tail" in row.reads]
    assert [HoldPlaced] == [row.event for row in HOLDS if "wallet" in row.writes]


def test_everything_guards_the_hold() -> None:
    assert {"guarded"} == {row.writes["hold"] for row in HOLDS}
