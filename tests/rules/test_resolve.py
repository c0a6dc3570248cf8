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
from fenxiao.model.records import LineTerms, LineWhole, Slot
from fenxiao.money import PPM
from fenxiao.rules.conditions import Condition
from fenxiao.rules.fields import Base
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import People, plain_people
from fenxiao.rules.plan import Plan
from fenxiao.rules.resolve import SEMANTICS, resolve, resolve_capture
from fenxiao.rules.role import Role
from fenxiao.rules.settling import Whole
from fenxiao.rules.terms import Leaving, kept_by_payee
from tests.rules.desk import campaign, credit, over, person
from tests.rules.desk import made as desk_plan
from tests.rules.shop import AT, levels, line, paid, plan, settled
from tests.rules.strategies import CATEGORIES, KINDS, few_amounts, plans

uplines = st.lists(st.sampled_from(["u2", "u3", "u4", "u5", "u6"]), max_size=5, unique=True)
UPLINE = ("u2", "u3", "u4", "u5")
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
    assert ("o7", "p1", THREE.digest, SEMANTICS) == terms[:4]
    assert (to_us(AT), ("u2",)) == terms[4:6]
    assert ("1", 3, 100) == terms.lines[0][:3]


# ---------------------------------------------------------------- persons


def accounts(made: Plan, who: People, *lines: Line) -> list[tuple[str | None, str | None]]:
    """Return who stands in each slot of the first line, and who is paid for it."""
    terms = resolve(paid(*lines), made.alone, who, to_us(AT))
    slots_ = terms.lines[0].slots
    return [(one.detail and one.detail.holder_id, one.payee_id) for one in slots_]


def test_money_goes_to_the_first_account_of_a_person() -> None:
    chain = (person("u1", of="p"), person("u2", of="q"), person("u3", of="p"))
    rule = Role(rule_id="anchor", role="room", rates_ppm=(10_000,))
    held = (credit("room", "h"), credit("room", "g"))
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
    assert [("up", "paid", "merchant", "line", "posted_share", "half_up")] == list(terms.rules)


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
