"""Proving: period rules that may pass the ceiling do not load, unless awards are trimmed."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.errors import PolicyError
from fenxiao.rules.levels import Levels
from fenxiao.rules.period.bands import Band
from fenxiao.rules.period.convex_differential import ConvexDifferential
from fenxiao.rules.period.member_cap import MemberCap
from fenxiao.rules.period.milestone import Milestone
from fenxiao.rules.period.pool import Pool
from fenxiao.rules.period.tiers import Tiers
from fenxiao.rules.plan import Plan
from fenxiao.rules.written import Trim
from tests.rules.shop import AT


def bands(percent: int) -> tuple[Band, ...]:
    return (Band(from_minor=0, rate_ppm=percent * 10_000),)


def plan(*rules: Any, ceiling: int = 20, trim: Trim = "refuse") -> Plan:
    sale = Levels(rule_id="sale", rates_ppm=(100_000,))
    return Plan(
        plan_id="p",
        effective_from=AT,
        ceiling_ppm=ceiling * 10_000,
        rules=(sale,),
        trim=trim,
        currency="CNY",
        period_rules=rules,
    )


GROWTH = ConvexDifferential(rule_id="growth", bands=bands(10))
GOAL = Milestone(rule_id="goal", from_minor=1, amount_minor=1)
POOL = Pool(rule_id="pool", rate_ppm=100_000, by="volume")


def refused(*rules: Any, **fields: Any) -> str:
    with pytest.raises(PolicyError) as caught:
        plan(*rules, **fields)
    return f"{caught.value.code} {caught.value.rule_id}"


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param((GROWTH,), id="the steepest slope of all sales"),
        pytest.param((POOL,), id="its rate of all sales"),
        pytest.param((Tiers(rule_id="t", bands=bands(10), volume="own"),), id="one level"),
        pytest.param((Tiers(rule_id="t", bands=bands(3)),), id="three levels"),
    ],
)
def test_what_fits_loads(rules: tuple[Any, ...]) -> None:
    assert plan(*rules).period_rules == rules


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param((GROWTH, POOL), "plan.period_ceiling pool", id="together too much"),
        pytest.param((Tiers(rule_id="t", bands=bands(4)),), "plan.period_ceiling t", id="levels"),
        pytest.param((GOAL,), "plan.period_unbounded goal", id="a fixed amount"),
    ],
)
def test_what_may_pass_the_ceiling_does_not_load(rules: tuple[Any, ...], expected: str) -> None:
    assert refused(*rules) == expected
    assert plan(*rules, trim="nearest_first").period_rules == rules


def test_line_rules_that_round_up_leave_nothing_of_the_ceiling() -> None:
    """On tiny lines 10% is a whole unit of two, as far as the ceiling lets it."""
    rounded = Levels(rule_id="sale", rates_ppm=(100_000,), rounding="half_up")
    fields = {"plan_id": "p", "effective_from": AT, "ceiling_ppm": 200_000, "rules": (rounded,)}
    with pytest.raises(PolicyError) as caught:
        Plan(**fields, period_rules=(POOL,))  # type: ignore[arg-type]  # the fields of a plan
    assert caught.value.code == "plan.period_ceiling"


def test_a_convex_differential_is_never_trimmed() -> None:
    assert plan(GROWTH, GOAL, trim="nearest_first").period_rules == (GROWTH, GOAL)
    assert refused(GOAL, GROWTH, trim="nearest_first") == "plan.period_unbounded growth"
    assert refused(POOL, GROWTH, trim="nearest_first") == "plan.period_ceiling growth"


def cap(*names: str, rule_id: str = "cap") -> MemberCap:
    return MemberCap(rule_id=rule_id, of_rules=names, at_most_minor=1)


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        pytest.param((cap("sale", rule_id="sale"),), "stands twice", id="the name of a line rule"),
        pytest.param((POOL, POOL), "stands twice", id="one name twice"),
        pytest.param((cap("pool"), POOL), "before it", id="a cap of a later rule"),
        pytest.param((cap("sale"), cap("cap", rule_id="c")), "before it", id="a cap of a cap"),
        pytest.param((GROWTH, cap("growth")), "fake accounts", id="a cap of a convex one"),
    ],
)
def test_names_and_caps_make_sense(rules: tuple[Any, ...], problem: str) -> None:
    with pytest.raises(PolicyError) as caught:
        plan(*rules)
    assert caught.value.code == "plan.period_rule"
    assert problem in caught.value.problem  # type: ignore[operator]  # a fact, which is a text


def test_caps_of_line_and_period_rules_load() -> None:
    made = plan(POOL, cap("sale", "pool"))
    assert made.capped == {"sale"}
    (terms,) = made.alone.rule_terms
    assert (terms.rule_id, terms.waits_for) == ("sale", "cap")
