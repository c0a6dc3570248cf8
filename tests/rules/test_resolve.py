"""Resolving: whoever stands above the buyer, at the rates of the plan, and why not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import RuleError
from fenxiao.model.instants import to_us
from fenxiao.model.lines import Line
from fenxiao.model.records import Captures, LineTerms, LineWhole, Slot
from fenxiao.model.who import Who
from fenxiao.money import PPM
from fenxiao.rules.conditions import Condition
from fenxiao.rules.custom import Asked, Award, Custom
from fenxiao.rules.differential import Differential
from fenxiao.rules.fee import Fee
from fenxiao.rules.fields import Base
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import People, plain_people
from fenxiao.rules.plan import Plan
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.resolve import amounts, needs_custom, resolve, resolve_capture
from fenxiao.rules.role import Role
from fenxiao.rules.settling import Whole
from fenxiao.rules.terms import Leaving, kept_by_payee
from tests.rules.desk import campaign, credit, over, people, person, row
from tests.rules.desk import made as desk_plan
from tests.rules.shop import AT, levels, line, paid, plan, settled
from tests.rules.strategies import CATEGORIES, KINDS, few_amounts, plans

uplines = st.lists(st.sampled_from(["u2", "u3", "u4", "u5", "u6"]), max_size=5, unique=True)
UPLINE = ("u2", "u3", "u4", "u5")
ACTIVE = Who(statuses=("active",))
THREE = plan(levels(100_000, 50_000, 20_000))


def slots(made: Plan, paid_minor: int, upline: tuple[str, ...] = UPLINE) -> tuple[Slot, ...]:
    return settled(paid(line(paid_minor)), made, upline).lines[0].slots


@pytest.mark.parametrize(
    ("made", "paid_minor", "upline", "expected"),
    [
        pytest.param(
            plan(levels(55_000)), 79, UPLINE, [("u2", 55_000, 869, 200, "paid")], id="5.5% of 0.79"
        ),
        pytest.param(
            THREE,
            1_000,
            UPLINE,
            [
                ("u2", 100_000, 100, 1, "paid"),
                ("u3", 50_000, 50, 1, "paid"),
                ("u4", 20_000, 20, 1, "paid"),
            ],
            id="three depths, and nobody beyond",
        ),
        pytest.param(
            THREE,
            1_000,
            ("u2",),
            [
                ("u2", 100_000, 100, 1, "paid"),
                (None, 50_000, 0, 1, "no_upline"),
                (None, 20_000, 0, 1, "no_upline"),
            ],
            id="a missing upline moves nobody",
        ),
        pytest.param(
            THREE,
            19,
            UPLINE,
            [
                ("u2", 100_000, 19, 10, "paid"),
                ("u3", 50_000, 19, 20, "below_unit"),
                ("u4", 20_000, 19, 50, "below_unit"),
            ],
            id="less than one unit",
        ),
        pytest.param(
            plan(levels(50_000)), 20, UPLINE, [("u2", 50_000, 1, 1, "paid")], id="one unit"
        ),
        pytest.param(
            plan(levels(55_000)), 0, UPLINE, [("u2", 55_000, 0, 1, "nothing_paid")], id="free"
        ),
        pytest.param(
            plan(levels(0, 50_000)),
            100,
            UPLINE,
            [(None, 0, 0, 1, "rate_zero"), ("u3", 50_000, 5, 1, "paid")],
            id="a rate of zero is a rate",
        ),
        pytest.param(
            plan(levels(50_000, when=Condition(line_kinds=("gift",)))),
            100,
            UPLINE,
            [(None, 0, 0, 1, "condition")],
            id="a line that the rule does not take",
        ),
        pytest.param(
            plan(levels(100_000, 50_000), ceiling_ppm=120_000, trim="nearest_first"),
            100,
            UPLINE,
            [("u2", 100_000, 10, 1, "paid"), ("u3", 20_000, 2, 1, "trimmed")],
            id="cut to the ceiling",
        ),
    ],
)
def test_examples(
    made: Plan, paid_minor: int, upline: tuple[str, ...], expected: list[tuple[object, ...]]
) -> None:
    assert expected == [slot[2:7] for slot in slots(made, paid_minor, upline)]


@given(made=plans(), paid_minor=few_amounts, upline=uplines, data=st.data())
def test_payees_are_those_at_their_depth(
    made: Plan, paid_minor: int, upline: list[str], data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from([*KINDS, "other"]))
    category = data.draw(st.sampled_from([*CATEGORIES, "other"]))
    order = paid(line(paid_minor, line_kind=kind, category=category))
    (one,) = settled(order, made, upline).lines
    rows = made.rates(kind, category)
    assert [row[:3] for row in rows] == [(s.rule_id, s.depth, s.rate_ppm) for s in one.slots]
    for slot in one.slots:
        here = upline[slot.depth - 1] if 1 <= slot.depth <= min(3, len(upline)) else None
        assert slot.payee_id == (here if slot.rate_ppm else None)
        exact = Fraction(paid_minor * slot.rate_ppm, PPM) if slot.payee_id else 0
        assert exact == Fraction(slot.numerator, slot.denominator)


@given(made=plans(), paid_minor=few_amounts, upline=uplines)
def test_exact_entitlements_keep_the_ceiling(
    made: Plan, paid_minor: int, upline: list[str]
) -> None:
    exact = [Fraction(s.numerator, s.denominator) for s in slots(made, paid_minor, tuple(upline))]
    assert sum(exact) <= Fraction(made.ceiling_ppm * paid_minor, PPM)


@given(made=plans(), paid_minor=few_amounts, upline=uplines)
def test_the_reason_says_what_became_of_the_slot(
    made: Plan, paid_minor: int, upline: list[str]
) -> None:
    for slot in slots(made, paid_minor, tuple(upline)):
        is_paid = slot.payee_id is not None and slot.numerator >= slot.denominator
        if slot.rate_ppm:
            assert is_paid is (slot.reason in {"paid", "trimmed"})
        else:
            assert slot.reason in {"condition", "rate_zero", "trimmed_out"}


@given(made=plans(), amounts=st.lists(few_amounts, min_size=1, max_size=3), upline=uplines)
def test_each_line_is_resolved_alone(made: Plan, amounts: list[int], upline: list[str]) -> None:
    lines = [line(min(one, 10**12), line_id=str(place)) for place, one in enumerate(amounts)]
    together = settled(paid(*lines), made, upline).lines
    assert together == tuple(settled(paid(one), made, upline).lines[0] for one in lines)


def test_terms_name_what_they_were_made_of() -> None:
    terms = settled(paid(line(100, quantity=3), order_id="o7"), THREE, ["u2"])
    assert ("o7", "p1", THREE.digest, 2) == terms[:4]  # 2 is the meaning of rules, raised by hand
    assert (to_us(AT), ("u2",)) == terms[4:6]
    assert ("1", 3, 100) == terms.lines[0][:3]


# ---------------------------------------------------------------- what a slot says


GRADES = (row("a", percent=[10, 5, 2]),)
CAPPED = 10**6  # a plan that caps orders is settled step by step


@pytest.mark.parametrize(
    ("rule", "paid_minor", "expected"),
    [
        pytest.param(
            Levels(rule_id="sale", rates_ppm=(100_000, 50_000, 20_000)),
            1_000,
            [(100_000, "paid", 100), (20_000, "trimmed", 20), (0, "trimmed_out", 0)],
            id="a rate is what was paid in the end",
        ),
        pytest.param(
            Levels(rule_id="sale", rates_ppm=(100_000, 100_000), base="list"),
            1_000,
            [(60_000, "trimmed", 120), (0, "trimmed_out", 0)],
            id="of its own base",
        ),
        pytest.param(
            Levels(rule_id="sale", rates_ppm=(50_000,), units_minor=(0, 90)),
            1_000,
            [(50_000, "paid", 50), (0, "trimmed", 70)],
            id="so much a piece has no rate",
        ),
        pytest.param(
            Levels(rule_id="sale", rates_ppm=(50_000,), orders_minor=(0, 90)),
            1_000,
            [(50_000, "paid", 50), (0, "trimmed", 70)],
            id="nor has so much an order",
        ),
        pytest.param(
            Levels(rule_id="sale", rates_ppm=(50_000, 10_000)),
            20,
            [(50_000, "paid", 1), (10_000, "below_unit", Fraction(1, 5))],
            id="one unit, and less",
        ),
        pytest.param(
            Levels(rule_id="sale", rates_ppm=(50_000,)), 0, [(50_000, "nothing_paid", 0)], id="free"
        ),
    ],
)
def test_a_slot_says_what_became_of_it(
    rule: Levels, paid_minor: int, expected: list[tuple[object, ...]]
) -> None:
    made = desk_plan(rule, ceiling_ppm=120_000, order_cap_minor=CAPPED)
    order = paid(replace(line(paid_minor), list_minor=2_000))
    (one,) = resolve(order, made.alone, people("", "", ""), to_us(AT)).lines
    assert expected == [
        (each.rate_ppm, each.reason, Fraction(each.numerator, each.denominator))
        for each in one.slots
    ]


def test_a_part_of_a_commission_keeps_its_rate_and_of_none_is_nothing() -> None:
    sale = Levels(rule_id="sale", rates_ppm=(100_000,), earner=ACTIVE)
    back = Rebate(rule_id="back", base="commission", of="sale", rates_ppm=(500_000,))
    made = desk_plan(sale, back, ceiling_ppm=30_000, order_cap_minor=CAPPED)
    for who, expected in (
        (people(""), [(0, "trimmed_out"), (500_000, "trimmed")]),
        (people(), [(30_000, "no_upline"), (500_000, "nothing")]),
    ):
        (one,) = resolve(paid(line(1_000)), made.alone, who, to_us(AT)).lines
        assert expected == [(each.rate_ppm, each.reason) for each in one.slots]


def test_a_slot_tells_how_it_came_about() -> None:
    made = desk_plan(
        Levels(rule_id="never", rates_ppm=(1,), when=Condition(skus=("s2",))),
        Levels(rule_id="sale", rows=GRADES, rates_ppm=(0, 0, 0), earner=ACTIVE),
        Fee(rule_id="fee", of_rules=("sale",), rate_ppm=100_000),
        ceiling_ppm=120_000,
        order_cap_minor=CAPPED,
    )
    (one,) = resolve(paid(line(1_000)), made.alone, people("a", "a", unfit=[1]), to_us(AT)).lines
    plain = (0, 0, 1, 1, PPM)
    nothing = (*plain, (0, 1), (), ())
    assert [
        (None, 0, 1, "condition", None),
        (None, 0, 1, "unfit", ("u1", "", "a", 1_000, "rows[0]", *plain, (100, 1), (), ())),
        (
            *("u2", 18, 1, "trimmed"),
            ("u2", "", "a", 1_000, "rows[0]", *plain, (50, 1), ("ceiling", "fee:fee"), ()),
        ),
        (None, 0, 1, "no_upline", (None, "", "", 1_000, "", *nothing)),
        (None, 2, 1, "fee", (None, "", "", None, "", *plain, (2, 1), (), ())),
    ] == [(each[2], *each[4:7], each.detail) for each in one.slots]


def test_a_custom_rule_must_be_passed_in() -> None:
    made = desk_plan(Custom(rule_id="own", custom="host", at_most_ppm=1), THREE.rules[0])
    with pytest.raises(RuleError) as caught:
        needs_custom(made.alone, {})
    assert ("rule.unknown", "own") == (caught.value.code, caught.value.facts["rule_id"])
    needs_custom(made.alone, {"host": Nothing()})
    needs_custom(THREE.alone, {})


class Nothing:
    """A host's rule that pays nobody."""

    name = "host"

    def awards(self, asked: Asked) -> tuple[Award, ...]:
        del asked
        return ()


