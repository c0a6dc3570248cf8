"""Columns (列): what is handed in is checked once, whole, before anything is written.

A column of None, of floats or of text where codes belong is refused, not converted:
what would become of a gap is for its owner to say.

Source: docs/relations-at-size.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fenxiao.errors import GraphError

__all__ = ["code_column", "integer_column", "same_length"]


def integer_column(values: ArrayLike, name: str, expected: str = "integers") -> NDArray[np.int64]:
    """Return a column of integers as int64, or refuse what is not one.

    Args:
        values: A list or array of one dimension.
        name: What the caller calls it, for the message.
        expected: What it should have been, for the message.

    Raises:
        GraphError: ``graph.bad_column`` when it holds a gap, a float, a text, or rows.

    Examples:
        >>> integer_column([1, 2], "at_us")
        array([1, 2])
    """
    column = _as_array(values, name, expected)
    if column.dtype == np.uint64 and column.size and int(column.max()) > np.iinfo(np.int64).max:
        got = "a number above 64 bits with a sign"
        raise GraphError("graph.bad_column", name=name, expected=expected, got=got)
    return column.astype(np.int64, copy=False)


def code_column(values: ArrayLike, name: str, size: int) -> NDArray[np.int32]:
    """Return a column of member codes as int32, each below the size of the forest.

    Args:
        values: A list or array of one dimension.
        name: What the caller calls it, for the message.
        size: Members of the forest.

    Raises:
        GraphError: ``graph.bad_column`` when it is no column of integers, or
            ``graph.unknown_member`` with the first place that is not 0 to ``size`` - 1.

    Examples:
        >>> code_column([2, 0], "visitors", 3)
        array([2, 0], dtype=int32)
    """
    column = _as_array(values, name, "member codes")
    if column.size:
        if column.dtype == np.int32:  # one pass: a negative number is a high one without sign
            is_within = int(column.view(np.uint32).max()) < size
        else:
            is_within = int(column.min()) >= 0 and int(column.max()) < size
        if not is_within:
            position = int(np.flatnonzero((column < 0) | (column >= size))[0])
            got = int(column[position])
            raise GraphError("graph.unknown_member", name=name, got=got, position=position)
    return column.astype(np.int32, copy=False)


def same_length(**columns: NDArray[np.generic] | None) -> int:
    """Return the one length of all columns that are given.

    Raises:
        GraphError: ``graph.columns_differ`` when there are several.

    Examples:
        >>> same_length(sharers=np.zeros(2), visitors=np.ones(2), at_us=None)
        2
    """
    lengths = {name: one.size for name, one in columns.items() if one is not None}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise GraphError("graph.columns_differ", lengths=told)
    return next(iter(lengths.values()))


def _as_array(values: ArrayLike, name: str, expected: str) -> NDArray[np.integer]:
    try:
        column = np.asarray(values)
    except (ValueError, OverflowError):  # rows of several lengths, for one
        column = np.empty((), np.object_)
    if column.ndim == 1 and column.size == 0 and column.dtype == np.float64:
        column = column.astype(np.int64)  # an empty list
    if column.ndim != 1 or column.dtype.kind not in "iu":
        got = f"{column.ndim} dimensions of {column.dtype}"
        raise GraphError("graph.bad_column", name=name, expected=expected, got=got)
    return column
