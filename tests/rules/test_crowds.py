"""Crowds: orders of people who are alike in all that a plan asks are settled alike."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fenxiao.model.credit_records import Credit
from fenxiao.model.who import Who
from fenxiao.rules.amounts import Row
from fenxiao.rules.conditions import Condition
from fenxiao.rules.crowds import gather
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import People
from fenxiao.rules.resolve import amounts, resolve
from fenxiao.rules.role import Role
from tests.rules.desk import credit, people, person
from tests.rules.desk import made as desk_plan
from tests.rules.shop import line, paid

GOLD = Row(grades=("gold",), rates_ppm=(120_000,))
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


def test_a_plan_that_asks_nothing_of_anybody_tells_only_places_apart() -> None:
    def key(*, holder: str = "", asks_people: bool, **fields: Any) -> object:
        who = crowd(credit("room", "h"), **fields)
        known = {"h": person("h", holder)}
        found = gather(CROWDED.tables, replace(who, holders=known), asks_people=asks_people)
        return found.key

    verified = {"is_verified": True}
    plain = key(asks_people=False)
    assert plain == key(holder="gold", asks_people=False) == key(buyer=verified, asks_people=False)
    asked = {key(holder=grade, asks_people=True) for grade in ("", "gold")}
    assert len({plain, *asked, key(buyer=verified, asks_people=True)}) == 4


def test_crowds_have_one_key_where_the_plan_can_tell_nobody_apart() -> None:
    keys = {name: gather(CROWDED.tables, who).key for name, who in CROWDS.items()}
    assert keys["a kind that no rule asks"] != keys["uplines alone"]  # its code counts
    alike = crowd(credit("staff", "h"))
    assert gather(CROWDED.tables, alike).key == keys["uplines alone"]
    assert gather(CROWDED.tables, alike).held == ()


def test_grades_of_holders_tell_crowds_apart() -> None:
    role = Role(rule_id="room", role="room", rates_ppm=(50_000,), rows=(GOLD,))
    plan = desk_plan(role, trim="nearest_first").alone
    order = paid(line(1_000))
    for grade, earned_minor in (("gold", 120), ("", 50), ("gold", 120)):
        who = people("", credits=(credit("room", "h"),), holders={"h": person("h", grade)})
        assert amounts(order, plan, who) == {"h": earned_minor}