# ---------------------------------------------------------------- persons


def accounts(made: Plan, who: People, *lines: Line) -> list[tuple[str | None, str | None]]:
    """Return who stands in each slot of the first line, and who is paid for it."""
    terms = resolve(paid(*lines), made.alone, who, to_us(AT))
    slots_ = terms.lines[0].slots
    return [(one.detail and one.detail.holder_id, one.payee_id) for one in slots_]


def test_money_goes_to_the_first_account_of_a_person() -> None:
    chain = (person("u1", of="p"), person("u2", of="q"), person("u3", of="p"))
    rule = Role(rule_id="anchor", role="room", rates_ppm=(10_000,))
    held = (credit("room", "h"), credit("room", "g"), credit("room", "x", reason="expired"))
    known = {"h": person("h", of="q"), "g": person("g", of="r")}
    inviters = {("team", "h"): (person("i", of="r"),)}
    who = People(person("b"), chain, held, known, inviters)
    merging = desk_plan(THREE.rules[0], rule, merges_persons=True)
    assert [
        *(("u1", "u1"), ("u2", "u2"), ("u3", "u1")),
        *(("h", "u2"), ("g", "g")),
    ] == accounts(merging, who, line(1_000))
    apart = desk_plan(THREE.rules[0], rule, order_cap_minor=10**6)
    assert all(holder == payee for holder, payee in accounts(apart, who, line(1_000)))


