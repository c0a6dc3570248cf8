"""Measures (规模统计): depth and counts of every member of a forest, exactly.

All are whole numbers, found level by level or by doubling, without a walk a member.

Source: docs/relations-at-size.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fenxiao.errors import GraphError

__all__ = ["children_counts", "depth", "descendants", "order_by", "within"]

_DIGIT = 1 << 16


def depth(parent: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return how many stand above each member; 0 for a root.

    Each round doubles how far everybody looks, so a chain of a million takes 20 rounds.

    Args:
        parent: Of each member; -1 for a root.

    Raises:
        GraphError: ``graph.stored_circle`` when the parents are not those of a forest.

    Examples:
        >>> depth(np.array([-1, 0, 1, 1], np.int32)).tolist()
        [0, 1, 2, 2]
    """
    jump = parent.copy()
    found = (parent >= 0).astype(np.int32)
    looking = np.flatnonzero(parent >= 0)
    for _ in range(int(parent.size).bit_length() + 1):
        if not looking.size:
            return found
        above = jump[looking]
        farther, beyond = found[above], jump[above]
        found[looking] += farther
        jump[looking] = beyond
        looking = looking[beyond >= 0]
    raise GraphError("graph.stored_circle", member=_on_circle(parent, int(looking[0])))


def _on_circle(parent: NDArray[np.int32], member: int) -> int:
    """Return the least member of the circle that a walk from somebody ends in."""
    for _ in range(parent.size):
        member = int(parent[member])
    first, least = member, member
    while int(parent[member]) != first:
        member = int(parent[member])
        least = min(least, member)
    return least


def children_counts(parent: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return how many each member brought in himself (直推).

    Examples:
        >>> children_counts(np.array([-1, 0, 1, 1], np.int32)).tolist()
        [1, 2, 0, 0]
    """
    bound = parent[parent >= 0]
    return np.bincount(bound, minlength=parent.size).astype(np.int32)


def within(parent: NDArray[np.int32], hops: int = 3) -> NDArray[np.int32]:
    """Return how many stand below each member at a distance of at most ``hops``.

    Examples:
        >>> within(np.array([-1, 0, 1, 2, 3], np.int32)).tolist()
        [3, 3, 2, 1, 0]
    """
    children = np.flatnonzero(parent >= 0)
    above = parent[children]
    level = np.ones(parent.size, np.int32)
    total = np.zeros(parent.size, np.int32)
    for _ in range(hops):
        nearer = np.zeros(parent.size, np.int32)
        np.add.at(nearer, above, level[children])
        total += nearer
        level = nearer
    return total


def descendants(parent: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return how many stand below each member, at any distance (团队人数).

    Raises:
        GraphError: ``graph.stored_circle`` when the parents are not those of a forest.

    Examples:
        >>> descendants(np.array([-1, 0, 1, 2, 3], np.int32)).tolist()
        [4, 3, 2, 1, 0]
    """
    levels = depth(parent)
    order = order_by(levels)
    ends = np.cumsum(np.bincount(levels, minlength=1))
    total = np.zeros(parent.size, np.int32)
    for level in range(ends.size - 1, 0, -1):
        members = order[ends[level - 1] : ends[level]]
        np.add.at(total, parent[members], total[members] + np.int32(1))
    return total


def order_by(keys: NDArray[np.int32]) -> NDArray[np.intp]:
    """Return the places of keys in rising order, equal ones as they stood; keys are not below 0.

    Sorted by 16 bits at a time, which takes a few passes whatever the keys are.

    Examples:
        >>> order_by(np.array([70_000, 5, 70_000, 0], np.int32)).tolist()
        [3, 1, 0, 2]
    """
    order = np.argsort((keys % _DIGIT).astype(np.uint16), kind="stable")
    if keys.size and int(keys.max()) >= _DIGIT:
        high = (keys // _DIGIT).astype(np.uint16)
        order = order[np.argsort(high[order], kind="stable")]
    return order
