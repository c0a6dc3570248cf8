"""The catalogue's rows about trade: an order never writes a row that others share."""

from __future__ import annotations

from fenxiao.model.events import Captured, Exchanged, OrderConfirmed, OrderPaid, Refunded
from fenxiao.settlement.catalogue.trade import TRADE

OF_AN_ORDER = {OrderPaid, Captured, OrderConfirmed, Exchanged, Refunded}


def test_events_of_an_order_guard_that_order_and_its_buyer_only() -> None:
    for row in TRADE:
        if row.event in OF_AN_ORDER:
            guarded = {partition for partition, how in row.writes.items() if how == "guarded"}
            own_terms = {"terms", "correction"} if row.event is Captured else set()
            assert guarded <= {"event", "order", "sale", "member", "node", "trade"} | own_terms


def test_only_who_reads_a_balance_writes_the_wallet() -> None:
    reads = {row.event for row in TRADE if "wallet_tail" in row.reads}
    assert reads == {row.event for row in TRADE if "wallet" in row.writes}
