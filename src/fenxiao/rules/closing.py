"""Closing (周期关账规则): by what a plan's part of a period is decided, in one value.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

from collections.abc import Iterable

from fenxiao.model.encoding import digest
from fenxiao.model.instants import to_us
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.period.awarding import Closing
from fenxiao.rules.plan import Plan

__all__ = ["closing_of"]


def closing_of(plan: Plan, campaigns: Iterable[Campaign], since_us: int, until_us: int) -> Closing:
    """Return the rules by which a plan's sales of a period are closed.

    Args:
        plan: The plan.
        campaigns: All campaigns of the policy; those that have a budget and lie over any part
            of the period count.
        since_us: From when the period lasts, in UTC microseconds.
        until_us: Until when, that instant left out.

    Examples:
        >>> from datetime import UTC, datetime
        >>> from fenxiao.rules.levels import Levels
        >>> sale = Levels(rule_id="sale", rates_ppm=("10%",))
        >>> start = datetime(2024, 1, 1, tzinfo=UTC)
        >>> plan = Plan(plan_id="1", effective_from=start, ceiling_ppm="10%", rules=(sale,))
        >>> closing_of(plan, (), 0, 1).rules
        ()
    """
    budgeted = [
        one
        for one in campaigns
        if one.budget_minor is not None
        and to_us(one.starts_at) < until_us
        and to_us(one.ends_at) > since_us
        and (plan.merchant_id is None or not one.merchants or plan.merchant_id in one.merchants)
    ]
    budgeted.sort(key=lambda one: (one.order, one.campaign_id))
    own = [rule.rule_id for rule in plan.rules if rule.rule_id in plan.capped]
    added = [rule.rule_id for one in budgeted for rule in one.rules]
    return Closing(
        plan_id=plan.plan_id,
        digest=digest([plan, *budgeted]),
        rules=plan.period_rules,
        waiting=tuple(dict.fromkeys((*own, *added))),
        budgets=tuple((one.campaign_id, one.budget_minor or 0) for one in budgeted),
        earner=plan.earner,
        ceiling_ppm=plan.ceiling_ppm,
        is_trimmed=plan.trim == "nearest_first",
    )
