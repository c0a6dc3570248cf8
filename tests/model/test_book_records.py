"""Records of the books: stored rows load, and come back as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenxiao.model.book_records import Books, Sealed, Unsealed
from fenxiao.model.border import dump_record, load_record
from fenxiao.model.records import RECORDS, Record

STORED = Path(__file__).parents[1] / "data" / "records"
ENTRY = "PZLFWKRA5BULPSXGZ7RL26PE6T"
FIRST = "e43c19f1ee16b1fdd0f60f435e4a53baf5fe35051dbedefc3ad3cf9301fc4f4f"
ROWS: dict[str, type[Record]] = {"unsealed": Unsealed, "sealed": Sealed, "books": Books}


@pytest.mark.parametrize("name", ROWS)
def test_a_stored_row_loads(name: str) -> None:
    text = (STORED / f"{name}.v1.json").read_text(encoding="utf-8").rstrip("\n")
    record = load_record(text)
    assert (ROWS[name], text) == (type(record), dump_record(record))
    assert RECORDS[name].kind is ROWS[name]


def test_the_stored_rows_say_what_was_sealed() -> None:
    waiting, place, books = (
        load_record((STORED / f"{name}.v1.json").read_text(encoding="utf-8")) for name in ROWS
    )
    assert isinstance(waiting, Unsealed)
    assert isinstance(place, Sealed)
    assert isinstance(books, Books)
    assert ("shop", ENTRY, 1_704_067_200_000_001) == waiting
    assert ("shop", ENTRY, 1, "2024-01", waiting.effective_us, FIRST) == place[:6]
    assert Books("shop", 1, place.hash, 1_706_745_600_000_000, None) == books


def test_books_begin_with_no_period_closed() -> None:
    assert (None, None) == Books("shop", 0, FIRST)[3:]
