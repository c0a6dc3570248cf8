"""Measures: each is what a walk of everybody would count."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.batch.measures import children_counts, depth, descendants, order_by, within
from fenxiao.errors import GraphError

forests = st.lists(st.integers(0, 30), max_size=25).map(
    lambda drawn: [number % (place + 1) - 1 for place, number in enumerate(drawn)]
)


@given(parents=forests)
def test_measures_are_what_walks_count(parents: list[int]) -> None:
    above = {member: list(walk(parents, member)) for member in range(len(parents))}
    below = [[m for m in above if one in above[m][:3]] for one in above]
    parent = np.array(parents, np.int32)
    assert [len(path) for path in above.values()] == depth(parent).tolist()
    assert [parents.count(one) for one in above] == children_counts(parent).tolist()
    assert [len(row) for row in below] == within(parent).tolist()
    everyone = [sum(one in path for path in above.values()) for one in above]
    assert everyone == descendants(parent).tolist()


def walk(parents: list[int], member: int) -> list[int]:
    found = []
    while parents[member] >= 0:
        member = parents[member]
        found.append(member)
    return found


def test_a_long_chain_is_measured() -> None:
    size = 70_000  # longer than what 16 bits count
    parent = np.arange(-1, size - 1, dtype=np.int32)[::-1].copy()
    parent[:-1] = np.arange(1, size)
    levels = depth(parent)
    assert list(range(size - 1, -1, -1)) == levels.tolist()
    assert list(range(size)) == descendants(parent).tolist()


@given(keys=st.lists(st.integers(0, 3).flatmap(lambda n: st.just(n * 65_535))))
def test_equal_keys_keep_their_order(keys: list[int]) -> None:
    expected = sorted(range(len(keys)), key=keys.__getitem__)
    assert expected == order_by(np.array(keys, np.int32)).tolist()


@pytest.mark.parametrize("parents", [[0], [1, 0], [-1, 2, 3, 1], [2, 2, 3, 4, 2]])
def test_a_circle_has_no_depth(parents: list[int]) -> None:
    with pytest.raises(GraphError) as caught:
        depth(np.array(parents, np.int32))
    assert caught.value.code == "graph.stored_circle"
    member = first = int(str(caught.value.member))
    member = parents[member]
    while member != first:
        assert member > first
        member = parents[member]
