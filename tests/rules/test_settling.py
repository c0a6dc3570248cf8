"""Settling: the order of work on a line, campaigns, amounts that refunds reach, whole orders."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.model.records import Cell
from fenxiao.model.who import Who
from fenxiao.money import PPM
from fenxiao.rules.amounts import Row
from fenxiao.rules.bases import base_of
from fenxiao.rules.campaigns import Campaign, Multiply
from fenxiao.rules.conditions import Condition
from fenxiao.rules.custom import Custom
from fenxiao.rules.fee import Fee
from fenxiao.rules.fields import Base, Scope
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import People
from fenxiao.rules.plan import Plan
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.settling import Bought, Supposed, gross_drafts, settle, stand_in, whole_of
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

PERCENT = PPM // 100
SALE = Levels(rule_id="sale", rates_ppm=(100_000, 50_000))
LINE = item(1_000)


def multiply(factor: int, **fields: Any) -> Multiply:
    return Multiply(rule_id="sale", factor_ppm=factor * PPM, **fields)


# ---------------------------------------------------------------- order of work


@pytest.mark.parametrize(
    ("ceiling_ppm", "expected"),
    [
        pytest.param(150_000, ["1 u1 100 paid", "2 u2 50 paid"], id="room for all"),
        pytest.param(120_000, ["1 u1 100 paid", "2 u2 20 paid"], id="the farthest is cut"),
        pytest.param(80_000, ["1 u1 80 paid", "2 u2 0 paid"], id="the nearest is cut too"),
    ],
)
def test_the_ceiling_is_filled_nearest_first(ceiling_ppm: int, expected: Slots) -> None:
    assert expected == slots(made(SALE, ceiling_ppm=ceiling_ppm), people("", ""), LINE)


def test_kept_and_missing_slots_use_up_ceiling_but_compressed_ones_do_not() -> None:
    active = Who(statuses=("active",))
    kept = made(SALE, ceiling_ppm=120_000, earner=active)
    assert ["1 u1 100 unfit", "2 u2 20 paid"] == slots(kept, people("", "", unfit=[1]), LINE)
    bonus = Levels(rule_id="bonus", rates_ppm=(0, 0, 100_000))
    missing = made(SALE, bonus, ceiling_ppm=200_000)
    found = slots(missing, people(""), LINE)
    assert ["1 u1 100 paid", "2 - 50 no_upline"] == found[:2]
    assert "3 - 50 no_upline" == found[-1]
    gone = made(SALE, ceiling_ppm=120_000, earner=active, unfit="compress")
    found = slots(gone, people("", "", "", unfit=[1]), LINE)
    assert ["1 u1 0 compressed", "2 u2 100 paid", "3 u3 20 paid"] == found


def test_a_fee_is_kept_after_the_ceiling_and_a_share_taken_after_that_in_plan_order() -> None:
    fee = Fee(rule_id="fee", of_rules=("sale",), rate_ppm=100_000)
    back = Rebate(
        rule_id="back", base="commission", of="sale", funded_by="sale", rates_ppm=(500_000,)
    )
    plan = made(Levels(rule_id="sale", rates_ppm=(200_000,)), fee, back, ceiling_ppm=100_000)
    assert ["1 u1 45 paid", "0 - 10 fee", "0 b 45 paid"] == slots(plan, people(""), LINE)
    plan = made(Levels(rule_id="sale", rates_ppm=(200_000,)), back, fee, ceiling_ppm=100_000)
    assert ["1 u1 45 paid", "0 b 50 paid", "0 - 5 fee"] == slots(plan, people(""), LINE)


def test_a_share_that_is_off_takes_nothing() -> None:
    large = Condition(at_least_minor=2_000)
    back = Rebate(
        rule_id="back", base="commission", of="sale", funded_by="sale", rates_ppm=(1,), when=large
    )
    found = slots(made(SALE, back), people("", ""), LINE)
    assert ["1 u1 100 paid", "2 u2 50 paid", "0 - 0 below_threshold"] == found


def test_a_fee_uses_up_no_ceiling_that_rounding_could_fill() -> None:
    sale = Levels(rule_id="sale", rates_ppm=(100_000,), rounding="half_up")
    fee = Fee(rule_id="fee", of_rules=("sale",), rate_ppm=10_000)
    found = slots(made(sale, fee, ceiling_ppm=100_000), people(""), item(905))
    assert ["1 u1 90 paid", "0 - 181/200 fee"] == found  # 89.595 of 90.5, and 0.905


@given(
    rates=st.lists(st.integers(0, 400_000), min_size=1, max_size=3),
    ceiling_ppm=st.integers(0, PPM),
    paid_minor=st.integers(0, 10**6),
)
def test_no_line_passes_its_ceiling_whatever_the_rules(
    rates: list[int], ceiling_ppm: int, paid_minor: int
) -> None:
    up = Levels(rule_id="up", rates_ppm=tuple(rates), rounding="half_up")
    plan = made(up, SALE, ceiling_ppm=ceiling_ppm)
    (one,) = settled(plan, people("", "", ""), item(paid_minor))
    assert sum(map(worth, one.drafts)) <= Fraction(ceiling_ppm * paid_minor, PPM)


def test_in_proportion_all_rates_of_a_class_that_is_too_high_are_lowered() -> None:
    tea = Levels(rule_id="tea", rates_ppm=(50_000,), when=Condition(categories=("tea",)))
    plan = made(SALE, tea, ceiling_ppm=160_000, trim="proportional")
    found = slots(plan, people("", ""), item(1_000, category="tea"))
    assert ["1 u1 80 paid", "2 u2 40 paid", "1 u1 40 paid"] == found
    found = slots(plan, people("", ""), item(1_000))
    assert ["1 u1 100 paid", "2 u2 50 paid", "0 - 0 condition"] == found


def test_a_slot_that_is_lowered_in_proportion_knows_what_it_was_before() -> None:
    plan = made(SALE, ceiling_ppm=75_000, trim="proportional")
    (one,) = settled(plan, people("", ""), LINE)
    assert [100, 50] == [Fraction(*each.gross) for each in one.drafts]


def test_a_rate_lowered_in_proportion_is_a_whole_ppm_rounded_down() -> None:
    rule = Levels(rule_id="sale", rates_ppm=(100_000, 100_000, 100_000))
    plan = made(rule, ceiling_ppm=100_000, trim="proportional")
    (one,) = settled(plan, people("", "", ""), item(PPM))
    assert [33_333] * 3 == [worth(each) for each in one.drafts]


# ---------------------------------------------------------------- campaigns


DOUBLE = campaign("double", multiplies=(multiply(2),))
GIFT = campaign("gift", rules=(Levels(rule_id="gift", rates_ppm=(10_000,)),))
OFF = campaign("off", replaces=("sale",))


@pytest.mark.parametrize(
    ("campaigns", "expected"),
    [
        pytest.param([DOUBLE], ["1 u1 200 paid", "2 u2 100 paid"], id="double"),
        pytest.param(
            [GIFT], ["1 u1 100 paid", "2 u2 50 paid", "1 u1 10 paid"], id="a rule of its own"
        ),
        pytest.param([OFF, GIFT], ["0 - 0 replaced", "1 u1 10 paid"], id="the rule is off"),
        pytest.param(
            [DOUBLE, campaign("triple", multiplies=(multiply(3),))],
            ["1 u1 600 paid", "2 u2 300 paid"],
            id="both factors",
        ),
        pytest.param(
            [campaign("gold", multiplies=(multiply(2, grades=("gold",)),))],
            ["1 u1 100 paid", "2 u2 100 paid"],
            id="for a cohort",
        ),
        pytest.param(
            [campaign("new", multiplies=(multiply(2, tenure_until_days=8),))],
            ["1 u1 200 paid", "2 u2 50 paid"],
            id="for the new",
        ),
    ],
)
def test_what_campaigns_do(campaigns: list[Campaign], expected: Slots) -> None:
    who = People(person("b"), (person("u1", days=7), person("u2", "gold", days=8)))
    assert expected == slots(over(made(SALE), *campaigns), who, LINE)


@pytest.mark.parametrize(
    ("when", "is_first", "is_active"),
    [
        pytest.param(Condition(skus=("s2",)), False, False, id="another article"),
        pytest.param(Condition(skus=("s1",)), False, True, id="its article"),
        pytest.param(Condition(at_least_minor=1_001), False, False, id="a larger line"),
        pytest.param(Condition(at_least_minor=1_000), False, True, id="large enough"),
        pytest.param(
            Condition(at_least_minor=3_000, amount_of="order"), False, True, id="of the order"
        ),
        pytest.param(
            Condition(at_least_minor=3_001, amount_of="order"), False, False, id="a larger order"
        ),
        pytest.param(Condition(is_first_order=True), False, False, id="a later order"),
        pytest.param(Condition(is_first_order=True), True, True, id="the first order"),
        pytest.param(Condition(buyer=Who(grades=("vip",))), False, False, id="another buyer"),
        pytest.param(Condition(buyer=Who(grades=("a",))), False, True, id="its buyer"),
        pytest.param(Condition(channels=("live",)), False, True, id="its channel"),
        pytest.param(Condition(merchants=("m2",)), False, False, id="another merchant"),
    ],
)
def test_a_campaign_is_active_on_the_lines_that_it_takes(
    when: Condition, is_first: bool, is_active: bool
) -> None:
    in_force = over(made(SALE), campaign("c", when=when, multiplies=(multiply(2),)))
    who = people("", buyer="a", is_first_order=is_first)
    found = slots(in_force, who, LINE, item(2_000, line_id="2"), channel="live")
    assert f"1 u1 {200 if is_active else 100} paid" == found[0]


def test_a_campaigns_rule_is_off_where_the_campaign_is() -> None:
    gift = Levels(rule_id="gift", rates_ppm=(10_000,))
    tea = campaign("tea", rules=(gift,), when=Condition(at_least_minor=2_000))
    assert "0 - 0 campaign" == slots(over(made(SALE), tea), people(""), LINE)[-1]
    assert "1 u1 20 paid" == slots(over(made(SALE), tea), people(""), item(2_000))[-1]


def test_an_active_campaign_shuts_out_a_later_one_on_its_lines_only() -> None:
    first = campaign("1", multiplies=(multiply(2),), excludes=("2",), when=Condition(skus=("s1",)))
    second = campaign("2", multiplies=(multiply(3),), order=1)
    in_force = over(made(SALE), second, first)
    assert "1 u1 200 paid" == slots(in_force, people(""), LINE)[0]
    assert "1 u1 300 paid" == slots(in_force, people(""), item(1_000, sku="s2"))[0]


def test_who_is_shut_out_shuts_out_nobody() -> None:
    first = campaign("1", multiplies=(multiply(2),), excludes=("2",))
    second = campaign("2", multiplies=(multiply(3),), excludes=("3",))
    third = campaign("3", multiplies=(multiply(5),))
    found = slots(over(made(SALE), first, second, third), people(""), LINE)
    assert "1 u1 1000 paid" == found[0]


def test_the_ceiling_of_a_campaign_holds_for_the_lines_that_it_takes() -> None:
    in_force = over(
        made(SALE, ceiling_ppm=120_000),
        campaign(multiplies=(multiply(2),), ceiling_ppm=250_000, when=Condition(skus=("s1",))),
    )
    assert ["1 u1 200 paid", "2 u2 50 paid"] == slots(in_force, people("", ""), LINE)
    other = item(1_000, sku="s2")
    assert ["1 u1 100 paid", "2 u2 20 paid"] == slots(in_force, people("", ""), other)


def test_a_campaigns_rule_without_rates_is_refused_where_rates_are_lowered() -> None:
    plan = made(SALE, ceiling_ppm=160_000, trim="proportional")
    own = Custom(rule_id="own", custom="host", at_most_ppm=100_000)
    with pytest.raises(PolicyError):
        over(plan, campaign(rules=(own,)))


# ---------------------------------------------------------------- amounts that refunds reach


Cells = list[tuple[int | None, int | None, Fraction]]


def cells(plan: Plan, *lines: Any, number: int = 0, who: People | None = None) -> Cells:
    found = settled(plan, who or people("", "", ""), *lines)[0].cells
    made_up = found[number] if found else ()
    return [(one[0], one[1], Fraction(one.numerator, one.denominator)) for one in made_up]


HALF_BELOW = (Row(until_minor=600, rates_ppm=(50_000,)),)
FAR = {"from_minor": 2_000, "until_minor": 3_000}
NARROW = (
    row(percent=[4], until_minor=598),
    row(percent=[5], from_minor=598, until_minor=599),
    row(percent=[6], from_minor=599, until_minor=600),
)
NARROW_CELLS: Cells = [
    (598, None, Fraction(40)),
    (599, None, Fraction(50)),
    (600, None, Fraction(60)),
]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({}, [], id="nothing asks an amount"),
        pytest.param(
            {"when": Condition(at_least_minor=400)}, [(400, None, Fraction(0))], id="a threshold"
        ),
        pytest.param(
            {"when": Condition(at_least_minor=1_000)}, [(1_000, None, Fraction(0))], id="just met"
        ),
        pytest.param(
            {"when": Condition(at_least_minor=400, amount_of="order")},
            [(None, 400, Fraction(0))],
            id="of the order",
        ),
        pytest.param(
            {"when": Condition(at_least_minor=1_000, amount_of="order")},
            [(None, 1_000, Fraction(0))],
            id="just met by the order",
        ),
        pytest.param(
            {"rows": (Row(until_minor=600, rates_ppm=(50_000,)),)},
            [(600, None, Fraction(50))],
            id="a lower band pays less",
        ),
        pytest.param({"rows": (row(percent=[5], **FAR),)}, [], id="out of reach"),
        pytest.param(
            {"rows": (row(percent=[5], **FAR),), "amount_of": "order"},
            [],
            id="out of the order's reach",
        ),
        pytest.param({"rows": NARROW}, NARROW_CELLS, id="one unit apart"),
        pytest.param(
            {"rows": NARROW, "amount_of": "order"},
            [(order, line, worth) for line, order, worth in NARROW_CELLS],
            id="one unit of the order apart",
        ),
        pytest.param(
            {"rows": (Row(until_minor=600, rates_ppm=(100_000,)),)}, [], id="the same in both"
        ),
        pytest.param(
            {"rows": (row(percent=[5], from_minor=300, until_minor=600),)},
            [(300, None, Fraction(100)), (600, None, Fraction(50))],
            id="the same in one of two",
        ),
        pytest.param(
            {"when": Condition(at_least_minor=400), "refund": "no_retest"}, [], id="not asked again"
        ),
    ],
)
def test_a_slot_knows_what_it_is_at_smaller_amounts(
    fields: dict[str, Any], expected: Cells
) -> None:
    known: dict[str, Any] = {"rule_id": "sale", "rates_ppm": (100_000,)}
    assert expected == cells(made(Levels(**known | fields)), LINE)


def test_smaller_amounts_are_looked_at_only_where_they_are_asked_for() -> None:
    when = Condition(at_least_minor=400)
    plan = made(Levels(rule_id="sale", rates_ppm=(100_000,), when=when))
    bought = Bought((LINE,), "m1", None, "CNY", needs_cells=False)
    (one,) = settle(plan.alone.tables, bought, people(""), {}, {})
    assert [100] == [worth(each) for each in one.drafts]
    assert one.cells == ()


def test_every_combination_of_line_and_order_is_known() -> None:
    when = Condition(at_least_minor=800, amount_of="order")
    rule = Levels(rule_id="sale", rows=HALF_BELOW, rates_ppm=(100_000,), when=when)
    nothing, half = Fraction(0), Fraction(50)
    expected: Cells = [(600, 800, nothing), (600, None, half), (None, 800, nothing)]
    assert expected == cells(made(rule), LINE)


def test_another_rules_condition_moves_a_slot_by_the_ceiling() -> None:
    big = Levels(rule_id="big", rates_ppm=(60_000,), when=Condition(at_least_minor=500))
    plan = made(big, Levels(rule_id="sale", rates_ppm=(100_000,)), ceiling_ppm=100_000)
    assert [(500, None, Fraction(0))] == cells(plan, LINE, number=0)
    assert [(500, None, Fraction(100))] == cells(plan, LINE, number=1)  # 40 at the sale


def test_an_unpaid_slot_has_no_smaller_amounts() -> None:
    rule = Levels(rule_id="sale", rates_ppm=(1,), when=Condition(at_least_minor=400))
    assert [] == cells(made(rule), LINE, who=people())


def test_smaller_amounts_are_rounded_as_the_sale_was() -> None:
    bands = (Row(until_minor=600, rates_ppm=(15_500,)),)
    rule = Levels(rule_id="sale", rows=bands, rates_ppm=(25_500,), rounding="half_up")
    assert [(600, None, Fraction(16))] == cells(made(rule), LINE)  # 15.5


def test_smaller_amounts_are_lowered_as_rounding_the_order_lowered_the_sale() -> None:
    rule = Levels(
        rule_id="sale", rows=HALF_BELOW, rates_ppm=(100_000,), scope="order", refund="posted_share"
    )
    found = cells(made(rule), item(1_005), item(1_006, line_id="2"))  # 201 of 201.1 is posted
    assert [(600, None, Fraction(1_005, 20) * 2_010 / 2_011)] == found


def test_rounding_an_order_up_raises_no_smaller_amount() -> None:
    rule = Levels(
        rule_id="sale", rows=HALF_BELOW, rates_ppm=(100_000,), scope="order", rounding="half_up"
    )
    assert [(600, None, Fraction(1_005, 20))] == cells(made(rule), item(1_005))


@pytest.mark.parametrize("scope", ["line", "order"])
def test_a_slot_that_is_off_at_a_smaller_amount_is_nothing_there_after_rounding_too(
    scope: Scope,
) -> None:
    rule = Levels(
        rule_id="sale",
        rates_ppm=(100_000, 50_000),
        when=Condition(at_least_minor=400),
        scope=scope,
        refund="posted_share",
    )
    found = settled(made(rule), people("", ""), item(1_005))[0].cells
    assert [(Cell(400, None, 0, 1),)] * 2 == list(found)


def test_a_cap_lowers_no_smaller_amount_that_is_below_it_by_rounding() -> None:
    rule = Levels(
        rule_id="sale",
        rows=HALF_BELOW,
        rates_ppm=(100_000,),
        scope="order",
        refund="posted_share",
        order_cap_minor=60,
    )
    assert [(600, None, Fraction(1_005, 20))] == cells(made(rule), item(1_005), who=people(""))


def test_smaller_amounts_are_capped_by_themselves() -> None:
    rule = Levels(rule_id="sale", rows=HALF_BELOW, rates_ppm=(100_000,), order_cap_minor=60)
    assert [(600, None, Fraction(50))] == cells(made(rule), LINE)


# ---------------------------------------------------------------- whole orders


def test_a_payees_cap_is_of_the_rule_and_the_order() -> None:
    rule = Levels(rule_id="sale", rates_ppm=(100_000, 100_000), order_cap_minor=150)
    lines = (LINE, item(2_000, line_id="2"))
    found = settled(made(rule), people("", ""), *lines)
    assert [[50, 50], [100, 100]] == [[worth(one) for one in each.drafts] for each in found]


def test_a_cap_leaves_alone_what_nobody_gets() -> None:
    rule = Levels(rule_id="sale", rates_ppm=(100_000, 100_000), order_cap_minor=50)
    assert ["1 u1 50 paid", "2 - 100 no_upline"] == slots(made(rule), people(""), LINE)


def test_accounts_of_one_person_have_one_cap() -> None:
    rule = Levels(rule_id="sale", rates_ppm=(100_000, 100_000), order_cap_minor=150)
    (one,) = settled(made(rule), people("", ""), LINE, payees={"u2": "u1"})
    assert [75, 75] == [worth(each) for each in one.drafts]


def test_an_orders_cap_is_filled_nearest_first_over_all_lines() -> None:
    plan = made(SALE, order_cap_minor=350)
    found = settled(plan, people("", ""), LINE, item(2_000, line_id="2"))
    assert [100, 200] == [worth(each.drafts[0]) for each in found]
    assert [Fraction(50, 3), Fraction(100, 3)] == [worth(each.drafts[1]) for each in found]


def test_caps_come_before_rounding() -> None:
    rule = Levels(rule_id="sale", rates_ppm=(10_000,), rounding="half_up", order_cap_minor=5)
    lines = (item(333), item(333, line_id="2"))
    found = settled(made(rule), people(""), *lines)
    # 3.33 a line, 2.5 under the cap, 3 rounded, and 2.5 again, so that both stay under it
    assert [Fraction(5, 2)] * 2 == [worth(each.drafts[0]) for each in found]


def test_a_capture_counts_with_all_that_is_still_to_come() -> None:
    tea = Levels(rule_id="tea", rates_ppm=(1,), when=Condition(categories=("tea",)))
    lines = (item(100, whole_minor=1_000), item(30, line_id="2", category="tea"))
    bought = Bought(lines, "m1", None, "CNY")
    assert (1_030, (1_030, 30)) == whole_of(made(SALE, tea).alone.tables, bought)


@pytest.mark.parametrize(("of_rule", "of_plan"), [(50, None), (None, 50)])
def test_a_capture_has_its_part_of_a_cap(of_rule: int | None, of_plan: int | None) -> None:
    rule = Levels(rule_id="sale", rates_ppm=(100_000,), order_cap_minor=of_rule)
    quarter = item(250, whole_minor=1_000)
    for line, expected in ((quarter, Fraction(25, 2)), (LINE, Fraction(50)), (item(0), Fraction())):
        (one,) = settled(made(rule, order_cap_minor=of_plan), people(""), line)
        assert [expected] == [worth(each) for each in one.drafts]


def test_each_line_has_its_own_table_and_its_own_people_see_it_alike() -> None:
    rule = Levels(rule_id="sale", rows=(row(percent=[3], skus=("s2",)),), rates_ppm=(10_000,))
    found = settled(made(rule), people(""), LINE, item(1_000, sku="s2", line_id="2"))
    assert [10, 30] == [worth(each.drafts[0]) for each in found]


# ---------------------------------------------------------------- what proofs suppose


@pytest.mark.parametrize("base", ["paid", "less_fee", "goods", "profit"])
def test_of_a_supposed_line_every_bounded_base_is_what_was_paid_for_one_piece(base: Base) -> None:
    plan = made(Levels(rule_id="sale", rates_ppm=(100_000,), base=base))
    tables = plan.alone.tables
    line = stand_in(tables, (None,) * 7, 1_000)
    assert (1_000, 1) == (base_of(line, tables.rules[0]), line.quantity)


def test_of_a_custom_rule_a_proof_supposes_the_most_that_the_plan_lets_it() -> None:
    own = Custom(rule_id="own", custom="host", at_most_ppm=100_000)
    back = Rebate(rule_id="back", base="commission", of="own", rates_ppm=(500_000,))
    tables = made(own, back).alone.tables
    asking = gross_drafts(
        tables, tables.of_words((None,) * 7), Supposed(LINE, people(""), 1_000, 1_000)
    )
    assert [100, 50] == [worth(one) for each in asking.drafts for one in each]


def test_in_a_proof_everybody_may_earn() -> None:
    tables = made(SALE, earner=Who(statuses=("active",))).alone.tables
    supposed = Supposed(LINE, people("", "", unfit=[0, 1, 2]), 1_000, 1_000)
    asking = gross_drafts(tables, tables.of_words((None,) * 7), supposed)
    assert [100, 50] == [worth(one) for one in asking.drafts[0]]
    assert ["paid"] * 2 == [one.reason for one in asking.drafts[0]]
