"""The catalogue's rows about careers: no money moves, and every step is guarded."""

from __future__ import annotations

from fenxiao.model import careers
from fenxiao.model.careers import FoldTallies
from fenxiao.settlement.catalogue.careers import CAREERS


def test_they_are_the_events_of_their_module() -> None:
    assert {careers.__name__} == {row.event.__module__ for row in CAREERS}


def test_no_row_about_careers_writes_money() -> None:
    written = {partition for row in CAREERS for partition in row.writes}
    assert written.isdisjoint({"order", "terms", "entry", "delta", "wallet", "payout"})


def test_every_step_guards_the_member() -> None:
    steps = [row for row in CAREERS if row.event is not FoldTallies]
    assert all(row.writes["member"] == "guarded" for row in steps)
