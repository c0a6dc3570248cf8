"""Records of credits and storefronts: they come back, and old terms load without credits."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenxiao.model.border import dump_record, load_record
from fenxiao.model.credit_records import Assortment, Credit, LostLine, Shelf, Visit
from fenxiao.model.records import RECORDS, Record, Terms

STORED = Path(__file__).parents[1] / "data" / "records"
ROWS: dict[str, Record] = {
    "visit": Visit("u1", "e7", "u9", "click", 1_718_582_400_000_000, "s1", "link-1"),
    "assortment": Assortment(
        "u9", "e8", 1_718_582_400_000_000, "only", ("s1", "s2"), ("tea",), "title-7"
    ),
    "shelf": Shelf("u9", "e8", 1_718_582_400_000_000, 3),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_stored_row_loads(name: str) -> None:
    text = (STORED / f"{name}.v1.json").read_text(encoding="utf-8")
    assert ROWS[name] == load_record(text) == load_record(dump_record(ROWS[name]))
    assert RECORDS[name].kind is type(ROWS[name])


def test_terms_from_before_attribution_have_no_credits() -> None:
    old, new = (
        load_record((STORED / f"terms.v{schema}.json").read_text(encoding="utf-8"))
        for schema in (1, 2)
    )
    assert isinstance(old, Terms)
    assert isinstance(new, Terms)
    assert () == old.credits
    assert old == new._replace(credits=())


def test_credits_come_back_with_what_was_lost() -> None:
    new = load_record((STORED / "terms.v2.json").read_text(encoding="utf-8"))
    assert isinstance(new, Terms)
    credited, own = new.credits
    assert (LostLine("2", "excluded", "room"),) == credited.lost
    assert ("self", ()) == (own.reason, own.line_ids)
    assert all(type(one) is Credit for one in new.credits)
