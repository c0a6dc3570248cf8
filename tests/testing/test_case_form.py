"""The form of a case: one table, complete, in both languages, with a view for each row."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from fenxiao.graph.quota import QuotaView
from fenxiao.model.records import Wallet
from fenxiao.testing.case_form import CASE, COMPONENTS, EXPECT, WALLET
from fenxiao.testing.case_shapes import Either, Fields, ListOf, MapOf, Nullable, Row, Shape
from fenxiao.testing.case_text import Case
from fenxiao.testing.case_views import VIEWS


def rows_of(shape: Shape) -> Iterator[Row]:
    match shape:
        case Fields(rows=rows):
            for row in rows:
                yield row
                yield from rows_of(row.shape)
        case ListOf(of=of) | MapOf(of=of) | Nullable(of=of) | Either(table=of):
            yield from rows_of(of)
        case _:
            pass


ROWS = list(rows_of(CASE))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_says_what_it_is_in_both_languages(row: Row) -> None:
    for said in (row.title, row.text):
        assert re.match(r"[A-Z]", said.en) or said.en.islower()
        assert re.search(r"[\u4e00-\u9fff]", said.zh) or said.zh == "JSON Schema"
    assert row.text.en.endswith((".", "…"))
    assert row.text.zh.endswith(("。", "……"))


def test_every_expectation_has_its_view() -> None:
    assert {row.name for row in EXPECT.rows} - {"error"} == set(VIEWS)


def test_a_wallet_has_the_fields_of_the_record() -> None:
    assert {row.name for row in WALLET.rows} == set(Wallet._fields)
    assert tuple(row.name for row in COMPONENTS) == Wallet._fields[3:]


def test_a_quota_has_the_fields_of_the_view() -> None:
    quota = next(row.shape for row in EXPECT.rows if row.name == "quotas")
    assert [row.name for row in rows_of(quota)] == list(QuotaView._fields)


def test_a_case_has_the_fields_of_the_form_but_those_that_were_filled_in() -> None:
    assert {row.name for row in CASE.rows} == {*Case._fields, "defaults", "$schema"}
