"""Refused values in words: short, and the same on every machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.money._shown import shown


class Text(str):
    """Text of another kind, which may print anything."""

    __slots__ = ()


class Odd:
    """A value whose repr would hold an address."""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(7, "7", id="an int"),
        pytest.param(True, "bool True", id="no int"),
        pytest.param(0.1, "float 0.1", id="a float"),
        pytest.param("a" * 61, f"'{'a' * 60}'…", id="a long text is cut"),
        pytest.param([1, "x"], "[1, 'x']", id="a list"),
        pytest.param(list(range(9)), "[0, 1, 2, 3, 4, 5, 6, 7, … 9 in all]", id="a long list"),
        pytest.param(2**256 - 1, str(2**256 - 1), id="the largest int that is written out"),
        pytest.param(2**256, "an int of 257 bits", id="the smallest that is not"),
        pytest.param(Text("a"), "Text", id="no plain text"),
        pytest.param(1 << 300, "an int of 301 bits", id="a huge int"),
        pytest.param(Odd(), "Odd", id="a foreign value is its type"),
        pytest.param(None, "NoneType", id="nothing"),
    ],
)
def test_examples(value: object, expected: str) -> None:
    assert expected == shown(value)


@given(text=st.text(min_size=61))
def test_a_long_text_is_cut_to_its_first_sixty_characters(text: str) -> None:
    assert repr(text[:60]) + "…" == shown(text)
