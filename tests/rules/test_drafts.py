"""Drafts: exact sums, what notes a change, and which row and factor stand for a payee."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.money import PPM
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Multiply
from fenxiao.rules.drafts import Asking, Draft, total
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import Person
from tests.rules.desk import campaign, draft, item, made, over, people, person

exact = st.fractions(min_value=0, max_value=10**6, max_denominator=50)


@given(amounts=st.lists(exact, max_size=6))
def test_the_total_is_exact(amounts: list[Fraction]) -> None:
    assert sum(amounts) == Fraction(*total(draft(1, one) for one in amounts))


def test_a_change_is_noted_and_what_changes_nothing_is_not() -> None:
    one = draft(1, Fraction(1, 2))
    one.become(2, 4, "nothing")
    assert ((2, 4), ()) == ((one.numerator, one.denominator), one.steps)
    one.become(1, 3, "ceiling")
    one.become(1, 4, "cap")
    assert ((1, 4), ("ceiling", "cap")) == ((one.numerator, one.denominator), one.steps)


def test_a_slot_is_nothing_until_something_is_found() -> None:
    one = Draft(0, 1, 2, None, "paid", is_paid=True)
    assert (0, 0, 0) == (one.rate_ppm, one.unit_minor, one.order_minor)
    assert (0, 1) == (one.numerator, one.denominator) == one.gross
    assert (1, 1, PPM, 0) == (one.weight, one.weights, one.factor_ppm, one.full_ppm)
    assert one.counts
    assert one.base_minor is None


def asking(*rows: Row, line_minor: int = 100, order_minor: int = 1_000, **fields: Any) -> Asking:
    plan = made(Levels(rule_id="sale", rows=rows, rates_ppm=(1,), **fields))
    tables = plan.alone.tables
    table = tables.of_line(item(100), "m1", None)
    return Asking(
        tables,
        table,
        item(100),
        people(),
        line_minor,
        order_minor,
        1_000,
        (100,),
        "CNY",
        {},
        active=(),
    )


def found(asked: Asking, who: Person | None) -> str:
    return asked.row(asked.table.rules[0], who).found


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"quantity": 3}, 3, id="all of a line"),
        pytest.param({"quantity": 3, "whole_minor": 100}, 3, id="a capture of all of it"),
        pytest.param({"quantity": 3, "whole_minor": 600}, Fraction(1, 2), id="a sixth of it"),
    ],
)
def test_a_capture_stands_for_its_part_of_the_pieces(
    fields: dict[str, Any], expected: object
) -> None:
    asked = replace(asking(), line=item(100, **fields))
    assert expected == Fraction(*asked.pieces)
    free = replace(asking(), line=item(0, quantity=3, whole_minor=0))
    assert Fraction(*free.pieces) == 0


GOLD = Row(grades=("gold",), rates_ppm=(2,))
NEW = Row(tenure_until_days=30, rates_ppm=(3,))
OLD = Row(tenure_from_days=30, tenure_until_days=60, rates_ppm=(4,))


@pytest.mark.parametrize(
    ("rows", "who", "expected"),
    [
        pytest.param([GOLD], person("u", "gold"), "rows[0]", id="his grade"),
        pytest.param([GOLD], person("u", "silver"), "", id="another grade"),
        pytest.param([GOLD], None, "", id="nobody has no grade"),
        pytest.param([NEW, OLD], person("u", days=0), "rows[0]", id="on his first day"),
        pytest.param([NEW, OLD], person("u", days=29), "rows[0]", id="the last day of the first"),
        pytest.param([NEW, OLD], person("u", days=30), "rows[1]", id="the bound is included"),
        pytest.param([NEW, OLD], person("u", days=60), "", id="the end is not"),
        pytest.param([NEW, OLD], person("u"), "", id="no tenure is in no window"),
        pytest.param([NEW, OLD], None, "", id="nobody has no tenure"),
        pytest.param([GOLD, Row(rates_ppm=(5,))], None, "rows[1]", id="a row for all"),
    ],
)
def test_the_row_that_stands_for_a_payee(
    rows: Sequence[Row], who: Person | None, expected: str
) -> None:
    assert expected == found(asking(*rows), who)


@pytest.mark.parametrize(
    ("line_minor", "order_minor", "amount_of", "expected"),
    [
        pytest.param(99, 500, "line", "rows[0]", id="below the bound of the line"),
        pytest.param(100, 500, "line", "rows[1]", id="at the bound of the line"),
        pytest.param(200, 500, "line", "", id="the end is not included"),
        pytest.param(500, 99, "order", "rows[0]", id="below the bound of the order"),
        pytest.param(0, 199, "order", "rows[1]", id="below the end of the order"),
    ],
)
def test_the_row_that_stands_for_an_amount(
    line_minor: int, order_minor: int, amount_of: str, expected: str
) -> None:
    bands = (Row(until_minor=100, rates_ppm=(2,)), Row(from_minor=100, until_minor=200))
    asked = asking(*bands, line_minor=line_minor, order_minor=order_minor, amount_of=amount_of)
    assert expected == found(asked, None)


def test_factors_are_those_of_active_campaigns_for_his_cohort_multiplied() -> None:
    plan = made(Levels(rule_id="sale", rates_ppm=(1,)))
    double = Multiply(rule_id="sale", factor_ppm=2_000_000)
    gold = Multiply(rule_id="sale", factor_ppm=1_500_000, grades=("gold",))
    new = Multiply(rule_id="sale", factor_ppm=3_000_000, tenure_until_days=10)
    one, two = campaign("1", multiplies=(double, gold)), campaign("2", multiplies=(new,))
    tables = over(plan, one, two).tables
    table = tables.of_line(item(100), "m1", None)

    def factor(who: Person | None, *active: bool) -> Fraction:
        asked = Asking(
            tables, table, item(100), people(), 0, 0, 0, (0,), "CNY", {}, active=tuple(active)
        )
        return Fraction(*asked.factor(table.rules[0], who))

    fresh, gold_one = person("u", days=3), person("u", "gold", days=10)
    assert [2, 6, 3, 1] == [
        factor(None, True, True),
        factor(fresh, True, True),
        factor(gold_one, True, True),
        factor(gold_one, False, True),
    ]


@pytest.mark.parametrize(
    ("refund", "expected"),
    [
        pytest.param("frozen_share", ["", "rows[0]"], id="asked again of what is left"),
        pytest.param("no_retest", ["rows[0]", "rows[0]"], id="asked once, of what was paid"),
    ],
)
def test_a_rule_that_is_not_tested_again_looks_at_what_was_paid(
    refund: str, expected: list[str]
) -> None:
    for amount_of, whole_minor in (("line", 100), ("order", 1_000)):
        high = Row(from_minor=whole_minor, until_minor=whole_minor + 1, rates_ppm=(2,))
        amounts = ((0, 0), (100, 1_000))
        fields = {"refund": refund, "amount_of": amount_of}
        asked = [
            asking(high, line_minor=line, order_minor=order, **fields) for line, order in amounts
        ]
        assert expected == [found(one, None) for one in asked]


def test_the_room_of_a_line_is_that_of_the_highest_active_ceiling() -> None:
    plan = made(Levels(rule_id="sale", rates_ppm=(1,)), ceiling_ppm=300_000)
    low = campaign("1", replaces=("sale",), ceiling_ppm=200_000)
    high = campaign("2", replaces=("sale",), ceiling_ppm=500_000)
    silent = campaign("3", replaces=("sale",))
    tables = over(plan, low, high, silent).tables
    table = tables.of_line(item(100), "m1", None)

    def room(*active: bool) -> Fraction:
        asked = Asking(
            tables, table, item(100), people(), 0, 0, 0, (0,), "CNY", {}, active=tuple(active)
        )
        return Fraction(*asked.room)

    assert [30, 20, 50, 30] == [
        room(False, False, False),
        room(True, False, False),
        room(True, True, True),
        room(False, False, True),
    ]
