"""Checks on what comes in (入口校验): ids, counts, repeated lines.

They run in the constructors of events, so that what reaches a rule or the books has
been seen once and need not be doubted again.

Source: docs/contract.md, "What is checked where".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol, TypeVar

from fenxiao.errors import EventError

__all__ = [
    "ID_LIMIT",
    "QUANTITY_LIMIT",
    "STRICT",
    "check_id",
    "check_kind",
    "check_lines",
    "check_once",
    "check_quantity",
    "check_tuple",
]

STRICT = {"extra": "forbid"}
"""What pydantic is told of every class that is read at the border: no unknown field."""

ID_LIMIT = 128
"""The longest id, in characters: fits an indexed text column of every common database."""

# Written out, since what Python calls printable grows with its Unicode tables: controls,
# spaces other than the common one, marks without width or of direction, half characters.
_UNSEEN = (
    r"\x00-\x1f\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000"
    r"\ud800-\udfff\ufeff\ufff0-\uffff"
)
_ID = re.compile(rf"(?! )[^{_UNSEEN}]{{1,{ID_LIMIT}}}(?<! )")

QUANTITY_LIMIT = 2**31 - 1
"""The largest quantity of a line: goods by weight or volume are counted in small units."""


class HasLineId(Protocol):
    """What names a line of an order."""

    @property
    def line_id(self) -> str:
        """The line's id, unique within its order."""


T = TypeVar("T")
L = TypeVar("L", bound=HasLineId)


def check_id(value: str, name: str) -> str:
    """Return the id, or refuse one that could be confused with another.

    Raises:
        EventError: ``event.bad_id`` when it is no text of 1 to 128 characters, holds one
            that is not seen, or begins or ends with a space.

    Examples:
        >>> check_id("u7", "member_id")
        'u7'
    """
    if type(value) is str and _ID.fullmatch(value):
        return value
    raise EventError("event.bad_id", name=name, got=repr(value)[:160])


def check_quantity(value: int, name: str, *, low: int = 1, high: int = QUANTITY_LIMIT) -> int:
    """Return the count, or refuse what is not a whole number within its bounds.

    Raises:
        EventError: ``event.bad_quantity`` when it is no int or out of bounds.

    Examples:
        >>> check_quantity(3, "quantity")
        3
    """
    if type(value) is int and low <= value <= high:
        return value
    raise EventError("event.bad_quantity", name=name, low=low, high=high, got=repr(value)[:160])


def check_kind(value: object, kind: type[T], name: str) -> T:
    """Return the value, or refuse what is not of its one kind.

    Raises:
        EventError: ``event.bad_field``.

    Examples:
        >>> check_kind("a", str, "title")
        'a'
    """
    if type(value) is kind:
        return value
    problem = f"it must be of type {kind.__name__}"
    raise EventError("event.bad_field", field=name, got=repr(value)[:160], problem=problem)


def check_tuple(value: object, kind: type[T], name: str) -> tuple[T, ...]:
    """Return a list or tuple of one kind as a tuple; a text is no list of its letters.

    Raises:
        EventError: ``event.bad_field`` when it is another thing, or holds one.

    Examples:
        >>> check_tuple(["a", "b"], str, "categories")
        ('a', 'b')
    """
    problem = f"it must be a tuple of {kind.__name__}"
    if not isinstance(value, (tuple, list)):
        raise EventError("event.bad_field", field=name, got=repr(value)[:160], problem=problem)
    for part in value:
        if type(part) is not kind:
            raise EventError("event.bad_field", field=name, got=repr(part)[:160], problem=problem)
    return tuple(value)


def check_lines(value: object, kind: type[L], name: str) -> tuple[L, ...]:
    """Return lines of one kind as a tuple; refuse none at all, and a line named twice.

    Args:
        value: The lines to check.
        kind: The type that each must be of.
        name: What the caller calls them, for the message.

    Raises:
        EventError: ``event.no_lines``, ``event.bad_field`` or ``event.repeated_line``.
    """
    lines = check_tuple(value, kind, name)
    if not lines:
        raise EventError("event.no_lines", name=name)
    seen: set[str] = set()
    for line in lines:
        if line.line_id in seen:
            raise EventError("event.repeated_line", line_id=line.line_id)
        seen.add(line.line_id)
    return lines


def check_once(names: Iterable[str], field: str) -> None:
    """Refuse names of which one stands twice.

    Raises:
        EventError: ``event.bad_field``.

    Examples:
        >>> check_once(["points", "wechat_pay"], "tenders")
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            problem = "each must be named once"
            raise EventError("event.bad_field", field=field, got=repr(name)[:160], problem=problem)
        seen.add(name)
