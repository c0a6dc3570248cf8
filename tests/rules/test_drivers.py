"""Drivers: what each rule's amounts are in proportion to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fenxiao.errors import RuleError
from fenxiao.model.lines import Line, Tender
from fenxiao.rules.amounts import Row
from fenxiao.rules.compiling import compile_tables
from fenxiao.rules.conditions import Condition
from fenxiao.rules.drivers import drivers_of, is_linear
from fenxiao.rules.fee import Fee
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.tables import PlanTables
from tests.rules.desk import item
from tests.rules.shop import AT

SALE = Levels(rule_id="sale", rates_ppm=(100_000, 50_000))
GOLD = Row(grades=("gold",), rates_ppm=(120_000,))
PROFIT = replace(SALE, rule_id="profit", base="profit")
PIECE = Levels(rule_id="piece", units_minor=(7,))


def tables(*rules: Any, **fields: Any) -> PlanTables:
    given: dict[str, Any] = {"plan_id": "p1", "effective_from": AT, "ceiling_ppm": 900_000}
    given |= {"currency": "CNY", "trim": "nearest_first"}
    return compile_tables(Plan(**given | fields, rules=rules))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param(SALE, True, id="percents of what was paid"),
        pytest.param(replace(SALE, rows=(GOLD,)), True, id="by grade"),
        pytest.param(replace(SALE, scope="order"), True, id="rounded by order"),
        pytest.param(replace(SALE, base="goods"), True, id="of another base"),
        pytest.param(replace(SALE, tenders_left_out=("points",)), True, id="without points"),
        pytest.param(PIECE, True, id="so much a piece"),
        pytest.param(
            replace(SALE, when=Condition(at_least_minor=1)), True, id="an amount to reach"
        ),
        pytest.param(replace(SALE, rows=(Row(from_minor=1, rates_ppm=(1,)),)), True, id="a band"),
        pytest.param(replace(SALE, refund="no_retest"), True, id="nothing to ask again"),
        pytest.param(replace(SALE, scope="unit"), False, id="rounded by piece"),
        pytest.param(replace(SALE, rounding="half_up"), False, id="rounded up"),
        pytest.param(replace(SALE, refund="posted_share"), False, id="posted whole"),
        pytest.param(replace(SALE, units_minor=(1,)), False, id="a percent and so much a piece"),
        pytest.param(
            replace(SALE, rows=(Row(units_minor=(1,)),)), False, id="a percent, or so much a piece"
        ),
        pytest.param(replace(SALE, orders_minor=(1,)), False, id="a fixed amount an order"),
        pytest.param(replace(SALE, order_cap_minor=1), False, id="a cap"),
        pytest.param(
            replace(SALE, refund="no_retest", when=Condition(at_least_minor=1)),
            False,
            id="a condition that is not asked again",
        ),
        pytest.param(
            replace(SALE, refund="no_retest", rows=(Row(from_minor=1, rates_ppm=(1,)),)),
            False,
            id="a band that is not asked again",
        ),
    ],
)
def test_what_is_in_proportion_to_something(rule: Levels, expected: bool) -> None:
    assert expected is is_linear(tables(rule))
    assert expected is is_linear(tables(Levels(rule_id="plain", rates_ppm=(1,)), rule))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({}, True, id="nothing else"),
        pytest.param({"merges_persons": True}, False, id="persons merged"),
        pytest.param({"order_cap_minor": 1}, False, id="a cap of the order"),
        pytest.param({"trim": "proportional", "ceiling_ppm": 1}, False, id="scaled"),
    ],
)
def test_what_a_plan_says_of_all_its_rules(fields: dict[str, Any], expected: bool) -> None:
    assert expected is is_linear(tables(SALE, **fields))


def share(funder: str, **fields: Any) -> Rebate:
    return Rebate(rule_id="back", funded_by=funder, rates_ppm=(10_000,), **fields)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param((Fee(rule_id="f", of_rules=("profit",), rate_ppm=1),), True, id="one"),
        pytest.param(
            (Fee(rule_id="f", of_rules=("sale", "profit"), rate_ppm=1),), False, id="of two"
        ),
        pytest.param((share("sale"),), True, id="a share of its own kind"),
        pytest.param((share("profit", base="profit"),), True, id="a share of profit"),
        pytest.param((share("profit"),), False, id="a share of another kind"),
        pytest.param((share("sale", base="profit"),), False, id="and the other way round"),
        pytest.param(
            (share("profit", base="commission", of="profit"),), True, id="of a commission"
        ),
        pytest.param(
            (share("profit", base="commission", of="sale"),), False, id="of another commission"
        ),
    ],
)
def test_fees_and_shares_are_of_one_thing(rules: tuple[Any, ...], expected: bool) -> None:
    assert expected is is_linear(tables(SALE, PROFIT, *rules))


def read(plan: PlanTables, line: Line) -> tuple[int, ...] | None:
    return drivers_of(plan, plan.of_line(line, "m1", None)).read(line)


def test_a_line_is_measured_by_each_base_and_its_pieces() -> None:
    few = replace(SALE, rule_id="few", tenders_left_out=("points",))
    plan = tables(SALE, PROFIT, few, PIECE, Fee(rule_id="f", of_rules=("profit",), rate_ppm=1))
    points = (Tender(tender="points", amount_minor=10), Tender(tender="bank", amount_minor=90))
    line = item(100, quantity=3, cost_minor=40, tenders=points)
    drivers = drivers_of(plan, plan.of_line(line, "m1", None))
    assert drivers.read(line) == (100, 60, 90, 3)
    assert drivers.base_at == (0, 1, 2, 0, -1)
    assert drivers.driver_at == (0, 1, 2, 3, 1)
    assert (drivers.is_paid, drivers.asks_pieces) == (False, True)


def test_where_everything_is_of_what_was_paid_nothing_else_is_asked() -> None:
    plan = tables(SALE, Fee(rule_id="f", of_rules=("sale",), rate_ppm=1))
    line = item(100, quantity=3)
    assert drivers_of(plan, plan.of_line(line, "m1", None)).is_paid
    assert read(plan, line) == (100, 3)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(item(0, cost_minor=0), id="nothing paid"),
        pytest.param(item(100, cost_minor=100), id="no profit"),
        pytest.param(item(100, cost_minor=1, whole_minor=200), id="a part of the pieces"),
    ],
)
def test_a_line_without_a_measure_is_not_in_proportion(line: Line) -> None:
    assert read(tables(PROFIT, PIECE), line) is None


def test_a_part_of_a_line_is_measured_where_no_pieces_are_asked() -> None:
    assert read(tables(PROFIT), item(100, cost_minor=1, whole_minor=200)) == (99, 1)


def test_what_no_rule_takes_is_not_asked() -> None:
    elsewhere = replace(PROFIT, when=Condition(skus=("another",)))
    assert read(tables(SALE, elsewhere), item(100, quantity=2)) == (100, 2)
    of = Levels(rule_id="of", base="commission", of="profit", rates_ppm=(1,))
    plan = tables(SALE, elsewhere, of)
    drivers = drivers_of(plan, plan.of_line(item(100), "m1", None))
    assert drivers.driver_at == (0, -1, -1)


def test_a_base_that_a_line_does_not_say_is_refused() -> None:
    with pytest.raises(RuleError) as caught:
        read(tables(PROFIT), item(100))
    assert caught.value.code == "order.base_unknown"
