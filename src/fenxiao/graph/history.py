"""History (绑定历史): who stood under whom at an instant, from the rows that only grow.

A binding counts from ``since_us`` until the next row of its member, or until it ends by
itself: ``since_us <= t < until_us``. A row that is added later starts later, so no answer
about the past ever changes.

Source: docs/relations.md.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from fenxiao.model.records import Binding

__all__ = ["newest_at"]


def newest_at(history: Sequence[Binding], at_us: int) -> Binding | None:
    """Return a member's binding in force at an instant, or None if nobody stood above him.

    Args:
        history: All rows of one member in one relation, oldest first.
        at_us: As of when, in UTC microseconds.

    Examples:
        >>> history = [
        ...     Binding("customer", "u7", "e1", "u3", 10, 40, "touch"),
        ...     Binding("customer", "u7", "e2", "u5", 20, 50, "touch"),
        ... ]
        >>> [one and one.parent_id for one in (newest_at(history, t) for t in (9, 10, 20, 50))]
        [None, 'u3', 'u5', None]
    """
    place = bisect_right(history, at_us, key=lambda one: one.since_us)
    if not place:
        return None
    newest = history[place - 1]
    has_ended = newest.until_us is not None and newest.until_us <= at_us
    return None if newest.parent_id is None or has_ended else newest