def test_the_buyer_is_the_first_account_of_all() -> None:
    own = Levels(rule_id="sale", rates_ppm=(50_000,), self_rate_ppm=0)
    who = People(person("b", of="p"), (person("u1", of="p"),))
    found = accounts(desk_plan(own, merges_persons=True), who, line(1_000))
    assert ("u1", "b") == found[1]


def test_inviters_come_in_the_order_of_their_holders() -> None:
    rule = Role(rule_id="anchor", role="room", rates_ppm=(0, 10_000))
    held = (credit("room", "h"), credit("room", "g"))
    inviters = {("team", "g"): (person("j", of="p"),), ("team", "h"): (person("i", of="p"),)}
    who = People(person("b"), (), held, {}, inviters)
    found = accounts(desk_plan(rule, merges_persons=True), who, line(1_000))
    assert [("i", "i"), ("j", "i")] == [found[1], found[3]]


def test_accounts_of_which_no_person_is_known_are_paid_by_themselves() -> None:
    who = People(person("b"), (person("u1"), person("u2")))
    found = accounts(desk_plan(THREE.rules[0], merges_persons=True), who, line(1_000))
    assert [("u1", "u1"), ("u2", "u2"), (None, None)] == found


def test_each_slot_of_a_person_keeps_its_own_rounding() -> None:
    who = People(person("b"), (person("u1", of="p"), person("u2", of="p")))
    for scope in ("line", "order"):
        rule = Levels(rule_id="sale", rates_ppm=(5_000, 5_000), scope=scope)
        terms = resolve(paid(line(100)), desk_plan(rule, merges_persons=True).alone, who, to_us(AT))
        assert () == kept_by_payee(Leaving(terms, {}))  # a half each, not one together


