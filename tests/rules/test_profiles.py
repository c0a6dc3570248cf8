"""Profiles: a crowd and a class of lines are settled once for each unit paid."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fenxiao.rules.amounts import Row
from fenxiao.rules.compiling import compile_tables
from fenxiao.rules.conditions import Condition
from fenxiao.rules.fee import Fee
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import People, Person, blank
from fenxiao.rules.plan import Plan
from fenxiao.rules.profiles import gather, is_linear, profile_of
from fenxiao.rules.resolve import amounts, resolve
from tests.rules.shop import AT, line, paid, plan

SALE = Levels(rule_id="sale", rates_ppm=(100_000, 50_000))
GOLD = Row(grades=("gold",), rates_ppm=(120_000,))


def made(*rules: Any, **fields: Any) -> Plan:
    given: dict[str, Any] = {"plan_id": "p1", "effective_from": AT, "ceiling_ppm": 500_000}
    return Plan(**given | fields, rules=rules)


def graded(*grades: str) -> People:
    upline = (Person(blank(f"u{n}")._replace(grade=one)) for n, one in enumerate(grades, start=2))
    return People(Person(blank("u1")), tuple(upline))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param(SALE, True, id="percents of what was paid"),
        pytest.param(replace(SALE, rows=(GOLD,)), True, id="by grade"),
        pytest.param(replace(SALE, scope="order"), True, id="rounded by order"),
        pytest.param(replace(SALE, scope="unit"), False, id="rounded by piece"),
        pytest.param(replace(SALE, rounding="half_up"), False, id="rounded up"),
        pytest.param(replace(SALE, refund="posted_share"), False, id="posted whole"),
        pytest.param(replace(SALE, base="goods"), False, id="of another base"),
        pytest.param(replace(SALE, tenders_left_out=("points",)), False, id="without points"),
        pytest.param(replace(SALE, units_minor=(1,)), False, id="a fixed amount"),
        pytest.param(replace(SALE, order_cap_minor=1), False, id="a cap"),
        pytest.param(
            replace(SALE, when=Condition(at_least_minor=1)), False, id="an amount to reach"
        ),
        pytest.param(replace(SALE, rows=(Row(from_minor=1, rates_ppm=(1,)),)), False, id="a band"),
    ],
)
def test_what_is_in_proportion_to_the_amount(rule: Levels, expected: bool) -> None:
    tables = compile_tables(made(rule, currency="CNY", trim="nearest_first"))
    assert expected is is_linear(tables)


def test_a_profile_is_settled_once_for_alike_crowds() -> None:
    tables = compile_tables(made(replace(SALE, rows=(GOLD,))))
    table = tables.of_words((None,) * 7)
    crowds = (graded("gold", ""), graded("gold", "x"), graded("", ""), graded("gold", ""))
    found = [profile_of(tables, table, one, gather(tables, one), "1") for one in crowds]
    assert found[0] is found[3]
    assert len(tables.profiles) == 3
    assert [120_000, 100_000] == [found[0][0].rate_ppm, found[2][0].rate_ppm]


def test_seats_are_filled_with_the_members_of_the_order() -> None:
    in_force = made(replace(SALE, rows=(GOLD,)), Fee(rule_id="f", of_rules=("sale",), rate_ppm=1))
    for buyer, above in (("u1", ("u2", "u3")), ("u7", ("u8", "u9"))):
        people = People(Person(blank(buyer)), tuple(Person(blank(one)) for one in above))
        terms = resolve(paid(line(1_000)), in_force.alone, people, 0)
        slots = [slot for slot in terms.lines[0].slots if slot.payee_id]
        assert list(above) == [slot.payee_id for slot in slots]
        assert set(above) == set(amounts(paid(line(1_000)), in_force.alone, people))


def test_a_line_on_which_nothing_was_paid_is_settled_by_the_stages() -> None:
    rule = replace(SALE, rows=(GOLD,))
    (one,) = resolve(paid(line(0)), made(rule).alone, graded("gold", ""), 0).lines
    assert ["nothing_paid"] * 2 == [slot.reason for slot in one.slots]
    assert plan(SALE).alone.is_plain
