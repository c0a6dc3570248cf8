"""Lookups: a column walks as each member would alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.batch import lookups
from fenxiao.batch.lookups import uplines
from tests.batch.touches import MEMBERS, Touched, members, one_by_one, touches


@given(told=touches, asked=st.lists(st.tuples(members, st.integers(0, 40))), hops=st.integers(1, 4))
def test_a_column_walks_as_each_would_alone(
    told: list[Touched], asked: list[tuple[int, int]], hops: int
) -> None:
    parents = [-1] * MEMBERS
    bound = [0] * MEMBERS
    for instant, (touch, outcome) in enumerate(zip(told, one_by_one(told, parents), strict=True)):
        if outcome == 0:
            bound[touch[1]] = instant

    def alone(member: int, at_us: int) -> list[int]:
        found: list[int] = []
        while len(found) < hops and parents[member] >= 0 and bound[member] <= at_us:
            member = parents[member]
            found.append(member)
        return found + [-1] * (hops - len(found))

    parent, bound_us = np.array(parents, np.int32), np.array(bound, np.int64)
    codes = np.array([member for member, _ in asked], np.int32)
    at_us = np.array([instant for _, instant in asked], np.int64)
    expected = [alone(member, instant) for member, instant in asked]
    assert expected == uplines(parent, codes, hops, bound_us, at_us).tolist()
    expected = [alone(member, 99) for member, _ in asked]
    assert expected == uplines(parent, codes, hops).tolist()


def test_more_members_than_a_block() -> None:
    size = lookups._BLOCK + 5
    parent = np.arange(-1, size - 1, dtype=np.int32)
    found = uplines(parent, np.arange(size, dtype=np.int32), 2)
    assert [[-1, -1], [0, -1], [1, 0]] == found[:3].tolist()
    assert [size - 2, size - 3] == found[-1].tolist()