def test_terms_name_the_campaigns_and_the_rules_that_are_not_plain() -> None:
    rule = Levels(rule_id="up", rates_ppm=(1,), rounding="half_up", funded_by="merchant")
    in_force = over(desk_plan(THREE.rules[0], rule), campaign("618", replaces=("up",)))
    terms = resolve(paid(line(100)), in_force, People(person("b")), to_us(AT))
    assert (("618",), in_force.digest) == (terms.campaigns, terms.plan_digest)
    assert [("up", "paid", "merchant", "line", "posted_share", "half_up", "")] == list(terms.rules)


def test_a_further_capture_is_settled_by_what_the_whole_order_comes_to() -> None:
    made = desk_plan(Levels(rule_id="sale", orders_minor=(103,)))
    deposit = paid(replace(line(250), whole_minor=1_000), line(30, line_id="2"))
    who = people("", is_first_order=True)
    terms = resolve(deposit, made.alone, who, to_us(AT))
    wholes = (LineWhole("1", 1_000), LineWhole("2", 30))
    assert Captures(wholes, (1_030,), None, is_first_order=True, is_over=False) == terms.captures
    rest = paid(replace(line(750), whole_minor=1_000))
    more = resolve_capture(rest, made.alone, who, Whole(1_030, (1_030,)))
    assert [25, 3, 75] == [one.slots[0].numerator for one in (*terms.lines, *more)]
    assert resolve(paid(line(1)), made.alone, who, to_us(AT)).captures is None


