"""Walking (预算扣减): what line rules ask for that waited, in canonical order, while budgets last.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

from typing import NamedTuple

from fenxiao.model.contract import Facts, Need, Put
from fenxiao.model.period_keys import Part, award_key, sales_scan
from fenxiao.model.period_records import (
    CampaignSpent,
    PeriodAward,
    Periods,
    PeriodSpan,
    Sale,
)
from fenxiao.rules.period.awarding import Closing
from fenxiao.rules.period.budgets import spend
from fenxiao.settlement.facts import missing, row, rows

__all__ = ["Walked", "unbooked", "walk"]


class Walked(NamedTuple):
    """What a page of the walk writes, and how far the walk has come; None for its end."""

    puts: tuple[Put, ...]
    spent: tuple[CampaignSpent, ...]
    after: tuple[int, str] | None


def unbooked(part: Part, rule_id: str, member_id: str) -> PeriodAward:
    """Return the row of a member for whom nothing is booked."""
    return PeriodAward(*part, rule_id, member_id, 0, 0, (), (), 0, 0, 0)


def walk(
    books: Periods, span: PeriodSpan, closing: Closing, facts: Facts, limit: int
) -> Need | Walked:
    """Grant a page of claims, or say what must be read for it."""
    after = None if books.after_us is None else (books.after_us, books.after_id)
    payer = books.payer_id, books.currency
    scan = sales_scan(*payer, (span.since_us, span.until_us), limit, after)
    need = missing(facts, (), (scan,))
    if need is not None:
        return need
    sales = [sale for sale, _ in rows(facts, scan, Sale)]
    spent = dict(books.spent)
    budgets = dict(closing.budgets)
    left = {name: most - spent.get(name, 0) for name, most in budgets.items()}
    mine = (sale for sale in sales if sale.plan_id == closing.plan_id)
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for claim, granted in spend((one for sale in mine for one in sale.claims), left):
        asked, before = sums.get((claim.rule_id, claim.payee_id), (0, 0))
        sums[claim.rule_id, claim.payee_id] = asked + claim.amount_minor, before + granted
    part = (*payer, span.period, closing.plan_id)
    keys = {name: award_key(unbooked(part, *name)) for name in sums}
    need = missing(facts, keys.values())
    if need is not None:
        return need
    puts: list[Put] = []
    for name, (asked, granted) in sums.items():
        known, revision = row(facts, keys[name], PeriodAward)
        award = known or unbooked(part, *name)
        if award.run != books.run:  # of an earlier close
            award = award._replace(asked_minor=0, granted_minor=0, run=books.run)
        award = award._replace(
            asked_minor=award.asked_minor + asked, granted_minor=award.granted_minor + granted
        )
        puts.append(Put(keys[name], award, revision))
    spent_now = tuple(CampaignSpent(name, budgets[name] - left[name]) for name in budgets)
    end = None if len(sales) < limit else (sales[-1].terms_us, sales[-1].order_id)
    return Walked(tuple(puts), spent_now, end)
