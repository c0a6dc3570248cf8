"""Canonical encoding (规范编码): one byte string for one value, on every machine.

JSON without floats, in UTF-8, without spaces, keys sorted by code point, texts as they
are (only quotation mark, backslash and control characters escaped). Digests and ids
are made from it, so it is public, has vectors, and never changes.

Source: docs/contract.md, "Canonical encoding"; vectors in tests/data/canonical.json.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from functools import cache
from json.encoder import encode_basestring
from typing import Any

from fenxiao.errors import EventError
from fenxiao.model.events import Event, event_type
from fenxiao.model.instants import instant_text

__all__ = [
    "Json",
    "canonical",
    "derive_id",
    "digest",
    "event_digest",
    "event_plain",
    "json_bytes",
    "plain",
]

Json = bool | int | str | list["Json"] | dict[str, "Json"] | None

_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)
_SCALARS = frozenset((str, int, bool, type(None)))
# Ids have 26 characters, 130 bits: far beyond any collision, short enough for every rail's key.
_ID_BYTES, _ID_SPARE_BITS = 17, 6
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PAIRS = [one + other for one in _ALPHABET for other in _ALPHABET]  # of ten bits each
_SHIFTS = range(120, -1, -10)


def plain(value: object) -> Json:
    """Return a record, event or policy as JSON values: objects by field, tuples as lists.

    Fields of events and policies that hold their default are left out.

    Raises:
        EventError: ``record.not_canonical`` for a float or any other value without one form.

    Examples:
        >>> plain((1, "a", None))
        [1, 'a', None]
    """
    kind = type(value)
    if kind in _SCALARS:
        return value  # type: ignore[return-value]  # kind says what mypy cannot see
    if kind is tuple or kind is list:
        return [plain(part) for part in value]  # type: ignore[attr-defined]  # as above
    shape = _shape(kind)  # type: ignore[arg-type]  # mypy does not see that a class has a hash
    if shape:  # scalars are passed here, not by a call: this is the hot path
        return {
            name: part if type(part) in _SCALARS else plain(part)
            for name, default in shape
            if (part := getattr(value, name)) is not default and part != default
        }
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, dict) and all(type(key) is str for key in value):
        return {key: plain(part) for key, part in value.items()}
    raise EventError("record.not_canonical", got=f"{kind.__name__} {value!r}"[:160])


@cache
def _shape(kind: type[Any]) -> tuple[tuple[str, object], ...]:
    """Return the fields of a class, each with the default at which it is left out.

    A dataclass leaves its defaults out, so that a field that a later version adds changes
    no digest of what came before it; a record names every field.
    """
    if is_dataclass(kind):
        return tuple((one.name, one.default) for one in fields(kind) if one.name[0] != "_")
    return tuple((name, MISSING) for name in getattr(kind, "_fields", ()))


def canonical(value: object) -> bytes:
    """Return the canonical bytes of a value.

    Args:
        value: JSON values without floats, or events, records and policies made of them.

    Raises:
        EventError: ``record.not_canonical`` for a value that has no canonical form.

    Examples:
        >>> canonical({"b": [1, None, True], "a": "分销"}).decode()
        '{"a":"分销","b":[1,null,true]}'
    """
    try:
        return json_bytes(plain(value))
    except UnicodeEncodeError as error:
        got = f"a lone surrogate at {error.start}"
        raise EventError("record.not_canonical", got=got) from None
    except ValueError as error:  # an int of more digits than Python writes out
        if isinstance(error, EventError):
            raise
        raise EventError("record.not_canonical", got=str(error)) from None
    except RecursionError:
        raise EventError("record.not_canonical", got="nesting without end") from None


def json_bytes(value: Json) -> bytes:
    """Return the canonical bytes of what is made of JSON values already.

    Examples:
        >>> json_bytes({"b": [1, None], "a": "x"}).decode()
        '{"a":"x","b":[1,null]}'
    """
    return _ENCODER.encode(value).encode()


def digest(value: object) -> str:
    """Return the SHA-256 of the canonical bytes, in hexadecimal.

    Examples:
        >>> digest({})[:8]
        '44136fa3'
    """
    return hashlib.sha256(canonical(value)).hexdigest()


def derive_id(*parts: str | int) -> str:
    """Return an id made from others: the same parts give the same id, everywhere.

    Args:
        parts: What it is made from: an event's id, then its role in what follows from it.

    Returns:
        26 characters of A-Z and 2-7.

    Examples:
        >>> derive_id("e1", "accrual")
        'CKAC4D3YCE4VQVZVKPBGAQ56QU'
    """
    try:  # the same bytes as of ``canonical``, in half the time: every entry has an id
        text = "[" + ",".join([_part(part) for part in parts]) + "]"
        found = hashlib.sha256(text.encode()).digest()
    except ValueError:  # what has no canonical form is refused in its words
        found = hashlib.sha256(canonical(parts)).digest()
    bits = int.from_bytes(found[:_ID_BYTES], "big") >> _ID_SPARE_BITS
    return "".join([_PAIRS[bits >> shift & 1023] for shift in _SHIFTS])


def _part(part: str | int) -> str:
    if type(part) is str:
        return encode_basestring(part)
    return str(part) if type(part) is int else canonical(part).decode()


def event_plain(event: Event) -> dict[str, Json]:
    """Return an event as a JSON object with its ``type``; the envelope's instant included."""
    content = plain(event)
    if not isinstance(content, dict):
        raise EventError("record.not_canonical", got=type(event).__name__)
    return {"type": event_type(event), **content}


def event_digest(event: Event) -> str:
    """Return the digest of an event's content, which the envelope's instant is no part of.

    Examples:
        >>> from datetime import UTC
        >>> from fenxiao.model.events import OrderConfirmed
        >>> at = datetime(2024, 6, 18, tzinfo=UTC)
        >>> one = OrderConfirmed(id="e2", at=at, order_id="o1")
        >>> again = OrderConfirmed(id="e2", at=at, order_id="o1", recorded_at=at)
        >>> event_digest(one) == event_digest(again)
        True
    """
    content = event_plain(event)
    content.pop("recorded_at", None)
    return hashlib.sha256(_ENCODER.encode(content).encode()).hexdigest()
