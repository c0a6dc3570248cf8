"""Closes of periods once through: the part of the scenario that is about them.

Nothing but the library and the standard library is imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from fenxiao.graph.grades import AtLeast, Grade, GradePolicy
from fenxiao.model.events import (
    Event,
    GradeSet,
    Line,
    OrderPaid,
    PeriodClosed,
    Refunded,
    RefundLine,
    Touch,
)
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.levels import Levels
from fenxiao.rules.period.bands import Band
from fenxiao.rules.period.convex_differential import ConvexDifferential
from fenxiao.rules.period.member_cap import MemberCap
from fenxiao.rules.period.milestone import Milestone
from fenxiao.rules.period.pool import Pool, Weight
from fenxiao.rules.period.team_bonus import TeamBonus
from fenxiao.rules.period.tiers import Tiers
from fenxiao.rules.period.top_n import TopN
from fenxiao.rules.plan import Plan

BANDS = (Band(from_minor=0, rate_ppm=10_000), Band(from_minor=5_000, rate_ppm=30_000))
GRADES = (Weight(name="金牌", weight=3),)
LADDER = GradePolicy(grades=(Grade(name="金牌", all_of=(AtLeast(counter="fans", count=99),)),))


def parts(start: datetime) -> dict[str, Any]:
    """Return what a policy with closes says: every kind of period rule, and a budget."""
    plan = Plan(
        plan_id="月结",
        effective_from=start,
        ceiling_ppm=600_000,
        rules=(Levels(rule_id="sale", rates_ppm=(100_000,)),),
        trim="nearest_first",
        currency="CNY",
        period_rules=(
            ConvexDifferential(rule_id="growth", bands=BANDS),
            Tiers(rule_id="tiers", bands=BANDS),
            TeamBonus(rule_id="team", bands=BANDS, is_held=False),
            Pool(rule_id="pool", rate_ppm=10_000, by="grades", weights=GRADES),
            Milestone(rule_id="goal", from_minor=6_000, amount_minor=300),
            TopN(rule_id="top", prizes_minor=(200, 100)),
            MemberCap(rule_id="cap", of_rules=("sale", "tiers"), at_most_minor=800),
        ),
    )
    gift = Campaign(
        campaign_id="开业",
        starts_at=start,
        ends_at=start + timedelta(days=20),
        rules=(Levels(rule_id="gift", rates_ppm=(20_000, 10_000)),),
        budget_minor=250,
    )
    return {"plans": (plan,), "campaigns": (gift,), "grades": LADDER}


def story(start: datetime) -> Iterator[Event]:
    """Yield orders of two months, refunds after their close, closes of small pages."""

    def at(day: float) -> datetime:
        return start + timedelta(days=day)

    def close(number: int, since: int, until: int, *, limit: int = 2) -> PeriodClosed:
        return PeriodClosed(
            id=f"close {number} {since}",
            at=at(60),
            payer_id="m1",
            currency="CNY",
            period=f"第{number}期",
            since=at(since),
            until=at(until),
            limit=limit,
        )

    for number in range(1, 6):
        sharer, visitor = f"会员{number - 1}", f"会员{number}"
        yield Touch(id=f"under {number}", at=at(0), sharer_id=sharer, visitor_id=visitor)
    yield GradeSet(
        id="gold",
        at=at(1),
        member_id="会员1",
        grade="金牌",
        reason="by hand",
        maker_id="maker",
        checker_id="checker",
    )
    for number in range(12):
        line = Line(
            line_id="1",
            sku="s1",
            category="c1",
            line_kind="product",
            quantity=1,
            paid_minor=1_000 + number * 777,
        )
        yield OrderPaid(
            id=f"month {number}",
            at=at(1 + number * 2),
            order_id=f"m{number}",
            merchant_id="m1",
            payer_id="m1",
            buyer_id=f"会员{1 + number % 5}",
            currency="CNY",
            lines=(line,),
        )
    yield close(1, 0, 15)
    yield close(2, 10, 20)  # overlaps
    yield close(1, 15, 20)  # closed before
    for number in range(3):
        gone = RefundLine(line_id="1", amount_minor=500 + number)
        yield Refunded(id=f"gone {number}", at=at(61), order_id=f"m{number}", lines=(gone,))
    yield close(2, 15, 30, limit=500)
    yield close(3, 30, 31)
