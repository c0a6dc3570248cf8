"""Text of link codes: what is read, and slips that the check character sees."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.graph.link_text import (
    ALPHABET,
    CODE_LENGTH_MAX,
    CODE_LENGTH_MIN,
    check_character,
    read_characters,
    refuse_slip,
    to_digits,
    to_number,
)
from fenxiao.model.encoding import canonical
from fenxiao.model.records import Refusal

heads = st.text(ALPHABET, min_size=CODE_LENGTH_MIN - 1, max_size=CODE_LENGTH_MAX - 1)
whole = heads.map(lambda head: head + check_character(head))


def code_of(found: Refusal | str | None) -> str | None:
    return found.code if isinstance(found, Refusal) else None


def test_no_character_is_taken_for_another() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert not set(ALPHABET) & set("01ILO")
    assert list(ALPHABET) == sorted(ALPHABET)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("KAH8", "KAH8", id="as issued"),
        pytest.param("kah8", "KAH8", id="small letters"),
        pytest.param(" KA-H8\n", "KAH8", id="spaces and hyphens"),
        pytest.param("ＫＡ　ｈ８", "KAH8", id="full-width, as Chinese keyboards type"),
        pytest.param("KA\u2014H8\u200b", "KAH8", id="a dash, and a mark without width"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_reading_tolerates_how_people_type(text: str, expected: str) -> None:
    assert expected == read_characters(text)


@pytest.mark.parametrize(
    ("text", "position", "got"),
    [
        pytest.param("O", 1, '"O" (U+004F)', id="a look-alike is named, not guessed"),
        pytest.param("KA-1", 4, '"1" (U+0031)', id="counted as the text is seen"),
        pytest.param("KA码", 3, "U+7801", id="beyond ASCII by number only"),
        pytest.param("\ud800", 1, "U+D800", id="half a character"),
        pytest.param("ß", 1, "U+00DF", id="no letter that two capitals would come of"),
        pytest.param("А", 1, "U+0410", id="a Cyrillic letter is another letter"),
        pytest.param("K\x00", 2, "U+0000", id="a control"),
    ],
)
def test_a_wrong_character_is_named_with_its_place(text: str, position: int, got: str) -> None:
    found = read_characters(text)
    assert Refusal("link.wrong_character", (("position", position), ("got", got))) == found
    canonical(found)  # it can be stored


def test_what_is_far_too_long_is_not_looked_at() -> None:
    assert code_of(read_characters("?" * 201)) == "link.too_long"
    assert code_of(read_characters("?" * 200)) == "link.wrong_character"


@given(number=st.integers(0, 31**20 - 1))
def test_digits_write_their_number(number: int) -> None:
    assert number == to_number(to_digits(number, 20))


@given(code=whole)
def test_a_whole_code_passes(code: str) -> None:
    assert refuse_slip(code) is None


@pytest.mark.parametrize("length", range(CODE_LENGTH_MIN, CODE_LENGTH_MAX + 1))
def test_every_single_slip_is_seen_at_every_length(length: int) -> None:
    head = (ALPHABET[::-1] + ALPHABET[7:])[: length - 1]
    code = head + check_character(head)
    for place, char in product(range(length), ALPHABET):
        slipped = code[:place] + char + code[place + 1 :]
        assert code_of(refuse_slip(slipped)) == (None if slipped == code else "link.mistyped")


@given(code=whole)
def test_every_swap_of_two_characters_is_seen(code: str) -> None:
    for left, right in combinations(range(len(code)), 2):
        swapped = list(code)
        swapped[left], swapped[right] = swapped[right], swapped[left]
        expected = None if code[left] == code[right] else "link.mistyped"
        assert expected == code_of(refuse_slip("".join(swapped)))


def test_without_weights_a_swap_would_pass() -> None:
    def plain_sum(code: str) -> int:
        return sum(map(ALPHABET.index, code)) % 31

    assert plain_sum("KAB") == plain_sum("KBA")


def test_with_31_places_the_first_would_not_count() -> None:
    head = "3" * CODE_LENGTH_MAX
    assert check_character(head) == check_character("9" + head[1:])


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (0, "link.too_short"),
        (CODE_LENGTH_MIN - 1, "link.too_short"),
        (CODE_LENGTH_MIN, None),
        (CODE_LENGTH_MAX, None),
        (CODE_LENGTH_MAX + 1, "link.too_long"),
    ],
)
def test_length_is_named_first(length: int, expected: str | None) -> None:
    head = "7" * max(length - 1, 0)
    code = (head + check_character(head))[:length]
    assert expected == code_of(refuse_slip(code))
