"""Snapshots (快照): a forest as columns, or as bytes that are equal for equal forests.

The bytes are a head of 32, the columns one after the other in little-endian order, and
the SHA-256 of all before. What follows from the parents is not stored.

Source: docs/relations-at-size.md, "The bytes of a snapshot".
"""

from __future__ import annotations

import hashlib
import struct
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fenxiao.batch.binding import NOBODY
from fenxiao.batch.columns import integer_column, same_length
from fenxiao.batch.forest import Forest
from fenxiao.batch.ids import Ids, NumberIds, TextIds
from fenxiao.batch.measures import depth
from fenxiao.errors import EventError, GraphError

__all__ = ["MAGIC", "VERSION", "from_bytes", "from_columns", "to_bytes", "to_columns"]

MAGIC = b"FXFOREST"
"""The first eight bytes of every snapshot."""

VERSION = 1
"""The version of the form that is written."""

_HEAD = struct.Struct("<8sHBBIQQ")
_DIGEST_BYTES = 32
_NO_IDS, _TEXTS, _NUMBERS = 0, 1, 2


class _Head(NamedTuple):
    magic: bytes
    version: int
    is_timed: int
    ids_kind: int
    zero: int
    size: int
    text_bytes: int


def to_columns(forest: Forest) -> dict[str, NDArray[Any]]:
    """Return a forest as columns, copies of its own.

    Returns:
        ``parent`` as int32, -1 of a root; ``bound_us`` as int64 if it is timed; ``id`` if
        it knows ids: int64 of numbers, objects of texts.

    Examples:
        >>> forest = Forest(2)
        >>> _ = forest.bind(0, 1)
        >>> to_columns(forest)
        {'parent': array([-1,  0], dtype=int32)}
    """
    columns: dict[str, NDArray[Any]] = {"parent": forest.parent.copy()}
    if forest.bound_us is not None:
        columns["bound_us"] = forest.bound_us.copy()
    if isinstance(forest.ids, NumberIds):
        columns["id"] = forest.ids.numbers(np.arange(len(forest)))
    elif forest.ids is not None:
        columns["id"] = np.array(forest.ids.names(np.arange(len(forest))), np.object_)
    return columns


def from_columns(
    parent: ArrayLike,
    bound_us: ArrayLike | None = None,
    id: ArrayLike | None = None,  # noqa: A002  # the column's own name
) -> Forest:
    """Return the forest of columns, whoever wrote them.

    Args:
        parent: The code of each member's parent, -1 of a root.
        bound_us: When each was bound, in UTC microseconds; of a root it does not count.
        id: The id of each member: whole numbers or texts, each once.

    Raises:
        GraphError: ``graph.bad_column``, ``graph.columns_differ``, ``graph.unknown_member``,
            ``graph.stored_circle``, or ``graph.repeated_node`` when an id stands twice.

    Examples:
        >>> forest = from_columns(parent=[-1, 0], id=["用户1", "用户2"])
        >>> forest.code("用户2"), forest.parents([1]).tolist()
        (1, [0])
    """
    parents = integer_column(parent, "parent", "member codes")
    times = None if bound_us is None else integer_column(bound_us, "bound_us")
    ids, id_count = (None, None) if id is None else _interned(id)
    same_length(parent=parents, bound_us=times, id=id_count)
    size = parents.size
    is_wrong = (parents < NOBODY) | (parents >= size)
    if is_wrong.any():
        position = int(np.argmax(is_wrong))
        got = int(parents[position])
        raise GraphError("graph.unknown_member", name="parent", got=got, position=position)
    forest = Forest(size, is_timed=times is not None, ids=ids)
    forest._load(parents.astype(np.int32), times)  # noqa: SLF001  # the same package
    depth(forest.parent)
    return forest


def _interned(column: ArrayLike) -> tuple[Ids, NDArray[np.int32]]:
    array = np.asarray(column)
    ids: Ids = NumberIds() if array.dtype.kind in "iu" else TextIds()
    codes = ids.intern(array)
    if len(ids) < codes.size:
        is_repeated = codes != np.arange(codes.size)
        twice = ids.names(codes[is_repeated][:1])[0]
        raise GraphError("graph.repeated_node", member_id=twice)
    return ids, codes


