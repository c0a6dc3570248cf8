"""Plans: what is proved and noted when one loads, alone and with its campaigns."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.errors import PolicyError
from fenxiao.model.who import Who
from fenxiao.money import PPM
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Campaign, Multiply
from fenxiao.rules.conditions import Condition
from fenxiao.rules.custom import Custom
from fenxiao.rules.fee import Fee
from fenxiao.rules.levels import Levels
from fenxiao.rules.period.pool import Pool
from fenxiao.rules.plan import compiled
from fenxiao.rules.price_gap import PriceGap
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.written import AnyRule
from tests.rules.desk import campaign, made, over

SALE = Levels(rule_id="sale", rates_ppm=(100_000,))
TEA = Levels(rule_id="tea", rates_ppm=(200_000,), when=Condition(categories=("tea",)))
FEE = Fee(rule_id="fee", of_rules=("sale",), rate_ppm=100_000)
POOL = Pool(rule_id="pool", rate_ppm=100_000, by="volume")
AS_MUCH = Multiply(rule_id="sale", factor_ppm=PPM)


def refused(plan_rules: tuple[AnyRule, ...], *campaigns: Campaign, **fields: Any) -> str:
    with pytest.raises(PolicyError) as caught:
        over(made(*plan_rules, **fields), *campaigns)
    return caught.value.code


def named(selector: str) -> Levels:
    """Return a rule that names forty words of a kind, and pays 1%."""
    words = tuple(f"{selector}{number}" for number in range(40))
    when: dict[str, Any] = {selector: words}
    return Levels(rule_id=selector, rates_ppm=(10_000,), when=Condition(**when))


MANY = tuple(map(named, ("skus", "categories", "brands")))  # far too many kinds of lines to try


def test_equal_plans_have_one_hash_and_are_shown_as_they_are_written() -> None:
    assert len({made(SALE, TEA), made(SALE, TEA), made(TEA, SALE)}) == 2
    assert "_in_force" not in repr(made(SALE))


# ---------------------------------------------------------------- the ceiling


def test_a_line_is_refused_while_several_campaigns_are_in_force() -> None:
    double = campaign("a", multiplies=(Multiply(rule_id="sale", factor_ppm=2 * PPM),))
    plan = made(SALE, ceiling_ppm=150_000, trim="refuse")
    with pytest.raises(PolicyError) as caught:
        over(plan, double, campaign("b", multiplies=(AS_MUCH,)))
    assert caught.value.facts["during"] == ' while "a" and "b" are in force'


def test_a_margin_is_held_by_what_rules_pay_and_not_by_the_ceiling() -> None:
    assert made(SALE, ceiling_ppm=300_000, least_margin_ppm=100_000).least_margin_ppm == 100_000
    assert refused((SALE,), ceiling_ppm=300_000, least_margin_ppm=99_999) == "plan.negative_margin"


def test_amounts_under_a_ceiling_of_nothing_leave_a_margin_of_nothing() -> None:
    fixed = Levels(rule_id="sale", units_minor=(5,))
    plan = made(fixed, ceiling_ppm=0, least_margin_ppm=0)
    assert over(plan, campaign(multiplies=(AS_MUCH,))).witness.borne_ppm == 0


UP = Levels(rule_id="up", rates_ppm=(10_000,), rounding="half_up")


@pytest.mark.parametrize(
    ("rules", "trim", "is_taken"),
    [
        pytest.param((SALE,), "refuse", True, id="what line rules leave is enough"),
        pytest.param((SALE, UP), "refuse", False, id="one that rounds up may fill the ceiling"),
        pytest.param((SALE, UP), "nearest_first", True, id="what is too much is trimmed"),
    ],
)
def test_period_rules_must_fit_in_what_line_rules_leave(
    rules: tuple[AnyRule, ...], trim: str, *, is_taken: bool
) -> None:
    fields: dict[str, Any] = {"ceiling_ppm": 210_000, "trim": trim, "period_rules": (POOL,)}
    if is_taken:
        assert made(*rules, **fields).alone.is_closed
    else:
        assert refused(rules, **fields) == "plan.period_ceiling"


def test_line_rules_under_a_trim_leave_nothing_below_their_ceiling() -> None:
    fields: dict[str, Any] = {"ceiling_ppm": 50_000, "trim": "proportional"}
    assert refused((SALE,), **fields, period_rules=(POOL,)) == "plan.period_ceiling"


# ---------------------------------------------------------------- in proportion


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(PriceGap(rule_id="gap", rates_ppm=(PPM,)), id="gaps between prices"),
        pytest.param(Custom(rule_id="own", custom="x", at_most_ppm=1), id="a host's own rule"),
    ],
)
def test_what_has_no_rates_is_not_lowered_in_proportion(rule: AnyRule) -> None:
    assert refused((SALE, rule), trim="proportional") == "plan.unbounded"


def test_only_the_lines_that_are_paid_too_much_are_lowered() -> None:
    plan = made(SALE, TEA, ceiling_ppm=150_000, trim="proportional")
    (words,) = [one for one in plan.alone.tables.scales if one is not None]
    assert "tea" in words
    assert plan.alone.tables.scales == {words: (150_000, 300_000)}


def test_where_there_are_too_many_kinds_of_lines_all_are_lowered_as_the_sum_asks() -> None:
    assert made(*MANY, ceiling_ppm=20_000, trim="proportional").alone.tables.scales == {
        None: (20_000, 30_000)
    }
    assert made(*MANY, ceiling_ppm=30_000, trim="proportional").alone.tables.scales == {}


def test_a_plan_that_is_only_compiled_is_lowered_as_one_that_is_proved() -> None:
    plan = made(SALE, TEA, ceiling_ppm=150_000, trim="proportional")
    found = compiled(plan)
    assert found.tables.scales == plan.alone.tables.scales
    assert (found.digest, found.witness.share_ppm) == (plan.digest, 150_000)
    assert compiled(made(SALE, TEA, ceiling_ppm=150_000)).tables.scales == {}


# ---------------------------------------------------------------- rows and rules


def test_a_row_that_no_line_finds_is_refused() -> None:
    hidden = Levels(rule_id="sale", rows=(Row(rates_ppm=(1,)), Row(grades=("g",), rates_ppm=(2,))))
    assert refused((hidden,)) == "plan.unreachable_row"


def test_a_campaigns_rule_that_no_line_meets_is_refused() -> None:
    never = Levels(rule_id="never", rates_ppm=(1,), when=Condition(skus=("s2",)))
    one = campaign(rules=(never,), when=Condition(skus=("s1",)))
    assert refused((SALE,), one) == "plan.unreachable"


def test_a_campaigns_rule_must_fit_to_the_plans() -> None:
    part = Rebate(rule_id="part", base="commission", of="nobody", rates_ppm=(1,))
    assert refused((SALE,), campaign(rules=(part,))) == "plan.unknown_rule"
    fixed = Levels(rule_id="fixed", units_minor=(5,))
    assert refused((SALE,), campaign(rules=(fixed,)), trim="refuse") == "plan.unbounded"


def test_a_rule_without_amounts_is_not_multiplied() -> None:
    one = campaign(multiplies=(Multiply(rule_id="fee", factor_ppm=PPM),))
    assert refused((SALE, FEE), one) == "plan.campaign"


def test_a_campaign_may_exclude_one_that_comes_after_it() -> None:
    first = campaign("a", multiplies=(AS_MUCH,), excludes=("b",))
    later = campaign("b", multiplies=(AS_MUCH,))
    assert over(made(SALE), first, later).campaign_ids == ("a", "b")


# ---------------------------------------------------------------- what is noted


def test_one_rule_that_asks_of_members_is_enough() -> None:
    bought = Levels(rule_id="bought", rates_ppm=(1_000,), earner=Who(has_bought=True))
    assert made(SALE, bought).alone.asks_members
    assert not made(SALE).alone.asks_members


def test_rules_of_a_campaign_with_a_budget_wait_for_the_close() -> None:
    gift = Levels(rule_id="gift", rates_ppm=(10_000,))
    spent = over(made(SALE, FEE), campaign("618", rules=(gift,), budget_minor=5))
    assert [(one.rule_id, one.waits_for) for one in spent.rule_terms] == [("gift", "budget:618")]
    assert spent.is_closed
    free = over(made(SALE, FEE), campaign("618", rules=(gift,)))
    assert (free.rule_terms, free.is_closed) == ((), False)
