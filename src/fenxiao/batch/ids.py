"""Ids (成员编号): each member's id becomes a small number once, in order of appearance.

Codes count from 0 without gaps, so that arrays can be indexed by them. Texts are kept
in a dictionary; whole numbers in sorted columns, so that a column is looked up at once.

Source: docs/relations-at-size.md.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fenxiao.batch.columns import code_column, integer_column
from fenxiao.errors import GraphError
from fenxiao.model.checks import check_id

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["Ids", "NumberIds", "TextIds"]


class Ids(Protocol):
    """What a forest asks of its members' ids."""

    def __len__(self) -> int:
        """Return how many ids have a code."""
        ...

    def intern(self, column: Any) -> NDArray[np.int32]:  # noqa: ANN401  # texts or numbers
        """Return the codes of a column of ids; new ids get the next ones."""
        ...

    def codes(self, column: Any) -> NDArray[np.int32]:  # noqa: ANN401  # texts or numbers
        """Return the codes of a column of ids; -1 for one that has none."""
        ...

    def names(self, codes: ArrayLike) -> list[str]:
        """Return the ids of codes as texts."""
        ...


class TextIds:
    """Ids that are texts, by the rule for ids of events.

    Examples:
        >>> ids = TextIds()
        >>> ids.intern(["u7", "用户9", "u7"]).tolist()
        [0, 1, 0]
        >>> ids.codes(["用户9", "nobody"]).tolist(), ids.names([1])
        ([1, -1], ['用户9'])
    """

    def __init__(self) -> None:
        self._code: defaultdict[str, int] = defaultdict(count().__next__)
        self._names: list[str] = []

    def __len__(self) -> int:
        """Return how many ids have a code."""
        return len(self._names)

    def intern(self, column: Sequence[str] | NDArray[Any]) -> NDArray[np.int32]:
        """Return the codes of a column of texts; new ones get the next codes.

        Args:
            column: A list of texts, or an array of them.

        Raises:
            GraphError: ``graph.bad_column`` when it is no list.
            EventError: ``event.bad_id`` when a new id is none; nothing is kept then.
        """
        texts = _listed(column)
        known = len(self._names)
        try:
            codes = np.fromiter(map(self._code.__getitem__, texts), np.int32, len(texts))
            new = list(self._code)[known:] if len(self._code) > known else []
            self._names += [check_id(text, "member_id") for text in new]
        except BaseException:
            self._forget_after(known)
            for text in texts:
                check_id(text, "member_id")  # a list within the list has no hash: name it
            raise
        return codes

    def _forget_after(self, known: int) -> None:
        kept = list(self._code)[:known]
        self._code = defaultdict(count(known).__next__, zip(kept, range(known), strict=True))

    def codes(self, column: Sequence[str] | NDArray[Any]) -> NDArray[np.int32]:
        """Return the codes of a column of texts; -1 for one that has none."""
        get = self._code.get
        known = [get(text, -1) if type(text) is str else -1 for text in _listed(column)]
        return np.array(known, np.int32)

    def names(self, codes: ArrayLike) -> list[str]:
        """Return the ids of codes.

        Raises:
            GraphError: ``graph.unknown_member`` when a code is not one.
        """
        column = code_column(codes, "codes", len(self))
        return [self._names[code] for code in column.tolist()]

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, TextIds) and self._names == other._names

    __hash__ = None  # type: ignore[assignment]  # it grows


def _listed(column: Sequence[str] | NDArray[Any]) -> list[str]:
    """Return a column of texts as a list; one text is no column of its letters."""
    if isinstance(column, np.ndarray) and column.ndim == 1:
        listed: list[str] = column.tolist()
        return listed
    if isinstance(column, (list, tuple)):
        return list(column)
    got = f"{type(column).__name__} {column!r}"[:160]
    raise GraphError("graph.bad_column", name="column", expected="texts", got=got)


class NumberIds:
    """Ids that are whole numbers of 64 bits, as databases give them.

    Examples:
        >>> ids = NumberIds()
        >>> ids.intern([900, 17, 900]).tolist()
        [0, 1, 0]
        >>> ids.codes([17, 18]).tolist(), ids.numbers([0]).tolist()
        ([1, -1], [900])
    """

    def __init__(self) -> None:
        self._numbers = np.empty(0, np.int64)  # by code
        self._sorted = np.empty(0, np.int64)
        self._code = np.empty(0, np.int32)  # of each of the sorted

    def __len__(self) -> int:
        """Return how many ids have a code."""
        return self._numbers.size

    def intern(self, column: ArrayLike) -> NDArray[np.int32]:
        """Return the codes of a column of numbers; new ones get the next codes.

        A column is sorted once and merged, so few long columns are quicker than many short.

        Raises:
            GraphError: ``graph.bad_column`` when it is no column of whole numbers.
        """
        numbers = integer_column(column, "column", "whole numbers")
        codes = self.codes(numbers)
        is_new = codes < 0
        if is_new.any():
            fresh, first = np.unique(numbers[is_new], return_index=True)
            in_order = np.argsort(first)
            known = len(self)
            self._numbers = np.concatenate([self._numbers, fresh[in_order]])
            made = np.empty(fresh.size, np.int32)
            made[in_order] = np.arange(known, known + fresh.size, dtype=np.int32)
            place = np.searchsorted(self._sorted, fresh)
            self._sorted = np.insert(self._sorted, place, fresh)
            self._code = np.insert(self._code, place, made)
            codes[is_new] = made[np.searchsorted(fresh, numbers[is_new])]
        return codes

    def codes(self, column: ArrayLike) -> NDArray[np.int32]:
        """Return the codes of a column of numbers; -1 for one that has none."""
        numbers = integer_column(column, "column", "whole numbers")
        if not len(self):
            return np.full(numbers.size, -1, np.int32)
        place = np.minimum(np.searchsorted(self._sorted, numbers), len(self) - 1)
        found: NDArray[np.int32] = np.where(
            self._sorted[place] == numbers, self._code[place], np.int32(-1)
        )
        return found

    def numbers(self, codes: ArrayLike) -> NDArray[np.int64]:
        """Return the ids of codes, as numbers.

        Raises:
            GraphError: ``graph.unknown_member`` when a code is not one.
        """
        return self._numbers[code_column(codes, "codes", len(self))]

    def names(self, codes: ArrayLike) -> list[str]:
        """Return the ids of codes as texts."""
        return [str(number) for number in self.numbers(codes).tolist()]

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, NumberIds) and np.array_equal(self._numbers, other._numbers)

    __hash__ = None  # type: ignore[assignment]  # it grows


def one_code(ids: Ids, member: object) -> int:
    """Return the code of one id.

    Raises:
        GraphError: ``graph.unknown_member`` when it has none.

    Examples:
        >>> ids = TextIds()
        >>> _ = ids.intern(["a", "b"])
        >>> one_code(ids, "b")
        1
    """
    code = int(ids.codes([member])[0])
    if code < 0:
        raise GraphError("graph.unknown_member", name="member", got=repr(member)[:160], position=0)
    return code
