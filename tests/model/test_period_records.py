"""Records of periods: they come back as they were, with what they hold."""

from __future__ import annotations

from fenxiao.model.border import dump_record, load_record
from fenxiao.model.period_records import (
    CampaignSpent,
    PeriodAward,
    PeriodClaim,
    PeriodCut,
    PeriodPlan,
    Periods,
    PeriodSpan,
    Sale,
)


def test_what_a_sale_claims_comes_back() -> None:
    sale = Sale("o1", "m1", "CNY", "p1", 5, "", 70, 7, (PeriodClaim("gift", "1", "u1", 7, "618"),))
    read = load_record(dump_record(sale))
    assert isinstance(read, Sale)
    assert (read, type(read.claims[0])) == (sale, PeriodClaim)


def test_where_a_close_stands_comes_back() -> None:
    work, spent = (PeriodPlan("m0", "p1"),), (CampaignSpent("618", 5),)
    spans = (PeriodSpan("m0", 0, 9),)
    books = Periods("m1", "CNY", spans, 1, "walk", work, work, 5, "o1", spent)
    assert load_record(dump_record(books)) == books


def test_facts_of_an_award_come_back_with_their_types() -> None:
    facts = (("kind", "tiers"), ("volume_minor", 5))
    cuts = (PeriodCut("ceiling", 1),)
    award = PeriodAward("m1", "CNY", "m0", "p1", "r", "u1", 5, 5, facts, cuts, 0, 0, 1)
    assert load_record(dump_record(award)) == award
