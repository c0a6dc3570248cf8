"""Profiles: a crowd and a class of lines are settled once for each unit paid."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fenxiao.model.lines import Coupon, Line
from fenxiao.rules import profiles as profiles_module
from fenxiao.rules.amounts import Row
from fenxiao.rules.compiling import compile_tables
from fenxiao.rules.conditions import Condition
from fenxiao.rules.crowds import gather
from fenxiao.rules.fee import Fee
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import People, Person, blank
from fenxiao.rules.plan import Plan
from fenxiao.rules.profiles import Buying, ProfileSlot, measure
from fenxiao.rules.resolve import amounts, resolve, resolve_capture
from fenxiao.rules.role import Role
from fenxiao.rules.settling import Whole
from fenxiao.rules.tables import PlanTables
from tests.rules.desk import credit, item, people
from tests.rules.shop import AT, line, paid, plan

SALE = Levels(rule_id="sale", rates_ppm=(100_000, 50_000))
GOLD = Row(grades=("gold",), rates_ppm=(120_000,))


def made(*rules: Any, **fields: Any) -> Plan:
    given: dict[str, Any] = {"plan_id": "p1", "effective_from": AT, "ceiling_ppm": 500_000}
    return Plan(**given | fields, rules=rules)


def graded(*grades: str) -> People:
    upline = (Person(blank(f"u{n}")._replace(grade=one)) for n, one in enumerate(grades, start=2))
    return People(Person(blank("u1")), tuple(upline))


def slots_of(tables: PlanTables, who: People, one: Line) -> tuple[ProfileSlot, ...]:
    """Return the profile of a line that is an order of its own."""
    buying = Buying(tables, who, gather(tables, who), one.paid_minor)
    measured = measure(buying, tables.of_line(one, "m1", None), one)
    assert measured is not None
    return measured.slots


def test_a_profile_is_settled_once_for_alike_crowds() -> None:
    tables = compile_tables(made(replace(SALE, rows=(GOLD,))))
    crowds = (graded("gold", ""), graded("gold", "x"), graded("", ""), graded("gold", ""))
    found = [slots_of(tables, one, line(100)) for one in crowds]
    assert found[0] is found[3]
    assert [120_000, 100_000] == [found[0][0].rate_ppm, found[2][0].rate_ppm]
    assert len({id(one) for one in found}) == 3


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


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        pytest.param("m1", ["paid"], id="its merchant"),
        pytest.param("any", ["condition"], id="another merchant, whatever he is called"),
    ],
)
def test_a_merchant_that_the_plan_does_not_name_is_none_of_those(
    named: str, expected: list[str]
) -> None:
    rule = replace(SALE, rates_ppm=(100_000,), rows=(GOLD,), when=Condition(merchants=(named,)))
    in_force = made(rule).alone
    assert in_force.is_linear
    (one,) = resolve(paid(line(100)), in_force, graded("x"), 0).lines
    assert expected == [slot.reason for slot in one.slots]


def test_no_more_profiles_are_kept_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles_module, "CLASSES_KEPT", 8)
    skus = tuple(f"s{number}" for number in range(20))
    rows = (Row(skus=skus, rates_ppm=(1,)), GOLD)
    tables = compile_tables(made(replace(SALE, rows=rows)))
    for sku in (*skus, *skus):
        assert slots_of(tables, graded("gold"), item(1, sku=sku))[0].rate_ppm == 1
        assert len(tables.profiles) <= 8


# ---------------------------------------------------------------- other bases, pieces, conditions


BANDS = (
    Row(from_minor=1_000, rates_ppm=(200_000,)),
    Row(from_minor=100, until_minor=1_000, rates_ppm=(50_000,)),
)
ABOVE = Levels(
    rule_id="above", rates_ppm=(70_000,), when=Condition(amount_of="order", at_least_minor=5_000)
)
PROFIT = Levels(rule_id="profit", base="profit", rates_ppm=(300_000, 100_000))
PIECE = Levels(rule_id="piece", units_minor=(7,))
FEE = Fee(rule_id="fee", of_rules=("profit",), rate_ppm=100_000)
SOLD: dict[str, Line] = {
    "a line": item(999, quantity=3, cost_minor=400),
    "a larger one": item(1_001, quantity=1, cost_minor=999),
    "at a mark": item(1_000, quantity=1, cost_minor=0),
    "just below": item(99, quantity=2, cost_minor=1),
    "without profit": item(500, quantity=1, cost_minor=500),
    "nothing paid": item(0, quantity=1, cost_minor=0),
    "no room for all": item(10, quantity=99, cost_minor=0),
    "a part of a line": item(500, quantity=3, cost_minor=100, whole_minor=900),
}
MIXED = {
    "profit": (PROFIT,),
    "profit and its fee": (PROFIT, FEE),
    "by the piece": (PIECE,),
    "profit, pieces and percents": (PROFIT, FEE, PIECE, replace(SALE, rows=(GOLD,))),
    "bands": (replace(SALE, rows=BANDS),),
    "a unit to reach": (replace(SALE, when=Condition(at_least_minor=1)),),
    "an order of a unit to reach": (
        replace(SALE, when=Condition(amount_of="order", at_least_minor=1)),
    ),
    "bands of profit": (replace(PROFIT, rows=BANDS), FEE),
    "an order to reach": (ABOVE, SALE),
    "bands and an order to reach": (replace(PROFIT, rows=BANDS), FEE, ABOVE, PIECE),
    "out of another's": (
        PROFIT,
        Levels(rule_id="of", base="commission", of="profit", rates_ppm=(100_000,)),
        Levels(rule_id="by", base="profit", funded_by="profit", rates_ppm=(50_000,)),
    ),
}


@pytest.mark.parametrize("rules", MIXED.values(), ids=MIXED)
@pytest.mark.parametrize("ceiling_ppm", [1_000_000, 90_000])
def test_lines_of_every_kind_are_settled_as_the_steps_say(
    rules: tuple[Any, ...], ceiling_ppm: int
) -> None:
    plan = made(*rules, currency="CNY", trim="nearest_first", ceiling_ppm=ceiling_ppm)
    found = plan.alone
    assert found.is_linear
    staged = replace(found, is_linear=False)
    who = graded("gold", "")
    alone = [(one,) for one in SOLD.values()]
    together = [replace(one, line_id=str(place)) for place, one in enumerate(SOLD.values())]
    for lines in (*alone, together, *alone):
        order = paid(*lines)
        assert resolve(order, staged, who, 0) == resolve(order, found, who, 0)
        assert amounts(order, staged, who) == amounts(order, found, who)


OUT_OF = Levels(rule_id="by", base="profit", funded_by="profit", rates_ppm=(50_000,))


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param((PROFIT,), id="alone"),
        pytest.param((PROFIT, FEE), id="with a fee of it"),
        pytest.param((PROFIT, OUT_OF), id="with what is paid out of it"),
    ],
)
def test_a_line_that_must_be_cut_has_no_profile_where_drivers_differ(
    rules: tuple[Any, ...],
) -> None:
    tables = compile_tables(made(*rules, currency="CNY", trim="nearest_first", ceiling_ppm=100_000))
    who = graded("", "")
    for cost_minor, has_room in ((750, True), (749, False)):
        one = item(1_000, cost_minor=cost_minor)
        buying = Buying(tables, who, gather(tables, who), 1_000)
        assert has_room is (measure(buying, tables.of_line(one, "m1", None), one) is not None)


def test_a_line_is_cut_in_its_profile_where_everything_is_of_what_was_paid() -> None:
    tables = compile_tables(made(SALE, currency="CNY", trim="nearest_first", ceiling_ppm=120_000))
    found = slots_of(tables, graded("", ""), item(1_000))
    assert [(one.rate_ppm, one.steps) for one in found] == [
        (100_000, ()),
        (20_000, ("ceiling",)),
    ]


def has_room(tables: PlanTables, who: People, one: Line) -> bool:
    buying = Buying(tables, who, gather(tables, who), one.paid_minor)
    return measure(buying, tables.of_line(one, "m1", None), one) is not None


def test_a_base_that_may_be_more_than_what_was_paid_is_looked_at_on_every_line() -> None:
    lists = Levels(rule_id="list", base="list", rates_ppm=(50_000,))
    tables = compile_tables(
        made(SALE, lists, currency="CNY", trim="nearest_first", ceiling_ppm=220_000)
    )
    found = [has_room(tables, graded("", ""), item(100, list_minor=minor)) for minor in (140, 141)]
    assert found == [True, False]


def test_a_further_capture_reaches_what_the_whole_order_reaches() -> None:
    found = made(ABOVE, currency="CNY").alone
    assert found.is_linear
    rest = paid(item(100, whole_minor=1_000))
    for order_minor, reason in ((5_000, "paid"), (4_999, "below_threshold")):
        whole = Whole(order_minor, (order_minor,))
        (one,) = resolve_capture(rest, found, graded(""), whole)
        assert (one,) == resolve_capture(rest, replace(found, is_linear=False), graded(""), whole)
        assert [slot.reason for slot in one.slots] == [reason]


LISTED = Levels(rule_id="listed", base="list", rates_ppm=(60_000,))
UNCOUPONED = Levels(rule_id="coupons", base="before_coupon", rates_ppm=(60_000,))


@pytest.mark.parametrize("rule", [LISTED, UNCOUPONED])
@pytest.mark.parametrize("times", [1, 4, 5, 40])
def test_a_base_above_what_was_paid_is_cut_where_it_must_be(rule: Levels, times: int) -> None:
    plan = made(rule, replace(SALE, rates_ppm=(60_000,)), trim="nearest_first", ceiling_ppm=300_000)
    coupon = Coupon(coupon_id="c", funder="platform", amount_minor=100 * times)
    one = item(100, list_minor=100 * times, coupons=(coupon,))
    who = graded("x", "y")
    staged = replace(plan.alone, is_linear=False)
    found = resolve(paid(one), plan.alone, who, 0)
    assert resolve(paid(one), staged, who, 0) == found
    assert sum(found_minor for found_minor in amounts(paid(one), plan.alone, who).values()) <= 30


def test_parts_of_weights_fit_their_room_exactly() -> None:
    role = Role(rule_id="room", role="room", base="profit", rates_ppm=(100_000,))
    plan = made(role, trim="nearest_first", ceiling_ppm=99_999).alone
    who = people("", credits=tuple(credit("room", one) for one in "hgk"))  # a third each
    order = paid(item(1_000_000, cost_minor=0))
    found = resolve(order, plan, who, 0)
    assert resolve(order, replace(plan, is_linear=False), who, 0) == found
    assert "trimmed" in {slot.reason for slot in found.lines[0].slots}


def test_coupons_are_counted_by_the_funders_that_each_rule_names() -> None:
    ours = replace(UNCOUPONED, rule_id="ours", coupon_funders=("platform",))
    theirs = replace(UNCOUPONED, rule_id="theirs", coupon_funders=("merchant",))
    plan = made(ours, theirs, trim="nearest_first").alone
    coupons = (
        Coupon(coupon_id="c", funder="platform", amount_minor=1_000),
        Coupon(coupon_id="c", funder="merchant", amount_minor=500),
    )
    (line_terms,) = resolve(paid(item(10_000, coupons=coupons)), plan, graded("x"), 0).lines
    assert plan.is_linear
    assert [660, 630] == [slot.numerator // slot.denominator for slot in line_terms.slots]
