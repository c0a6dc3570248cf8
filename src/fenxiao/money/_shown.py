"""Refused values in words (被拒绝的值): how an error names what it got.

A message must stay short whatever was handed in, and the same on every machine: a
value of a foreign type is named by its type alone, since its ``repr`` may hold an
address.

Source: docs/money.md.
"""

from __future__ import annotations

from itertools import islice

_MOST_BITS = 256
_MOST_CHARACTERS = 60
_MOST_ITEMS = 8


def shown(value: object) -> str:
    """Write a refused value in a few words.

    Examples:
        >>> shown(12.5), shown("5.5"), shown(True), shown([3, -1])
        ('float 12.5', "'5.5'", 'bool True', '[3, -1]')
    """
    kind = type(value)
    if isinstance(value, int) and kind is int:
        bits = value.bit_length()
        return str(value) if bits <= _MOST_BITS else f"an int of {bits} bits"
    if isinstance(value, str) and kind is str:
        cut = "" if len(value) <= _MOST_CHARACTERS else "…"
        return f"{value[:_MOST_CHARACTERS]!r}{cut}"
    if isinstance(value, list | tuple):
        cut = "" if len(value) <= _MOST_ITEMS else f", … {len(value)} in all"
        return f"[{', '.join(map(shown, islice(value, _MOST_ITEMS)))}{cut}]"
    return f"{kind.__name__} {value!r}" if kind in {bool, float} else kind.__name__
