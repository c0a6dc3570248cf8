"""Surroundings (上下级关系): the few who stand around one member of a large forest.

Above him the path up, each with how many more fans he has; below him the first fans of
everybody, in the order of their codes, and how many are left out.

Source: docs/relations-at-size.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fenxiao.batch.binding import NOBODY
from fenxiao.batch.forest import MOST_HOPS, Forest
from fenxiao.errors import GraphError

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["MOST_SHOWN", "Branch", "Surroundings", "surroundings", "to_networkx"]

MOST_SHOWN = 1_000
"""The most fans of one member that are shown."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A member as he is shown, and those shown below him.

    Args:
        code: His code.
        name: His id, or the code where ids are not known.
        fan_count: How many he brought in himself, shown or not.
        shown: Those of them that are shown.
        is_asked: Whether it is he who was asked about.
        is_path: Whether he stands above who was asked about.
    """

    code: int
    name: str
    fan_count: int
    shown: tuple[Branch, ...] = ()
    is_asked: bool = False
    is_path: bool = False

    @property
    def more(self) -> int:
        """How many fans are left out beside some that are shown; 0 where none is shown."""
        return self.fan_count - len(self.shown) if self.shown else 0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Who stands around a member.

    Args:
        top: The highest who is shown; all others hang below.
        above_count: How many stand above the top, left out.
        bound_us: When those who are shown were bound, by code, if the forest is timed.
    """

    top: Branch
    above_count: int
    bound_us: dict[int, int]

    def branches(self) -> Iterator[tuple[Branch, Branch | None]]:
        """Yield each that is shown with who stands above him, top first."""
        waiting: list[tuple[Branch, Branch | None]] = [(self.top, None)]
        while waiting:
            branch, above = waiting.pop()
            yield branch, above
            waiting += [(below, branch) for below in reversed(branch.shown)]

    def to_networkx(self) -> nx.DiGraph[str]:
        """Return those who are shown as a networkx graph, from each sharer to each fan.

        Nodes carry ``code`` and ``fan_count``; edges ``bound_us`` if the forest is timed.
        """
        import networkx as nx  # noqa: PLC0415  # heavy, and only this function needs it

        graph: nx.DiGraph[str] = nx.DiGraph()
        for branch, above in self.branches():
            graph.add_node(branch.name, code=branch.code, fan_count=branch.fan_count)
            if above is not None:
                graph.add_edge(above.name, branch.name)
                if branch.code in self.bound_us:
                    graph.edges[above.name, branch.name]["bound_us"] = self.bound_us[branch.code]
        return graph


def surroundings(
    forest: Forest, code: int, *, up: int = 3, down: int = 2, limit: int = 6
) -> Surroundings:
    """Return who stands around a member.

    Args:
        forest: The relation.
        code: Who is asked about; ``forest.code`` gives it from his id.
        up: How many above him are shown.
        down: How many levels below him are shown.
        limit: How many fans of one member are shown.

    Raises:
        GraphError: ``graph.unknown_member`` or ``graph.hops_range``.

    Examples:
        >>> forest = Forest(5)
        >>> _ = forest.bind_many([0, 1, 1, 1], [1, 2, 3, 4])
        >>> around = surroundings(forest, 1, limit=2)
        >>> [branch.name for branch, _ in around.branches()], around.top.shown[0].more
        (['0', '1', '2', '3'], 1)
    """
    hops = (("up", up, 0, MOST_HOPS), ("down", down, 0, MOST_HOPS))
    for name, got, low, high in (*hops, ("limit", limit, 1, MOST_SHOWN)):
        if not low <= got <= high:
            raise GraphError("graph.hops_range", name=name, low=low, high=high, got=got)
    forest.children(code)  # refuses who is no member
    fans = _below(forest, [code], down, limit)
    path = _above(forest, code)
    shown = {one for row in fans.values() for one in row} | {code, *path[:up]}
    names = _names(forest, sorted(shown))
    counts = {one: forest.children(one).size for one in shown}
    branch = _branch(code, fans, names, counts, is_asked=True)
    for one in path[:up]:
        branch = Branch(one, names[one], counts[one], (branch,), is_path=True)
    times = forest.bound_us
    bound = [one for one in shown if forest.parent[one] != NOBODY] if times is not None else []
    bound_us = {} if times is None else {one: int(times[one]) for one in bound}
    return Surroundings(branch, len(path[up:]), bound_us)


def _below(forest: Forest, level: list[int], down: int, limit: int) -> dict[int, list[int]]:
    """Return the fans to show of each member, down some levels."""
    shown: dict[int, list[int]] = {}
    for _ in range(down):
        fans = {one: forest.children(one)[:limit].tolist() for one in level}
        level = [fan for row in fans.values() for fan in row]
        shown |= fans
    return shown


def _above(forest: Forest, code: int) -> list[int]:
    """Return all who stand above a member, nearest first."""
    parent, path = forest.parent, []
    above = parent.item(code)
    while above != NOBODY:
        path.append(above)
        above = parent.item(above)
    return path


def _names(forest: Forest, codes: list[int]) -> dict[int, str]:
    names = [str(code) for code in codes] if forest.ids is None else forest.ids.names(codes)
    return dict(zip(codes, names, strict=True))


def _branch(
    code: int,
    fans: dict[int, list[int]],
    names: dict[int, str],
    counts: dict[int, int],
    *,
    is_asked: bool = False,
) -> Branch:
    shown = tuple(_branch(fan, fans, names, counts) for fan in fans.get(code, ()))
    return Branch(code, names[code], counts[code], shown, is_asked=is_asked)


def to_networkx(forest: Forest) -> nx.DiGraph[str]:
    """Return a whole forest as a networkx graph with an edge from each sharer to each fan.

    It is for analysis and takes some 300 bytes a member; nothing that pays anybody uses it.

    Returns:
        A directed graph; nodes are ids, or codes as texts where ids are not known; each
        edge carries ``bound_us`` if the forest is timed.

    Examples:
        >>> forest = Forest(2)
        >>> _ = forest.bind(0, 1)
        >>> list(to_networkx(forest).edges)
        [('0', '1')]
    """
    import networkx as nx  # noqa: PLC0415  # heavy, and only this function needs it

    graph: nx.DiGraph[str] = nx.DiGraph()
    names = list(_names(forest, list(range(len(forest)))).values())
    graph.add_nodes_from(names)
    parents = forest.parent.tolist()
    bound = [(parent, code) for code, parent in enumerate(parents) if parent != NOBODY]
    times = forest.bound_us
    if times is None:
        graph.add_edges_from((names[parent], names[code]) for parent, code in bound)
    else:
        graph.add_edges_from(
            (names[parent], names[code], {"bound_us": times.item(code)}) for parent, code in bound
        )
    return graph
