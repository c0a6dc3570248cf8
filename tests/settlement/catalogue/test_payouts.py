"""The catalogue's rows about withdrawals and payouts."""

from __future__ import annotations

from fenxiao.settlement.catalogue.payouts import PAYOUTS


def test_whatever_changes_an_instruction_guards_it() -> None:
    assert ["guarded"] * len(PAYOUTS) == [row.writes["payout"] for row in PAYOUTS]


def test_no_result_reads_a_balance() -> None:
    readers = [row.event.__name__ for row in PAYOUTS if "wallet" in row.reads]
    assert ["WithdrawalRequested"] == readers
