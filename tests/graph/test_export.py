"""The export to networkx: the same forest, each member once."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given

from fenxiao.errors import GraphError
from fenxiao.graph.bindings import CUSTOMER
from fenxiao.graph.export import to_networkx
from fenxiao.model.records import Node
from tests.graph.forest import Forest, Touched, touches


@given(told=touches)
def test_the_export_is_the_forest(told: list[Touched]) -> None:
    forest = Forest(told)
    graph = to_networkx(place.node for place in forest.places.values())
    assert {(parent, member) for member, parent in forest.parents().items()} == set(graph.edges)
    assert set(forest.places) == set(graph.nodes)
    assert not graph or nx.is_forest(graph)
    bound = {(node.parent_id, node.member_id): node.bound_us for node, _ in forest.places.values()}
    assert all(bound[edge] == graph.edges[edge]["bound_us"] for edge in graph.edges)


def test_a_member_has_one_node_in_an_export() -> None:
    node = Node(CUSTOMER, "b", "a", 10, "e1", has_fans=False)
    with pytest.raises(GraphError) as caught:
        to_networkx([node, node._replace(relation="team")])
    assert (caught.value.code, caught.value.member_id) == ("graph.repeated_node", "b")
