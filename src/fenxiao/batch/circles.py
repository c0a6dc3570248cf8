"""Circles (闭环): which touches of a block would put somebody above himself.

Each visitor without an upline has a *candidate*: his first touch that is not known to
be refused. Candidates and earlier bindings together lead from each member to at most
one other. **In every circle of them, the latest touch is refused, and it alone is:** at
its instant all others of the circle have bound, since none of them could be refused
without a circle of its own that ends with it. So the visitor's next touch becomes his
candidate, and when no circle is left, all candidates bind.

Only somebody who had a fan before his candidate can be the latest of a circle; these
are the *suspects*, and a walk up from one ends at the first touch later than his own.

Source: docs/relations-at-size.md.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["FEW", "LOOK", "OpenTouches", "refuse_circles"]

FEW = 16
"""So many walks or fewer go on one by one, which is quicker then, above all up long chains."""

LOOK = 64
"""How many touches of somebody are looked at together at first; then ever more."""

Codes = NDArray[np.int32]
Places = NDArray[np.intp]


class OpenTouches(NamedTuple):
    """The touches of a block that may bind: not of oneself, the visitor not bound before.

    Args:
        sharers: Of each touch of the block, open or not.
        places: Places of the open ones in the block, rising.
        who: Visitors of the open ones.
    """

    sharers: Codes
    places: Places
    who: Places


def refuse_circles(parent: Codes, touches: OpenTouches, suspects: Places) -> bool:
    """Move candidates on until no circle is left.

    Args:
        parent: Of each member: code, -1 of a root, or mark of a candidate. Written.
        touches: The open touches of the block.
        suspects: All members who had a fan before their candidate; may be repeated, or have none.

    Returns:
        Whether any touch was refused.
    """
    sharers = touches.sharers
    members, latest = _close(parent, sharers, suspects)
    is_refused = members.size > 0
    while members.size:
        moved = _move_on(parent, touches, members, latest)
        if not moved.size:
            break
        # Who is above somebody moved may now have had a fan before his own candidate.
        above = sharers.take(-2 - parent.take(moved))
        suspects = np.concatenate([suspects, above])
        members, latest = _close(parent, sharers, suspects)
    return is_refused


def _close(parent: Codes, sharers: Codes, suspects: Places) -> tuple[Places, Codes]:
    """Return whose candidate is the latest of a circle, and which it is; make them roots.

    They become roots at once, so that no other walk goes round their circle for ever.
    """
    marks = parent.take(suspects)
    is_candidate = marks < -1
    start, latest = suspects[is_candidate], -2 - marks[is_candidate]
    members, touches = [start[:0]], [latest[:0]]
    here = sharers.take(latest)
    while here.size > FEW:
        is_closed = here == start
        if is_closed.any():
            members.append(start[is_closed])
            touches.append(latest[is_closed])
            parent[start[is_closed]] = -1
        above = parent.take(here)
        goes_on = (above != -1) & (-2 - above < latest)
        start, latest = start[goes_on], latest[goes_on]
        here = _step(sharers, above[goes_on])
    for one in np.argsort(latest):  # a circle is cut before anybody later walks into it
        if _closes(parent, sharers, start.item(one), latest.item(one), here.item(one)):
            members.append(start[one : one + 1])
            touches.append(latest[one : one + 1])
            parent[start[one]] = -1
    found, places = np.unique(np.concatenate(members), return_index=True)
    return found, np.concatenate(touches)[places]


def _closes(parent: Codes, sharers: Codes, start: int, latest: int, here: int) -> bool:
    """Walk up from one touch; say whether it is the latest of a circle."""
    while here != start:
        above = parent.item(here)
        if above == -1 or -2 - above >= latest:
            return False
        here = above if above >= 0 else sharers.item(-2 - above)
    return True


def _step(sharers: Codes, above: Codes) -> Codes:
    """Turn parents of which some are marks into members."""
    is_mark = above < 0
    if is_mark.any():
        above[is_mark] = sharers.take(-2 - above[is_mark])
    return above


def _move_on(parent: Codes, touches: OpenTouches, members: Places, latest: Codes) -> Places:
    """Give each member, now a root, his next touch that closes no circle of its own.

    All of them stay roots until the end, so that what is walked is a forest.

    Returns:
        Those who have a candidate again.
    """
    owner, touch = _touches_of(parent, touches, members)
    is_later = touch > latest[owner]
    owner, touch = owner[is_later], touch[is_later]
    counts = np.bincount(owner, minlength=members.size)
    end = np.cumsum(counts)
    head = end - counts
    waiting = np.flatnonzero(head < end)
    width = LOOK
    while waiting.size:
        size = np.minimum(width, end[waiting] - head[waiting])
        first = np.cumsum(size) - size
        offset = np.arange(size.sum()) - np.repeat(first, size)
        asked = touch[np.repeat(head[waiting], size) + offset]
        start = np.repeat(members[waiting], size)
        is_refused = _closes_alone(parent, touches.sharers, start, asked)
        refused = np.minimum.reduceat(np.where(is_refused, width, offset), first)
        refused = np.minimum(refused, size)
        head[waiting] += refused
        waiting = waiting[(refused == size) & (head[waiting] < end[waiting])]
        width *= 8
    has_next = head < end
    moved = members[has_next]
    parent[moved] = -2 - touch[head[has_next]]
    return moved


def _touches_of(parent: Codes, touches: OpenTouches, members: Places) -> tuple[Places, Codes]:
    """Return the open touches of some roots, grouped by member, rising: whose and which."""
    tag = -3 - int(touches.places[-1])  # below every mark
    parent[members] = tag - np.arange(members.size, dtype=np.int32)
    held = parent.take(touches.who)
    is_asked = held <= tag
    owner = tag - held[is_asked]
    order = np.argsort(owner, kind="stable")
    parent[members] = -1
    return owner[order].astype(np.intp), touches.places[is_asked][order].astype(np.int32)


def _closes_alone(parent: Codes, sharers: Codes, start: Places, latest: Codes) -> NDArray[np.bool_]:
    """Say of each touch of a root whether it closes a circle of which it is the latest."""
    is_refused = np.zeros(start.size, np.bool_)
    place = np.arange(start.size)
    here = sharers.take(latest)
    while here.size > FEW:
        is_refused[place[here == start]] = True
        above = parent.take(here)
        goes_on = (above != -1) & (-2 - above < latest)
        start, latest, place = start[goes_on], latest[goes_on], place[goes_on]
        here = _step(sharers, above[goes_on])
    for one in range(here.size):
        if _closes(parent, sharers, start.item(one), latest.item(one), here.item(one)):
            is_refused[place[one]] = True
    return is_refused
