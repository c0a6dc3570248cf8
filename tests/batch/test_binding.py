"""Binding at size: a block is exactly the sequence of its touches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fenxiao.batch import Forest, binding, circles
from fenxiao.batch.binding import NOBODY, Outcome, bind_block
from fenxiao.batch.circles import OpenTouches
from tests.batch.touches import MEMBERS, Touched, one_by_one, touches


def in_blocks(
    told: list[Touched], block: int
) -> tuple[NDArray[np.int32], NDArray[np.bool_], NDArray[np.uint8]]:
    parent, has_fans = np.full(MEMBERS, NOBODY, np.int32), np.zeros(MEMBERS, np.bool_)
    columns = np.array(told, np.int32).reshape(-1, 2)
    outcomes = np.zeros(len(told), np.uint8)
    for first in range(0, len(told), block):
        part = columns[first : first + block]
        bound = bind_block(parent, has_fans, part[:, 0], part[:, 1], outcomes[first:][: len(part)])
        assert np.array_equal(np.flatnonzero(outcomes[first:][: len(part)] == 0), bound)
    return parent, has_fans, outcomes


@pytest.mark.parametrize(("few", "look"), [(0, 1), (2, 2), (circles.FEW, circles.LOOK)])
@given(told=touches, block=st.integers(1, 40))
@example(told=[(1, 0), (2, 1), (0, 2), (0, 2), (3, 2)], block=40)  # a circle, twice, then elsewhere
@example(told=[(1, 0), (0, 1), (3, 2), (2, 3), (2, 1), (0, 3)], block=6)  # two circles, then one
@example(told=[(1, 0), *[(0, 1)] * 30, (2, 1)], block=40)  # many refused before one binds
@example(told=[(1, 0), (2, 1), *[(0, 2)] * 5], block=40)  # all touches of somebody are refused
def test_a_block_is_the_sequence_of_its_touches(
    few: int, look: int, told: list[Touched], block: int
) -> None:
    parents = [NOBODY] * MEMBERS
    expected = one_by_one(told, parents)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(circles, "FEW", few)  # walked together, one by one, or both
        patch.setattr(circles, "LOOK", look)
        parent, has_fans, outcomes = in_blocks(told, block)
    assert expected == outcomes.tolist()
    assert parents == parent.tolist()
    assert [member in parents for member in range(MEMBERS)] == has_fans.tolist()


def test_a_large_batch_is_the_sequence_of_its_touches() -> None:
    made = np.random.default_rng(20240618)
    size = 3_000
    sharers, visitors = made.integers(0, size, (2, 20_000), dtype=np.int32)
    visitors[::3] = made.integers(0, 40, visitors[::3].size)  # some visit often
    parents = [NOBODY] * size
    expected = one_by_one(list(zip(sharers.tolist(), visitors.tolist(), strict=True)), parents)
    assert set(Outcome) == set(expected)
    for block in (777, 20_000):
        parent, has_fans = np.full(size, NOBODY, np.int32), np.zeros(size, np.bool_)
        outcomes = np.zeros(sharers.size, np.uint8)
        for first in range(0, sharers.size, block):
            part = slice(first, first + block)
            bind_block(parent, has_fans, sharers[part], visitors[part], outcomes[part])
        assert np.array_equal(np.array(expected), outcomes)
        assert np.array_equal(np.array(parents), parent)


def test_a_long_chain_is_walked_in_good_time() -> None:
    size = 200_000
    forest = Forest(size)
    chain = np.arange(size)
    forest.bind_many(chain[:-1], chain[1:])
    below = np.full(8, size - 1)
    assert {Outcome.CYCLE} == set(forest.bind_many(below, np.zeros(8, np.int32)).tolist())


def test_no_mark_outlives_a_block_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(parent: NDArray[np.int32], _: OpenTouches, suspects: NDArray[np.int32]) -> bool:
        assert (parent[suspects] < NOBODY).all()
        raise MemoryError

    monkeypatch.setattr(binding, "refuse_circles", fail)
    parent, has_fans = np.full(3, NOBODY, np.int32), np.zeros(3, np.bool_)
    touched = np.array([(1, 0), (2, 1)], np.int32)
    with pytest.raises(MemoryError):
        bind_block(parent, has_fans, touched[:, 0], touched[:, 1], np.zeros(2, np.uint8))
    assert [NOBODY] * 3 == parent.tolist()
    assert not has_fans.any()
