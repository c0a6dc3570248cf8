"""Whether relations are a forest at every instant, as naively as the words say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fenxiao.model.contract import Key, Row
from fenxiao.model.records import Binding, Node

__all__ = ["check_history", "circles", "parents_at"]

Rows = Mapping[Key, Row]


def parents_at(rows: Rows, relation: str, at_us: int) -> dict[str, str]:
    """Return who stood under whom at an instant."""
    newest: dict[str, Binding] = {}
    for record, _ in rows.values():
        if not isinstance(record, Binding) or record.relation != relation:
            continue
        known = newest.get(record.member_id)
        if record.since_us <= at_us and (known is None or record.since_us > known.since_us):
            newest[record.member_id] = record
    return {
        one.member_id: one.parent_id
        for one in newest.values()
        if one.parent_id is not None and (one.until_us is None or at_us < one.until_us)
    }


def circles(rows: Rows) -> Iterator[tuple[str, int, str]]:
    """Yield the relation, the instant and the member wherever somebody stands above himself."""
    bindings = [one for one, _ in rows.values() if isinstance(one, Binding)]
    instants = {one.since_us for one in bindings}
    instants |= {one.until_us for one in bindings if one.until_us is not None}
    for relation in sorted({one.relation for one in bindings}):
        for at_us in sorted(instants):
            parents = parents_at(rows, relation, at_us)
            for member in sorted(parents):
                above = parents.get(member)
                for _ in parents:
                    if above == member:
                        yield relation, at_us, member
                        break
                    above = parents.get(above) if above is not None else None


def check_history(rows: Rows) -> None:
    """No circle at any instant; no two rows of one instant; each node says the newest row."""
    assert [] == list(circles(rows))
    told: dict[tuple[str, str], list[Binding]] = {}
    for record, _ in rows.values():
        if isinstance(record, Binding):
            told.setdefault((record.relation, record.member_id), []).append(record)
    for record, _ in rows.values():
        if not isinstance(record, Node):
            continue
        history = told.pop((record.relation, record.member_id), [])
        assert record.changes == len(history), record
        assert len(history) == len({one.since_us for one in history}), history
        if history:
            newest = max(history, key=lambda one: one.since_us)
            found = record.parent_id, record.bound_us, record.until_us, record.event_id
            said = newest.parent_id, newest.since_us, newest.until_us, newest.event_id
            assert said == found, record
    assert not told, told
