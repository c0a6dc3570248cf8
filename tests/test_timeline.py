"""Timelines: at every instant one value, and later values change no earlier answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.timeline import Timeline

instants = st.integers(-10, 10)
histories = st.dictionaries(instants, st.text(max_size=1))


@given(dated=histories, at_us=instants)
def test_a_value_is_in_force_until_the_next(dated: dict[int, str], at_us: int) -> None:
    past = {start_us: value for start_us, value in dated.items() if start_us <= at_us}
    expected = past[max(past)] if past else None
    assert expected == Timeline(dated.items()).at(at_us)


@given(dated=histories, later=histories, at_us=instants)
def test_later_values_change_no_earlier_answer(
    dated: dict[int, str], later: dict[int, str], at_us: int
) -> None:
    added = {start_us: value for start_us, value in later.items() if start_us > at_us}
    assert Timeline(dated.items()).at(at_us) == Timeline((dated | added).items()).at(at_us)


@given(dated=histories.map(lambda made: list(made.items())), at_us=instants)
def test_the_order_of_telling_does_not_matter(dated: list[tuple[int, str]], at_us: int) -> None:
    assert Timeline(dated).at(at_us) == Timeline(reversed(dated)).at(at_us)


def test_nothing_is_in_force_where_nothing_was_said() -> None:
    empty: Timeline[str] = Timeline([])
    assert empty.at(0) is None


def test_values_need_no_order_of_their_own() -> None:
    assert Timeline([(2, {"b"}), (1, {"a"})]).at(1) == {"a"}


@pytest.mark.parametrize("values", ["ab", "aa"])
def test_two_values_from_one_instant_are_refused(values: str) -> None:
    with pytest.raises(ValueError, match="Two values must not start at one instant"):
        Timeline([(0, values[0]), (5, "c"), (0, values[1])])
