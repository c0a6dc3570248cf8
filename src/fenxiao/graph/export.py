"""Export (导出): a relation as a networkx graph, for analysis and drawing.

Source: docs/relations.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fenxiao.errors import GraphError
from fenxiao.model.records import Node

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["to_networkx"]


def to_networkx(nodes: Iterable[Node]) -> nx.DiGraph[str]:
    """Return the forest as a networkx graph with an edge from each sharer to each fan.

    It is for drawing and analysis; nothing that pays anybody uses it.

    Args:
        nodes: The nodes of one relation.

    Returns:
        A directed graph; each edge carries ``bound_us``.

    Raises:
        GraphError: ``graph.repeated_node`` when a member stands twice.

    Examples:
        >>> graph = to_networkx([Node("customer", "b", "a", 10, "e1", False)])
        >>> list(graph.edges)
        [('a', 'b')]
    """
    import networkx as nx  # noqa: PLC0415  # heavy, and only this function needs it

    graph: nx.DiGraph[str] = nx.DiGraph()
    seen: set[str] = set()
    for node in nodes:
        if node.member_id in seen:
            raise GraphError("graph.repeated_node", member_id=node.member_id)
        seen.add(node.member_id)
        graph.add_node(node.member_id)
        if node.parent_id is not None:
            graph.add_edge(node.parent_id, node.member_id, bound_us=node.bound_us)
    return graph
