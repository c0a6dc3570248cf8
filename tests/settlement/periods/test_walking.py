"""Walking: claims in canonical order, page after page, as at once."""

from __future__ import annotations

import pytest

from fenxiao.model.records import PeriodAward
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.levels import Levels
from fenxiao.settlement.periods.walking import unbooked
from tests.settlement.periods.shop import at, booked, buy, close, opened, policy, told

GIFT = Campaign(
    campaign_id="618",
    starts_at=at(0),
    ends_at=at(3),
    rules=(Levels(rule_id="gift", rates_ppm=(100_000,)),),
    budget_minor=250,
)


@pytest.mark.parametrize("limit", [1, 2, 3, 500])
def test_the_earliest_terms_are_met_first(limit: int) -> None:
    book = opened(policy(campaigns=(GIFT,)))
    told(book, buy("z", "u2", 1_000, day=1), buy("b", "u3", 1_000, day=2))
    told(book, buy("a", "u4", 1_000, day=2), close(0, limit=limit))
    assert booked(book) == {("gift", "u1"): 100, ("gift", "u2"): 50, ("gift", "u3"): 100}


def test_a_budget_begins_anew_in_each_period() -> None:
    book = told(opened(policy(campaigns=(GIFT,))), buy("a", "u2", 4_000), close(0))
    told(book, buy("b", "u2", 4_000, month=1), close(1))
    assert (booked(book, 0), booked(book, 1)) == ({("gift", "u1"): 250}, {("gift", "u1"): 250})


def test_nothing_is_booked_at_first() -> None:
    award = unbooked(("m1", "CNY", "m0", "p1"), "gift", "u1")
    assert isinstance(award, PeriodAward)
    assert (award.amount_minor, award.held_minor, award.run) == (0, 0, 0)
