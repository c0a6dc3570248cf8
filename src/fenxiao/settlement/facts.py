"""Reading facts (读取事实): what is still missing, and what was found, by its type.

Source: docs/contract.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from fenxiao.errors import EventError
from fenxiao.model.contract import Fact, Facts, Key, Need, Row, Scan
from fenxiao.model.records import Record

__all__ = ["missing", "row", "rows"]

R = TypeVar("R", bound=Record)


def missing(facts: Facts, keys: Iterable[Key], scans: Iterable[Scan] = ()) -> Need | None:
    """Return what has not been loaded yet, each once, or None if nothing is missing."""
    lacking = tuple(dict.fromkeys(key for key in keys if key not in facts))
    open_scans = tuple(scan for scan in scans if scan not in facts)
    return Need(lacking, open_scans) if lacking or open_scans else None


def row(facts: Facts, key: Key, kind: type[R]) -> tuple[R, int] | tuple[None, int]:
    """Return the record under a key and its revision; None and 0 where there is none.

    Raises:
        EventError: ``facts.wrong_type`` when the host returned something else.
    """
    fact = facts[key]
    return (None, 0) if fact is None else _typed(fact, key, kind)


def rows(facts: Facts, scan: Scan, kind: type[R]) -> list[tuple[R, int]]:
    """Return the records that a scan found, with their revisions, in the scan's order.

    Raises:
        EventError: ``facts.wrong_type`` when the host returned something else.
    """
    found = facts[scan]
    if not isinstance(found, tuple) or len(found) > scan.limit:
        got = f"{type(found).__name__} of more than {scan.limit} rows or none"
        raise EventError("facts.wrong_type", key=repr(scan), expected="tuple of rows", got=got)
    return [_typed(one, scan, kind) for one in found]


def _typed(fact: Fact | tuple[Row, ...] | object, key: object, kind: type[R]) -> tuple[R, int]:
    if isinstance(fact, tuple) and len(fact) == 2:  # noqa: PLR2004  # a row is a pair
        record, revision = fact
        if type(record) is kind and type(revision) is int and revision > 0:
            return record, revision
    got = repr(fact)[:160]
    raise EventError("facts.wrong_type", key=repr(key), expected=kind.__name__, got=got)
