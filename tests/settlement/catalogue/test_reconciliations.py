"""The catalogue's rows about reconciliation: it writes no instruction and no entry."""

from __future__ import annotations

from fenxiao.settlement.catalogue import CATALOGUE
from fenxiao.settlement.catalogue.reconciliations import RECONCILIATIONS


def test_each_is_of_the_catalogue() -> None:
    assert {row.event for row in RECONCILIATIONS} <= set(CATALOGUE)


def test_what_is_paid_is_not_touched() -> None:
    for row in RECONCILIATIONS:
        assert set(row.writes) <= {"event", "reconciliation", "audit"}
        assert row.writes["reconciliation"] == "guarded"
