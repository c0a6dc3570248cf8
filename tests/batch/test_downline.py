"""Downline: the index finds whom a search finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from fenxiao.batch.downline import Downline
from tests.batch.test_measures import forests, walk


@given(parents=forests)
def test_the_index_finds_whom_a_search_finds(parents: list[int]) -> None:
    downline = Downline(np.array(parents, np.int32))
    above = {member: walk(parents, member) for member in range(len(parents))}
    for one in above:
        children = [member for member in above if parents[member] == one]
        assert children == downline.children(one).tolist()
        team = [(above[m].index(one), m) for m in above if one in above[m]]
        found = downline.team(one).tolist()
        assert [level for level, _ in sorted(team)] == [above[m].index(one) for m in found]
        assert {member for _, member in team} == set(found)
        assert len(team) == len(found)
