"""Classes of rules: what of a plan puts it into which."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Campaign, Multiply
from fenxiao.rules.conditions import Condition
from fenxiao.rules.custom import Custom
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan, overlay
from fenxiao.rules.price_gap import PriceGap
from fenxiao.rules.role import Role
from fenxiao.testing.rule_classes import CLASSES, classes_of
from tests.rules.shop import AT

BANDS = (Row(until_minor=9, rates_ppm=(10_000,)), Row(from_minor=9, rates_ppm=(20_000,)))


def plan(*rules: Any, **fields: Any) -> Plan:
    chosen: dict[str, Any] = {
        "ceiling_ppm": 1_000_000,
        "trim": "nearest_first",
        "currency": "CNY",
    } | fields
    return Plan(plan_id="p", effective_from=AT, rules=rules, **chosen)


def levels(**fields: Any) -> Levels:
    return Levels(**{"rule_id": "sale", "rates_ppm": (100_000,)} | fields)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param(plan(levels()), {"percent"}, id="rates of what was paid"),
        pytest.param(plan(levels(scope="order")), {"order_scope"}, id="by order"),
        pytest.param(plan(levels(scope="unit")), {"unit_scope"}, id="by piece"),
        pytest.param(plan(levels(rounding="half_even")), {"half"}, id="half even"),
        pytest.param(plan(levels(units_minor=(1,))), {"fixed_piece"}, id="so much a piece"),
        pytest.param(plan(levels(self_unit_minor=1)), {"fixed_piece"}, id="the buyer's own piece"),
        pytest.param(plan(levels(orders_minor=(0, 1))), {"fixed_order"}, id="so much an order"),
        pytest.param(plan(levels(rows=BANDS)), {"line_amounts"}, id="bands of a line"),
        pytest.param(
            plan(levels(rows=BANDS, amount_of="order")), {"order_amounts"}, id="bands of an order"
        ),
        pytest.param(
            plan(levels(when=Condition(at_least_minor=1))), {"line_amounts"}, id="a threshold"
        ),
        pytest.param(plan(levels(base="list")), {"bases"}, id="list price"),
        pytest.param(plan(levels(tenders_left_out=("points",))), {"bases"}, id="without points"),
        pytest.param(
            plan(PriceGap(rule_id="gap", rows=(Row(units_minor=(1,)),))),
            {"price_gap"},
            id="prices are no fixed amounts",
        ),
        pytest.param(
            plan(Role(rule_id="r", role="room", rates_ppm=(10_000,), remainder="first")),
            {"cut"},
            id="odd units cut",
        ),
        pytest.param(plan(levels(), order_cap_minor=1), {"capped"}, id="a cap of the plan"),
        pytest.param(plan(levels(order_cap_minor=1)), {"capped"}, id="a cap of a rule"),
        pytest.param(
            plan(Custom(rule_id="own", custom="own", at_most_ppm=10_000)), {"custom"}, id="own rule"
        ),
        pytest.param(
            plan(levels(scope="unit", base="goods")), {"unit_scope", "bases"}, id="two at once"
        ),
    ],
)
def test_examples(made: Plan, expected: set[str]) -> None:
    assert expected == classes_of(made.alone)


def test_what_a_campaign_asks_counts_too() -> None:
    large = Campaign(
        campaign_id="618",
        starts_at=AT,
        ends_at=AT.replace(year=2025),
        when=Condition(at_least_minor=5, amount_of="order"),
        multiplies=(Multiply(rule_id="sale", factor_ppm=2_000_000),),
    )
    assert {"order_amounts"} == classes_of(overlay(plan(levels()), [large]))


def test_names_are_told_apart() -> None:
    assert len(CLASSES) == len({one.name for one in CLASSES})
    assert all(one.title_en != one.title_zh for one in CLASSES)
