"""Price gaps: what a dealer earns between the price he pays and the one below him."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.model.lines import GradePrice
from fenxiao.model.who import Who
from fenxiao.money import PPM
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Multiply
from fenxiao.rules.fields import Unfit
from fenxiao.rules.people import People
from fenxiao.rules.price_gap import PriceGap
from tests.rules.desk import (
    Slots,
    campaign,
    item,
    made,
    over,
    people,
    person,
    row,
    settled,
    slots,
    worth,
)

ACTIVE = Who(statuses=("active",))
ROWS = (row("a", percent=[80]), row("b", percent=[60]), row("c", percent=[90]), row("n"))
DEALERS = PriceGap(rule_id="dealers", rows=ROWS)
LINE = item(1_000, list_minor=1_000)


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        pytest.param("ab", ["1 u1 200 paid", "2 u2 200 paid"], id="1000 to 800 to 600"),
        pytest.param("ba", ["1 u1 400 paid", "2 u2 0 no_gap"], id="a dearer one earns nothing"),
        pytest.param("aa", ["1 u1 200 paid", "2 u2 0 no_gap"], id="the same price"),
        pytest.param(
            "acb", ["1 u1 200 paid", "2 u2 0 no_gap", "3 u3 200 paid"], id="the level never rises"
        ),
        pytest.param("nb", ["1 u1 0 no_price", "2 u2 400 paid"], id="no amount is no price"),
        pytest.param("xb", ["1 u1 0 no_price", "2 u2 400 paid"], id="no row is no price"),
    ],
)
def test_a_chain_of_dealers(grades: str, expected: Slots) -> None:
    assert expected == slots(made(DEALERS), people(*grades), LINE)


def test_a_customer_who_paid_less_than_the_list_lowers_the_first_gap() -> None:
    found = slots(made(DEALERS), people("a", "b"), item(700, list_minor=1_000))
    assert ["1 u1 0 no_gap", "2 u2 100 paid"] == found


def test_a_price_that_the_line_names_goes_before_the_table() -> None:
    prices = (GradePrice(grade="a", unit_minor=70), GradePrice(grade="x", unit_minor=50))
    line = item(300, list_minor=300, quantity=3, grade_prices=prices)
    found = slots(made(DEALERS), people("a", "b", "x"), line)
    assert ["1 u1 90 paid", "2 u2 30 paid", "3 u3 30 paid"] == found  # 210, 180, 150


def test_a_price_is_a_percentage_and_so_much_a_piece() -> None:
    rule = PriceGap(rule_id="dealers", base="paid", rates_ppm=(500_000,), units_minor=(10,))
    assert ["1 u1 30 paid"] == slots(made(rule), people(""), item(100, quantity=2))


def test_of_a_capture_a_price_is_that_of_its_part() -> None:
    rule = PriceGap(rule_id="dealers", units_minor=(160,), rows=ROWS[:1], base="paid")
    prices = (GradePrice(grade="x", unit_minor=100),)
    line = item(250, quantity=4, whole_minor=1_000, grade_prices=prices)
    found = slots(made(rule), people("a", "", "x"), line)  # 80% of 250, 640 and 400 of 1000
    assert ["1 u1 50 paid", "2 u2 40 paid", "3 u3 60 paid"] == found


def test_so_much_a_piece_is_a_price_of_which_no_base_is_asked() -> None:
    rule = PriceGap(rule_id="dealers", units_minor=(40,))
    (one,) = settled(made(rule), people(""), item(100, quantity=2))  # no list price
    assert [20] == [worth(each) for each in one.drafts]
    assert [0] == [each.base_minor for each in one.drafts]


def test_a_campaign_multiplies_the_gap_of_one_grade_and_lowers_no_price() -> None:
    more = Multiply(rule_id="dealers", factor_ppm=1_500_000, grades=("a",))
    in_force = over(made(DEALERS), campaign(multiplies=(more,)))
    (one,) = settled(in_force, people("a", "b"), LINE)
    assert [300, 200] == [worth(each) for each in one.drafts]
    assert [1_500_000, PPM] == [each.factor_ppm for each in one.drafts]


def test_a_dealer_looks_as_far_as_the_rule_says() -> None:
    rule = PriceGap(rule_id="dealers", rows=ROWS, depth=1)
    assert ["1 u1 200 paid"] == slots(made(rule), people("a", "b"), LINE)


@pytest.mark.parametrize(
    ("unfit", "expected"),
    [
        pytest.param("keep", ["1 u1 200 unfit", "2 u2 200 paid"], id="he lowers the level too"),
        pytest.param("stop", ["1 u1 200 unfit", "2 u2 200 stopped"], id="nobody from him on"),
        pytest.param("compress", ["1 u1 0 compressed", "2 u2 400 paid"], id="he is not there"),
    ],
)
def test_dealers_who_may_not_earn(unfit: Unfit, expected: Slots) -> None:
    plan = made(DEALERS, earner=ACTIVE, unfit=unfit)
    assert expected == slots(plan, people("a", "b", unfit=[1]), LINE)


def test_the_buyers_other_account_earns_no_gap() -> None:
    chain = (person("u1", "a", of="p"), person("u2", "b"))
    found = slots(made(DEALERS, merges_persons=True), People(person("b", of="p"), chain), LINE)
    assert ["1 u1 200 same_person", "2 u2 200 paid"] == found


@given(prices=st.lists(st.integers(0, 2_000), max_size=3), paid_minor=st.integers(0, 2_000))
def test_together_the_gaps_are_the_paid_amount_above_the_lowest_price(
    prices: list[int], paid_minor: int
) -> None:
    named = tuple(GradePrice(grade=f"g{n}", unit_minor=one) for n, one in enumerate(prices))
    line = item(paid_minor, list_minor=0, grade_prices=named)
    chain = people(*(one.grade for one in named))
    found = [worth(one) for one in settled(made(DEALERS), chain, line)[0].drafts]
    assert paid_minor - min([paid_minor, *prices]) == sum(found)
    assert all(one >= 0 for one in found)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"depth": 4}, id="a fourth dealer"),
        pytest.param({"depth": 0}, id="no dealer"),
        pytest.param({"rates_ppm": (0.5,)}, id="a float"),
        pytest.param({"rates_ppm": (1, 1)}, id="two prices"),
        pytest.param({"rows": (Row(rates_ppm=(1, 1)),)}, id="two prices in a row"),
        pytest.param({"orders_minor": (1,)}, id="a price of the order"),
        pytest.param({"self_rate_ppm": 1}, id="a price of the buyer"),
        pytest.param({"base": "commission", "of": "x"}, id="a part of a commission"),
    ],
)
def test_wrong_price_gaps_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(PolicyError) as caught:
        PriceGap(rule_id="dealers", **fields)
    assert "plan.bad_field" == caught.value.code
