"""Dated values (时间线): what was in force when.

A value is in force from its instant until the next one's, so every instant after the
first has exactly one value, and adding a later value never changes an earlier answer.

Source: docs/contract.md, "Instants".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Generic, TypeVar

__all__ = ["Timeline"]

T = TypeVar("T")


class Timeline(Generic[T]):
    """Values by the instant from which each is in force.

    Args:
        dated: Pairs of an instant in UTC microseconds and the value in force from it,
            in any order, no instant twice.

    Raises:
        ValueError: Two values start at one instant, so nothing says which is in force.

    Examples:
        >>> rates = Timeline([(100, "old"), (200, "new")])
        >>> rates.at(99), rates.at(100), rates.at(199), rates.at(200)
        (None, 'old', 'old', 'new')
    """

    __slots__ = ("_starts", "_values")

    def __init__(self, dated: Iterable[tuple[int, T]]) -> None:
        ordered = sorted(dated, key=lambda pair: pair[0])
        self._starts = [start_us for start_us, _ in ordered]
        self._values = [value for _, value in ordered]
        if len(set(self._starts)) < len(self._starts):
            message = "Two values must not start at one instant."
            raise ValueError(message)

    def at(self, at_us: int) -> T | None:
        """Return the value in force at an instant, or None before the first."""
        place = bisect_right(self._starts, at_us)
        return self._values[place - 1] if place else None

    @property
    def values(self) -> tuple[T, ...]:
        """Every value, in the order of time."""
        return tuple(self._values)
