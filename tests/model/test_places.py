"""Places in a file: the path that an author follows."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.model.events import OrderPaid
from fenxiao.model.places import closest, named_part, place_text, rule_name, steps_of
from fenxiao.settlement.policy import Policy

ROLE = {"kind": "role", "role": "room", "rule_id": "a", "rows": [{"x": 1}]}
CREDIT = {"kind": "relation", "relation": "street"}
FILE: dict[str, Any] = {
    "plans": [
        {"plan_id": "p", "rules": [ROLE, {"kind": "fee", "rule_id": "b"}]},
        {"plan_id": "q", "rules": [{"kind": "fee", "rule_id": "b"}]},
    ],
    "campaigns": [{"campaign_id": "618", "rules": [{"kind": "fee", "rule_id": "c"}]}],
    "attributions": [{"rules": [CREDIT]}],
}


@pytest.mark.parametrize(
    ("loc", "is_whole", "expected"),
    [
        pytest.param((), True, (), id="the whole"),
        pytest.param(("plans", 0, "rules", 0, "role"), True, "plans[0].rules[0]", id="a rule"),
        pytest.param(
            ("plans", 0, "rules", 0, "role", "role"),
            False,
            "plans[0].rules[0].role",
            id="a field that is called like the kind",
        ),
        pytest.param(
            ("plans", 0, "rules", 0, "role", "rows", 0, "x"),
            False,
            "plans[0].rules[0].rows[0].x",
            id="below the kind",
        ),
        pytest.param(
            ("plans", 0, "rules", 0, "role", "depth"),
            False,
            "plans[0].rules[0].depth",
            id="a field that is not there",
        ),
        pytest.param(
            ("attributions", 0, "rules", 0, "relation"),
            False,
            "attributions[0].rules[0].relation",
            id="a kind that chooses no class is no step",
        ),
        pytest.param(("plans", 0, "Plan", "plan_id"), False, "plans[0].plan_id", id="a class"),
    ],
)
def test_kinds_are_no_steps(loc: Any, expected: Any, *, is_whole: bool) -> None:
    steps = steps_of(loc, FILE, is_whole=is_whole)
    assert expected == (place_text(steps) if steps else ())


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({}, "", id="nothing is named"),
        pytest.param({"plan_id": "q"}, "plans[1]", id="a plan"),
        pytest.param({"plan_id": "q", "rule_id": "b"}, "plans[1].rules[0]", id="a rule of it"),
        pytest.param({"rule_id": "a"}, "plans[0].rules[0]", id="the only rule of a name"),
        pytest.param({"rule_id": "b"}, "", id="one of two rules of a name"),
        pytest.param({"rule_id": "z"}, "", id="a rule that is not there"),
        pytest.param({"plan_id": "p", "rule_id": "c"}, "campaigns[0].rules[0]", id="a campaign's"),
        pytest.param({"campaign_id": "618"}, "campaigns[0]", id="a campaign"),
        pytest.param({"rule_id": "618", "other_id": "x"}, "campaigns[0]", id="as a rule"),
        pytest.param(
            {"plan_id": "p", "rule_id": "a", "row": "rows[0]"},
            "plans[0].rules[0].rows[0]",
            id="a row",
        ),
    ],
)
def test_what_a_fault_names_is_found(facts: dict[str, object], expected: str) -> None:
    assert expected == place_text(named_part((), FILE, facts))


def test_of_two_parts_of_one_name_the_second_repeats() -> None:
    twice = {"rules": [{"rule_id": "a"}, {"rule_id": "b"}, {"rule_id": "a"}]}
    facts = {"plan_id": "p", "rule_id": "a"}
    assert named_part((), twice, facts, is_repeated=True) == ("rules", 2)
    assert named_part((), twice, facts) == ()


@pytest.mark.parametrize(
    ("kind", "steps", "content", "name", "expected"),
    [
        (Policy, (), {}, "plan", '"plans"'),
        (Policy, ("plans", 0, "rules", 0), FILE, "rolle", '"role"'),
        (Policy, ("plans", 0, "rules", 1), FILE, "rate", '"rate_ppm"'),
        (Policy, ("plans", 0, "rules", 0, "rows", 0), FILE, "sku", '"skus"'),
        (Policy, ("attributions", 0, "rules", 0), FILE, "channel", '"channels"'),
        (
            Policy,
            ("holding",),
            {"holding": {}},
            "days",
            '"holding_days" or "recheck" or "stops_risk"',
        ),
        (Policy, ("grades",), {"grades": {}}, "grade", '"grades"'),
        (OrderPaid, ("lines", 0), {"lines": [{}]}, "skus", '"sku"'),
        (OrderPaid, ("id", "x"), {"id": "1"}, "y", "no other"),
    ],
)
def test_the_closest_name_is_that_of_the_class_at_the_place(
    kind: type, steps: Any, content: object, name: str, expected: str
) -> None:
    assert expected == closest(kind, steps, content, name)


@pytest.mark.parametrize("content", [None, "text", [], {"rules": "none"}, {"rules": ["a", 1]}])
def test_what_is_no_plan_at_all_has_no_parts(content: object) -> None:
    facts = {"plan_id": "p", "rule_id": "a"}
    assert named_part((), content, facts, is_repeated=True) == ()


def test_a_place_outside_of_rules_is_in_no_rule() -> None:
    assert rule_name(("plans", 0), FILE) is None
    assert rule_name(("campaigns", 0, "rules", 0, "rows", 0), FILE) == "c"
