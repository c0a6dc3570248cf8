"""Records of payouts: the states of a batch, and what a stored row looks like."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from fenxiao.model.border import dump_record, load_record
from fenxiao.model.payout_records import (
    Approval,
    BatchState,
    PayoutBatch,
    WithdrawalUse,
    WithdrawalUses,
)
from fenxiao.model.records import Record

STORED = Path(__file__).parents[1] / "data" / "records"
USE = WithdrawalUse("I1", 1718668800000000, 1234, is_free=False, free_minor=100, is_back=False)
APPROVAL = Approval("c1", "finance", 1718668800000001)
ROWS: dict[str, Record] = {
    "withdrawals": WithdrawalUses("m1", "u2", "CNY", (USE,)),
    "batch": PayoutBatch(
        *("B1", "m1", "CNY", "proposed", "a1", 1718668800000000, 1, 1234, "00ff", (APPROVAL,))
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_stored_like_this(name: str) -> None:
    text = (STORED / f"{name}.v1.json").read_text(encoding="utf-8").rstrip("\n")
    assert text == dump_record(ROWS[name])
    assert ROWS[name] == load_record(text)


def test_a_batch_waits_or_is_over() -> None:
    assert 8 == len(get_args(BatchState))
