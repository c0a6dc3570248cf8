"""Downline (下级): the children of one member and his whole team, by an index.

The index is the members sorted by parent, and where each parent's children start.

Source: docs/relations-at-size.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fenxiao.batch.measures import order_by

__all__ = ["Downline"]


class Downline:
    """Who is below whom, as the parents were when it was made.

    Args:
        parent: Of each member; -1 for a root.

    Examples:
        >>> downline = Downline(np.array([-1, 0, 0, 1], np.int32))
        >>> downline.children(0).tolist(), downline.team(0).tolist()
        ([1, 2], [1, 2, 3])
    """

    def __init__(self, parent: NDArray[np.int32]) -> None:
        children = np.flatnonzero(parent >= 0).astype(np.int32)
        above = parent[children]
        self._children = children[order_by(above)]
        self._start = np.zeros(parent.size + 1, np.int32)
        np.cumsum(np.bincount(above, minlength=parent.size), out=self._start[1:])

    def children(self, code: int) -> NDArray[np.int32]:
        """Return whom a member brought in himself, by code."""
        return self._children[self._start[code] : self._start[code + 1]]

    def team(self, code: int) -> NDArray[np.int32]:
        """Return everybody below a member: nearest level first, each by parent and code."""
        levels = []
        level = self.children(code)
        while level.size:
            levels.append(level)
            level = self._below(level)
        return np.concatenate(levels) if levels else level

    def _below(self, members: NDArray[np.int32]) -> NDArray[np.int32]:
        start = self._start[members]
        counts = self._start[members + 1] - start
        shift = np.repeat(start - (np.cumsum(counts) - counts), counts)
        below: NDArray[np.int32] = self._children[np.arange(counts.sum()) + shift]
        return below
