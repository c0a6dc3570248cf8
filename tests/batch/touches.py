"""Touches of few members, so that they meet, and the rule written out one by one."""

from __future__ import annotations

from hypothesis import strategies as st

from fenxiao.batch.binding import Outcome

MEMBERS = 7
members = st.integers(0, MEMBERS - 1)
Touched = tuple[int, int]
touches = st.lists(st.tuples(members, members), max_size=40)


def one_by_one(told: list[Touched], parents: list[int]) -> list[Outcome]:
    """Take touches in order; change the parents, return the outcomes."""
    return [_take(sharer, visitor, parents) for sharer, visitor in told]


def _take(sharer: int, visitor: int, parents: list[int]) -> Outcome:
    if sharer == visitor:
        return Outcome.SELF
    if parents[visitor] >= 0:
        return Outcome.ALREADY_BOUND
    above = sharer
    while above >= 0:
        if above == visitor:
            return Outcome.CYCLE
        above = parents[above]
    parents[visitor] = sharer
    return Outcome.BOUND