def to_bytes(forest: Forest) -> bytes:
    """Return a forest as bytes: equal for equal forests, on every machine.

    Examples:
        >>> forest = Forest(2)
        >>> _ = forest.bind(0, 1)
        >>> len(to_bytes(forest))
        72
    """
    parts: list[bytes] = []
    if forest.bound_us is not None:
        parts.append(_little(forest.bound_us, "<i8"))
    parts.append(_little(forest.parent, "<i4"))
    kind, text_bytes = _NO_IDS, 0
    if isinstance(forest.ids, NumberIds):
        kind = _NUMBERS
        parts.insert(0, _little(forest.ids.numbers(np.arange(len(forest))), "<i8"))
    elif forest.ids is not None:
        kind = _TEXTS
        texts = [text.encode() for text in forest.ids.names(np.arange(len(forest)))]
        lengths = np.fromiter(map(len, texts), np.uint16, len(texts))
        joined = b"".join(texts)
        text_bytes = len(joined)
        parts += [_little(lengths, "<u2"), joined]
    head = _Head(MAGIC, VERSION, int(forest.is_timed), kind, 0, len(forest), text_bytes)
    parts.insert(0, _HEAD.pack(*head))
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return b"".join([*parts, digest.digest()])


def _little(column: NDArray[Any], form: str) -> bytes:
    return column.astype(form, copy=False).tobytes()


def from_bytes(stored: bytes | bytearray | memoryview) -> Forest:
    """Return the forest that was stored.

    Raises:
        GraphError: ``graph.snapshot_form`` when these are no such bytes or of a version
            that is not known; ``graph.snapshot_damaged`` when they were changed.

    Examples:
        >>> forest = Forest(2)
        >>> _ = forest.bind(0, 1)
        >>> from_bytes(to_bytes(forest)).parent
        array([-1,  0], dtype=int32)
    """
    view = memoryview(stored).cast("B")
    if len(view) < _HEAD.size + _DIGEST_BYTES or bytes(view[: len(MAGIC)]) != MAGIC:
        raise _wrong_form("it does not begin like one")
    head = _Head(*_HEAD.unpack_from(view))
    if head.version != VERSION:
        raise _wrong_form(f"its version is {head.version}, known is {VERSION}")
    body = view[:-_DIGEST_BYTES]
    got = hashlib.sha256(body).digest()
    if got != bytes(view[-_DIGEST_BYTES:]):
        raise GraphError("graph.snapshot_damaged", got=got.hex())
    try:
        return from_columns(**_columns(head, body))
    except (GraphError, EventError, ValueError) as error:
        raise _wrong_form(str(error)) from error


def _columns(head: _Head, body: memoryview) -> dict[str, NDArray[Any]]:
    """Cut the body into its columns; they must be all that it holds."""
    if head.is_timed not in {0, 1} or head.ids_kind not in {_NO_IDS, _TEXTS, _NUMBERS} or head.zero:
        raise _wrong_form("its head holds what no version writes")
    forms = {"parent": "<i4"}
    if head.is_timed:
        forms = {"bound_us": "<i8"} | forms
    if head.ids_kind == _NUMBERS:
        forms = {"id": "<i8"} | forms
    if head.ids_kind == _TEXTS:
        forms["length"] = "<u2"
    width = sum(np.dtype(form).itemsize for form in forms.values())
    if len(body) != _HEAD.size + head.size * width + head.text_bytes:
        raise _wrong_form(f"it has {len(body)} bytes, which is not what its head says")
    columns: dict[str, NDArray[Any]] = {}
    offset = _HEAD.size
    for name, form in forms.items():
        columns[name] = np.frombuffer(body, form, head.size, offset)
        offset += columns[name].nbytes
    if head.ids_kind == _TEXTS:
        ends = np.cumsum(columns.pop("length"), dtype=np.int64).tolist()
        if (ends[-1] if ends else 0) != head.text_bytes:
            raise _wrong_form("its ids do not fill their place")
        joined = bytes(body[offset:])
        starts = [0, *ends[:-1]]
        texts = [joined[a:b].decode() for a, b in zip(starts, ends, strict=False)]
        columns["id"] = np.array(texts, np.object_)
    elif head.text_bytes:
        raise _wrong_form("it has texts without ids")
    return columns


def _wrong_form(problem: str) -> GraphError:
    return GraphError("graph.snapshot_form", problem=problem)
