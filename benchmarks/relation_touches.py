"""Made-up touches for the benchmark of relations: the same on every machine.

``shop``: 2,000 first promoters, then a stream in which a third of the touches bring
somebody new, mostly through those who were there early (stars); most others repeat, one
in a hundred is of oneself, and three in a hundred bring a first promoter through a share
of his own team, which would close a circle. ``uniform``: sharer and visitor are drawn
from as many members as there are touches.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Touches", "drawn", "grown", "shop", "shuffled", "uniform"]

FIRST_PROMOTERS = 2_000
_GOLDEN = 0x9E3779B97F4A7C15


class Touches(NamedTuple):
    """Columns of touches over member codes."""

    members: int
    sharers: NDArray[np.int32]
    visitors: NDArray[np.int32]


def drawn(count: int, seed: int) -> NDArray[np.float64]:
    """Return numbers of 0 to 1 that look random: splitmix64 of a counter."""
    mixed = np.arange(1, count + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        mixed = (mixed + np.uint64(seed * _GOLDEN % 2**64)) * np.uint64(_GOLDEN)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed ^= mixed >> np.uint64(shift)
            mixed *= np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    numbers: NDArray[np.float64] = (mixed >> np.uint64(11)).astype(np.float64) / 2.0**53
    return numbers


def shop(count: int) -> Touches:
    """Return the touches of a shop; codes in the order in which members came."""
    kind = drawn(count, 1)
    is_new = kind < 0.35
    known = FIRST_PROMOTERS + np.cumsum(is_new) - is_new
    sharers = (known * drawn(count, 2) ** 4).astype(np.int32)
    later = FIRST_PROMOTERS + ((known - FIRST_PROMOTERS) * drawn(count, 3)).astype(np.int64)
    visitors = np.where(is_new | (later >= known), np.minimum(known, known.max()), later)
    visitors = visitors.astype(np.int32)
    members = int(FIRST_PROMOTERS + is_new.sum()) + 1
    first = _first_above(members, sharers[is_new], visitors[is_new])
    is_self = (kind >= 0.35) & (kind < 0.36)
    visitors[is_self] = sharers[is_self]
    is_circle = (kind >= 0.36) & (kind < 0.39)
    sharers[is_circle] = later[is_circle].clip(max=members - 1)
    visitors[is_circle] = first[sharers[is_circle]]
    moves = (kind >= 0.39) & (kind < 0.39005)  # a first promoter joins another's team
    visitors[moves] = (FIRST_PROMOTERS * drawn(count, 4)[moves]).astype(np.int32)
    return Touches(members, sharers, visitors)


def _first_above(
    members: int, sharers: NDArray[np.int32], visitors: NDArray[np.int32]
) -> NDArray[np.int32]:
    above = np.arange(members, dtype=np.int32)
    above[visitors] = sharers
    while True:
        farther = above[above]
        if np.array_equal(farther, above):
            return above
        above = farther


def shuffled(touches: Touches) -> Touches:
    """Return the same touches with codes in no order."""
    order = np.argsort(drawn(touches.members, 5)).astype(np.int32)
    return Touches(touches.members, order[touches.sharers], order[touches.visitors])


def uniform(count: int) -> Touches:
    """Return touches between anybody and anybody."""
    sharers, visitors = ((drawn(count, seed) * count).astype(np.int32) for seed in (6, 7))
    return Touches(count, sharers, visitors)


def grown(first: int, count: int) -> Touches:
    """Return one touch for each of some new members, through somebody who was before."""
    visitors = np.arange(first, first + count, dtype=np.int32)
    sharers = (visitors * drawn(count, 8 + first) ** 2).astype(np.int32)
    return Touches(first + count, sharers, visitors)
