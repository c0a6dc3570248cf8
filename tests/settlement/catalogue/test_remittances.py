"""The catalogue's rows about remittances: who reads a balance guards it."""

from __future__ import annotations

from fenxiao.model.events import ClearingSettled
from fenxiao.settlement.catalogue import CATALOGUE
from fenxiao.settlement.catalogue.remittances import REMITTANCES


def test_only_who_reads_a_balance_writes_it() -> None:
    reads = {row.event for row in CATALOGUE.values() if "movements" in row.reads}
    assert reads == {row.event for row in CATALOGUE.values() if "balance" in row.writes}
    assert reads == {row.event for row in REMITTANCES} - {ClearingSettled}
