"""Shares: what is one, and how it is packed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError
from fenxiao.graph.link_text import ALPHABET
from fenxiao.graph.shares import Content, Share, pack, packed_length, unpack
from tests.graph.linking import any_share

WRONG: Any = "wrong on purpose"
NONE: Any = None


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: Share(""), "event.bad_id"),
        (lambda: Share("u1", WRONG), "event.bad_field"),
        (lambda: Share("u1", channel=WRONG), "link.unknown_word"),
        (lambda: Share("u1", channel=NONE), "link.unknown_word"),
        (lambda: Content(WRONG, "1"), "link.unknown_word"),
        (lambda: Content("product"), "event.bad_id"),
        (lambda: Content("store", "1"), "event.bad_field"),
        (lambda: Content("store", NONE), "event.bad_field"),
    ],
)
def test_what_is_no_share_is_refused(make: Any, code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        make()
    assert code == caught.value.code


@given(share=any_share)
@example(share=Share("0"))
@example(share=Share("00"))
@example(share=Share("-"))
@example(share=Share("18446744073709551615", Content("room", "31"), "live"))
def test_what_is_packed_is_unpacked(share: Share) -> None:
    packed = pack(share)
    if packed is not None:
        assert set(packed) <= set(ALPHABET)
        assert packed_length(packed) == len(packed)
        assert share == unpack(packed)


@pytest.mark.parametrize(
    ("sharer_id", "length"),
    [
        pytest.param("0", 4, id="0"),
        pytest.param("30", 4, id="one digit"),
        pytest.param("31", 5, id="two digits"),
        pytest.param("4294967295", 10, id="32 bits"),
        pytest.param("9223372036854775807", 16, id="63 bits"),
        pytest.param("18446744073709551615", 16, id="64 bits"),
        pytest.param("u7", 6, id="a text of two characters"),
        pytest.param("007", 7, id="a number with zeros before it is a text"),
        pytest.param("a-text-of-17-char", 24, id="the longest text"),
        pytest.param("a-text-of-18-chars", None, id="too long a text"),
        pytest.param("99999999999999999999", None, id="too large a number"),
        pytest.param("会员七", None, id="beyond the 64 plain characters"),
        pytest.param("１２", None, id="full-width digits are no number"),
    ],
)
def test_how_long_ids_become(sharer_id: str, length: int | None) -> None:
    packed = pack(Share(sharer_id))
    assert length == (None if packed is None else len(packed))


@given(text=st.text(ALPHABET, min_size=3, max_size=3), more=st.text(ALPHABET, max_size=60))
@example(text="Z33", more="33")  # no such way
@example(text="223", more="3")  # no sharer
@example(text="233", more="33")  # the whole store with an id
@example(text="332", more="3")  # a product without an id
@example(text="242", more="23")  # a zero before a number
@example(text="2G2", more="ZZ")  # more than a text of one character can be
@example(text="2G2", more="23")  # a number written as a text
def test_what_is_unpacked_can_be_packed(text: str, more: str) -> None:
    packed = (text + more).ljust(packed_length(text), "2")[: packed_length(text)]
    share = unpack(packed)
    assert share is None or packed == pack(share)


@pytest.mark.parametrize("packed", ["Z3333", "2233", "23333", "3323", "24223", "2G2ZZ", "2G223"])
def test_a_share_has_one_packed_form(packed: str) -> None:
    assert unpack(packed[: packed_length(packed)].ljust(packed_length(packed), "3")) is None
