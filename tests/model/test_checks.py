"""Checks on what comes in: ids, counts, lines."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import EventError
from fenxiao.model.checks import (
    ID_LIMIT,
    QUANTITY_LIMIT,
    check_id,
    check_lines,
    check_once,
    check_quantity,
    check_tuple,
)
from tests.model.strategies import ids


class Named(NamedTuple):
    line_id: str


class OtherNamed(NamedTuple):
    line_id: str


@given(value=ids)
def test_a_printable_id_is_taken_as_it_is(value: str) -> None:
    assert value == check_id(value, "member_id")


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("", id="empty"),
        pytest.param("u" * (ID_LIMIT + 1), id="too long"),
        pytest.param("u\n1", id="a line feed"),
        pytest.param("u\u200b1", id="a space without width"),
        pytest.param("u\u00a01", id="a space that does not break"),
        pytest.param("u\x00", id="a zero byte"),
        pytest.param("\ud800", id="a lone surrogate"),
        pytest.param(7, id="a number"),
        pytest.param(None, id="nothing"),
        pytest.param(b"u1", id="bytes"),
        pytest.param(type("Id", (str,), {})("u1"), id="a kind of text"),
    ],
)
def test_what_could_be_confused_is_refused(value: Any) -> None:
    with pytest.raises(EventError) as caught:
        check_id(value, "member_id")
    assert (caught.value.code, caught.value.name) == ("event.bad_id", "member_id")


@pytest.mark.parametrize("value", [" ", "u7 ", " u7"])
def test_an_id_has_no_space_at_its_ends(value: str) -> None:
    with pytest.raises(EventError):
        check_id(value, "member_id")


def test_the_longest_id_is_taken() -> None:
    assert check_id("u" * ID_LIMIT, "member_id") == "u" * ID_LIMIT


def test_a_refused_id_is_shown_in_part() -> None:
    with pytest.raises(EventError) as caught:
        check_id("u" * 10_000, "member_id")
    assert len(str(caught.value)) < 400


@given(value=st.integers(1, QUANTITY_LIMIT))
def test_a_count_within_its_bounds_is_taken(value: int) -> None:
    assert value == check_quantity(value, "quantity")


@pytest.mark.parametrize("value", [0, -1, QUANTITY_LIMIT + 1, 1.0, True, "1", None])
def test_a_count_out_of_its_bounds_is_refused(value: Any) -> None:
    with pytest.raises(EventError) as caught:
        check_quantity(value, "quantity")
    assert caught.value.code == "event.bad_quantity"
    assert (caught.value.low, caught.value.high) == (1, QUANTITY_LIMIT)


def test_bounds_are_met_by_equality() -> None:
    assert [2, 3] == [check_quantity(value, "limit", low=2, high=3) for value in (2, 3)]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        pytest.param([], "event.no_lines", id="none"),
        pytest.param([Named("1"), Named("2"), Named("1")], "event.repeated_line", id="one twice"),
        pytest.param([Named("1"), OtherNamed("2")], "event.bad_field", id="of another type"),
        pytest.param(["1"], "event.bad_field", id="only its id"),
    ],
)
def test_wrong_lines_are_refused(lines: list[Any], code: str) -> None:
    with pytest.raises(EventError) as caught:
        check_lines(lines, Named, "lines")
    assert code == caught.value.code


def test_lines_are_compared_whole() -> None:
    lines = [Named("1"), Named("11"), Named("1 1")]
    assert tuple(lines) == check_lines(lines, Named, "lines")


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("ab", id="a text is no list of its letters"),
        pytest.param({"a"}, id="a set has no order"),
        pytest.param(None, id="nothing"),
        pytest.param(["a", 1], id="of two kinds"),
        pytest.param([True], id="of another kind"),
    ],
)
def test_what_is_no_list_of_one_kind_is_refused(value: Any) -> None:
    with pytest.raises(EventError) as caught:
        check_tuple(value, str, "categories")
    assert (caught.value.code, caught.value.field) == ("event.bad_field", "categories")


def test_what_stands_twice_is_named() -> None:
    check_once(["a", "b"], "tenders")
    with pytest.raises(EventError) as caught:
        check_once(iter(["a", "b", "a"]), "tenders")
    assert ("event.bad_field", "tenders") == (caught.value.code, caught.value.field)
    assert "'a'" == caught.value.facts["got"]


def test_lists_become_tuples() -> None:
    assert check_tuple(["a", "b"], str, "categories") == ("a", "b")
