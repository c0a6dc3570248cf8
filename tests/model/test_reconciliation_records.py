"""Records of reconciliation: stored and read back, and of the published words."""

from __future__ import annotations

from pathlib import Path

from fenxiao.model.border import dump_record, load_record
from fenxiao.model.reconciliation_records import (
    BREAK_KINDS,
    RECONCILED_STATES,
    SUBJECTS,
    Reconciliation,
    StoredBreak,
)
from fenxiao.model.records import RECORDS

STORED = Path(__file__).parents[1] / "data" / "records" / "reconciliation.v1.json"
ROW = Reconciliation(
    payer_id="shop",
    subject="instruction",
    subject_id="PZLFWKRA5BULPSXGZ7RL26PE6T",
    state="broken",
    line_ids=("s1/1", "s1/2"),
    breaks=(
        StoredBreak("twice_on_statement", "s1/2", "CNY", 0, 10_000, 20_605),
        StoredBreak("charge_unexpected", "s1/3", "CNY", 0, 50, 20_605, "why"),
    ),
    statement_id="bank 2026-06-01",
    event_id="run 17",
    at_us=1_780_300_800_000_000,
)


def test_a_stored_row_loads() -> None:
    text = STORED.read_text(encoding="utf-8")
    assert ROW == load_record(text) == load_record(dump_record(ROW))
    assert RECORDS["reconciliation"].kind is Reconciliation


def test_the_words_are_the_published_ones() -> None:
    assert SUBJECTS == ("instruction", "line")
    assert RECONCILED_STATES == ("unreconciled", "matched", "broken", "explained")
    assert len(BREAK_KINDS) == len(set(BREAK_KINDS)) == 18
