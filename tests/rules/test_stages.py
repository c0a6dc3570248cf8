"""Stages: what each kind of rule gives each slot, and why not, by hand-made examples."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from fenxiao.model.who import Who
from fenxiao.money import PPM
from fenxiao.rules.campaigns import Multiply
from fenxiao.rules.conditions import Condition
from fenxiao.rules.fields import Unfit
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import People
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.stages import STAGES
from fenxiao.rules.written import RULES
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

THREE = Levels(rule_id="sale", rates_ppm=(100_000, 50_000, 20_000))
ACTIVE = Who(statuses=("active",))
SELF = Levels(rule_id="sale", rates_ppm=(100_000,), self_rate_ppm=40_000)


def test_every_kind_but_fee_and_custom_has_a_stage() -> None:
    kinds = {one.__name__.lower() for one in RULES}
    assert kinds - {"fee", "custom"} == {name.replace("_", "") for name in STAGES}


@pytest.mark.parametrize(
    ("when", "line", "is_first", "reason"),
    [
        pytest.param(Condition(skus=("s2",)), item(100), False, "condition", id="another article"),
        pytest.param(
            Condition(buyer=Who(grades=("vip",))), item(100), False, "buyer", id="another buyer"
        ),
        pytest.param(
            Condition(is_first_order=True), item(100), False, "first_order", id="no first order"
        ),
        pytest.param(
            Condition(is_first_order=False), item(100), True, "first_order", id="a first order"
        ),
        pytest.param(
            Condition(at_least_minor=101), item(100), False, "below_threshold", id="too little"
        ),
        pytest.param(Condition(at_least_minor=100), item(100), False, "paid", id="just enough"),
        pytest.param(Condition(is_first_order=True), item(100), True, "paid", id="the first one"),
    ],
)
def test_a_rule_that_does_not_look_says_why(
    when: Condition, line: Any, is_first: bool, reason: str
) -> None:
    rule = Levels(rule_id="sale", rates_ppm=(100_000,), when=when)
    found = slots(made(rule), people("", is_first_order=is_first), line)
    assert [f"1 u1 10 {reason}" if reason == "paid" else f"0 - 0 {reason}"] == found


def test_an_amount_of_the_order_is_that_of_all_its_lines() -> None:
    when = Condition(at_least_minor=300, amount_of="order")
    rule = Levels(rule_id="sale", rates_ppm=(100_000,), when=when)
    small = item(100)
    assert ["0 - 0 below_threshold"] == slots(made(rule), people(""), small)
    assert ["1 u1 10 paid"] == slots(made(rule), people(""), small, item(200, line_id="2"))


@pytest.mark.parametrize(
    ("uplines", "expected"),
    [
        pytest.param(3, ["1 u1 100 paid", "2 u2 50 paid", "3 u3 20 paid"], id="three uplines"),
        pytest.param(
            1, ["1 u1 100 paid", "2 - 50 no_upline", "3 - 20 no_upline"], id="two are missing"
        ),
        pytest.param(
            0, ["1 - 100 no_upline", "2 - 50 no_upline", "3 - 20 no_upline"], id="all are missing"
        ),
    ],
)
def test_levels_pay_by_place(uplines: int, expected: Slots) -> None:
    assert expected == slots(made(THREE), people(*[""] * uplines), item(1_000))


@pytest.mark.parametrize(
    ("unfit", "shut", "expected"),
    [
        pytest.param(
            "keep", [1], ["1 u1 100 unfit", "2 u2 50 paid", "3 u3 20 paid"], id="keep moves nobody"
        ),
        pytest.param(
            "stop",
            [2],
            ["1 u1 100 paid", "2 u2 50 unfit", "3 u3 20 stopped"],
            id="stop pays nobody from him on",
        ),
        pytest.param(
            "compress",
            [1],
            ["1 u1 0 compressed", "2 u2 100 paid", "3 u3 50 paid", "3 - 20 no_upline"],
            id="compress moves all up",
        ),
        pytest.param(
            "compress",
            [1, 2, 3],
            [
                *("1 u1 0 compressed", "2 u2 0 compressed", "3 u3 0 compressed"),
                *("1 - 100 no_upline", "2 - 50 no_upline", "3 - 20 no_upline"),
            ],
            id="compress looks no further than three",
        ),
        pytest.param(
            "stop",
            [1, 2],
            ["1 u1 100 unfit", "2 u2 50 stopped", "3 u3 20 stopped"],
            id="who is stopped is no longer asked",
        ),
    ],
)
def test_levels_with_uplines_who_may_not_earn(
    unfit: Unfit, shut: list[int], expected: Slots
) -> None:
    plan = made(THREE, earner=ACTIVE, unfit=unfit)
    assert expected == slots(plan, people("", "", "", unfit=shut), item(1_000))


def test_a_compressed_chain_stops_at_its_last_place() -> None:
    rule = Levels(rule_id="sale", rates_ppm=(100_000,), earner=ACTIVE, unfit="compress")
    found = slots(made(rule), people("", "", "", unfit=[1]), item(100))
    assert ["1 u1 0 compressed", "2 u2 10 paid"] == found
    assert ["1 u1 10 paid"] == slots(made(rule), people("", "", "", unfit=[3]), item(100))


def test_a_rules_own_word_goes_before_the_plans() -> None:
    rule = Levels(rule_id="sale", rates_ppm=(100_000, 50_000), earner=Who(), unfit="keep")
    plan = made(rule, earner=ACTIVE, unfit="stop")
    found = slots(plan, people("", "", unfit=[1]), item(100))
    assert ["1 u1 10 paid", "2 u2 5 paid"] == found


@pytest.mark.parametrize(
    ("buyer", "expected"),
    [
        pytest.param(people(""), ["0 b 40 paid", "1 u1 100 paid"], id="he may earn"),
        pytest.param(people("", unfit=[0]), ["0 b 40 unfit", "1 u1 100 paid"], id="he may not"),
    ],
)
def test_the_buyers_own_place(buyer: Any, expected: Slots) -> None:
    assert expected == slots(made(SELF, earner=ACTIVE), buyer, item(1_000))


def test_a_buyer_whose_row_names_no_own_amount_has_a_slot_that_says_so() -> None:
    rows = (row("a", percent=[3], self_rate_ppm=10_000), row("b", percent=[3]))
    plan = made(Levels(rule_id="sale", rows=rows))
    assert ["0 b 1 paid", "1 u1 3 paid"] == slots(plan, people("b", buyer="a"), item(100))
    assert ["0 b 0 self_off", "1 u1 3 paid"] == slots(plan, people("b", buyer="b"), item(100))


def test_no_row_for_the_line_names_an_own_amount_so_the_buyer_has_no_slot() -> None:
    rows = (row(percent=[3], skus=("s2",), self_rate_ppm=10_000),)
    plan = made(Levels(rule_id="sale", rows=rows, rates_ppm=(30_000,)))
    assert ["1 u1 3 paid"] == slots(plan, people(""), item(100))


def test_a_row_with_fewer_places_pays_nothing_beyond_them() -> None:
    rule = Levels(
        rule_id="sale", rows=(row("a", percent=[10]),), rates_ppm=(10_000, 20_000, 30_000)
    )
    expected = ["1 u1 10 paid", "2 u2 0 rate_zero", "3 u3 3 paid"]
    assert expected == slots(made(rule), people("a", "a", ""), item(100))


def test_who_may_not_earn_is_called_so_where_his_place_has_no_amount_too() -> None:
    rule = Levels(rule_id="sale", rows=(row("a", percent=[10]),), rates_ppm=(1, 1), earner=ACTIVE)
    found = slots(made(rule), people("a", "a", unfit=[2]), item(100))
    assert ["1 u1 10 paid", "2 u2 0 unfit"] == found


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"rates_ppm": ("5.5%",)}, "1 u1 11/2 paid", id="a rate of the base"),
        pytest.param({"units_minor": (7,)}, "1 u1 21 paid", id="so much a piece, of three"),
        pytest.param({"orders_minor": (40,)}, "1 u1 10 paid", id="a quarter of the order's"),
        pytest.param(
            {"rates_ppm": ("5%",), "units_minor": (1,), "orders_minor": (8,)},
            "1 u1 10 paid",
            id="all three are added: 5 + 3 + 2",
        ),
        pytest.param({"rates_ppm": (0,)}, "1 u1 0 rate_zero", id="a rate of zero"),
        pytest.param({"rates_ppm": ("5%",), "base": "less_fee"}, "1 u1 4 paid", id="a base of 80"),
    ],
)
def test_what_a_place_is_worth(fields: dict[str, Any], expected: str) -> None:
    lines = item(100, quantity=3, fee_minor=20), item(300, line_id="2")
    plan = made(Levels(rule_id="sale", **fields))
    assert [expected] == slots(plan, people(""), *lines)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"rates_ppm": ("5%",)}, Fraction(25, 2), id="a rate of what was captured"),
        pytest.param({"units_minor": (8,)}, 8, id="so much a piece, of one of four"),
        pytest.param({"orders_minor": (40,)}, Fraction(40, 5), id="an order's, of 250 of 1250"),
        pytest.param(
            {"rates_ppm": ("4%",), "units_minor": (8,), "orders_minor": (40,)}, 26, id="all three"
        ),
    ],
)
def test_a_capture_has_its_part_of_fixed_amounts(fields: dict[str, Any], expected: object) -> None:
    captured = item(250, quantity=4, whole_minor=1_000)
    plan = made(Levels(rule_id="sale", **fields))
    (one, _) = settled(plan, people(""), captured, item(250, line_id="2"))
    assert [expected] == [worth(each) for each in one.drafts]


def test_an_amount_for_the_order_is_spread_over_the_lines_that_the_rule_takes() -> None:
    rule = Levels(rule_id="sale", orders_minor=(40,), when=Condition(categories=("c1",)))
    lines = (item(100), item(300, line_id="2"), item(600, line_id="3", category="c2"))
    found = settled(made(rule), people(""), *lines)
    assert [10, 30, 0] == [sum(map(worth, one.drafts)) for one in found]


def test_a_line_for_which_nothing_was_paid_pays_nothing() -> None:
    rules = (
        Levels(rule_id="fixed", units_minor=(5,), self_unit_minor=3),
        Levels(rule_id="listed", rates_ppm=(100_000,), base="list"),
        Levels(rule_id="ordered", orders_minor=(7,)),
        Rebate(rule_id="back", units_minor=(5,)),
    )
    found = settled(made(*rules), people(""), item(0, list_minor=500))[0].drafts
    assert [0] * 5 == [worth(one) for one in found]
    assert [0] * 5 == [Fraction(*one.gross) for one in found]
    assert not any(one.steps for one in found)  # it is not cut either


def test_a_slot_knows_of_what_its_rate_was_taken_unless_it_was_a_commission() -> None:
    sale = Levels(rule_id="sale", rates_ppm=(100_000,), base="less_fee")
    back = Rebate(rule_id="back", base="commission", of="sale", rates_ppm=(100_000,))
    (one,) = settled(made(sale, back), people(""), item(100, fee_minor=20))
    assert [80, None] == [each.base_minor for each in one.drafts]


def test_a_commission_that_nobody_is_paid_is_no_base() -> None:
    sale = Levels(rule_id="sale", rates_ppm=(100_000, 50_000), earner=ACTIVE)
    back = Rebate(rule_id="back", base="commission", of="sale", rates_ppm=(100_000,))
    found = slots(made(sale, back), people("", "", unfit=[1]), item(1_000))
    assert ["1 u1 100 unfit", "2 u2 50 paid", "0 b 5 paid"] == found


def test_a_slot_knows_by_what_campaigns_multiplied_it() -> None:
    half_more = Multiply(rule_id="sale", factor_ppm=1_500_000, grades=("a",))
    in_force = over(made(THREE), campaign(multiplies=(half_more,)))
    (one,) = settled(in_force, people("a", "", ""), item(1_000))
    assert [150, 50, 20] == [worth(each) for each in one.drafts]
    assert [1_500_000, PPM, PPM] == [each.factor_ppm for each in one.drafts]


def test_what_is_paid_out_of_a_commission_is_not_lowered_with_the_rates_of_the_line() -> None:
    sale = Levels(rule_id="sale", rates_ppm=(200_000,))
    back = Rebate(
        rule_id="back", base="commission", of="sale", funded_by="sale", rates_ppm=(500_000,)
    )
    plan = made(sale, back, ceiling_ppm=100_000, trim="proportional")
    assert ["1 u1 50 paid", "0 b 50 paid"] == slots(plan, people(""), item(1_000))


ONE_PERSON = People(person("b", of="p"), (person("u1", of="p"), person("u2", of="q")))


@pytest.mark.parametrize(
    ("rule", "merges", "expected"),
    [
        pytest.param(
            Levels(rule_id="sale", rates_ppm=(100_000, 50_000)),
            True,
            ["1 u1 10 same_person", "2 u2 5 paid"],
            id="no own amount: his other account keeps its place, unpaid",
        ),
        pytest.param(
            Levels(rule_id="sale", rates_ppm=(100_000, 50_000), self_rate_ppm=10_000),
            True,
            ["0 b 1 paid", "1 u1 10 paid", "2 u2 5 paid"],
            id="an own amount: he may earn",
        ),
        pytest.param(
            Levels(rule_id="sale", rates_ppm=(100_000, 50_000)),
            False,
            ["1 u1 10 paid", "2 u2 5 paid"],
            id="the plan does not look at persons",
        ),
        pytest.param(
            Levels(rule_id="sale", rates_ppm=(100_000, 50_000), earner=ACTIVE, unfit="compress"),
            True,
            ["1 u1 10 same_person", "2 u2 5 paid"],
            id="he is kept, not compressed",
        ),
        pytest.param(
            Rebate(rule_id="back", rates_ppm=(30_000,)), True, ["0 b 3 paid"], id="the buyer is he"
        ),
    ],
)
def test_the_buyers_other_account_does_not_earn_on_his_order(
    rule: Any, merges: bool, expected: Slots
) -> None:
    assert expected == slots(made(rule, merges_persons=merges), ONE_PERSON, item(100))


def test_accounts_of_which_no_person_is_known_are_not_one() -> None:
    found = slots(made(THREE, merges_persons=True), people(""), item(100))
    assert "1 u1 10 paid" == found[0]


def test_who_is_unfit_is_called_so_even_if_he_is_the_buyer_himself() -> None:
    twin = People(person("b", of="p"), (person("u1", of="p", status="left"),))
    rule = Levels(rule_id="sale", rates_ppm=(100_000,), earner=ACTIVE)
    assert ["1 u1 10 unfit"] == slots(made(rule, merges_persons=True), twin, item(100))
