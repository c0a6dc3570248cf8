"""What one would write instead of the forest: the same rule, touch by touch.

Each returns the outcome of every touch, in the numbers of ``Outcome``.
"""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
import rustworkx as rx

__all__ = ["dictionary", "dictionary_and_set", "networkx", "rustworkx"]

BOUND, ALREADY_BOUND, SELF, CYCLE = range(4)
Touched = tuple[int, int]


def dictionary(touches: Iterable[Touched]) -> bytearray:
    """Keep one dictionary from child to parent; walk up before each bind."""
    parents: dict[int, int] = {}
    outcomes = bytearray()
    add, parent_of = outcomes.append, parents.get
    for sharer, visitor in touches:
        if sharer == visitor:
            add(SELF)
        elif visitor in parents:
            add(ALREADY_BOUND)
        else:
            above: int | None = sharer
            while above is not None and above != visitor:
                above = parent_of(above)
            if above is None:
                parents[visitor] = sharer
                add(BOUND)
            else:
                add(CYCLE)
    return outcomes


def dictionary_and_set(touches: Iterable[Touched]) -> bytearray:
    """Keep a set of those with fans too; walk up only before one of them is bound."""
    parents: dict[int, int] = {}
    with_fans: set[int] = set()
    outcomes = bytearray()
    add, parent_of = outcomes.append, parents.get
    for sharer, visitor in touches:
        if sharer == visitor:
            add(SELF)
        elif visitor in parents:
            add(ALREADY_BOUND)
        else:
            above: int | None = sharer if visitor in with_fans else None
            while above is not None and above != visitor:
                above = parent_of(above)
            if above is None:
                parents[visitor] = sharer
                with_fans.add(sharer)
                add(BOUND)
            else:
                add(CYCLE)
    return outcomes


def networkx(touches: Iterable[Touched]) -> bytearray:
    """Keep a networkx graph; walk up its predecessors before each bind."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    above_of = graph.pred
    outcomes = bytearray()
    for sharer, visitor in touches:
        if sharer == visitor:
            outcomes.append(SELF)
        elif visitor in graph and above_of[visitor]:
            outcomes.append(ALREADY_BOUND)
        else:
            above: int | None = sharer
            while above is not None and above != visitor:
                above = next(iter(above_of[above]), None) if above in graph else None
            if above is None:
                graph.add_edge(sharer, visitor)
                outcomes.append(BOUND)
            else:
                outcomes.append(CYCLE)
    return outcomes


def rustworkx(touches: Iterable[Touched], members: int) -> bytearray:
    """Keep a rustworkx graph of all members; walk up its predecessors before each bind."""
    graph: rx.PyDiGraph[None, None] = rx.PyDiGraph(multigraph=False)
    graph.add_nodes_from([None] * members)
    above_of = graph.predecessor_indices
    outcomes = bytearray()
    for sharer, visitor in touches:
        if sharer == visitor:
            outcomes.append(SELF)
        elif graph.in_degree(visitor):
            outcomes.append(ALREADY_BOUND)
        else:
            above: int | None = sharer
            while above is not None and above != visitor:
                above = next(iter(above_of(above)), None)
            if above is None:
                graph.add_edge(sharer, visitor, None)
                outcomes.append(BOUND)
            else:
                outcomes.append(CYCLE)
    return outcomes
