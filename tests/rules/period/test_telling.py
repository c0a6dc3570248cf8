"""Telling: every kind of award is one sentence in both languages, with its cuts."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.errors import FenxiaoError
from fenxiao.model.period_records import PeriodAward, PeriodCut
from fenxiao.model.who import ANYBODY
from fenxiao.rules.period.bands import Band
from fenxiao.rules.period.convex_differential import ConvexDifferential
from fenxiao.rules.period.milestone import Milestone
from fenxiao.rules.period.pool import Pool, Weight
from fenxiao.rules.period.sales import Given
from fenxiao.rules.period.team_bonus import TeamBonus
from fenxiao.rules.period.telling import tell_award
from fenxiao.rules.period.tiers import Tiers
from fenxiao.rules.period.top_n import TopN
from tests.rules.period.forests import Forest

FOREST = Forest({"a": None, "b": "a", "c": "b"}, {"a": 1_000, "b": 500, "c": 1_500})
BANDS = (Band(from_minor=0, rate_ppm=10_000), Band(from_minor=1_000, rate_ppm=50_000))


def booked(given: Given) -> PeriodAward:
    key = ("shop", "CNY", "2024-06", "p", given.rule_id, given.member_id)
    return PeriodAward(*key, given.amount_minor, 0, given.facts, given.cuts, 0, 0, 1)


def first(rule: Any) -> PeriodAward:
    return booked(rule.award(FOREST.sales(), ANYBODY)[0])


@pytest.mark.parametrize(
    ("rule", "english", "chinese"),
    [
        pytest.param(
            Tiers(rule_id="r", bands=BANDS, mode="whole"),
            "r: a sold 20.00 (team within three); 20.00 × 5% = 1.00.",
            "r：a 业绩 20.00（三级内团队），20.00×5%＝1.00。",
            id="tiers",
        ),
        pytest.param(
            TeamBonus(rule_id="r", bands=BANDS),
            "r: the team of a sold 30.00; 30.00 × 5%, less 1.00 of teams below = 0.50.",
            "r：a 的团队业绩 30.00，30.00×5%，扣下级团队的 1.00＝0.50。",
            id="team bonus",
        ),
        pytest.param(
            ConvexDifferential(rule_id="r", bands=BANDS),
            "r: the team of a sold 30.00; 10.00 × 1% + 20.00 × 5%, less 0.60 of teams below"
            " = 0.50.",
            "r：a 的团队业绩 30.00，10.00×1%＋20.00×5%，扣下级团队的 0.60＝0.50。",
            id="convex differential",
        ),
        pytest.param(
            Milestone(rule_id="r", from_minor=2_000, amount_minor=50),
            "r: a sold 20.00 (team within three), at least 20.00: 0.50.",
            "r：a 业绩 20.00（三级内团队），达到 20.00：0.50。",
            id="milestone",
        ),
        pytest.param(
            TopN(rule_id="r", prizes_minor=(50,), volume="own"),
            "r: c sold 15.00 (own purchases), place 1, shared by 1 of 0.50: 0.50.",
            "r：c 业绩 15.00（自购），第 1 名，1 人分 0.50：0.50。",
            id="top sellers",
        ),
        pytest.param(
            Pool(rule_id="r", rate_ppm=100_000, weights=(Weight(name="s", weight=2),)),
            "r: the pool is 10% of 30.00 = 3.00; s has 2 of 2 parts: 3.00.",
            "r：分红池为 30.00 的 10%＝3.00，s 占 2 份中的 2 份：3.00。",
            id="pool of a rate",
        ),
        pytest.param(
            Pool(rule_id="r", amount_minor=77, weights=(Weight(name="s", weight=1),)),
            "r: the pool is 0.77; s has 1 of 1 parts: 0.77.",
            "r：分红池为 0.77，s 占 1 份中的 1 份：0.77。",
            id="fixed pool",
        ),
    ],
)
def test_each_kind_says_how_it_came_about(rule: Any, english: str, chinese: str) -> None:
    award = first(rule)
    assert (tell_award(award), tell_award(award, language="zh")) == (english, chinese)


def test_a_team_without_teams_below_says_nothing_of_them() -> None:
    given = TeamBonus(rule_id="r", bands=BANDS).award(FOREST.sales(), ANYBODY)
    assert tell_award(booked(given[-1])) == "r: the team of c sold 15.00; 15.00 × 5% = 0.75."


def test_what_was_cut_is_told_beside_what_is_paid() -> None:
    cuts = (PeriodCut("budget", 10), PeriodCut("cap:top", 5), PeriodCut("ceiling", 1))
    award = booked(Given("gift", "u1", 84, (("kind", "line"), ("asked_minor", 100)), cuts))
    assert tell_award(award) == (
        "gift: u1 earned 1.00 on orders of the period; 0.10 were beyond the budget; 0.05 were cut"
        " by the cap top; 0.01 were cut by the ceiling; 0.84 is paid."
    )
    assert tell_award(award, language="zh") == (
        "gift：u1 在周期内各订单应得 1.00；超出活动预算 0.10；封顶 top 裁去 0.05；"
        "佣金上限裁去 0.01；实发 0.84。"
    )


def test_what_the_rule_alone_would_pay_is_told_before_what_was_cut() -> None:
    award = first(Milestone(rule_id="goal", from_minor=2_000, amount_minor=50))
    award = award._replace(amount_minor=40, cuts=(PeriodCut("ceiling", 10),))
    assert tell_award(award) == (
        "goal: a sold 20.00 (team within three), at least 20.00: 0.50; 0.10 were cut by the"
        " ceiling; 0.40 is paid."
    )


def test_a_volume_that_reached_no_band_is_told_as_nothing() -> None:
    facts = (("kind", "tiers"), ("volume", "own"), ("volume_minor", 500), ("parts", ""))
    award = booked(Given("month", "u1", 0, facts))
    assert tell_award(award) == "month: u1 sold 5.00 (own purchases); 0 = 0.00."


def test_another_language_is_refused() -> None:
    with pytest.raises(FenxiaoError):
        tell_award(first(Milestone(rule_id="r", from_minor=1, amount_minor=1)), language="fr")  # type: ignore[arg-type]  # wrong on purpose
