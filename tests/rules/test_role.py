"""Roles: those credited with an order, their inviters, and how several share."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.model.credit_records import Credit
from fenxiao.model.who import Who
from fenxiao.rules.people import People
from fenxiao.rules.role import Role
from tests.rules.desk import (
    Slots,
    credit,
    item,
    made,
    people,
    person,
    row,
    settled,
    slots,
    worth,
)

ACTIVE = Who(statuses=("active",))
ANCHOR = Role(rule_id="anchor", role="room", rates_ppm=(100_000,))
WITH_INVITERS = Role(rule_id="anchor", role="room", rates_ppm=(100_000, 50_000, 20_000))
LINE = item(1_000)


def crowd(*held: Credit, invited: tuple[str, ...] = (), **others: Any) -> People:
    """Return the buyer with uplines u1 to u3, holders of credits, and who invited "h"."""
    known = {one.holder_id: person(one.holder_id) for one in held}
    inviters = {("team", "h"): tuple(map(person, invited))}
    return people("", "", "", credits=held, holders=known, inviters=inviters, **others)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        pytest.param([], ["1 - 100 no_holder"], id="nobody, and it uses up ceiling"),
        pytest.param([credit("room", "h")], ["1 h 100 paid"], id="not in the buyer's chain"),
        pytest.param([credit("room", "u2")], ["2 u2 100 paid"], id="an upline of the buyer"),
        pytest.param([credit("room", "b")], ["0 b 100 self"], id="the buyer himself"),
        pytest.param([credit("link", "h")], ["1 - 100 no_holder"], id="another kind of credit"),
        pytest.param(
            [credit("room", "h", line_ids=("2",))], ["1 - 100 no_holder"], id="another line"
        ),
        pytest.param(
            [credit("room", "h", reason="expired")], ["1 - 100 no_holder"], id="a lost claim"
        ),
        pytest.param(
            [credit("room", "h", reason="unfit")], ["1 h 100 unfit"], id="an unfit credit"
        ),
        pytest.param(
            [credit("room", "h", 3), credit("room", "g", 1)],
            ["1 h 75 paid", "1 g 25 paid"],
            id="by weight",
        ),
        pytest.param(
            [credit("room", "h", 3), credit("room", "g", 1, reason="unfit")],
            ["1 h 75 paid", "1 g 25 unfit"],
            id="an unfit one's part stays with the platform",
        ),
    ],
)
def test_holders(held: list[Credit], expected: Slots) -> None:
    assert expected == slots(made(ANCHOR), crowd(*held), LINE)


def test_a_slot_knows_its_role_and_its_part_of_all_parts() -> None:
    held = (credit("room", "h", 3), credit("room", "g"))
    (one,) = settled(made(ANCHOR), crowd(*held), LINE)
    assert [("room", 3, 4), ("room", 1, 4)] == [
        (each.role, each.weight, each.weights) for each in one.drafts
    ]
    (nobody,) = settled(made(ANCHOR), crowd(), LINE)
    assert [("room", 1, 1)] == [(each.role, each.weight, each.weights) for each in nobody.drafts]


def test_a_holder_further_than_three_above_the_buyer_is_not_paid() -> None:
    far = frozenset({"h"})
    found = slots(made(WITH_INVITERS), crowd(credit("room", "h"), invited=("i",), far=far), LINE)
    assert ["4 h 100 beyond_three", "5 i 50 holder_unpaid"] == found


def test_a_holder_of_whom_nothing_was_read_has_no_grade() -> None:
    rule = Role(rule_id="anchor", role="room", rows=(row("x", percent=[9]),), rates_ppm=(10_000,))
    found = slots(made(rule), people(credits=(credit("room", "h"),)), LINE)
    assert ["1 h 10 paid"] == found


def test_each_holder_has_the_amount_of_his_own_grade() -> None:
    rule = Role(rule_id="anchor", role="room", rows=(row("x", percent=[20]),), rates_ppm=(100_000,))
    held = (credit("room", "h"), credit("room", "g"))
    known = {"h": person("h", "x"), "g": person("g")}
    found = slots(made(rule), people(credits=held, holders=known), LINE)
    assert ["1 h 100 paid", "1 g 50 paid"] == found


def test_a_holder_who_may_not_earn_is_kept() -> None:
    rule = Role(rule_id="anchor", role="room", rates_ppm=(100_000, 50_000), earner=ACTIVE)
    known = {"h": person("h", status="left")}
    inviters = {("team", "h"): (person("i"),)}
    who = people(credits=(credit("room", "h"),), holders=known, inviters=inviters)
    assert ["1 h 100 unfit", "2 i 50 holder_unpaid"] == slots(made(rule), who, LINE)


@pytest.mark.parametrize(
    ("invited", "expected"),
    [
        pytest.param((), [], id="nobody invited him"),
        pytest.param(("i",), ["2 i 50 paid"], id="one step further than he"),
        pytest.param(("i", "j"), ["2 i 50 paid", "3 j 20 paid"], id="two inviters"),
        pytest.param(("u3", "j"), ["3 u3 50 paid", "3 j 20 paid"], id="his own distance counts"),
        pytest.param(("b",), ["0 b 50 self"], id="the buyer invited him"),
        pytest.param(("i", "j", "k"), ["2 i 50 paid", "3 j 20 paid"], id="no third inviter"),
    ],
)
def test_inviters_of_a_holder(invited: tuple[str, ...], expected: Slots) -> None:
    found = slots(made(WITH_INVITERS), crowd(credit("room", "h"), invited=invited), LINE)
    assert ["1 h 100 paid", *expected] == found


def test_inviters_further_than_three_are_not_paid() -> None:
    known = {"u2": person("u2")}
    inviters = {("team", "u2"): (person("i"), person("j"))}
    who = people("", "", credits=(credit("room", "u2"),), holders=known, inviters=inviters)
    expected = ["2 u2 100 paid", "3 i 50 paid", "4 j 20 beyond_three"]
    assert expected == slots(made(WITH_INVITERS), who, LINE)


def test_an_inviter_in_the_buyers_far_chain_is_beyond_three() -> None:
    who = crowd(credit("room", "h"), invited=("i",), far=frozenset({"i"}))
    assert ["1 h 100 paid", "4 i 50 beyond_three"] == slots(made(WITH_INVITERS), who, LINE)


def test_inviters_share_by_the_holders_weight_and_their_own_grade() -> None:
    rows = (row("x", percent=[0, 8]),)
    rule = Role(rule_id="anchor", role="room", rows=rows, rates_ppm=(100_000, 40_000))
    held = (credit("room", "h", 1), credit("room", "g", 3))
    inviters = {("team", "h"): (person("i", "x"),), ("team", "g"): (person("j"),)}
    known = {"h": person("h"), "g": person("g")}
    found = slots(made(rule), people(credits=held, holders=known, inviters=inviters), LINE)
    assert ["1 h 25 paid", "2 i 20 paid", "1 g 75 paid", "2 j 30 paid"] == found


def test_inviters_are_those_of_the_relation_that_the_rule_names() -> None:
    rule = Role(rule_id="anchor", role="room", rates_ppm=(100_000, 50_000), inviter_relation="unit")
    held = crowd(credit("room", "h"), invited=("i",))
    assert ["1 h 100 paid"] == slots(made(rule), held, LINE)


def test_own_sales_pay_a_holder_or_inviter_who_is_the_buyer() -> None:
    rule = Role(rule_id="anchor", role="room", rates_ppm=(100_000, 50_000), has_own_sales=True)
    assert ["0 b 100 paid"] == slots(made(rule), crowd(credit("room", "b")), LINE)
    found = slots(made(rule), crowd(credit("room", "h"), invited=("b",)), LINE)
    assert ["1 h 100 paid", "0 b 50 paid"] == found


@pytest.mark.parametrize(
    ("has_own_sales", "reason"), [(False, "same_person"), (True, "paid")], ids=["no", "yes"]
)
def test_a_holder_who_is_the_buyer_under_another_name(has_own_sales: bool, reason: str) -> None:
    rule = Role(rule_id="anchor", role="room", rates_ppm=(100_000,), has_own_sales=has_own_sales)
    who = People(
        person("b", of="p"), credits=(credit("room", "h"),), holders={"h": person("h", of="p")}
    )
    assert [f"1 h 100 {reason}"] == slots(made(rule, merges_persons=True), who, LINE)


@pytest.mark.parametrize(
    ("remainder", "expected"),
    [
        pytest.param("funder", "40/11 50/11 20/11", id="nobody's"),
        pytest.param("largest_remainder", "4 4 2", id="those who lose most by rounding"),
        pytest.param("first", "5 4 1", id="the first one's"),
        pytest.param("largest_weight", "3 6 1", id="who has most, though he is not paid"),
    ],
)
def test_whose_the_odd_units_are(remainder: Any, expected: str) -> None:
    rule = Role(rule_id="anchor", role="room", rates_ppm=(100_000,), remainder=remainder)
    held = (credit("room", "h", 4), credit("room", "g", 5, reason="unfit"), credit("room", "i", 2))
    h, g, i = expected.split()
    found = slots(made(rule), crowd(*held), item(100))
    assert [f"1 h {h} paid", f"1 g {g} unfit", f"1 i {i} paid"] == found


@given(weights=st.lists(st.integers(1, 50), min_size=1, max_size=5), paid=st.integers(1, 10**6))
def test_holders_together_have_what_one_alone_would(weights: list[int], paid: int) -> None:
    held = [credit("room", f"h{n}", weight) for n, weight in enumerate(weights)]
    (one,) = settled(made(ANCHOR), crowd(*held), item(paid))
    assert Fraction(paid, 10) == sum(map(worth, one.drafts))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({}, "plan.depth", id="no amount"),
        pytest.param({"rates_ppm": (0.5,)}, "plan.bad_field", id="a float"),
        pytest.param({"rates_ppm": (1, 1, 1, 1)}, "plan.depth", id="a third inviter"),
        pytest.param({"rates_ppm": (1,), "role": "king"}, "plan.bad_field", id="no such role"),
        pytest.param(
            {"rates_ppm": (1,), "inviter_relation": "x"}, "plan.bad_field", id="no such relation"
        ),
        pytest.param({"rates_ppm": (1,), "remainder": "me"}, "plan.bad_field", id="no such way"),
        pytest.param({"rates_ppm": (1,), "has_own_sales": 1}, "plan.bad_field", id="1 for true"),
        pytest.param({"rates_ppm": (1,), "self_rate_ppm": 1}, "plan.bad_field", id="a self rate"),
    ],
)
def test_wrong_roles_are_refused(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(PolicyError) as caught:
        Role(**{"rule_id": "anchor", "role": "room"} | fields)
    assert code == caught.value.code