@pytest.mark.parametrize(
    ("base", "asked", "is_refused"),
    [
        pytest.param("list", line(100), True, id="no list price"),
        pytest.param("profit", line(100), True, id="no cost"),
        pytest.param("list", replace(line(100), list_minor=0), False, id="a list price"),
        pytest.param("profit", replace(line(100), cost_minor=0), False, id="a cost"),
        pytest.param("list", line(100, category="c2"), False, id="a line it does not take"),
    ],
)
def test_what_a_base_needs_must_be_said(base: Base, asked: Line, is_refused: bool) -> None:
    when = Condition(categories=("c1",))
    made = desk_plan(Levels(rule_id="sale", rates_ppm=(1,), base=base, when=when))
    who = People(person("b"))
    if not is_refused:
        assert resolve(paid(asked), made.alone, who, to_us(AT)).lines
        return
    with pytest.raises(RuleError) as caught:
        resolve(paid(asked), made.alone, who, to_us(AT))
    assert "order.base_unknown" == caught.value.code


# ---------------------------------------------------------------- amounts without terms


CHAIN = people("", "", unfit=[2])
TWINS = People(person("b"), (person("u1", of="p"), person("u2", of="p")))
HALVES = Levels(rule_id="sale", rates_ppm=(5_000, 5_000), scope="order")


@pytest.mark.parametrize(
    ("made", "who", "paid_minor", "expected"),
    [
        pytest.param(THREE, CHAIN, [105, 19], {"u1": 11, "u2": 5}, id="by depth alone"),
        pytest.param(THREE, CHAIN, [19], {"u1": 1}, id="whom less than a unit is paid is left out"),
        pytest.param(
            plan(levels(0, 100_000), levels(10_000, rule_id="more")),
            CHAIN,
            [100],
            {"u1": 1, "u2": 10},
            id="a rate of zero",
        ),
        pytest.param(
            desk_plan(Levels(rule_id="sale", rates_ppm=(70_000, 10_000, 10_000)), earner=ACTIVE),
            CHAIN,
            [105, 19],
            {"u1": 8},
            id="in proportion, one unfit, one missing",
        ),
        pytest.param(desk_plan(HALVES), CHAIN, [100, 300], {"u1": 2, "u2": 2}, id="lines together"),
        pytest.param(
            desk_plan(replace(HALVES, scope="line"), order_cap_minor=CAPPED),
            CHAIN,
            [100, 100, 300],
            {"u1": 1, "u2": 1},
            id="lines apart",
        ),
        pytest.param(
            desk_plan(HALVES, merges_persons=True), TWINS, [150, 150], {"u1": 2}, id="slots apart"
        ),
        pytest.param(
            desk_plan(THREE.rules[0], merges_persons=True),
            TWINS,
            [100],
            {"u1": 15},
            id="accounts of one person",
        ),
        pytest.param(
            desk_plan(THREE.rules[0], order_cap_minor=14),
            TWINS,
            [100],
            {"u1": 10, "u2": 4},
            id="a capped order, and each account by itself",
        ),
        pytest.param(
            desk_plan(
                Levels(rule_id="never", rates_ppm=(1,), when=Condition(skus=("s2",))),
                Levels(rule_id="sale", rates_ppm=(100_000, 0, 50_000), earner=ACTIVE),
                Fee(rule_id="fee", of_rules=("sale",), rate_ppm=100_000),
                order_cap_minor=10**6,
            ),
            people("", "", "", unfit=[1]),
            [100],
            {"u3": 4},
            id="slots that pay nobody",
        ),
    ],
)
def test_amounts_are_those_of_the_terms(
    made: Plan, who: People, paid_minor: list[int], expected: dict[str, int]
) -> None:
    order = paid(*(line(one, line_id=str(place)) for place, one in enumerate(paid_minor)))
    assert expected == amounts(order, made.alone, who)
    terms = resolve(order, made.alone, who, to_us(AT))
    assert expected == dict(kept_by_payee(Leaving(terms, {})))


