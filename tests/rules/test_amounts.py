"""Amounts: rows and what they pay by place, and every row that is refused."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.errors import PolicyError
from fenxiao.rules.amounts import SELECTORS, Pay, Row
from fenxiao.rules.levels import Levels


@pytest.mark.parametrize(
    ("pay", "places", "pays_self", "is_fixed"),
    [
        pytest.param(Pay(), 0, False, False, id="nothing"),
        pytest.param(Pay(rates_ppm=(1, 0)), 2, False, False, id="two rates, one of them 0"),
        pytest.param(Pay(rates_ppm=(1,), units_minor=(0, 0)), 2, False, False, id="the longest"),
        pytest.param(Pay(units_minor=(0, 1)), 2, False, True, id="an amount a piece"),
        pytest.param(Pay(orders_minor=(1, 0, 0)), 3, False, True, id="an amount an order"),
        pytest.param(Pay(self_rate_ppm=0), 0, True, False, id="a self rate of 0 is one"),
        pytest.param(Pay(self_unit_minor=2), 0, True, True, id="a self amount a piece"),
    ],
)
def test_what_it_says_of_itself(pay: Pay, places: int, pays_self: bool, is_fixed: bool) -> None:
    assert (places, pays_self, is_fixed) == (pay.places, pay.pays_self, pay.is_fixed)


def test_each_place_has_its_three_amounts() -> None:
    pay = Pay(rates_ppm=(1, 2), units_minor=(3,), orders_minor=(0, 5, 6), self_unit_minor=7)
    assert [(0, 7, 0), (1, 3, 0), (2, 0, 5), (0, 0, 6)] == [pay.at(place) for place in range(4)]
    assert (5, 0, 0) == Pay(self_rate_ppm=5).at(0)


def test_a_row_that_says_no_more_is_for_all_amounts() -> None:
    assert (0, None) == (Row().from_minor, Row().until_minor)


def test_words_of_two_kinds_are_named() -> None:
    with pytest.raises(PolicyError) as caught:
        Row(skus=("a",), brands=("b",))
    assert "['skus', 'brands']" == caught.value.facts["got"]


def test_narrower_words_stand_first() -> None:
    words: list[Any] = [{name: ("w",)} for name in SELECTORS]
    rows = [Row(**one) for one in [*words, {}]]
    assert [0, 1, 2, 3, 4, 5] == [one.rank for one in rows]
    assert [*SELECTORS, ""] == [one.selector for one in rows]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"rates_ppm": ["5.5%", 1]}, (55_000, 1), id="percent texts become ppm"),
        pytest.param({"rates_ppm": ("100%",)}, (1_000_000,), id="all of it"),
    ],
)
def test_rates_are_ppm(changes: dict[str, Any], expected: tuple[int, ...]) -> None:
    assert expected == Row(**changes).rates_ppm
    assert Row(**changes) == Row(rates_ppm=expected)


WRONG = [
    pytest.param({"skus": ("a",), "brands": ("b",)}, "plan.bad_field", id="two kinds of word"),
    pytest.param({"skus": "a"}, "plan.bad_field", id="a text for a list"),
    pytest.param({"skus": ("a", "a")}, "plan.bad_field", id="a word twice"),
    pytest.param({"grades": ("",)}, "plan.bad_field", id="an empty grade"),
    pytest.param({"channels": (1,)}, "plan.bad_field", id="a number for a word"),
    pytest.param({"tenure_from_days": -1}, "plan.bad_field", id="days below 0"),
    pytest.param({"tenure_from_days": 36_501}, "plan.bad_field", id="a hundred years"),
    pytest.param({"tenure_until_days": 1.5}, "plan.bad_field", id="half a day"),
    pytest.param({"tenure_until_days": 0}, "plan.bad_field", id="until before it begins"),
    pytest.param(
        {"tenure_from_days": 9, "tenure_until_days": 9}, "plan.bad_field", id="an empty window"
    ),
    pytest.param({"from_minor": -1}, "plan.bad_field", id="an amount below 0"),
    pytest.param({"from_minor": 1.0}, "plan.bad_field", id="a float"),
    pytest.param({"from_minor": True}, "plan.bad_field", id="true"),
    pytest.param({"until_minor": 0}, "plan.bad_field", id="until nothing"),
    pytest.param({"until_minor": 1.5}, "plan.bad_field", id="until half a unit"),
    pytest.param({"from_minor": 5, "until_minor": 5}, "plan.bad_field", id="an empty band"),
    pytest.param({"rates_ppm": (0.1,)}, "plan.bad_field", id="a float rate"),
    pytest.param({"rates_ppm": ("10",)}, "plan.bad_field", id="digits without a percent sign"),
    pytest.param({"units_minor": (-1,)}, "plan.bad_field", id="a negative amount"),
    pytest.param({"units_minor": 5}, "plan.bad_field", id="one amount alone"),
    pytest.param({"self_rate_ppm": 1_000_001}, "plan.bad_field", id="a self rate above all"),
    pytest.param({"self_unit_minor": "5"}, "plan.bad_field", id="a text for an amount"),
    pytest.param({"orders_minor": (1, 1, 1, 1)}, "plan.depth", id="a fourth place"),
]


@pytest.mark.parametrize(("changes", "code"), WRONG)
def test_wrong_rows_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(PolicyError) as caught:
        Row(**changes)
    assert code == caught.value.code


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"tenure_from_days": 8, "tenure_until_days": 9}, id="a window of a day"),
        pytest.param({"from_minor": 5, "until_minor": 6}, id="a band of one unit"),
        pytest.param({"tenure_until_days": 1}, id="the first day"),
        pytest.param({"tenure_until_days": 36_500}, id="the longest window"),
        pytest.param({"units_minor": (0, 0, 0)}, id="three places"),
    ],
)
def test_what_is_just_right_is_taken(changes: dict[str, Any]) -> None:
    assert all(changes[name] == getattr(Row(**changes), name) for name in changes)


def test_too_many_places_are_named_by_their_rule() -> None:
    with pytest.raises(PolicyError) as caught:
        Levels(rule_id="sale", units_minor=(1, 1, 1, 1))
    assert {"rule_id": "sale", "depth": 4} == caught.value.facts
