"""The record of a hold: stored and read back, and what it says of its money."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenxiao.model.border import dump_record, load_record
from fenxiao.model.contract import hold_key
from fenxiao.model.hold_records import Hold
from fenxiao.model.ledger_records import Delta, Wallet
from fenxiao.model.records import Record

STORED = Path(__file__).parents[1] / "data" / "records"
PLACE = ("m1", "u2", "CNY")
HOLD = Hold("h1", *PLACE, "balance", "o1", 100, 70, 20, "open", 1, 3, None)
ROWS: dict[str, Record] = {
    "hold.v1": HOLD,
    "delta.v3": Delta("GKGCSWR5JV7FHQWJQMTLSRYFZI", *PLACE, 10, 0, 0, 0, 7, -3, 5),
    "wallet.v3": Wallet(*PLACE, 10, 20, -30, 40, 7, 3, 5),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_stored_row_is_read_for_ever(name: str) -> None:
    text = (STORED / f"{name}.json").read_text(encoding="utf-8").rstrip("\n")
    assert (text, ROWS[name]) == (dump_record(ROWS[name]), load_record(text))


def test_before_there_were_holds_nothing_was_reserved() -> None:
    for name in ("delta", "wallet"):
        old = load_record((STORED / f"{name}.v2.json").read_text(encoding="utf-8"))
        assert isinstance(old, Delta | Wallet)
        assert 0 == old.reserved_minor


def test_its_key() -> None:
    assert ("hold", "h1") == hold_key(HOLD.hold_id)


@pytest.mark.parametrize(
    ("state", "left_minor"), [("open", 30), ("posted", 0), ("voided", 0), ("expired", 0)]
)
def test_only_an_open_hold_has_anything_left(state: str, left_minor: int) -> None:
    hold = HOLD._replace(state=state)  # type: ignore[arg-type]  # rows of a table
    assert (left_minor, 50) == (hold.left_minor, hold.spent_minor)
