"""Closing: which campaigns count, what waits, and by what the rules are known again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from fenxiao.model.instants import to_us
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.closing import closing_of
from fenxiao.rules.levels import Levels
from fenxiao.rules.period.member_cap import MemberCap
from tests.rules.shop import AT
from tests.settlement.periods.shop import plan

PERIOD = to_us(AT), to_us(AT + timedelta(days=30))
CAP = MemberCap(rule_id="cap", of_rules=("sale",), at_most_minor=5)


def gift(name: str, start: int = 0, end: int = 5, **fields: Any) -> Campaign:
    given: dict[str, Any] = {"rules": (Levels(rule_id=name, rates_ppm=(1,)),), "budget_minor": 9}
    times = {"starts_at": AT + timedelta(days=start), "ends_at": AT + timedelta(days=end)}
    return Campaign(campaign_id=name, **given | times | fields)


def test_line_rules_wait_for_caps_and_budgets() -> None:
    more = Levels(rule_id="more", rates_ppm=(1,))
    capped = plan(CAP)
    capped = replace(capped, rules=(*capped.rules, more))
    nothing = gift("c", order=3, budget_minor=0)
    closing = closing_of(capped, [gift("a", order=2), nothing, gift("b", order=1)], *PERIOD)
    assert closing.waiting == ("sale", "b", "a", "c")
    assert closing.budgets == (("b", 9), ("a", 9), ("c", 0))
    assert (closing.is_trimmed, closing.ceiling_ppm) == (True, 900_000)


def test_only_campaigns_with_a_budget_in_the_period_count() -> None:
    away = [
        gift("late", 30, 31),
        gift("early", -5, 0),
        gift("free", budget_minor=None),
        gift("other", merchants=("m9",)),
    ]
    mine = plan(merchant_id="m1")
    assert closing_of(mine, away, *PERIOD).budgets == ()
    assert closing_of(mine, [], *PERIOD).digest == closing_of(mine, away, *PERIOD).digest
    assert closing_of(mine, [gift("a")], *PERIOD).digest != closing_of(mine, [], *PERIOD).digest
