"""Reach: rows that no line ever finds, bands that overlap or leave a gap, and near misses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.rules.amounts import Row
from fenxiao.rules.conditions import AmountOf
from fenxiao.rules.levels import Levels
from tests.rules.desk import made


def code_of(*rows: Row, **fields: Any) -> str | None:
    trim = "refuse" if "refund" in fields else "nearest_first"
    try:
        made(Levels(rule_id="sale", rows=rows, **fields), trim=trim)
    except PolicyError as refused:
        return refused.code
    return None


def band(low: int, high: int | None = None, **fields: Any) -> Row:
    return Row(from_minor=low, until_minor=high, rates_ppm=(1,), **fields)


def words(**fields: Any) -> Row:
    return Row(rates_ppm=(1,), **fields)


TEA: dict[str, Any] = {"categories": ("tea",)}
TOYS: dict[str, Any] = {"categories": ("toys",)}


@pytest.mark.parametrize(
    ("rows", "is_hidden"),
    [
        pytest.param([words(), words(grades=("a",))], True, id="a row for all hides a grade"),
        pytest.param([words(grades=("a",)), words()], False, id="a grade hides not all"),
        pytest.param(
            [words(grades=("a", "b")), words(grades=("a",))], True, id="two grades hide one"
        ),
        pytest.param(
            [words(grades=("a",)), words(grades=("a", "b"))], False, id="one hides not two"
        ),
        pytest.param([words(**TEA), words(**TEA)], True, id="the same words"),
        pytest.param([words(**TEA), words(**TOYS)], False, id="other words"),
        pytest.param(
            [words(categories=("tea", "toys")), words(**TOYS)], True, id="more words hide fewer"
        ),
        pytest.param(
            [words(**TOYS), words(categories=("tea", "toys"))], False, id="fewer hide not more"
        ),
        pytest.param([words(), words(**TEA)], False, id="a narrower word is tried first"),
        pytest.param([words(skus=("tea",)), words(**TEA)], False, id="another kind of word"),
        pytest.param([words(), words(channels=("live",))], True, id="all channels hide one"),
        pytest.param([words(channels=("live",)), words()], False, id="one channel hides not all"),
        pytest.param(
            [words(channels=("live",)), words(channels=("shop",))], False, id="other channels"
        ),
        pytest.param(
            [words(tenure_from_days=0), words(tenure_from_days=5)], True, id="a wider window"
        ),
        pytest.param(
            [words(tenure_from_days=5), words(tenure_from_days=4)], False, id="a day earlier"
        ),
        pytest.param(
            [words(tenure_until_days=9), words(tenure_until_days=9)], True, id="the same window"
        ),
        pytest.param(
            [words(tenure_until_days=9), words(tenure_until_days=10)], False, id="a day later"
        ),
        pytest.param(
            [words(tenure_from_days=0), words()], False, id="who is no promoter has no tenure"
        ),
        pytest.param([words(tenure_from_days=0), words(tenure_until_days=9)], True, id="from 0 on"),
        pytest.param(
            [words(tenure_from_days=1), words(tenure_until_days=9)], False, id="from the first day"
        ),
        pytest.param([words(grades=("a",)), words(grades=("a",))], True, id="the same grade"),
        pytest.param([words(channels=("x",)), words(channels=("x",))], True, id="the same channel"),
        pytest.param([words(), band(5)], True, id="all amounts hide a band"),
        pytest.param([band(5), words()], False, id="a band hides not all amounts"),
    ],
)
def test_rows_that_are_never_found(rows: list[Row], is_hidden: bool) -> None:
    assert ("plan.unreachable_row" if is_hidden else None) == code_of(*rows, rates_ppm=(1,))


@pytest.mark.parametrize(
    ("rows", "own", "code"),
    [
        pytest.param([band(0, 5), band(5)], (), None, id="one band after the other"),
        pytest.param([band(5), band(0, 5)], (), None, id="in any order"),
        pytest.param([band(0, 6), band(5)], (), "plan.band_overlap", id="one unit in both"),
        pytest.param([band(5), band(6)], (), "plan.band_overlap", id="a band without end"),
        pytest.param([band(0, 5), band(6)], (), "plan.band_gap", id="one unit in none"),
        pytest.param([band(0, 5), band(6)], (1,), None, id="the rule's own amounts fill a gap"),
        pytest.param([band(0, 5), band(6), words()], (), None, id="so does a row for all"),
        pytest.param(
            [band(0, 5), band(6), words(skus=("s1",))], (), "plan.band_gap", id="not one for some"
        ),
        pytest.param(
            [band(0, 5), band(6), words(channels=("x",))], (), "plan.band_gap", id="of a channel"
        ),
        pytest.param([band(0, 6), band(5)], (1,), "plan.band_overlap", id="but no overlap"),
        pytest.param([band(0, 6, **TEA), band(5, **TOYS)], (), None, id="of other lines"),
        pytest.param(
            [band(0, 6, **TEA), band(5, **TEA)], (), "plan.band_overlap", id="of the same"
        ),
        pytest.param([band(0, 6), band(5, grades=("a",))], (), None, id="of other payees"),
        pytest.param([band(0, 6), band(5, channels=("x",))], (), None, id="of other channels"),
        pytest.param(
            [band(0, 6, tenure_from_days=1), band(5, tenure_from_days=2)],
            (),
            None,
            id="of other tenures",
        ),
        pytest.param([band(3, 5)], (), None, id="one band alone"),
        pytest.param([band(0, 5), band(5, 9), band(8)], (), "plan.band_overlap", id="a third one"),
    ],
)
def test_bands(rows: list[Row], own: tuple[int, ...], code: str | None) -> None:
    assert code == code_of(*rows, rates_ppm=own)


def test_the_rules_own_amounts_of_the_buyer_fill_a_gap_too() -> None:
    assert code_of(band(0, 5), band(6), self_unit_minor=0) is None


@pytest.mark.parametrize(
    ("rows", "facts"),
    [
        pytest.param(
            [words(), words(grades=("a",))],
            {"row": "rows[1]", "other": "rows[0]"},
            id="which row, and by which",
        ),
        pytest.param(
            [band(0, 6), band(5)],
            {"row": "rows[0]", "other": "rows[1]", "at_minor": 5},
            id="from where two bands overlap",
        ),
        pytest.param(
            [band(8), band(0, 6)],
            {"row": "rows[1]", "other": "rows[0]", "at_minor": 6},
            id="from where nothing stands",
        ),
    ],
)
def test_a_refusal_says_where(rows: list[Row], facts: dict[str, object]) -> None:
    with pytest.raises(PolicyError) as caught:
        made(Levels(rule_id="sale", rows=tuple(rows)))
    assert {"plan_id": "p1", "rule_id": "sale"} | facts == caught.value.facts


@given(cuts=st.lists(st.integers(1, 100), min_size=1, max_size=4, unique=True).map(sorted))
def test_bands_cut_at_any_amounts_meet(cuts: list[int]) -> None:
    rows = [band(low, high) for low, high in zip([0, *cuts], [*cuts, None], strict=True)]
    assert code_of(*rows) is None
    assert "plan.band_gap" == code_of(rows[0], band(cuts[0] + 1))


@pytest.mark.parametrize(
    ("rows", "is_taken"),
    [
        pytest.param([], True, id="percents without bands"),
        pytest.param([Row(from_minor=500, rates_ppm=(2,))], True, id="bands that rise"),
        pytest.param([Row(from_minor=500, rates_ppm=(1,))], True, id="or stay as they are"),
        pytest.param([Row(from_minor=500, rates_ppm=(0,))], False, id="a band that pays less"),
        pytest.param(
            [Row(until_minor=5, rates_ppm=(3,)), Row(from_minor=5, rates_ppm=(2,))],
            False,
            id="bands that fall",
        ),
        pytest.param(
            [Row(from_minor=500, rates_ppm=(2,), grades=("a",)), Row(rates_ppm=(3,))],
            False,
            id="bands of some payees",
        ),
        pytest.param(
            [
                Row(from_minor=5, until_minor=10, rates_ppm=(2,)),
                Row(from_minor=10, rates_ppm=(3,)),
            ],
            True,
            id="two bands that rise",
        ),
        pytest.param(
            [Row(from_minor=5, rates_ppm=(2,), **TEA), Row(from_minor=9, rates_ppm=(3,), **TOYS)],
            False,
            id="bands of other lines",
        ),
        pytest.param(
            [Row(from_minor=5, rates_ppm=(2,), self_rate_ppm=0)], True, id="nothing is no less"
        ),
        pytest.param(
            [Row(from_minor=5, rates_ppm=(2, 1))], True, id="a band that pays one place more"
        ),
    ],
)
def test_what_may_be_reckoned_anew_after_a_refund(rows: list[Row], is_taken: bool) -> None:
    found = code_of(*rows, rates_ppm=(1,), refund="recompute")
    assert (None if is_taken else "plan.refund") == found


def test_a_band_with_fewer_places_pays_less() -> None:
    band_of_one = Row(from_minor=500, rates_ppm=(2,))
    assert "plan.refund" == code_of(band_of_one, rates_ppm=(1, 1), refund="recompute")


@pytest.mark.parametrize("trim", ["nearest_first", "proportional"])
def test_a_plan_with_a_trim_reckons_nothing_anew(trim: str) -> None:
    rule = Levels(rule_id="sale", rates_ppm=(1,), refund="recompute")
    with pytest.raises(PolicyError) as caught:
        made(rule, trim=trim)
    assert "plan.refund" == caught.value.code
    assert 1 == made(rule, trim="refuse").greatest_share().share_ppm


def test_fixed_amounts_are_not_reckoned_anew() -> None:
    fixed: list[dict[str, Any]] = [
        {"units_minor": (1,)},
        {"orders_minor": (1,)},
        {"rates_ppm": (1, 1), "units_minor": (1,)},
    ]
    for fields in fixed:
        with pytest.raises(PolicyError, match="fixed amounts are not reckoned anew"):
            made(Levels(rule_id="sale", refund="recompute", **fields))


@pytest.mark.parametrize(
    ("lines", "orders", "is_taken"),
    [
        pytest.param(255, 0, True, id="256 amounts of a line, 0 among them"),
        pytest.param(256, 0, False, id="one more"),
        pytest.param(15, 15, True, id="16 times 16"),
        pytest.param(15, 16, False, id="16 times 17"),
    ],
)
def test_how_many_amounts_a_plan_may_tell_apart(lines: int, orders: int, is_taken: bool) -> None:
    def rising(rule_id: str, count: int, amount_of: AmountOf) -> Levels:
        rows = tuple(band(low, low + 1) for low in range(1, count))
        return Levels(rule_id=rule_id, rates_ppm=(1,), rows=rows, amount_of=amount_of)

    rules = (rising("sale", lines, "line"), rising("more", orders, "order"))
    if is_taken:
        assert made(*rules).rules == rules
        return
    with pytest.raises(PolicyError) as caught:
        made(*rules)
    assert ("plan.bad_field", "from_minor") == (caught.value.code, caught.value.facts["field"])
