"""Lookups (上级查询): who is above whom, for a column of members at once.

As of an instant, a walk ends at the first binding that is later, as it does for orders.

Source: docs/relations-at-size.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["uplines"]

_BLOCK = 1 << 16


def uplines(
    parent: NDArray[np.int32],
    codes: NDArray[np.int32],
    hops: int,
    bound_us: NDArray[np.int64] | None = None,
    at_us: NDArray[np.int64] | None = None,
) -> NDArray[np.int32]:
    """Return the members above each, nearest first.

    Args:
        parent: Of each member; -1 for a root.
        codes: Who is asked about.
        hops: How far up.
        bound_us: When each member was bound, in UTC microseconds; only with ``at_us``.
        at_us: As of when, one for each of ``codes``.

    Returns:
        One row for each of ``codes``, with -1 where nobody stands.

    Examples:
        >>> parent = np.array([-1, 0, 1], np.int32)
        >>> uplines(parent, np.array([2, 0], np.int32), 3).tolist()
        [[1, 0, -1], [-1, -1, -1]]
    """
    found = np.empty((codes.size, hops), np.int32)
    for first in range(0, codes.size, _BLOCK):  # a block's scratch stays in the cache
        block = slice(first, first + _BLOCK)
        at = None if at_us is None else at_us[block]
        _walk(parent, codes[block], found[block], bound_us, at)
    return found


def _walk(
    parent: NDArray[np.int32],
    here: NDArray[np.int32],
    found: NDArray[np.int32],
    bound_us: NDArray[np.int64] | None,
    at_us: NDArray[np.int64] | None,
) -> None:
    ended: NDArray[np.bool_] | None = None
    for hop in range(found.shape[1]):
        # -1 looks at the last member, so who has ended is put back to -1.
        above = parent.take(here, mode="wrap")
        if ended is not None:
            above[ended] = -1
        if bound_us is not None and at_us is not None:
            above[bound_us.take(here, mode="wrap") > at_us] = -1
        found[:, hop] = above
        here, ended = above, above < 0
