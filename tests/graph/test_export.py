"""The export to networkx: the same forest, each member once."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given

from fenxiao.errors import GraphError
from fenxiao.graph.export import to_networkx
from fenxiao.model.records import Node
from tests.graph.forest import Touched, parents, told, touches


@given(pairs=touches)
def test_the_export_is_the_forest(pairs: list[Touched]) -> None:
    book = told(pairs)
    graph = to_networkx(book.nodes())
    assert {(parent, member) for member, parent in parents(book).items()} == set(graph.edges)
    assert {node.member_id for node in book.nodes()} == set(graph.nodes)
    assert not graph or nx.is_forest(graph)
    bound = {(node.parent_id, node.member_id): node.bound_us for node in book.nodes()}
    assert all(bound[edge] == graph.edges[edge]["bound_us"] for edge in graph.edges)


def test_a_member_has_one_node_in_an_export() -> None:
    node = Node("customer", "b", "a", 10, "e1", has_fans=False)
    with pytest.raises(GraphError) as caught:
        to_networkx([node, node._replace(relation="team")])
    assert (caught.value.code, caught.value.member_id) == ("graph.repeated_node", "b")
