"""Plans by merchant and date: whose plan, with which campaigns, is in force when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import EventError, PolicyError
from fenxiao.model.instants import to_us
from fenxiao.rules.campaigns import Campaign, Multiply
from fenxiao.rules.custom import Asked, Award
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.settlement.plans import (
    PlanCorrection,
    check_corrections,
    check_rules,
    merchant_timelines,
)
from fenxiao.settlement.policy import Policy, load_policy
from fenxiao.settlement.policy_files import dump_policy
from tests.support.build import at

SALE = Levels(rule_id="sale", rates_ppm=(10_000,))
US = timedelta(microseconds=1)


def plan(plan_id: str, day: float = 0, **fields: Any) -> Plan:
    known: dict[str, Any] = {"ceiling_ppm": 500_000, "rules": (SALE,)}
    return Plan(plan_id=plan_id, effective_from=at(day), **known | fields)


def campaign(campaign_id: str, first: float, until: float, **fields: Any) -> Campaign:
    known: dict[str, Any] = {"multiplies": (Multiply(rule_id="sale", factor_ppm=2_000_000),)}
    known |= {"starts_at": at(first), "ends_at": at(until)}
    return Campaign(campaign_id=campaign_id, **known | fields)


def found(
    plans: Sequence[Plan], campaigns: Sequence[Campaign], merchant: str | None, when: datetime
) -> tuple[str, ...] | None:
    """Return the plan in force and its campaigns, by name."""
    timeline = merchant_timelines(plans, campaigns).get(merchant)
    in_force = None if timeline is None else timeline.at(to_us(when))
    return None if in_force is None else (in_force.plan.plan_id, *in_force.campaign_ids)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        pytest.param(at(5) - US, ("p",), id="just before it starts"),
        pytest.param(at(5), ("p", "c"), id="as it starts"),
        pytest.param(at(7) - US, ("p", "c"), id="just before it ends"),
        pytest.param(at(7), ("p",), id="as it ends"),
        pytest.param(at(0) - US, None, id="before the plan"),
    ],
)
def test_a_campaign_lies_over_the_plan_from_its_start_until_its_end(
    when: datetime, expected: tuple[str, ...] | None
) -> None:
    assert expected == found([plan("p")], [campaign("c", 5, 7)], None, when)


def test_a_campaign_from_before_the_first_plan_lies_over_it_once_there_is_one() -> None:
    plans, campaigns = [plan("p", 6)], [campaign("c", 5, 9)]
    assert found(plans, campaigns, None, at(5)) is None
    assert ("p", "c") == found(plans, campaigns, None, at(6))


def test_a_campaign_goes_on_over_the_next_plan() -> None:
    plans = [plan("p"), plan("q", 6)]
    days = [found(plans, [campaign("c", 5, 7)], None, at(day)) for day in (5, 6, 7)]
    assert [("p", "c"), ("q", "c"), ("q",)] == days


@pytest.mark.parametrize(
    ("merchant", "day", "expected"),
    [
        pytest.param(None, 5, ("common",), id="no merchant's campaign for all others"),
        pytest.param("m1", 5, ("common", "c"), id="his campaign over the common plan"),
        pytest.param("m2", 1, ("common",), id="before his own plan the common one"),
        pytest.param("m2", 5, ("own", "c"), id="his campaign over his own plan"),
        pytest.param("m2", 9, ("own",), id="then his own plan alone"),
        pytest.param("m3", 5, None, id="who has neither has no timeline of his own"),
    ],
)
def test_a_merchants_campaign(
    merchant: str | None, day: float, expected: tuple[str, ...] | None
) -> None:
    plans = [plan("common"), plan("own", 3, merchant_id="m2")]
    mine = campaign("c", 4, 8, merchants=("m1", "m2"))
    assert expected == found(plans, [mine], merchant, at(day))


def test_a_campaign_of_all_merchants_lies_over_their_own_plans_too() -> None:
    plans = [plan("common"), plan("own", merchant_id="m1")]
    both = [found(plans, [campaign("c", 1, 2)], one, at(1)) for one in (None, "m1")]
    assert [("common", "c"), ("own", "c")] == both


def test_a_merchants_plan_without_a_common_one_is_his_alone() -> None:
    timelines = merchant_timelines([plan("own", merchant_id="m1")], [])
    assert {"m1"} == set(timelines)


def test_campaigns_at_one_time_stand_in_their_order() -> None:
    three = [campaign("b", 1, 9), campaign("a", 2, 9), campaign("z", 3, 9, order=-1)]
    days = [found([plan("p")], three, None, at(day)) for day in (1, 2, 3)]
    assert [("p", "b"), ("p", "a", "b"), ("p", "z", "a", "b")] == days


@given(
    windows=st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=4),
    day=st.integers(0, 30),
)
def test_in_force_are_exactly_those_whose_window_holds_the_instant(
    windows: list[tuple[int, int]], day: int
) -> None:
    campaigns = [
        campaign(f"c{n}", first, first + length) for n, (first, length) in enumerate(windows)
    ]
    expected = [f"c{n}" for n, (low, length) in enumerate(windows) if low <= day < low + length]
    assert ("p", *expected) == found([plan("p")], campaigns, None, at(day))


@pytest.mark.parametrize(
    ("plans", "campaigns", "code"),
    [
        pytest.param([plan("p"), plan("q")], [], "policy.repeated_plan", id="two at one instant"),
        pytest.param(
            [plan("p", merchant_id="m"), plan("q", merchant_id="m")],
            [],
            "policy.repeated_plan",
            id="two of one merchant",
        ),
        pytest.param(
            [plan("p")],
            [campaign("c", 1, 2), campaign("c", 3, 4)],
            "policy.repeated_campaign",
            id="a name twice",
        ),
        pytest.param(
            [plan("p")],
            [campaign("c", 1, 2, excludes=("d",))],
            "plan.campaign",
            id="shuts out no campaign",
        ),
        pytest.param(
            [plan("p", ceiling_ppm=15_000)], [campaign("c", 1, 2)], "plan.ceiling", id="too much"
        ),
        pytest.param(
            [plan("p", ceiling_ppm=30_000)],
            [campaign("c", 1, 3), campaign("d", 2, 4)],
            "plan.ceiling",
            id="too much together",
        ),
        pytest.param(
            [plan("p", rules=(Levels(rule_id="other", rates_ppm=(1,)),))],
            [campaign("c", 1, 2)],
            "plan.campaign_rule",
            id="a rule that the plan has not",
        ),
    ],
)
def test_what_is_refused_when_the_policy_is_made(
    plans: list[Plan], campaigns: list[Campaign], code: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        merchant_timelines(plans, campaigns)
    assert code == caught.value.code


@pytest.mark.parametrize(
    ("plans", "campaigns"),
    [
        pytest.param([plan("p"), plan("q", merchant_id="m")], [], id="one instant, two owners"),
        pytest.param(
            [plan("p", ceiling_ppm=30_000)],
            [campaign("c", 1, 2), campaign("d", 2, 4)],
            id="too much together, but never together",
        ),
        pytest.param([plan("p")], [campaign("c", 1, 2), campaign("d", 1, 2)], id="two at a time"),
        pytest.param(
            [plan("p")],
            [campaign("c", 1, 2, excludes=("d",)), campaign("d", 5, 6)],
            id="shuts out one at another time",
        ),
    ],
)
def test_near_misses_are_taken(plans: list[Plan], campaigns: list[Campaign]) -> None:
    assert merchant_timelines(plans, campaigns)


class Own:
    """A host's rule that pays nobody."""

    def __init__(self, name: str) -> None:
        self.name = name

    def awards(self, asked: Asked) -> list[Award]:
        del asked
        return []


