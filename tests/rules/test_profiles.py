"""Profiles: a crowd and a class of lines are settled once for each unit paid."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fenxiao.model.credit_records import Credit
from fenxiao.model.who import Who
from fenxiao.rules import profiles as profiles_module
from fenxiao.rules.amounts import Row
from fenxiao.rules.compiling import compile_tables
from fenxiao.rules.conditions import Condition
from fenxiao.rules.fee import Fee
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import People, Person, blank
from fenxiao.rules.plan import Plan
from fenxiao.rules.profiles import gather, is_linear, profile_of
from fenxiao.rules.resolve import amounts, resolve
from fenxiao.rules.role import Role
from tests.rules.desk import credit, item, people, person
from tests.rules.desk import made as desk_plan
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
        pytest.param(replace(SALE, orders_minor=(1,)), False, id="a fixed amount an order"),
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
    plain = Levels(rule_id="plain", rates_ppm=(1,))
    both = compile_tables(made(plain, rule, currency="CNY", trim="nearest_first"))
    assert expected is is_linear(both)


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


# ---------------------------------------------------------------- crowds


CROWDED = desk_plan(
    Levels(rule_id="sale", rates_ppm=(100_000, 50_000, 20_000), rows=(GOLD,), self_rate_ppm=10_000),
    Role(rule_id="anchor", role="room", rates_ppm=(50_000, 20_000, 10_000)),
    Role(rule_id="host", role="room", rates_ppm=(1_000, 2_000), inviter_relation="unit"),
    Role(rule_id="code", role="code", rates_ppm=(30_000, 40_000), inviter_relation="unit"),
    Levels(rule_id="new", rates_ppm=(5_000,), when=Condition(buyer=Who(has_bought=False))),
    Levels(rule_id="member", rates_ppm=(6_000,), when=Condition(buyer=Who(is_registered=True))),
    Levels(rule_id="known", rates_ppm=(7_000,), when=Condition(buyer=Who(is_verified=True))),
    Levels(rule_id="first", rates_ppm=(8_000,), when=Condition(is_first_order=True)),
    earner=Who(statuses=("active",)),
    ceiling_ppm=290_000,
).alone
INVITERS = {
    ("team", "h"): (person("i", "gold"), person("j", status="left")),
    ("team", "g"): (person("n"), person("far")),
    ("unit", "h"): (person("k"),),
    ("unit", "g"): (person("u2", "gold"), person("l")),
    ("unit", "c"): (person("far"), person("m")),
    ("team", "c"): (person("not asked"),),
}


def crowd(
    *held: Credit, depth: int = 3, buyer: dict[str, Any] | None = None, **more: Any
) -> People:
    """Return a buyer with uplines, and holders of credits of whom some are known."""
    found = people(*["", "gold", ""][:depth], credits=held, inviters=INVITERS, **more)
    known = {"h": person("h", "gold"), "c": person("c"), "u1": person("u1"), "b": person("b")}
    member = found.buyer.member._replace(**buyer or {})
    return replace(
        found, holders=known, far=frozenset({"far"}), buyer=found.buyer._replace(member=member)
    )


CROWDS = {
    "nobody": crowd(depth=0),
    "uplines alone": crowd(),
    "an unfit upline": crowd(unfit=[2]),
    "a holder with inviters": crowd(credit("room", "h")),
    "another holder": crowd(credit("room", "c")),
    "two holders by weight": crowd(credit("room", "h", 3), credit("room", "g")),
    "the other order": crowd(credit("room", "g"), credit("room", "h", 3)),
    "holders of two roles": crowd(credit("room", "g"), credit("code", "c"), credit("room", "h")),
    "a lost claim": crowd(credit("room", "x", reason="expired"), credit("room", "h")),
    "an unfit claim": crowd(credit("room", "h", reason="unfit"), credit("room", "c")),
    "a kind that no rule asks": crowd(credit("staff", "h"), credit("code", "c")),
    "a holder too far": crowd(credit("room", "c"), credit("room", "far")),
    "only one too far": crowd(credit("room", "far")),
    "the third upline": crowd(credit("room", "u3"), credit("code", "u1")),
    "the buyer": crowd(credit("room", "b")),
    "of another line": crowd(credit("room", "h", line_ids=("2",)), credit("room", "c")),
    "of both lines": crowd(credit("room", "c"), credit("room", "h", line_ids=("1", "2"))),
    "somebody unknown": crowd(credit("room", "g"), depth=1),
    "a first order": crowd(is_first_order=True),
    "a buyer who bought": crowd(buyer={"first_order_us": 1}),
    "a registered buyer": crowd(buyer={"registered_us": 1}),
    "a verified buyer": crowd(buyer={"is_verified": True}),
}


def check_crowd(who: People) -> None:
    order = paid(line(1_000), line(333, line_id="2"))
    steps = replace(CROWDED, is_linear=False)
    assert resolve(order, steps, who, 0) == resolve(order, CROWDED, who, 0)
    assert amounts(order, steps, who) == amounts(order, CROWDED, who)


@pytest.mark.parametrize("name", CROWDS)
def test_what_a_crowd_is_paid_is_what_the_steps_say(name: str) -> None:
    assert CROWDED.is_linear
    check_crowd(CROWDS[name])


def test_what_was_found_for_one_crowd_is_given_to_no_other() -> None:
    for who in (*CROWDS.values(), *CROWDS.values()):
        check_crowd(who)


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
    who = graded("gold")
    for sku in (*skus, *skus):
        table = tables.of_line(item(1, sku=sku), "m1", None)
        assert profile_of(tables, table, who, gather(tables, who), "1")[0].rate_ppm == 1
        assert len(tables.profiles) <= 8
