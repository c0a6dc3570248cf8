"""Snapshots: what is stored comes back, equal forests are equal bytes, damage has a name."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.batch import Forest, NumberIds, TextIds, from_bytes, from_columns, to_bytes, to_columns
from fenxiao.errors import EventError, GraphError
from tests.batch.touches import MEMBERS, Touched, touches

KINDS: dict[str, Any] = {"codes": None, "texts": TextIds, "numbers": NumberIds}
NAMES: dict[str, Any] = {
    "texts": ["u1", "用户2", "oXk3", "d", "é", "𠮷", "g" * 128],
    "numbers": [2**63 - 1, -5, 0, 7, 8, 9, -(2**63)],
}


def forest_of(told: list[Touched], kind: str, *, is_timed: bool) -> Forest:
    ids = KINDS[kind]() if KINDS[kind] else None
    forest = Forest(ids=ids, is_timed=is_timed)
    if kind == "codes":
        forest.grow(MEMBERS)
    else:
        forest.intern(NAMES[kind])
    columns = ([sharer for sharer, _ in told], [visitor for _, visitor in told])
    at_us = [-5 + 3 * place for place in range(len(told))]
    forest.bind_many(*columns, at_us=at_us if is_timed else None)
    return forest


@given(told=touches, kind=st.sampled_from(list(KINDS)), is_timed=st.booleans())
def test_what_is_stored_comes_back(told: list[Touched], kind: str, is_timed: bool) -> None:
    forest = forest_of(told, kind, is_timed=is_timed)
    for again in (from_bytes(to_bytes(forest)), from_columns(**to_columns(forest))):
        assert to_bytes(forest) == to_bytes(again)
        assert forest.ids == again.ids
        assert forest.is_timed is again.is_timed
        assert forest.parent.tolist() == again.parent.tolist()
        assert forest.has_fans.tolist() == again.has_fans.tolist()
        if is_timed:
            assert forest.bound_us is not None
            assert again.bound_us is not None
            assert forest.bound_us.tolist() == again.bound_us.tolist()
        more = [(one, other) for one in range(MEMBERS) for other in range(MEMBERS)]
        late = 99 if is_timed else None
        assert [forest_of(told, kind, is_timed=is_timed).bind(*one, late) for one in more[:1]] == [
            again.bind(*one, late) for one in more[:1]
        ]


def test_the_bytes_of_a_small_forest() -> None:
    forest = Forest(ids=TextIds(), is_timed=True)
    forest.intern(["u1", "用户2"])
    forest.bind(0, 1, at_us=1_718_668_800_000_000)
    head = "4658464f52455354 0100 01 01 00000000 0200000000000000 0900000000000000"
    bound_us = "0000000000000000 00804fc31e1b0600"
    parent = "ffffffff 00000000"
    ids = "0200 0700 7531 e794a8e688b732"
    body = bytes.fromhex(head + bound_us + parent + ids)
    assert body + hashlib.sha256(body).digest() == to_bytes(forest)
    assert bytes.fromhex("d3f4f7fa") == to_bytes(forest)[-32:-28]


def signed(body: bytes) -> bytes:
    return body + hashlib.sha256(body).digest()


def body_of(kind: str) -> bytes:
    return to_bytes(forest_of([(0, 1), (1, 2)], kind, is_timed=True))[:-32]


@pytest.mark.parametrize("kind", KINDS)
def test_every_flipped_bit_is_found(kind: str) -> None:
    stored = to_bytes(forest_of([(0, 1), (1, 2)], kind, is_timed=True))
    for place in range(len(stored)):
        damaged = bytearray(stored)
        damaged[place] ^= 4
        with pytest.raises(GraphError) as caught:
            from_bytes(damaged)
        expected = "form" if place < 10 else "damaged"
        assert caught.value.code == f"graph.snapshot_{expected}"
    for length in (0, 8, 63, 64, len(stored) - 1):
        with pytest.raises(GraphError, match="snapshot"):
            from_bytes(stored[:length])


PARENT_AT = 32 + 8 * MEMBERS


@pytest.mark.parametrize(
    ("kind", "place", "put", "problem"),
    [
        pytest.param("codes", 8, b"\2", "its version is 2, known is 1", id="version"),
        pytest.param("codes", 10, b"\2", "its head holds", id="flag"),
        pytest.param("codes", 11, b"\3", "its head holds", id="kind"),
        pytest.param("codes", 12, b"\1", "its head holds", id="reserve"),
        pytest.param("codes", 16, b"\6", "which is not what its head says", id="size"),
        pytest.param("codes", 16, b"\xff" * 8, "which is not what", id="immense size"),
        pytest.param("codes", PARENT_AT, b"\1\0\0\0", "leads back", id="circle"),
        pytest.param("codes", PARENT_AT, b"\7\0\0\0", "got 7 at position 0", id="no member"),
        pytest.param("codes", PARENT_AT, b"\xfe\xff\xff\xff", "got -2", id="mark"),
        pytest.param("numbers", 32, b"\xfb" + b"\xff" * 7, '"-5" twice', id="repeated number"),
        pytest.param("texts", PARENT_AT + 28, b"\1\0", "do not fill", id="length of a text"),
        pytest.param("texts", PARENT_AT + 42, b"\xff", "decode", id="no text"),
        pytest.param("texts", PARENT_AT + 42, b" ", "a space at an end|no space", id="no id"),
    ],
)
def test_what_was_never_written_is_refused(kind: str, place: int, put: bytes, problem: str) -> None:
    body = body_of(kind)
    changed = signed(body[:place] + put + body[place + len(put) :])
    with pytest.raises(GraphError, match=problem) as caught:
        from_bytes(changed)
    assert caught.value.code == "graph.snapshot_form"


def test_texts_without_ids_are_refused() -> None:
    body = body_of("codes")
    changed = body[:24] + b"\1" + body[25:] + b"x"
    with pytest.raises(GraphError, match="texts without ids"):
        from_bytes(signed(changed))


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"parent": [-1, None]}, "graph.bad_column"),
        ({"parent": [-1, 0], "bound_us": [1]}, "graph.columns_differ"),
        ({"parent": [-1, 0], "id": ["u1"]}, "graph.columns_differ"),
        ({"parent": [-1, 2]}, "graph.unknown_member"),
        ({"parent": [1, 0]}, "graph.stored_circle"),
        ({"parent": [-1, 0], "id": ["u1", "u1"]}, "graph.repeated_node"),
        ({"parent": [-1, 0], "id": [5, 5]}, "graph.repeated_node"),
    ],
)
def test_columns_of_no_forest_are_refused(columns: dict[str, Any], code: str) -> None:
    with pytest.raises(GraphError) as caught:
        from_columns(**columns)
    assert code == caught.value.code


def test_an_id_that_is_none_is_refused() -> None:
    with pytest.raises(EventError):
        from_columns(parent=[-1], id=np.array([None]))


def test_a_root_has_no_instant() -> None:
    forest = from_columns(parent=[-1, 0], bound_us=[77, 5])
    assert forest.bound_us is not None
    assert [0, 5] == forest.bound_us.tolist()