def test_a_plan_of_percents_alone_is_resolved_as_its_steps_say() -> None:
    sale = Levels(rule_id="sale", rates_ppm=(100_000, 50_000, 20_000), self_rate_ppm=10_000)
    grades = (row("a", percent=[5]), row("b", percent=[9]))
    made = desk_plan(
        sale,
        Fee(rule_id="fee", of_rules=("sale",), rate_ppm=100_000),
        Rebate(rule_id="back", base="commission", of="sale", funded_by="sale", rates_ppm=(1_000,)),
        Differential(rule_id="gap", rows=grades),
        Role(rule_id="anchor", role="room", rates_ppm=(100_000, 50_000)),
        Levels(rule_id="far", rates_ppm=(0, 0, 50_000)),
        Levels(rule_id="never", rates_ppm=(1,), when=Condition(skus=("s2",))),
        ceiling_ppm=330_000,
        earner=ACTIVE,
    )
    held = (credit("room", "h", 3), credit("room", "u2"), credit("room", "g", line_ids=("2",)))
    known = {"h": person("h", "a"), "u2": person("u2", "b"), "g": person("g")}
    inviters = {("team", "h"): (person("i"),)}
    who = people("a", "b", unfit=[1], credits=held, holders=known, inviters=inviters)
    lines = (line(333), line(77, line_id="2"), line(3, line_id="3"))
    for order in (paid(*lines), paid(*lines, line(0, line_id="4"))):
        assert made.alone.is_linear
        staged = replace(made.alone, is_linear=False)
        terms = resolve(order, staged, who, to_us(AT))
        assert terms == resolve(order, made.alone, who, to_us(AT))
        reasons = {one.reason for each in terms.lines for one in each.slots}
        assert {"paid", "trimmed", "trimmed_out", "unfit", "no_upline", "fee"} <= reasons
        assert amounts(order, staged, who) == amounts(order, made.alone, who)


def test_amounts_too_need_what_a_base_needs_even_below_a_threshold() -> None:
    when = Condition(at_least_minor=1_000)
    made = desk_plan(Levels(rule_id="sale", rates_ppm=(1,), base="list", when=when))
    of = (paid(line(100)), made.alone, CHAIN)
    for asked in (lambda: amounts(*of), lambda: resolve(*of, to_us(AT))):
        with pytest.raises(RuleError) as caught:
            asked()
        assert "order.base_unknown" == caught.value.code


def in_two(
    rule: Levels, first_minor: int, rest_minor: int, *, quantity: int = 1, **fields: Any
) -> tuple[LineTerms, LineTerms]:
    """Return the terms of a line that is captured in two parts."""
    whole_minor = first_minor + rest_minor
    bought = replace(line(first_minor, quantity=quantity), whole_minor=whole_minor)
    made = desk_plan(rule, trim="nearest_first", **fields)
    first = settled(paid(bought), made, UPLINE)
    assert first.captures is not None
    assert ((LineWhole("1", whole_minor),), (whole_minor,)) == first.captures[:2]
    rest = paid(replace(bought, paid_minor=rest_minor))
    people = plain_people("u1", UPLINE[:3])
    whole = Whole(whole_minor, first.captures.taken_minor)
    return first.lines[0], resolve_capture(rest, made.alone, people, whole)[0]


@pytest.mark.parametrize(
    ("rule", "fields", "expected"),
    [
        pytest.param(levels(100_000), {}, (100, 300), id="percents of each"),
        pytest.param(
            Levels(rule_id="sale", units_minor=(10,)),
            {},
            (Fraction(15, 2), Fraction(45, 2)),
            id="so much a piece, by its part",
        ),
        pytest.param(
            Levels(rule_id="sale", orders_minor=(10,)),
            {},
            (Fraction(5, 2), Fraction(15, 2)),
            id="so much an order, by its part",
        ),
        pytest.param(
            replace(levels(100_000), order_cap_minor=99),
            {},
            (Fraction(99, 4), Fraction(297, 4)),
            id="a cap of a payee, by its part",
        ),
        pytest.param(levels(100_000), {"order_cap_minor": 40}, (10, 30), id="a cap of the order"),
        pytest.param(
            levels(100_000, when=Condition(at_least_minor=4_000, amount_of="order")),
            {},
            (100, 300),
            id="a condition on all that the order comes to",
        ),
        pytest.param(
            levels(100_000, when=Condition(at_least_minor=3_000)),
            {},
            (0, 300),
            id="a condition on what was captured of the line",
        ),
    ],
)
def test_what_each_capture_pays(
    rule: Levels, fields: dict[str, Any], expected: tuple[Fraction, Fraction]
) -> None:
    found = in_two(rule, 1_000, 3_000, quantity=3, **fields)
    assert expected == tuple(
        Fraction(one.slots[0].numerator, one.slots[0].denominator) for one in found
    )


def test_an_order_that_is_captured_at_once_says_nothing_of_captures() -> None:
    assert settled(paid(line(1_000)), plan(levels(1)), UPLINE).captures is None
