"""CSV text: what a reader of CSV finds is what was written, and no field is a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.csv_text import csv_lines, guard

fields = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5)
tables = st.lists(st.lists(fields, min_size=2, max_size=4), max_size=4)


@given(table=tables)
def test_a_reader_finds_the_fields(table: list[list[str]]) -> None:
    lines = list(csv_lines(table))
    assert all(line.endswith("\r\n") for line in lines)
    assert table == list(csv.reader(io.StringIO("".join(lines), newline="")))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "'"])
def test_what_begins_like_a_formula_is_led_by_an_apostrophe(sign: str) -> None:
    assert guard(sign + "1") == "'" + sign + "1"


@given(one=fields, other=fields)
def test_different_fields_stay_different(one: str, other: str) -> None:
    assert (one == other) is (guard(one) == guard(other))


@pytest.mark.parametrize("text", ["", "1.00", "a=1", "科目", "*"])
def test_other_fields_are_left_alone(text: str) -> None:
    assert text == guard(text)


def test_another_separator_and_line_end_are_kept_apart() -> None:
    assert ['a,b|"c|d"\n'] == list(csv_lines([("a,b", "c|d")], "|", "\n"))
