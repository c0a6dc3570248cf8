"""The envelope: words of a list, flags, and two persons."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.errors import EventError
from fenxiao.model.envelope import PAGE_LIMIT, check_flag, check_two_persons, is_one_of


def test_who_approves_is_another_person() -> None:
    check_two_persons("m1", "m2")
    for maker_id, checker_id, code in (
        ("m1", "m1", "event.bad_field"),
        ("", "m1", "event.bad_id"),
        ("m1", "", "event.bad_id"),
    ):
        with pytest.raises(EventError) as caught:
            check_two_persons(maker_id, checker_id)
        assert code == caught.value.code


@pytest.mark.parametrize("value", [0, 1, None, "true"])
def test_a_flag_is_true_or_false(value: Any) -> None:
    check_flag(True, "flag")
    with pytest.raises(EventError) as caught:
        check_flag(value, "flag")
    assert ("event.bad_field", "flag") == (caught.value.code, caught.value.field)


@pytest.mark.parametrize("value", ["c", "", None, 1, ["a"]])
def test_a_word_is_one_of_its_list(value: Any) -> None:
    is_one_of("a", ("a", "b"), "word")
    with pytest.raises(EventError) as caught:
        is_one_of(value, ("a", "b"), "word")
    assert "it must be one of a, b" == caught.value.problem


def test_a_page_is_bounded() -> None:
    assert 10_000 == PAGE_LIMIT
