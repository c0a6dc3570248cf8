"""The catalogue's rows about withdrawals and payouts."""

from __future__ import annotations

from fenxiao.settlement.catalogue.payouts import PAYOUTS

NAMES = {row.event.__name__: row for row in PAYOUTS}


def test_whatever_changes_an_instruction_guards_it() -> None:
    changes = {name for name, row in NAMES.items() if "payout" in row.writes}
    assert set(NAMES) - changes == {"BatchDecided"}
    assert {"guarded"} == {NAMES[name].writes["payout"] for name in changes}


def test_only_who_takes_out_of_a_wallet_reads_and_writes_it() -> None:
    readers = {name for name, row in NAMES.items() if "wallet_tail" in row.reads}
    assert {"WithdrawalRequested", "PayoutRetried"} == readers
    assert readers == {name for name, row in NAMES.items() if "wallet" in row.writes}


def test_whatever_decides_about_a_batch_guards_it() -> None:
    readers = {name for name, row in NAMES.items() if "batch" in row.reads}
    assert {"BatchProposed", "BatchDecided", "ApplyBatch", "PayoutRejected"} == readers
    assert {"guarded"} == {NAMES[name].writes["batch"] for name in readers}
