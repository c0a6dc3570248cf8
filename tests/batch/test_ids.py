"""Ids: codes in order of appearance, both ways, and nothing kept of a bad column."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.batch.ids import Ids, NumberIds, TextIds, one_code
from fenxiao.errors import EventError, FenxiaoError, GraphError

columns = st.lists(st.lists(st.integers(-5, 5), max_size=8), max_size=5)


@pytest.mark.parametrize("kind", [NumberIds, TextIds])
@given(told=columns)
def test_codes_count_in_order_of_appearance(kind: type[Ids], told: list[list[int]]) -> None:
    ids, seen = kind(), dict[int, int]()
    spelled: Any = str if kind is TextIds else int
    for column in told:
        expected = [seen.setdefault(number, len(seen)) for number in column]
        assert expected == ids.intern([spelled(number) for number in column]).tolist()
    everyone = [spelled(number) for number in range(-6, 6)]
    assert [seen.get(number, -1) for number in range(-6, 6)] == ids.codes(everyone).tolist()
    assert len(seen) == len(ids)
    assert [str(number) for number in seen] == ids.names(range(len(seen)))


@pytest.mark.parametrize(
    "column", [["u2", None], ["u2", ""], ["u2", 7], ["u2", [1]], ["u2", " u3"]], ids=str
)
def test_nothing_is_kept_of_a_column_with_a_bad_text(column: list[Any]) -> None:
    ids = TextIds()
    ids.intern(["u1"])
    with pytest.raises(EventError) as caught:
        ids.intern(column)
    assert caught.value.code == "event.bad_id"
    assert [0, 1] == ids.intern(["u1", "u9"]).tolist()
    assert [-1] == ids.codes(["u2"]).tolist()


@pytest.mark.parametrize("column", ["u1", None, {"u1"}, np.array([["u1"]])], ids=repr)
def test_what_is_no_column_of_texts(column: Any) -> None:
    for call in (TextIds().intern, TextIds().codes):
        with pytest.raises(GraphError) as caught:
            call(column)
        assert caught.value.code == "graph.bad_column"


def test_arrays_of_texts_are_columns_too() -> None:
    ids = TextIds()
    assert [0, 1] == ids.intern(np.array(["用户1", "u2"])).tolist()
    assert [1, -1] == ids.codes(np.array(["u2", "u3"], np.object_)).tolist()


def test_numbers_come_back_as_they_were() -> None:
    ids = NumberIds()
    ids.intern([2**63 - 1, -(2**63)])
    assert [-(2**63), 2**63 - 1] == ids.numbers([1, 0]).tolist()


@pytest.mark.parametrize("kind", [NumberIds, TextIds])
def test_who_has_no_code_is_named(kind: type[Ids]) -> None:
    ids = kind()
    with pytest.raises(GraphError, match="got 7"):
        one_code(ids, 7)
    with pytest.raises(FenxiaoError, match="got 0 at position 0"):
        ids.names([0])


def test_ids_are_equal_by_what_they_know() -> None:
    for kind, column in ((NumberIds, [5]), (TextIds, ["u5"])):
        ids, same = kind(), kind()
        assert ids == same
        ids.intern(column)  # type: ignore[arg-type]  # each kind with its own column
        assert ids != same
        assert ids != column
