"""Shapes: what is not of one is refused at its place, published and described alike."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from fenxiao.errors import CaseError
from fenxiao.testing.case_shapes import (
    INSTANT,
    TEXT,
    WHOLE,
    Either,
    Fields,
    ListOf,
    MapOf,
    Nullable,
    Open,
    Row,
    RowOf,
    Said,
    Shape,
    bad_field,
    check_shape,
    describe,
    parse_instant,
    schema,
)
from tests.testing.schema_check import complaints

ORDER = Said("order", "订单")
NAME = Said("name", "名称")
PAIR = RowOf(((NAME, TEXT), (Said("depth", "层级"), WHOLE)))
WALLET = Fields((Row("member", TEXT, NAME, NAME, is_required=True), Row("sum", WHOLE, NAME, NAME)))
ERROR = Either(TEXT, Fields((Row("code", TEXT, NAME, NAME, is_required=True),), is_open=True))

GOOD: list[tuple[Shape, Any]] = [
    (TEXT, ""),
    (WHOLE, -3),
    (INSTANT, "2024-06-18T20:00:00+08:00"),
    (Nullable(WHOLE), None),
    (Nullable(WHOLE), 3),
    (ListOf(TEXT), []),
    (ListOf(TEXT), ["a", "b"]),
    (PAIR, ["a", 1]),
    (MapOf(ORDER, WHOLE), {"o1": 1}),
    (WALLET, {"member": "u1"}),
    (WALLET, {"member": "u1", "sum": 1}),
    (Open(NAME), {"anything": [None]}),
    (ERROR, "plan.ceiling"),
    (ERROR, {"code": "plan.ceiling", "fact": 1}),
]
BAD: list[tuple[Shape, Any, str, str]] = [
    (TEXT, 1, "case.bad_field", "x"),
    (TEXT, None, "case.bad_field", "x"),
    (WHOLE, "1", "case.bad_field", "x"),
    (WHOLE, True, "case.bad_field", "x"),
    (Nullable(WHOLE), "1", "case.bad_field", "x"),
    (ListOf(TEXT), "ab", "case.bad_field", "x"),
    (ListOf(TEXT), ["a", 1], "case.bad_field", "x[1]"),
    (PAIR, ["a"], "case.bad_field", "x"),
    (PAIR, ["a", "b"], "case.bad_field", "x[1]"),
    (MapOf(ORDER, WHOLE), [], "case.bad_field", "x"),
    (MapOf(ORDER, WHOLE), {"o1": {}}, "case.bad_field", "x.o1"),
    (WALLET, {"member": "u1", "summ": 1}, "case.unknown_field", "x"),
    (WALLET, {"sum": 1}, "case.missing_field", "x"),
    (WALLET, {"member": 1}, "case.bad_field", "x.member"),
    (Open(NAME), [], "case.bad_field", "x"),
    (ERROR, 1, "case.bad_field", "x"),
    (ERROR, {"fact": 1}, "case.missing_field", "x"),
]
SHAPES = {str(shape): shape for shape, _ in GOOD}


@pytest.mark.parametrize(("shape", "value"), GOOD)
def test_what_is_of_a_shape_is_taken_by_check_and_schema(shape: Shape, value: Any) -> None:
    check_shape(shape, value, "x")
    assert [] == complaints(schema(shape), value)


@pytest.mark.parametrize(("shape", "value", "code", "place"), BAD)
def test_what_is_not_is_refused_by_check_and_schema(
    shape: Shape, value: Any, code: str, place: str
) -> None:
    with pytest.raises(CaseError) as caught:
        check_shape(shape, value, "x")
    assert (code, place) == (caught.value.code, caught.value.place)
    assert complaints(schema(shape), value)


@pytest.mark.parametrize("text", ["2024-06-18T20:00:00", "soon", "2024-06-18", ""])
def test_an_instant_needs_an_offset(text: str) -> None:
    assert parse_instant(text) is None
    with pytest.raises(CaseError, match="an instant with an offset"):
        check_shape(INSTANT, text, "x")


def test_an_instant_is_read_in_utc() -> None:
    expected = datetime(2024, 6, 18, 12, tzinfo=UTC)
    assert expected == parse_instant("2024-06-18T20:00:00+08:00")
    assert parse_instant("0001-01-01T00:00:00+08:00") is None  # before the first year of UTC


@pytest.mark.parametrize(
    ("shape", "english", "chinese"),
    [
        (TEXT, "text", "文本"),
        (Nullable(WHOLE), "whole number or null", "整数 或空"),
        (ListOf(INSTANT), "list of instant", "时刻的列表"),
        (PAIR, "[name, depth]", "[名称, 层级]"),
        (MapOf(ORDER, TEXT), "by order: text", "按订单：文本"),
        (WALLET, "{`member`, `sum`}", "{`member`, `sum`}"),
        (Open(NAME), "name", "名称"),
        (Fields((Row("a", TEXT, NAME, NAME),) * 8), "table", "表"),
        (ERROR, "text or {`code`}", "文本，或 {`code`}"),
    ],
)
def test_shapes_in_words(shape: Shape, english: str, chinese: str) -> None:
    assert (english, chinese) == (describe(shape), describe(shape, "zh"))


def test_a_schema_names_each_field_in_both_languages() -> None:
    made: Any = schema(WALLET)
    assert made["properties"]["sum"]["title"] == "name · 名称"
    assert made["required"] == ["member"]


def test_what_is_shown_of_a_bad_value_is_short() -> None:
    assert len(str(bad_field("x", ["a"] * 1_000, "too much"))) < 400
