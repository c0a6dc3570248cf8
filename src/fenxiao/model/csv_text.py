"""CSV text (CSV 文本): rows as lines, with fields that a spreadsheet would run kept as text.

A field that begins like a formula is led by an apostrophe, so that opening a file is safe;
so is one that begins with an apostrophe, which keeps the two apart.

Source: RFC 4180 for the format; docs/payout.md, docs/vouchers.md for what is written in it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

__all__ = ["csv_lines", "guard"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "'")


class _Echo:
    """What ``csv.writer`` writes to: it hands each row back instead of keeping it."""

    def write(self, row: str) -> str:
        return row


def csv_lines(
    rows: Iterable[Sequence[str]], separator: str = ",", line_end: str = "\r\n"
) -> Iterator[str]:
    r"""Yield each row as a line; fields are quoted where they must be.

    Examples:
        >>> list(csv_lines([("a", "1,5"), ("b", "")]))
        ['a,"1,5"\r\n', 'b,\r\n']
    """
    writer = csv.writer(_Echo(), delimiter=separator, lineterminator=line_end)
    for row in rows:
        yield str(writer.writerow(row))


def guard(text: str) -> str:
    """Return a field as a spreadsheet shows it, and never runs it.

    Examples:
        >>> guard("=1+1"), guard("1+1")
        ("'=1+1", '1+1')
    """
    return "'" + text if text.startswith(_FORMULA) else text
