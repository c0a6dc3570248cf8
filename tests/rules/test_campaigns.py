"""Campaigns as data: what they may say, and what contradicts itself or another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fenxiao.errors import PolicyError
from fenxiao.rules.campaigns import Multiply
from fenxiao.rules.conditions import Condition
from fenxiao.rules.fee import Fee
from fenxiao.rules.levels import Levels
from tests.rules.desk import campaign, made, over
from tests.rules.shop import AT

CAMPAIGN_ID = campaign(replaces=("sale",)).campaign_id

SALE = Levels(rule_id="sale", rates_ppm=(1,))
GIFT = Levels(rule_id="gift", rates_ppm=(1,))
OF_MERCHANT = Levels(rule_id="shop", rates_ppm=(1,), funded_by="merchant")
BACK = Levels(rule_id="back", rates_ppm=(1,), funded_by="gift")
FEE = Fee(rule_id="fee", of_rules=("gift",), rate_ppm=1)
DOUBLE = Multiply(rule_id="sale", factor_ppm=2_000_000)
OF_BUDGET: dict[str, Any] = {"budget_minor": 0, "rules": (GIFT,), "replaces": ()}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"campaign_id": ""}, "plan.bad_field", id="no name"),
        pytest.param({"starts_at": AT.replace(tzinfo=None)}, "plan.bad_field", id="no zone"),
        pytest.param({"ends_at": "2024"}, "plan.bad_field", id="a text for an instant"),
        pytest.param({"ends_at": AT}, "plan.campaign", id="over as it starts"),
        pytest.param({"ends_at": AT - timedelta(1)}, "plan.campaign", id="over before"),
        pytest.param({"merchants": ("m", "m")}, "plan.bad_field", id="a merchant twice"),
        pytest.param({"order": 1_001}, "plan.bad_field", id="an order too high"),
        pytest.param({"order": -1_001}, "plan.bad_field", id="an order too low"),
        pytest.param({"order": 0.5}, "plan.bad_field", id="half an order"),
        pytest.param({"when": {}}, "plan.bad_field", id="no condition"),
        pytest.param({"multiplies": (SALE,)}, "plan.bad_field", id="a rule for a factor"),
        pytest.param({"rules": ("sale",)}, "plan.bad_field", id="a name for a rule"),
        pytest.param({"ceiling_ppm": 0.5}, "plan.bad_field", id="a float"),
        pytest.param({"replaces": ()}, "plan.campaign", id="nothing changes"),
        pytest.param(OF_BUDGET | {"budget_minor": -1}, "plan.bad_field", id="a budget below 0"),
        pytest.param(OF_BUDGET | {"budget_minor": 1.5}, "plan.bad_field", id="half a unit"),
        pytest.param(OF_BUDGET | {"replaces": ("x",)}, "plan.campaign", id="a rule is replaced"),
        pytest.param(OF_BUDGET | {"multiplies": (DOUBLE,)}, "plan.campaign", id="or multiplied"),
        pytest.param(OF_BUDGET | {"rules": (GIFT, BACK)}, "plan.campaign", id="a share waits"),
        pytest.param(OF_BUDGET | {"rules": (GIFT, FEE)}, "plan.campaign", id="a fee waits"),
        pytest.param({"excludes": ("c",)}, "plan.campaign", id="it shuts out itself"),
    ],
)
def test_wrong_campaigns_are_refused(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(PolicyError) as caught:
        campaign(**{"replaces": ("sale",)} | fields)
    assert code == caught.value.code


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"ends_at": AT + timedelta(microseconds=1)}, id="the shortest"),
        pytest.param({"order": -1_000}, id="the first of all"),
        pytest.param({"order": 1_000}, id="the last of all"),
        pytest.param({"order": 0}, id="the usual order"),
        pytest.param({"replaces": (), "rules": (GIFT,)}, id="a rule alone"),
        pytest.param({"rules": (GIFT, BACK, FEE)}, id="a share and a fee of no budget"),
        pytest.param(OF_BUDGET, id="a budget of nothing"),
        pytest.param(OF_BUDGET | {"rules": (GIFT, OF_MERCHANT)}, id="a merchant's budget"),
    ],
)
def test_what_is_just_right_is_taken(fields: dict[str, Any]) -> None:
    made_up = campaign(**{"replaces": ("sale",)} | fields)
    assert all(value == getattr(made_up, name) for name, value in fields.items())


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"rule_id": ""}, id="no rule"),
        pytest.param({"factor_ppm": 10_000_001}, id="more than tenfold"),
        pytest.param({"factor_ppm": 2.0}, id="a float"),
        pytest.param({"grades": ("a", "a")}, id="a grade twice"),
        pytest.param({"tenure_from_days": -1}, id="days below 0"),
        pytest.param({"tenure_until_days": 36_501}, id="a hundred years"),
    ],
)
def test_wrong_factors_are_refused(fields: dict[str, Any]) -> None:
    known: dict[str, Any] = {"rule_id": "sale", "factor_ppm": 1}
    with pytest.raises(PolicyError) as caught:
        Multiply(**known | fields)
    assert "plan.bad_field" == caught.value.code


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"factor_ppm": 10_000_000}, id="tenfold"),
        pytest.param({"factor_ppm": 0}, id="nothing"),
        pytest.param({"tenure_from_days": 0, "tenure_until_days": 36_500}, id="a hundred years"),
    ],
)
def test_a_factor_that_is_just_right_is_taken(fields: dict[str, Any]) -> None:
    known: dict[str, Any] = {"rule_id": "sale", "factor_ppm": 1}
    made_up = Multiply(**known | fields)
    assert all(value == getattr(made_up, name) for name, value in fields.items())


def test_a_factor_is_ppm_or_a_percent_text() -> None:
    text: Any = "250%"
    assert 2_500_000 == Multiply(rule_id="sale", factor_ppm=text).factor_ppm


@pytest.mark.parametrize(
    ("others", "code"),
    [
        pytest.param([{"replaces": ("x",)}], "plan.campaign_rule", id="replaces no rule"),
        pytest.param(
            [{"multiplies": (Multiply(rule_id="x", factor_ppm=1),)}],
            "plan.campaign_rule",
            id="multiplies no rule",
        ),
        pytest.param(
            [{"rules": (GIFT,)}, {"campaign_id": "d", "replaces": ("gift",)}],
            "plan.campaign_rule",
            id="replaces a rule of another campaign",
        ),
        pytest.param([{"rules": (SALE,)}], "plan.repeated_rule", id="a rule of that name"),
        pytest.param(
            [{"rules": (GIFT,)}, {"campaign_id": "d", "rules": (GIFT,)}],
            "plan.repeated_rule",
            id="two of one name",
        ),
        pytest.param(
            [
                {"replaces": ("sale",)},
                {"campaign_id": "d", "replaces": ("sale",), "excludes": ("c",)},
            ],
            "plan.campaign",
            id="shuts out an earlier one",
        ),
    ],
)
def test_campaigns_that_contradict_plan_or_each_other(
    others: list[dict[str, Any]], code: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        over(made(SALE), *(campaign(**one) for one in others))
    assert code == caught.value.code


def test_lists_become_tuples_and_percent_texts_ppm() -> None:
    factors: Any = [DOUBLE]
    found = campaign(multiplies=factors, ceiling_ppm="50%")
    assert ((DOUBLE,), 500_000) == (found.multiplies, found.ceiling_ppm)


def test_a_campaign_has_the_usual_order_if_it_names_none() -> None:
    assert campaign(replaces=("sale",)).order == 0


def test_campaigns_lie_in_their_order_then_by_name() -> None:
    replaced = {"replaces": ("sale",)}
    three = [
        campaign("b", **replaced),
        campaign("a", **replaced),
        campaign("c", order=-1, **replaced),
    ]
    assert ("c", "a", "b") == over(made(SALE), *three).campaign_ids


def test_no_campaign_leaves_the_plan_as_it_is() -> None:
    plan = made(SALE)
    assert over(plan) is plan.alone
    assert over(plan, campaign(replaces=("sale",))).digest != plan.digest


def test_plan_and_campaign_are_proved_like_one_plan() -> None:
    plan = made(Levels(rule_id="sale", rates_ppm=(60_000,)), ceiling_ppm=100_000, trim="refuse")
    double = (Multiply(rule_id="sale", factor_ppm=2_000_000),)
    with pytest.raises(PolicyError) as caught:
        over(plan, campaign(multiplies=double))
    assert ("plan.ceiling", 120_000) == (caught.value.code, caught.value.facts["share_ppm"])
    assert f' while "{CAMPAIGN_ID}" is in force' == caught.value.facts["during"]
    in_force = over(plan, campaign(multiplies=double, ceiling_ppm=120_000))
    assert 120_000 == in_force.witness.share_ppm


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"rules": (Levels(rule_id="gift", units_minor=(5,)),)}, id="in a rule"),
        pytest.param(
            {"when": Condition(at_least_minor=5), "replaces": ("sale",)}, id="in its condition"
        ),
    ],
)
def test_amounts_of_a_campaign_need_the_plans_currency(fields: dict[str, Any]) -> None:
    with pytest.raises(PolicyError) as caught:
        over(made(SALE, currency=None), campaign(**fields))
    assert "plan.currency" == caught.value.code
    assert f'Campaign "{CAMPAIGN_ID}"' == caught.value.facts["part"]
