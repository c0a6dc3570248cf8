"""A small forest of stored nodes, and touches of few members, so that they meet."""

from __future__ import annotations

from hypothesis import strategies as st

from fenxiao.graph.bindings import CUSTOMER, Place, bind, refuse_bind
from fenxiao.model.records import Node, Refusal

members = st.sampled_from("abcdefg")
touches = st.lists(st.tuples(members, members), max_size=25)
Touched = tuple[str, str]


class Forest:
    """Stored nodes with their revisions, and the binds that are decided on them."""

    def __init__(self, told: list[Touched] | None = None) -> None:
        self.places: dict[str, Place] = {}
        for at_us, (sharer, visitor) in enumerate(told or []):
            self.touch(sharer, visitor, at_us)

    def chain(self, member: str) -> list[Node]:
        found: list[Node] = []
        start: str | None = member
        while start is not None and start in self.places:
            found.append(self.places[start].node)
            assert len(found) <= len(self.places), "a circle has closed"
            start = found[-1].parent_id
        return found

    def decide(self, sharer: str, visitor: str, at_us: int) -> Refusal | tuple[Place, ...]:
        stored = self.places.get(visitor)
        above = self.chain(sharer) if stored and stored.node.has_fans else []
        refusal = refuse_bind(visitor, sharer, stored.node if stored else None, above)
        if refusal is not None:
            return refusal
        root = self.places[above[-1].member_id] if len(above) > 1 else None
        blank = Node(CUSTOMER, visitor, None, at_us, f"e{at_us}", has_fans=False)
        return bind(stored, self.places.get(sharer), root, blank=blank, sharer_id=sharer)

    def touch(self, sharer: str, visitor: str, at_us: int) -> None:
        decided = self.decide(sharer, visitor, at_us)
        if not isinstance(decided, Refusal):
            self.write(decided)

    def write(self, written: tuple[Place, ...]) -> None:
        for node, revision in written:
            stored = self.places.get(node.member_id)
            assert revision == (stored.revision if stored else 0)
            self.places[node.member_id] = Place(node, revision + 1)

    def parents(self) -> dict[str, str]:
        nodes = [place.node for place in self.places.values()]
        return {node.member_id: node.parent_id for node in nodes if node.parent_id is not None}
