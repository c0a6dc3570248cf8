"""Conditions: which lines they take, and what contradicts itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError
from fenxiao.model.who import ANYBODY
from fenxiao.rules.conditions import Condition
from fenxiao.rules.tables import takes_words

words = st.sampled_from("abc")
lists_of_words = st.lists(words, max_size=2, unique=True).map(tuple)


def takes(when: Condition, kind: str | None, category: str | None) -> bool:
    return takes_words(when, ("s1", None, category, None, "m1", kind, None))


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
    assert taken is takes(when, "product", "toys")


@given(kinds=lists_of_words, categories=lists_of_words, kind=words, category=words)
def test_kind_and_category_are_asked_apart(
    kinds: tuple[str, ...], categories: tuple[str, ...], kind: str, category: str
) -> None:
    both = takes(Condition(line_kinds=kinds, categories=categories), kind, category)
    of_kind = takes(Condition(line_kinds=kinds), kind, category)
    of_category = takes(Condition(categories=categories), kind, category)
    assert both is (of_kind and of_category)


@given(kinds=lists_of_words, categories=lists_of_words)
def test_no_word_stands_for_every_word_that_is_not_named(
    kinds: tuple[str, ...], categories: tuple[str, ...]
) -> None:
    when = Condition(line_kinds=kinds, categories=categories)
    assert takes(when, None, None) is takes(when, "not named", "not named")


def test_lists_of_words_become_tuples() -> None:
    words: Any = ["a"]
    assert Condition(line_kinds=("a",)) == Condition(line_kinds=words)


@pytest.mark.parametrize("field", ["line_kinds", "categories"])
def test_one_word_is_no_list_of_words(field: str) -> None:
    text: Any = {field: "product"}
    with pytest.raises(FenxiaoError):
        Condition(**text)


@pytest.mark.parametrize("word", ["", "a\n", 1, None])
def test_wrong_words_are_refused(word: Any) -> None:
    wrong: list[Any] = [{"line_kinds": (word,)}, {"categories": (word,)}]
    for changes in wrong:
        with pytest.raises(FenxiaoError) as caught:
            Condition(**changes)
        assert caught.value.code == "plan.bad_field"


@pytest.mark.parametrize(
    ("name", "words_taken", "words_left_out"),
    [
        pytest.param("skus", ("a",), ("a",), id="all articles"),
        pytest.param("brands", ("a", "b"), ("b", "a"), id="all brands"),
    ],
)
def test_what_leaves_out_all_it_takes_is_refused(
    name: str, words_taken: tuple[str, ...], words_left_out: tuple[str, ...]
) -> None:
    fields: Any = {name: words_taken, f"without_{name}": words_left_out}
    with pytest.raises(FenxiaoError) as caught:
        Condition(**fields)
    assert caught.value.code == "plan.bad_field"


@pytest.mark.parametrize(
    ("when", "taken"),
    [
        pytest.param(Condition(without_categories=("toys",)), False, id="a category left out"),
        pytest.param(Condition(without_categories=("tea",)), True, id="another one left out"),
        pytest.param(Condition(skus=("s1",)), True, id="its article"),
        pytest.param(Condition(skus=("s2",)), False, id="another article"),
        pytest.param(Condition(merchants=("m1",)), True, id="its merchant"),
        pytest.param(Condition(channels=("live",)), False, id="sold by no channel"),
        pytest.param(Condition(brands=("b",)), False, id="without a brand"),
        pytest.param(Condition(without_brands=("b",)), True, id="no brand is none left out"),
    ],
)
def test_every_word_is_asked(when: Condition, taken: bool) -> None:
    assert taken is takes(when, "product", "toys")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("buyer", None, id="no buyer"),
        pytest.param("is_first_order", 1, id="1 for true"),
        pytest.param("at_least_minor", -1, id="a negative amount"),
        pytest.param("at_least_minor", 1.5, id="half a unit"),
        pytest.param("amount_of", "month", id="an amount of neither line nor order"),
    ],
)
def test_wrong_values_are_refused_by_the_name_of_their_field(field: str, value: Any) -> None:
    with pytest.raises(FenxiaoError) as caught:
        Condition(**{field: value})
    assert ("plan.bad_field", field) == (caught.value.code, caught.value.facts["field"])


def test_what_asks_nothing_takes_everything() -> None:
    assert Condition().is_always
    assert Condition(at_least_minor=0, buyer=ANYBODY).is_always
    assert not Condition(at_least_minor=1).is_always
    assert not Condition(is_first_order=False).is_always
