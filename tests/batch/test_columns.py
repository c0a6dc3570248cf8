"""Columns: what is none is refused by name, with its place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fenxiao.batch.columns import code_column, integer_column, same_length
from fenxiao.errors import GraphError


@pytest.mark.parametrize(
    "column",
    [[0, 2], (0, 2), np.array([0, 2]), np.array([0, 2], np.int32), np.array([0, 2], np.uint8)],
)
def test_whole_numbers_of_any_kind_are_codes(column: Any) -> None:
    found = code_column(column, "codes", 3)
    assert (np.dtype(np.int32), [0, 2]) == (found.dtype, found.tolist())


def test_an_empty_list_is_a_column() -> None:
    assert [] == code_column([], "codes", 0).tolist()


@pytest.mark.parametrize(
    ("column", "got"),
    [
        pytest.param([0, None], "1 dimensions of object", id="a gap"),
        pytest.param([0.0], "1 dimensions of float64", id="floats"),
        pytest.param(["u1"], "1 dimensions of <U2", id="texts"),
        pytest.param([True], "1 dimensions of bool", id="truths"),
        pytest.param([[0, 1]], "2 dimensions of int64", id="rows"),
        pytest.param([[0], [0, 1]], "0 dimensions of object", id="rows of several lengths"),
        pytest.param(3, "0 dimensions of int64", id="one number"),
    ],
)
def test_what_is_no_column_of_codes(column: Any, got: str) -> None:
    with pytest.raises(GraphError) as caught:
        code_column(column, "visitors", 3)
    assert ("graph.bad_column", "visitors", got) == (
        caught.value.code,
        caught.value.name,
        caught.value.got,
    )


@pytest.mark.parametrize("kind", [np.int32, np.int64])
@pytest.mark.parametrize(("column", "position"), [([0, 3, 9], 1), ([2, 0, -1], 2)])
def test_the_first_that_is_no_member_is_named(
    column: list[int], position: int, kind: type[np.signedinteger[Any]]
) -> None:
    with pytest.raises(GraphError) as caught:
        code_column(np.array(column, kind), "sharers", 3)
    assert ("graph.unknown_member", column[position], position) == (
        caught.value.code,
        caught.value.got,
        caught.value.position,
    )


def test_a_number_that_needs_the_sign_is_refused() -> None:
    assert [2**63 - 1] == integer_column(np.array([2**63 - 1], np.uint64), "at_us").tolist()
    with pytest.raises(GraphError, match="above 64 bits"):
        integer_column(np.array([2**63], np.uint64), "at_us")


def test_columns_of_one_length() -> None:
    assert same_length(one=np.zeros(2), two=None) == 2
    with pytest.raises(GraphError, match="got one 2, two 3"):
        same_length(one=np.zeros(2), two=np.zeros(3))
