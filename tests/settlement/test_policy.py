"""Policy: what is in force, chosen by merchant and instant."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from fenxiao.errors import EventError, FenxiaoError, PolicyError
from fenxiao.graph.credits import AttributionPolicy, CreditRule
from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.grades import AtLeast, Grade, GradePolicy
from fenxiao.graph.policy import BindingPolicy
from fenxiao.graph.quota import QuotaPolicy
from fenxiao.graph.storefront import StorefrontPolicy
from fenxiao.model.instants import DAY_US
from fenxiao.model.who import Who
from fenxiao.rules.custom import Asked, Award
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.settlement.policy import Holding, Policy, load_policy
from tests.support.build import at, at_us

RULE = {"kind": "levels", "rule_id": "sale", "rates_ppm": [100_000]}
PLAN = {
    "plan_id": "p1",
    "effective_from": "2024-01-01T00:00:00Z",
    "ceiling_ppm": 100_000,
    "rules": [RULE],
}


def plan(plan_id: str, *, day: int = 0, merchant_id: str | None = None) -> Plan:
    rule = Levels(rule_id="sale", rates_ppm=(100_000,))
    return Plan(
        plan_id=plan_id,
        effective_from=at(day),
        ceiling_ppm=100_000,
        rules=(rule,),
        merchant_id=merchant_id,
    )


def in_force(of: Policy, merchant_id: str, day: int) -> str | None:
    found = of.in_force(merchant_id, at_us(day))
    return found.plan.plan_id if found else None


def test_holding_is_days_of_24_hours() -> None:
    assert 14 * DAY_US == Holding().holding_us
    assert 0 == Holding(holding_days=0).holding_us


@pytest.mark.parametrize("name", ["recheck", "stops_risk"])
def test_what_is_looked_at_again_has_a_name(name: str) -> None:
    fields: dict[str, Any] = {name: "all"}
    with pytest.raises(EventError, match=name):
        Holding(**fields)


@pytest.mark.parametrize("holding_days", [-1, 3651, True])
def test_holding_has_bounds(holding_days: int) -> None:
    with pytest.raises(EventError, match="holding_days"):
        Holding(holding_days=holding_days)


def test_a_plan_is_in_force_from_its_instant_until_the_next() -> None:
    of = Policy(plans=(plan("new", day=5), plan("old")))
    expected = [None, "old", "old", "new", "new"]
    assert expected == [in_force(of, "m1", day) for day in (-1, 0, 4, 5, 500)]


def test_a_merchants_own_plan_goes_before() -> None:
    of = Policy(plans=(plan("all"), plan("own", day=5, merchant_id="m1")))
    assert ["all", "own"] == [in_force(of, "m1", day) for day in (4, 5)]
    assert "all" == in_force(of, "m2", 5)


def test_a_merchant_without_any_plan_has_none() -> None:
    of = Policy(plans=(plan("own", merchant_id="m1"),))
    assert [None, "own"] == [in_force(of, merchant, 5) for merchant in ("m2", "m1")]


def test_a_policy_has_a_plan() -> None:
    with pytest.raises(PolicyError) as caught:
        Policy(plans=())
    assert "policy.no_plans" == caught.value.code


@pytest.mark.parametrize("merchant_id", [None, "m1"])
def test_two_plans_do_not_start_at_one_instant(merchant_id: str | None) -> None:
    one, other = (plan(name, merchant_id=merchant_id) for name in ("a", "b"))
    with pytest.raises(PolicyError) as caught:
        Policy(plans=(one, other))
    assert ("policy.repeated_plan", "b", "a") == (
        caught.value.code,
        caught.value.facts["plan_id"],
        caught.value.facts["other_id"],
    )


def test_two_merchants_may() -> None:
    of = Policy(plans=(plan("a", merchant_id="m1"), plan("b", merchant_id="m2"), plan("c")))
    assert ["a", "b", "c"] == [in_force(of, merchant, 0) for merchant in ("m1", "m2", "m3")]


def test_plans_may_come_in_a_list() -> None:
    assert (plan("a"),) == Policy(plans=[plan("a")]).plans  # type: ignore[arg-type]  # as from JSON


def test_a_policy_is_its_content() -> None:
    assert Policy(plans=(plan("a"),)) == Policy(plans=(plan("a"),))
    assert Policy(plans=(plan("a"),)) != Policy(plans=(plan("b"),))


def test_a_policy_is_read_from_json() -> None:
    minimums = [{"currency": "CNY", "amount_minor": 100}]
    of = load_policy(
        {"plans": [PLAN], "holding": {"holding_days": 3}, "payout": {"minimums": minimums}}
    )
    assert ("p1", 3, 100) == (
        of.plans[0].plan_id,
        of.holding.holding_days,
        of.payout.minimum_minor("CNY"),
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({}, "event.missing_field", id="no plans at all"),
        pytest.param({"plans": []}, "policy.no_plans", id="an empty list"),
        pytest.param({"plans": [PLAN, PLAN]}, "policy.repeated_plan", id="one plan twice"),
        pytest.param({"plans": [PLAN], "x": 1}, "event.unknown_field", id="an unknown field"),
        pytest.param(
            {"plans": [PLAN | {"ceiling_ppm": 99_999}]}, "plan.ceiling", id="above the ceiling"
        ),
        pytest.param(
            {"plans": [PLAN], "holding": {"holding_days": -1}}, "event.bad_quantity", id="holding"
        ),
        pytest.param(
            {"plans": [PLAN | {"effective_from": "2024-01-01T00:00:00"}]},
            "plan.bad_field",
            id="an instant without zone",
        ),
    ],
)
def test_every_part_is_checked(fields: dict[str, object], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        load_policy(fields)
    assert code == caught.value.code


def test_a_policy_is_read_from_text() -> None:
    text = json.dumps({"plans": [PLAN]})
    assert load_policy(text) == load_policy(text.encode()) == load_policy({"plans": [PLAN]})
    for wrong, code in (
        ('{"plans": [], "plans": []}', "event.not_json"),
        ("[]", "plan.not_toml"),
        (b"\xff", "plan.not_toml"),
    ):
        with pytest.raises(FenxiaoError) as caught:
            load_policy(wrong)
        assert code == caught.value.code


def test_the_fields_for_reckoning_are_not_read() -> None:
    with pytest.raises(EventError, match="_timelines"):
        load_policy({"plans": [PLAN], "_timelines": {}})


LADDER = GradePolicy(grades=(Grade(name="gold", is_by_hand=True),))
MOON = Who(grades=("gold", "moon"))
QUOTA = QuotaPolicy(currency="CNY", per_sales_minor=1)
DIRECT = AtLeast(counter="direct:moon", count=1)
NAMED: dict[str, dict[str, Any]] = {
    "bindings.sharer": {"bindings": (BindingPolicy(sharer=MOON),)},
    "bindings.visitor": {"bindings": (BindingPolicy(visitor=MOON),)},
    "attributions.rules.holder": {
        "attributions": (AttributionPolicy(rules=(CreditRule(kind="link", holder=MOON),)),)
    },
    "storefronts.keeper": {"storefronts": (StorefrontPolicy(keeper=MOON),)},
    "enrolment.who": {"enrolment": EnrolmentPolicy(who=MOON)},
    "enrolment.all_of": {"enrolment": EnrolmentPolicy(all_of=(DIRECT,))},
    "quota.issuer": {"quota": replace(QUOTA, issuer=MOON)},
    "quota.grade_multipliers_ppm": {"quota": replace(QUOTA, grade_multipliers_ppm=(("moon", 1),))},
}


@pytest.mark.parametrize("part", NAMED)
def test_a_grade_is_one_of_the_ladder(part: str) -> None:
    for grades in (LADDER, None):
        with pytest.raises(PolicyError) as caught:
            Policy(plans=(plan("a"),), grades=grades, **NAMED[part])
        assert ("policy.unknown_grade", part) == (caught.value.code, caught.value.facts["part"])
    full = replace(LADDER, grades=(*LADDER.grades, Grade(name="moon", is_by_hand=True)))
    assert Policy(plans=(plan("a"),), grades=full, **NAMED[part]).grades == full


def test_active_recruits_are_counted_by_a_ladder() -> None:
    enrolment = EnrolmentPolicy(all_of=(AtLeast(counter="active_recruits", count=1),))
    for grades in (LADDER, None):
        with pytest.raises(PolicyError) as caught:
            Policy(plans=(plan("a"),), grades=grades, enrolment=enrolment)
        assert "policy.enrolment" == caught.value.code
    bought = AtLeast(counter="purchases", amount_minor=1, currency="CNY")
    of = Policy(plans=(plan("a"),), grades=replace(LADDER, active=(bought,)), enrolment=enrolment)
    assert {"active_recruits", "purchases"} == of.counted


WRONG: Any = "wrong on purpose"
BUILD: dict[str, Callable[[], object]] = {
    **{
        name: partial(Policy, plans=(plan("a"),), **{name: WRONG})
        for name in ("holding", "payout", "grades", "enrolment", "quota")
    },
    "issuer": lambda: replace(QUOTA, issuer=WRONG),
    "holder": lambda: CreditRule(kind="link", holder=WRONG),
    "keeper": lambda: StorefrontPolicy(keeper=WRONG),
    "who": lambda: EnrolmentPolicy(who=WRONG),
    "sharer": lambda: BindingPolicy(sharer=WRONG),
    "visitor": lambda: BindingPolicy(visitor=WRONG),
    "who of a grade": lambda: Grade(name="a", who=WRONG),
}


@pytest.mark.parametrize("name", BUILD)
def test_a_part_is_of_its_type(name: str) -> None:
    with pytest.raises(EventError) as caught:
        BUILD[name]()
    assert ("event.bad_field", name.split(maxsplit=1)[0]) == (
        caught.value.code,
        caught.value.facts["field"],
    )


def test_what_asks_if_a_member_has_bought_has_first_orders_kept() -> None:
    bought = Who(has_bought=True)
    assert not Policy(plans=(plan("a"),), quota=QUOTA).keeps_first_orders
    assert Policy(plans=(plan("a"),), quota=replace(QUOTA, issuer=bought)).keeps_first_orders


def test_rules_of_ones_own_are_passed_in_where_the_file_is_read() -> None:
    class Own:
        name = "by_weight"

        def awards(self, _: Asked) -> tuple[Award, ...]:
            return ()

    own = {"kind": "custom", "rule_id": "own", "custom": "by_weight", "at_most_ppm": "1%"}
    fields = {"plans": [PLAN | {"rules": [own]}]}
    rule = Own()
    assert (rule,) == load_policy(fields, custom_rules=[rule]).custom_rules
    for wrong, code in (((), "rule.unknown"), ((rule, rule), "event.bad_field")):
        with pytest.raises(FenxiaoError) as caught:
            load_policy(fields, custom_rules=wrong)
        assert code == caught.value.code


def test_what_authors_should_know_is_told_once() -> None:
    tiny = PLAN | {"rules": [{"kind": "levels", "rule_id": "sale", "rates_ppm": [10, 5]}]}
    summer = {
        "campaign_id": "618",
        "starts_at": "2024-06-01T00:00:00Z",
        "ends_at": "2024-06-02T00:00:00Z",
        "multiplies": [{"rule_id": "sale", "factor_ppm": 200}],
    }
    found = load_policy({"plans": [tiny], "campaigns": [summer]}).findings
    told = [(one.code, dict(one.facts)["part"], dict(one.facts)["rates"]) for one in found]
    assert told == [
        ("plan.tiny_rate", 'rule "sale"', "0.001%, 0.0005%"),
        ("plan.tiny_rate", 'campaign "618", rule "sale"', "0.02%"),
    ]


@pytest.mark.parametrize(
    ("rule", "part"),
    [
        ({"rows": [{"grades": ["moon"], "rates_ppm": ["1%"]}]}, 'plans "2024", rule "sale"'),
        ({"earner": {"grades": ["moon"]}}, 'plans "2024", rule "sale", earner'),
        ({"when": {"buyer": {"grades": ["moon"]}}}, 'plans "2024", rule "sale", when.buyer'),
    ],
)
def test_an_unknown_grade_of_a_plan_is_told_with_its_rule(rule: dict[str, Any], part: str) -> None:
    sale = {"kind": "levels", "rule_id": "sale", "rates_ppm": ["2%"]} | rule
    ladder = {"grades": [{"name": "gold", "is_by_hand": True}]}
    with pytest.raises(PolicyError, match='which has "gold"; got "moon"') as caught:
        load_policy({"plans": [PLAN | {"plan_id": "2024", "rules": [sale]}], "grades": ladder})
    assert part == caught.value.facts["part"]
