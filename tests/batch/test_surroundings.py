"""Surroundings: the path up, the first fans down, and how many are left out."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.batch import Forest, TextIds, surroundings, to_networkx
from fenxiao.errors import GraphError
from tests.batch.touches import MEMBERS, Touched, members, touches


def forest_of(told: list[Touched], *, is_timed: bool = False) -> Forest:
    forest = Forest(MEMBERS, is_timed=is_timed)
    columns = ([sharer for sharer, _ in told], [visitor for _, visitor in told])
    forest.bind_many(*columns, at_us=range(len(told)) if is_timed else None)
    return forest


@given(told=touches, is_timed=st.booleans())
def test_the_export_is_the_forest(told: list[Touched], is_timed: bool) -> None:
    forest = forest_of(told, is_timed=is_timed)
    graph = to_networkx(forest)
    assert [str(code) for code in range(MEMBERS)] == list(graph.nodes)
    parents = forest.parent.tolist()
    expected = {(str(parent), str(code)) for code, parent in enumerate(parents) if parent >= 0}
    assert expected == set(graph.edges)
    assert nx.is_forest(graph)
    if forest.bound_us is not None:
        for above, below in graph.edges:
            assert graph.edges[above, below]["bound_us"] == forest.bound_us[int(below)]


@given(
    told=touches,
    asked=members,
    sizes=st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 3)),
    is_timed=st.booleans(),
)
def test_who_is_shown_and_who_is_counted(
    told: list[Touched], asked: int, sizes: tuple[int, int, int], is_timed: bool
) -> None:
    up, down, limit = sizes
    forest = forest_of(told, is_timed=is_timed)
    around = surroundings(forest, asked, up=up, down=down, limit=limit)
    above = [one for one in forest.uplines([asked], hops=MEMBERS)[0].tolist() if one >= 0]
    path = [branch.code for branch, _ in around.branches() if branch.is_path]
    assert list(reversed(above[:up])) == path
    assert len(above) - len(path) == around.above_count
    levels = forest.depth().tolist()
    for branch, parent in around.branches():
        children = forest.children(branch.code).tolist()
        assert len(children) == branch.fan_count
        assert branch.is_asked is (branch.code == asked)
        if parent is not None:
            assert parent.code == forest.parent[branch.code]
        if not branch.is_path:
            distance = levels[branch.code] - levels[asked]
            expected = children[:limit] if distance < down else []
            assert expected == [one.code for one in branch.shown]
            assert branch.more == (len(children) - len(expected) if expected else 0)
    graph = around.to_networkx()
    whole = to_networkx(forest)
    assert whole.subgraph(graph.nodes).edges == graph.edges
    for edge in graph.edges:
        assert whole.edges[edge] == graph.edges[edge]


def test_nodes_are_named_by_their_ids() -> None:
    forest = Forest(ids=TextIds())
    forest.intern(["总店", "u2"])
    forest.bind(0, 1)
    graph = surroundings(forest, forest.code("u2")).to_networkx()
    assert [("总店", "u2")] == list(graph.edges)
    assert graph.nodes["总店"] == {"code": 0, "fan_count": 1}


@pytest.mark.parametrize(
    ("asked", "sizes", "code"),
    [
        (7, {}, "graph.unknown_member"),
        (0, {"up": -1}, "graph.hops_range"),
        (0, {"down": 65}, "graph.hops_range"),
        (0, {"limit": 0}, "graph.hops_range"),
        (0, {"limit": 1_001}, "graph.hops_range"),
    ],
)
def test_what_cannot_be_shown(asked: int, sizes: dict[str, Any], code: str) -> None:
    with pytest.raises(GraphError) as caught:
        surroundings(Forest(MEMBERS), asked, **sizes)
    assert code == caught.value.code
