"""Differentials: gaps between grades, the worked examples and the laws."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.model.who import Who
from fenxiao.money import PPM
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Multiply
from fenxiao.rules.differential import Differential, gaps
from fenxiao.rules.fields import Unfit
from fenxiao.rules.people import People
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
GRADED = (row("a", percent=[5]), row("b", percent=[9]), row("c", percent=[12]))
GAP = Differential(rule_id="gap", rows=GRADED)
OWN_GAP = Differential(rule_id="gap", rows=GRADED, has_own_sales=True)


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        pytest.param("abc", ["1 u1 50 paid", "2 u2 40 paid", "3 u3 30 paid"], id="rising"),
        pytest.param("aab", ["1 u1 50 paid", "2 u2 0 no_gap", "3 u3 40 paid"], id="an equal"),
        pytest.param("bac", ["1 u1 90 paid", "2 u2 0 no_gap", "3 u3 30 paid"], id="a drop"),
        pytest.param("c", ["1 u1 120 paid"], id="the first takes all"),
        pytest.param("xa", ["1 u1 0 rate_zero", "2 u2 50 paid"], id="a grade without a row"),
        pytest.param("", [], id="nobody"),
    ],
)
def test_differentials_pay_gaps(grades: str, expected: Slots) -> None:
    assert expected == slots(made(GAP), people(*grades), item(1_000))


@pytest.mark.parametrize(
    ("unfit", "grades", "shut", "expected"),
    [
        pytest.param(
            "keep", "bc", [1], ["1 u1 90 unfit", "2 u2 30 paid"], id="a kept one raises the best"
        ),
        pytest.param(
            "stop",
            "abc",
            [2],
            ["1 u1 50 paid", "2 u2 40 unfit", "3 u3 30 stopped"],
            id="stopped ones have their gaps, unpaid",
        ),
        pytest.param(
            "compress",
            "bc",
            [1],
            ["1 u1 0 compressed", "2 u2 120 paid"],
            id="a compressed one is not there",
        ),
    ],
)
def test_differentials_with_uplines_who_may_not_earn(
    unfit: Unfit, grades: str, shut: list[int], expected: Slots
) -> None:
    plan = made(GAP, earner=ACTIVE, unfit=unfit)
    assert expected == slots(plan, people(*grades, unfit=shut), item(1_000))


@pytest.mark.parametrize(
    ("buyer", "shut", "expected"),
    [
        pytest.param("b", [], ["0 b 90 paid", "1 u1 0 no_gap", "2 u2 30 paid"], id="his own"),
        pytest.param("x", [], ["0 b 0 rate_zero", "1 u1 50 paid", "2 u2 70 paid"], id="no row"),
        pytest.param(
            "b",
            [0],
            ["0 b 90 unfit", "1 u1 0 no_gap", "2 u2 30 paid"],
            id="unfit: nobody gains from that",
        ),
    ],
)
def test_a_buyers_own_sales_count_below_all_others(
    buyer: str, shut: list[int], expected: Slots
) -> None:
    plan = made(OWN_GAP, earner=ACTIVE)
    assert expected == slots(plan, people("a", "c", buyer=buyer, unfit=shut), item(1_000))


def test_a_differential_looks_as_far_as_it_says() -> None:
    rule = Differential(rule_id="gap", rows=GRADED, depth=1)
    assert ["1 u1 5 paid"] == slots(made(rule), people("a", "c"), item(100))


def test_gaps_are_gaps_of_amounts_rates_and_pieces_together() -> None:
    rows = (row("a", percent=[5], units_minor=(2,)), row("b", percent=[4], units_minor=(6,)))
    plan = made(Differential(rule_id="gap", rows=rows))
    found = slots(plan, people("a", "b"), item(100, quantity=1))
    assert ["1 u1 7 paid", "2 u2 3 paid"] == found  # 5 + 2, then (4 + 6) - 7


@pytest.mark.parametrize(
    ("rule", "grades", "expected"),
    [
        pytest.param(GAP, "bac", [90_000, 0, 30_000], id="a drop has none"),
        pytest.param(GAP, "acb", [50_000, 70_000, 0], id="the best so far counts"),
        pytest.param(OWN_GAP, "abc", [50_000, 0, 40_000, 30_000], id="above the buyer's own"),
    ],
)
def test_a_gap_has_the_rate_that_it_adds(
    rule: Differential, grades: str, expected: list[int]
) -> None:
    (one,) = settled(made(rule), people(*grades, buyer="a"), item(1_000))
    assert expected == [each.rate_ppm for each in one.drafts]


@pytest.mark.parametrize(
    ("grades", "buyer", "expected"),
    [
        pytest.param("ab", "", ["1 u1 50 paid", "2 u2 85 paid"], id="the higher one"),
        pytest.param("bc", "", ["1 u1 135 paid", "2 u2 0 no_gap"], id="the lower one"),
        pytest.param("bc", "a", ["1 u1 85 paid", "2 u2 0 no_gap"], id="above the buyer's"),
        pytest.param("ac", "b", ["1 u1 0 no_gap", "2 u2 0 no_gap"], id="the buyer's"),
    ],
)
def test_gaps_are_exact_where_a_campaign_multiplies_one_grade(
    grades: str, buyer: str, expected: Slots
) -> None:
    more = Multiply(rule_id="gap", factor_ppm=1_500_000, grades=("b",))  # 13.5% instead of 9%
    in_force = over(made(OWN_GAP), campaign(multiplies=(more,)))
    assert expected == slots(in_force, people(*grades, buyer=buyer), item(1_000))[1:]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param(GAP, ["1 u1 90 same_person", "2 u2 30 paid"], id="no own sales"),
        pytest.param(
            OWN_GAP, ["0 b 50 paid", "1 u1 40 paid", "2 u2 30 paid"], id="own sales are paid"
        ),
    ],
)
def test_the_buyers_other_account_earns_only_where_own_sales_do(
    rule: Differential, expected: Slots
) -> None:
    chain = (person("u1", "b", of="p"), person("u2", "c"))
    one_person = People(person("b", "a", of="p"), chain)
    assert expected == slots(made(rule, merges_persons=True), one_person, item(1_000))


rates = st.integers(0, 300_000)
chains = st.lists(rates, max_size=3)
amounts = st.integers(1, 10**6)


def paid_gaps(chain: list[int], paid_minor: int) -> list[Fraction]:
    rows = tuple(Row(grades=(f"g{place}",), rates_ppm=(one,)) for place, one in enumerate(chain))
    plan = made(Differential(rule_id="gap", rows=rows, rates_ppm=(0,)))
    grades = [f"g{place}" for place in range(len(chain))]
    return [worth(one) for one in settled(plan, people(*grades), item(paid_minor))[0].drafts]


@given(chain=chains, paid_minor=amounts)
def test_together_the_gaps_are_the_best_amount(chain: list[int], paid_minor: int) -> None:
    assert Fraction(max(chain, default=0) * paid_minor, PPM) == sum(paid_gaps(chain, paid_minor))


@given(chain=chains, paid_minor=amounts)
def test_each_gap_is_what_exceeds_the_best_below(chain: list[int], paid_minor: int) -> None:
    best = 0
    for one, gap in zip(chain, paid_gaps(chain, paid_minor), strict=True):
        assert Fraction(max(0, one - best) * paid_minor, PPM) == gap
        best = max(best, one)


@given(chain=st.lists(rates, max_size=2), above=rates, paid_minor=amounts)
def test_a_new_ancestor_changes_nobody_below(chain: list[int], above: int, paid_minor: int) -> None:
    assert paid_gaps(chain, paid_minor) == paid_gaps([*chain, above], paid_minor)[:-1]


@pytest.mark.parametrize(
    ("chain", "best", "expected"),
    [
        pytest.param([], 0, (), id="no upline"),
        pytest.param([5], 0, (5,), id="one upline earns all of it"),
        pytest.param([5, 3, 12], 0, (5, 0, 7), id="a drop earns nothing"),
        pytest.param([8, 8], 0, (8, 0), id="an equal one earns nothing"),
        pytest.param([5, 12], 9, (0, 3), id="above what the buyer earns already"),
    ],
)
def test_gaps(chain: list[int], best: int, expected: tuple[int, ...]) -> None:
    assert expected == gaps(chain, best)
    assert (5, 0, 7) == gaps([5, 3, 12])


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({}, "plan.depth", id="no amount"),
        pytest.param({"rates_ppm": (0.5,)}, "plan.bad_field", id="a float"),
        pytest.param({"rates_ppm": (1, 1)}, "plan.bad_field", id="a second place"),
        pytest.param({"rows": (Row(rates_ppm=(1, 1)),)}, "plan.bad_field", id="two in a row"),
        pytest.param({"rates_ppm": (1,), "depth": 0}, "plan.bad_field", id="no upline at all"),
        pytest.param({"rates_ppm": (1,), "depth": 4}, "plan.bad_field", id="a fourth upline"),
        pytest.param({"rates_ppm": (1,), "has_own_sales": 1}, "plan.bad_field", id="1 for true"),
        pytest.param({"rates_ppm": (1,), "self_rate_ppm": 1}, "plan.bad_field", id="a self rate"),
    ],
)
def test_wrong_differentials_are_refused(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(PolicyError) as caught:
        Differential(rule_id="gap", **fields)
    assert code == caught.value.code
