"""Records of trade: stored and read back, and kept by the keys that are published."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenxiao.model.border import dump_record, load_record
from fenxiao.model.records import RECORDS, Record
from fenxiao.model.trade_records import (
    Balance,
    LineTrade,
    Movement,
    OtherCoupon,
    TenderTrade,
    Trade,
)

STORED = Path(__file__).parents[1] / "data" / "records"
TENDERS = TenderTrade("wechat", 900, 5, 450), TenderTrade("points", 100, 0, 50)
LINE = LineTrade("1", 2, 1_000, 80, 20, 400, "factory", 50, (OtherCoupon("brand", 30),), TENDERS)
PLACE = ("shop", "supplier_payable", "factory", "CNY")
ROWS: dict[str, Record] = {
    "trade": Trade(
        "o1",
        "shop",
        "stall",
        "CNY",
        "agent",
        50_000,
        is_collection_on_merchant=True,
        is_freight_ours=False,
        lines=(LINE,),
        cart_id="c1",
    ),
    "movement": Movement(*PLACE, "PZLFWKRA5BULPSXGZ7RL26PE6T", -400),
    "balance": Balance(*PLACE, 3_600),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_stored_row_loads(name: str) -> None:
    text = (STORED / f"{name}.v1.json").read_text(encoding="utf-8")
    assert ROWS[name] == load_record(text) == load_record(dump_record(ROWS[name]))
    assert RECORDS[name].kind is type(ROWS[name])