def test_a_hosts_rules_have_names_of_their_own() -> None:
    one, two = Own("one"), Own("two")
    assert (one, two) == check_rules([one, two])
    assert () == check_rules(())


@pytest.mark.parametrize("rules", [[Own("a"), Own("a")], ["a"], "a", None, 5, [None]])
def test_what_is_no_rule_is_refused(rules: object) -> None:
    with pytest.raises(EventError) as caught:
        check_rules(rules)
    assert ("event.bad_field", "custom_rules") == (
        caught.value.code,
        caught.value.facts["field"],
    )


class TestCorrections:
    """The plan by which orders of a time are settled again."""

    def correction(self, **fields: Any) -> PlanCorrection:
        known: dict[str, Any] = {"correction_id": "slip", "starts_at": at(1), "ends_at": at(2)}
        return PlanCorrection(**{**known, "plan": plan("right"), **fields})

    @pytest.mark.parametrize(
        ("when", "merchant", "of", "expected"),
        [
            pytest.param(at(1), "m1", None, True, id="at its start"),
            pytest.param(at(1) - US, "m1", None, False, id="before"),
            pytest.param(at(2) - US, "m1", None, True, id="at its last instant"),
            pytest.param(at(2), "m1", None, False, id="at its end"),
            pytest.param(at(1), "m1", "m1", True, id="its merchant"),
            pytest.param(at(1), "m2", "m1", False, id="another merchant"),
        ],
    )
    def test_which_orders_it_covers(
        self, when: datetime, merchant: str, of: str | None, *, expected: bool
    ) -> None:
        correction = self.correction(plan=plan("right", merchant_id=of))
        assert expected is correction.covers(merchant, to_us(when))

    def test_it_is_found_by_its_name(self) -> None:
        one, other = self.correction(), self.correction(correction_id="other")
        assert {"slip": one, "other": other} == check_corrections([one, other])

    @pytest.mark.parametrize("wrong", [1, ("slip",)])
    def test_what_is_no_correction_is_refused(self, wrong: object) -> None:
        with pytest.raises(EventError):
            check_corrections(wrong)

    def test_campaigns_lie_over_the_right_plan_too(self) -> None:
        policy = Policy(
            plans=(plan("wrong"),),
            campaigns=(campaign("618", 1.5, 3),),
            corrections=(self.correction(),),
        )
        found = [policy.corrected("slip", "m1", to_us(at(day))) for day in (1, 1.5, 2)]
        names = [one and tuple(campaign.campaign_id for campaign in one.campaigns) for one in found]
        assert [(), ("618",), None] == names

    def test_a_policy_with_corrections_comes_back_from_its_file(self) -> None:
        policy = Policy(plans=(plan("wrong"),), corrections=(self.correction(),))
        assert policy == load_policy(dump_policy(policy))
