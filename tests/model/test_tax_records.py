"""Records of tax: stored and read back, added up, and kept by the keys that are published."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenxiao.model.border import dump_record, load_record
from fenxiao.model.records import RECORDS, Record
from fenxiao.model.tax_records import (
    NO_TAX,
    TaxCorrection,
    TaxMonth,
    TaxSums,
    TaxYear,
    Withholding,
)

STORED = Path(__file__).parents[1] / "data" / "records"
PAID = TaxSums(2, 1_320_000, 2_280, 13, 1)
FIX = TaxCorrection("2025-10", TaxSums(-1, -720_000, -2_280))
MONTH = TaxMonth("2025-11", "cn_platform", PAID, TaxSums(1, 800_000, 3_600), (FIX,), 1_700)
ROWS: dict[str, Record] = {
    "tax_year": TaxYear("shop", "CNY", "2025", "p1", 3, (MONTH, TaxMonth("2025-12", "none"))),
    "withholding": Withholding(
        *("K1", "i1", "shop", "u1", "CNY", "p1", "2025-11", "cn_platform"), 1_600, 3, PAID
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_stored_row_loads(name: str) -> None:
    text = (STORED / f"{name}.v1.json").read_text(encoding="utf-8")
    assert ROWS[name] == load_record(text) == load_record(dump_record(ROWS[name]))
    assert RECORDS[name].kind is type(ROWS[name])


def test_sums_add_up_field_by_field() -> None:
    assert TaxSums(3, 7, 11, 13, 17) == TaxSums(1, 2, 3, 4, 5).plus(TaxSums(2, 5, 8, 9, 12))
    assert NO_TAX == PAID.plus(PAID.negated())
    assert 12 == TaxSums(1, 100, 3, 4, 5).tax_minor
