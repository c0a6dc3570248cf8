"""Binding at size (批量绑定): a block of touches under the first-touch rule, at once.

What happens to a touch follows from one number a visitor: which of his touches binds
him. Before it come refused ones, after it he is bound already. It is his first touch,
unless that one closes a circle; see ``circles`` for those.

While a block is worked on, the parent of a visitor who has no upline yet holds his
*mark*: -2 - i, where i is the place of his candidate touch in the block. It is below
the -1 of a root, so one array says bound before, candidate, or root.

Source: docs/relations-at-size.md.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from fenxiao.batch.circles import OpenTouches, refuse_circles

__all__ = ["BLOCK", "NOBODY", "Outcome", "bind_block"]

BLOCK = 1 << 15
"""Touches a block: their columns and scratch stay in the processor's cache."""

NOBODY = -1
"""The parent of a root."""


class Outcome(IntEnum):
    """What became of a touch; the value stands in the column that ``bind_many`` returns."""

    BOUND = 0
    ALREADY_BOUND = 1
    SELF = 2
    CYCLE = 3


_LATER_THAN_ALL = np.int32(2**31 - 1)


def bind_block(
    parent: NDArray[np.int32],
    has_fans: NDArray[np.bool_],
    sharers: NDArray[np.int32],
    visitors: NDArray[np.int32],
    outcomes: NDArray[np.uint8],
) -> NDArray[np.intp]:
    """Bind the visitors of one block, in its order, exactly as one by one.

    Args:
        parent: Of each member; NOBODY for a root. Written.
        has_fans: Whether anybody is bound to the member. Written.
        sharers: Of each touch, codes within ``parent``.
        visitors: Of each touch, codes within ``parent``.
        outcomes: Of each touch, an ``Outcome``. Written.

    Returns:
        The places in the block that bound somebody.

    Examples:
        >>> parent, has_fans = np.full(3, NOBODY, np.int32), np.zeros(3, np.bool_)
        >>> touches = np.array([(0, 1), (1, 2), (2, 0), (0, 2)], np.int32)
        >>> outcomes = np.zeros(4, np.uint8)
        >>> bind_block(parent, has_fans, touches[:, 0], touches[:, 1], outcomes).tolist()
        [0, 1]
        >>> parent.tolist(), [Outcome(one).name for one in outcomes]
        ([-1, 0, 1], ['BOUND', 'BOUND', 'CYCLE', 'ALREADY_BOUND'])
    """
    opened: NDArray[np.intp]
    # Indices of the machine's own width, and take: half the time of plain indexing.
    came = visitors.astype(np.intp)
    is_self = sharers == visitors
    np.add(is_self.view(np.uint8), np.uint8(Outcome.ALREADY_BOUND), out=outcomes)
    is_open = parent.take(came) < 0
    is_open &= ~is_self
    opened = np.flatnonzero(is_open)
    if not opened.size:
        return opened
    who = came.take(opened)
    try:
        return _decide(parent, has_fans, OpenTouches(sharers, opened, who), outcomes)
    except BaseException:
        parent[who[parent[who] < NOBODY]] = NOBODY  # no mark outlives the block
        raise


def _decide(
    parent: NDArray[np.int32],
    has_fans: NDArray[np.bool_],
    touches: OpenTouches,
    outcomes: NDArray[np.uint8],
) -> NDArray[np.intp]:
    sharers, opened, who = touches
    bound: NDArray[np.intp]
    marks = (-2 - opened).astype(np.int32)
    parent[who[::-1]] = marks[::-1]  # written backwards, so that the first touch stays
    is_first = parent.take(who) == marks
    bound, members = opened[is_first], who[is_first]
    uplines = sharers.take(bound).astype(np.intp)
    # The latest touch of a circle is that of somebody who had a fan before it.
    is_below_later = parent.take(uplines) < marks[is_first]
    suspects = np.concatenate([uplines[is_below_later], members[has_fans.take(members)]])
    if suspects.size and refuse_circles(parent, touches, suspects):
        mark = parent.take(who)
        binding = np.where(mark == NOBODY, _LATER_THAN_ALL, -2 - mark)
        outcomes[opened[opened < binding]] = Outcome.CYCLE
        is_first = opened == binding
        bound, members = opened[is_first], who[is_first]
        uplines = sharers.take(bound).astype(np.intp)
    outcomes[bound] = Outcome.BOUND
    parent[members] = uplines
    has_fans[uplines] = True
    return bound
