"""Figures: exact amounts, rates before a ceiling, spaces between scripts, gaps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.records import Detail, LineTerms, RuleTerms, Slot
from fenxiao.money import PPM
from fenxiao.trace.figures import (
    Standing,
    amount_text,
    closed,
    exact_text,
    rate_of,
    spaced,
    steps_text,
)

PLAIN = Detail("u1", "", "", 10_000, "", 0, 0, 1, 1, PPM, (1_000, 1), (), ())
LINE = LineTerms("1", 2, 10_000, ())
WHOLE = Standing("CNY", 10_000, 0)


def slot(detail: Detail, rate_ppm: int = 100_000) -> Slot:
    return Slot("sale", 1, "u1", rate_ppm, *detail.gross, "paid", detail)


def said(detail: Detail, rate_ppm: int = 100_000, standing: Standing = WHOLE) -> str:
    return amount_text(slot(detail, rate_ppm), LINE, standing, "en")


@pytest.mark.parametrize(
    ("exact", "currency", "expected"),
    [
        pytest.param((1_000, 1), "CNY", "10.00", id="whole units have all decimals"),
        pytest.param((1_000, 1), "JPY", "1000", id="of their currency"),
        pytest.param((869, 200), "CNY", "0.04345", id="parts have every digit"),
        pytest.param((1, 1_000_000), "CNY", "0.00000001", id="up to a millionth of a unit"),
        pytest.param((4, 3), "CNY", "4/3 minor units", id="what has no end is a fraction"),
        pytest.param((0, 1), "CNY", "0.00", id="nothing"),
    ],
)
def test_exact_amounts(exact: tuple[int, int], currency: str, expected: str) -> None:
    assert expected == exact_text(*exact, currency)


def test_a_fraction_is_named_in_chinese() -> None:
    assert exact_text(4, 3, "CNY", "zh") == "4/3 个最小单位"


@given(numerator=st.integers(0, 10**15), millionths=st.integers(1, 10**6))
def test_digits_are_the_exact_amount(numerator: int, millionths: int) -> None:
    text = exact_text(numerator, millionths, "JPY")
    if "/" not in text:
        whole, _, rest = text.partition(".")
        assert int(whole + rest) * millionths == numerator * 10 ** len(rest)


@pytest.mark.parametrize(
    ("detail", "rate_ppm", "expected"),
    [
        pytest.param(PLAIN, 100_000, "10% of 100.00", id="a rate"),
        pytest.param(
            PLAIN._replace(gross=(2_000, 1)), 100_000, "the gap to those below him", id="too much"
        ),
        pytest.param(
            PLAIN._replace(gross=(999, 1)), 100_000, "the gap to those below him", id="too little"
        ),
        pytest.param(
            PLAIN._replace(unit_minor=50, gross=(100, 1)), 0, "0.50 a piece × 2", id="a piece"
        ),
        pytest.param(
            PLAIN._replace(order_minor=500, gross=(250, 1)),
            0,
            "the line's part of 5.00 an order",
            id="an order",
        ),
        pytest.param(
            PLAIN._replace(order_minor=500, gross=(501, 1)),
            0,
            "the gap to those below him",
            id="more than the order",
        ),
        pytest.param(PLAIN, 0, "what the rule gives him", id="no figures"),
        pytest.param(
            PLAIN._replace(factor_ppm=1_255_000, gross=(1_255, 1)),
            100_000,
            "10% of 100.00 × 125.5% by campaign",
            id="a factor above one",
        ),
        pytest.param(
            PLAIN._replace(base_minor=8_000, gross=(800, 1)),
            100_000,
            "10% of paid 80.00 (paid 100.00)",
            id="less than was paid",
        ),
    ],
)
def test_amounts(detail: Detail, rate_ppm: int, expected: str) -> None:
    assert expected == said(detail, rate_ppm)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({}, "10% of the commission 10.00", id="it is calculated back"),
        pytest.param({"weights": 2}, "10% of the commission 20.00 × 1/2 by weight", id="by weight"),
        pytest.param(
            {"factor_ppm": 1}, "10% of the commission × 0.0001% by campaign", id="not by factors"
        ),
        pytest.param({"steps": ("ceiling",)}, "10% of the commission", id="not from a cut rate"),
        pytest.param(
            {"unit_minor": 5}, "10% of the commission + 0.05 a piece × 2", id="not from a sum"
        ),
    ],
)
def test_a_commission_is_named_with_its_amount_where_that_is_certain(
    change: dict[str, object], expected: str
) -> None:
    rule = RuleTerms("sale", "commission", "platform", "line", "frozen_share", "floor")
    detail = PLAIN._replace(base_minor=None, gross=(100, 1))._replace(**change)  # type: ignore[arg-type]  # by name, each of its kind
    assert expected == said(detail, standing=WHOLE._replace(rule=rule))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({}, 3_333, id="without a ceiling it is the slot's"),
        pytest.param({"steps": ("ceiling",)}, 100_000, id="a ceiling leaves the named one behind"),
        pytest.param({"steps": ("ceiling",), "unit_minor": 1}, 3_333, id="not with fixed parts"),
        pytest.param({"steps": ("ceiling",), "base_minor": 0}, 3_333, id="nor of nothing"),
        pytest.param(
            {"steps": ("ceiling",), "weight": 1, "weights": 4}, 400_000, id="weights are undone"
        ),
        pytest.param(
            {"steps": ("ceiling",), "weight": 3, "weights": 4}, 0, id="what no rate gives has none"
        ),
    ],
)
def test_the_rate_is_the_one_that_the_rule_named(change: dict[str, object], expected: int) -> None:
    detail = PLAIN._replace(**change)  # type: ignore[arg-type]  # by name, each of its kind
    assert expected == rate_of(slot(detail, 3_333))


def test_steps_are_named_once_in_their_order() -> None:
    detail = PLAIN._replace(steps=("ceiling", "share:sale", "share:back", "ceiling"))
    assert steps_text(slot(detail), detail, "en") == (
        "the plan's ceiling, then what there is of the commission that pays it,"
        ' then what "back" is paid out of it'
    )
    assert steps_text(slot(PLAIN), PLAIN, "zh") == ""


def test_spaces_stand_between_scripts_only() -> None:
    assert [spaced("10%", "zh"), spaced("佣金", "zh"), spaced("10%", "en")] == [
        " 10%",
        "佣金",
        "10%",
    ]
    assert [closed("u1", "zh"), closed("等级）", "zh"), closed("u1", "en")] == [
        "u1 ",
        "等级）",
        "u1",
    ]
