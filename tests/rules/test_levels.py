"""Levels: which lines a rule takes, and its rates as data."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError
from fenxiao.money import PPM
from fenxiao.rules.levels import Condition, Levels

words = st.sampled_from("abc")
lists_of_words = st.lists(words, max_size=2).map(tuple)


@pytest.mark.parametrize(
    ("kinds", "categories", "taken"),
    [
        pytest.param((), (), True, id="no word takes every line"),
        pytest.param(("product",), (), True, id="its kind"),
        pytest.param(("gift", "product"), (), True, id="one of its kinds"),
        pytest.param(("gift",), (), False, id="another kind"),
        pytest.param((), ("toys",), True, id="its category"),
        pytest.param((), ("tea",), False, id="another category"),
        pytest.param(("product",), ("tea",), False, id="its kind, another category"),
        pytest.param(("gift",), ("toys",), False, id="its category, another kind"),
        pytest.param(("prod",), (), False, id="words are compared whole"),
    ],
)
def test_conditions(kinds: tuple[str, ...], categories: tuple[str, ...], *, taken: bool) -> None:
    when = Condition(line_kinds=kinds, categories=categories)
    assert taken is when.takes("product", "toys")


@given(kinds=lists_of_words, categories=lists_of_words, kind=words, category=words)
def test_kind_and_category_are_asked_apart(
    kinds: tuple[str, ...], categories: tuple[str, ...], kind: str, category: str
) -> None:
    both = Condition(line_kinds=kinds, categories=categories).takes(kind, category)
    of_kind = Condition(line_kinds=kinds).takes(kind, category)
    of_category = Condition(categories=categories).takes(kind, category)
    assert both is (of_kind and of_category)


@given(kinds=lists_of_words, categories=lists_of_words)
def test_no_word_stands_for_every_word_that_is_not_named(
    kinds: tuple[str, ...], categories: tuple[str, ...]
) -> None:
    when = Condition(line_kinds=kinds, categories=categories)
    assert when.takes(None, None) is when.takes("not named", "not named")


def test_lists_of_words_become_tuples() -> None:
    words: Any = ["a"]
    assert Condition(line_kinds=("a",)) == Condition(line_kinds=words)


@pytest.mark.parametrize("field", ["line_kinds", "categories"])
def test_one_word_is_no_list_of_words(field: str) -> None:
    text: Any = {field: "product"}
    with pytest.raises(FenxiaoError):
        Condition(**text)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"rates_ppm": ()}, "plan.depth", id="no depth"),
        pytest.param({"rates_ppm": (1, 1, 1, 1)}, "plan.depth", id="a fourth depth"),
        pytest.param({"rates_ppm": (1, 1, 1, 0)}, "plan.depth", id="a fourth depth at 0%"),
        pytest.param({"rates_ppm": (-1,)}, "money.rate_range", id="below 0%"),
        pytest.param({"rates_ppm": (PPM + 1,)}, "money.rate_range", id="above 100%"),
        pytest.param({"rates_ppm": (0.1,)}, "money.not_integer", id="a float"),
        pytest.param({"rates_ppm": (True,)}, "money.not_integer", id="true"),
        pytest.param({"rates_ppm": "12"}, "event.bad_field", id="a text of digits"),
        pytest.param({"rates_ppm": 100_000}, "event.bad_field", id="one rate alone"),
        pytest.param({"rule_id": ""}, "event.bad_id", id="no name"),
    ],
)
def test_wrong_rules_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        Levels(**{"kind": "levels", "rule_id": "sale", "rates_ppm": (1,)} | changes)
    assert code == caught.value.code


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("", "event.bad_id"),
        ("a\n", "event.bad_id"),
        (1, "event.bad_field"),
        (None, "event.bad_field"),
    ],
)
def test_wrong_words_are_refused(word: Any, code: str) -> None:
    for changes in ({"line_kinds": (word,)}, {"categories": (word,)}):
        with pytest.raises(FenxiaoError) as caught:
            Condition(**changes)
        assert code == caught.value.code
