"""The forest (绑定森林): one relation of millions of members, in five bytes each.

A member is a code of 32 bits; ``parent`` holds the code of his upline, or -1 of a root,
and one byte more says whether he has fans. Ids and instants are kept beside, or not.
Touches are taken in the order of their columns, under the same rule as one by one: the
first binds, for ever; oneself, somebody bound before, and circles are refused.

Source: docs/relations-at-size.md.
"""

from __future__ import annotations

import operator
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fenxiao.batch import lookups, measures
from fenxiao.batch.binding import BLOCK, NOBODY, Outcome, bind_block
from fenxiao.batch.columns import code_column, integer_column, same_length
from fenxiao.batch.downline import Downline
from fenxiao.batch.ids import Ids, one_code
from fenxiao.errors import GraphError

T = TypeVar("T", bound=np.generic)

__all__ = ["MOST_HOPS", "MOST_MEMBERS", "Forest"]

MOST_MEMBERS = 2**31 - 2
"""The most members of a forest: codes have 32 bits, one of them for the sign."""

MOST_HOPS = 64
"""The farthest that a lookup of a column goes up."""


class Forest:
    """A relation under the first-touch rule, over member codes.

    Args:
        size: How many members there are at first.
        is_timed: Whether it keeps the instant of each binding.
        ids: The ids of its members, if it shall know them; it grows with them.

    Raises:
        GraphError: ``graph.member_range`` when ``size`` is none.

    Examples:
        >>> forest = Forest(4)
        >>> forest.bind_many(sharers=[0, 1, 2, 3], visitors=[1, 2, 0, 2]).tolist()
        [0, 0, 3, 1]
        >>> forest.uplines([2, 3]).tolist()
        [[1, 0, -1], [-1, -1, -1]]
    """

    def __init__(self, size: int = 0, *, is_timed: bool = False, ids: Ids | None = None) -> None:
        self.ids = ids
        self._size = 0
        self._parent = np.empty(0, np.int32)
        self._has_fans = np.empty(0, np.bool_)
        self._bound_us = np.empty(0, np.int64) if is_timed else None
        self._downline: Downline | None = None
        self.grow(max(size, len(ids)) if ids is not None else size)

    def __len__(self) -> int:
        """Return how many members there are, roots without fans among them."""
        return self._size

    @property
    def parent(self) -> NDArray[np.int32]:
        """The parent of each member, -1 of a root; to be read only."""
        return _read_only(self._parent[: self._size])

    @property
    def has_fans(self) -> NDArray[np.bool_]:
        """Whether anybody is bound to each member; to be read only."""
        return _read_only(self._has_fans[: self._size])

    @property
    def bound_us(self) -> NDArray[np.int64] | None:
        """When each was bound, in UTC microseconds, 0 of a root; None if not kept."""
        return None if self._bound_us is None else _read_only(self._bound_us[: self._size])

    @property
    def is_timed(self) -> bool:
        """Whether the instants of bindings are kept."""
        return self._bound_us is not None

    def grow(self, size: int) -> None:
        """Make room for members with codes below ``size``; new ones are roots.

        Room is doubled, so that many small steps cost no more than a few.

        Raises:
            GraphError: ``graph.member_range`` when it is too many or fewer than there are.
        """
        size = _as_index(size)
        if not self._size <= size <= MOST_MEMBERS:
            raise GraphError("graph.member_range", most=MOST_MEMBERS, got=size)
        if size > self._parent.size:
            # The first time exactly, since most forests are made in one go.
            room = min(max(size, 2 * self._parent.size), MOST_MEMBERS)
            self._parent = _resized(self._parent, self._size, room)
            self._has_fans = _resized(self._has_fans, self._size, room)
            if self._bound_us is not None:
                self._bound_us = _resized(self._bound_us, self._size, room)
        self._parent[self._size : size] = NOBODY
        self._has_fans[self._size : size] = False
        if self._bound_us is not None:
            self._bound_us[self._size : size] = 0
        self._size = size
        self._downline = None

    def intern(self, column: ArrayLike) -> NDArray[np.int32]:
        """Return the codes of a column of ids; new ids become members.

        Raises:
            GraphError: ``graph.no_ids`` when the forest knows no ids.

        Examples:
            >>> from fenxiao.batch.ids import TextIds
            >>> forest = Forest(ids=TextIds())
            >>> forest.intern(["u1", "u2", "u1"]).tolist(), len(forest)
            ([0, 1, 0], 2)
        """
        ids = self._known_ids()
        codes = ids.intern(column)
        if len(ids) > self._size:
            self.grow(len(ids))
        return codes

    def code(self, member: str | int) -> int:
        """Return the code of a member named by his id.

        Raises:
            GraphError: ``graph.no_ids`` when the forest knows no ids, or
                ``graph.unknown_member`` when this one is none.
        """
        return one_code(self._known_ids(), member)

    def _known_ids(self) -> Ids:
        if self.ids is None:
            raise GraphError("graph.no_ids")
        return self.ids

    def bind(self, sharer: int, visitor: int, at_us: int | None = None) -> Outcome:
        """Take one touch; say what became of it.

        Args:
            sharer: Whose share it was, by code.
            visitor: Who came, by code.
            at_us: When, in UTC microseconds; exactly if the forest is timed.

        Raises:
            GraphError: ``graph.unknown_member`` or ``graph.instants``; nothing is written.

        Examples:
            >>> forest = Forest(2)
            >>> forest.bind(0, 1).name, forest.bind(1, 0).name
            ('BOUND', 'CYCLE')
        """
        sharer, visitor = self._member(sharer, "sharer"), self._member(visitor, "visitor")
        bound_us = self._bound_us
        if (at_us is None) is not (bound_us is None):
            raise self._wrong_instants()
        parent, has_fans = self._parent, self._has_fans
        if sharer == visitor:
            return Outcome.SELF
        if parent.item(visitor) >= 0:
            return Outcome.ALREADY_BOUND
        if has_fans.item(visitor):
            above = sharer
            while above >= 0:
                if above == visitor:
                    return Outcome.CYCLE
                above = parent.item(above)
        if bound_us is not None and at_us is not None:
            bound_us[visitor] = _as_index(at_us)
        parent[visitor] = sharer
        has_fans[sharer] = True
        self._downline = None
        return Outcome.BOUND

    def bind_many(
        self, sharers: ArrayLike, visitors: ArrayLike, at_us: ArrayLike | None = None
    ) -> NDArray[np.uint8]:
        """Take columns of touches, in their order, exactly as if one by one.

        Args:
            sharers: Whose share each was, by code.
            visitors: Who came, by code.
            at_us: When, in UTC microseconds; exactly if the forest is timed. The order is
                that of the columns, whatever the instants.

        Returns:
            An ``Outcome`` of each touch, as uint8.

        Raises:
            GraphError: ``graph.bad_column``, ``graph.columns_differ``,
                ``graph.unknown_member`` or ``graph.instants``; nothing is written.
        """
        shared = code_column(sharers, "sharers", self._size)
        came = code_column(visitors, "visitors", self._size)
        at = None if at_us is None else integer_column(at_us, "at_us")
        count = same_length(sharers=shared, visitors=came, at_us=at)
        if (at is None) is not (self._bound_us is None):
            raise self._wrong_instants()
        outcomes = np.empty(count, np.uint8)
        parent, has_fans = self._parent, self._has_fans
        self._downline = None
        for first in range(0, count, BLOCK):
            block = slice(first, first + BLOCK)
            who = came[block]
            bound = bind_block(parent, has_fans, shared[block], who, outcomes[block])
            if self._bound_us is not None and at is not None:
                self._bound_us[who[bound]] = at[block][bound]
        return outcomes

    def parents(self, codes: ArrayLike) -> NDArray[np.int32]:
        """Return the parent of each, -1 where there is none."""
        return self._parent.take(code_column(codes, "codes", self._size))

    def uplines(
        self, codes: ArrayLike, hops: int = 3, at_us: ArrayLike | None = None
    ) -> NDArray[np.int32]:
        """Return the members above each, nearest first, with -1 where nobody stands.

        Args:
            codes: Who is asked about.
            hops: How far up.
            at_us: As of when: one instant, or one for each; a later binding ends the walk.

        Raises:
            GraphError: ``graph.hops_range``, or as for ``bind_many``.

        Examples:
            >>> forest = Forest(3, is_timed=True)
            >>> _ = forest.bind_many([0, 1], [1, 2], at_us=[10, 20])
            >>> forest.uplines([2, 2], at_us=[19, 20]).tolist()
            [[-1, -1, -1], [1, 0, -1]]
        """
        column = code_column(codes, "codes", self._size)
        if not 1 <= hops <= MOST_HOPS:
            raise GraphError("graph.hops_range", name="hops", low=1, high=MOST_HOPS, got=hops)
        at = None
        if at_us is not None:
            if self._bound_us is None:
                raise self._wrong_instants()
            at = integer_column(np.atleast_1d(np.asarray(at_us)), "at_us")
            at = np.broadcast_to(at, column.shape) if np.ndim(at_us) == 0 else at
            same_length(codes=column, at_us=at)
        return lookups.uplines(self._parent, column, hops, self._bound_us, at)

    def depth(self) -> NDArray[np.int32]:
        """Return how many stand above each member; 0 for a root."""
        return measures.depth(self.parent)

    def children_counts(self) -> NDArray[np.int32]:
        """Return how many each member brought in himself (直推)."""
        return measures.children_counts(self.parent)

    def within3(self) -> NDArray[np.int32]:
        """Return how many stand at most three below each member."""
        return measures.within(self.parent, hops=3)

    def descendants(self) -> NDArray[np.int32]:
        """Return how many stand below each member, at any distance."""
        return measures.descendants(self.parent)

    def children(self, code: int) -> NDArray[np.int32]:
        """Return whom a member brought in himself, by code."""
        return self._below().children(self._member(code, "code"))

    def team(self, code: int) -> NDArray[np.int32]:
        """Return everybody below a member (团队), nearest level first."""
        return self._below().team(self._member(code, "code"))

    def _load(self, parent: NDArray[np.int32], bound_us: NDArray[np.int64] | None) -> None:
        """Take over parents that were checked; for snapshots only."""
        self._parent[: self._size] = parent
        bound = parent >= 0
        self._has_fans[parent[bound]] = True
        if self._bound_us is not None and bound_us is not None:
            self._bound_us[: self._size] = np.where(bound, bound_us, 0)

    def _below(self) -> Downline:
        if self._downline is None:
            self._downline = Downline(self.parent)
        return self._downline

    def _member(self, code: int, name: str) -> int:
        code = _as_index(code)
        if not 0 <= code < self._size:
            raise GraphError("graph.unknown_member", name=name, got=code, position=0)
        return code

    def _wrong_instants(self) -> GraphError:
        keeps = "does not" if self._bound_us is None else "does"
        return GraphError("graph.instants", keeps=keeps)


def _as_index(number: int) -> int:
    """Return a whole number of 64 bits, numpy's among them, as int."""
    try:
        index = operator.index(number)
    except TypeError:
        index = None
    if index is None or not -(2**63) <= index < 2**63:
        got = repr(number)[:160]
        expected = "whole numbers of 64 bits"
        raise GraphError("graph.bad_column", name="number", expected=expected, got=got)
    return index


def _read_only(column: NDArray[T]) -> NDArray[T]:
    view = column.view()
    view.flags.writeable = False
    return view


def _resized(column: NDArray[T], kept: int, room: int) -> NDArray[T]:
    made = np.empty(room, column.dtype)
    made[:kept] = column[:kept]
    return made
