"""Estimating (周期预估): what a close would book of the sales so far, by the same functions.

It is a re-entrant question, as a decision is: any host can ask it of its own rows.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fenxiao.model.contract import Facts, Need, member_key, order_key, standing_scan, terms_key
from fenxiao.model.period_keys import Part, sales_scan
from fenxiao.model.period_records import PeriodAward, Sale, SalesTotal, Volume
from fenxiao.model.records import Member, Order, Terms
from fenxiao.rules.period.awarding import Closing, awards
from fenxiao.rules.period.budgets import spend
from fenxiao.rules.period.sales import PeriodSales
from fenxiao.settlement.facts import missing, row, rows
from fenxiao.settlement.periods.booking import Booking, wanted
from fenxiao.settlement.periods.counting import Counted, added, counted, spread
from fenxiao.settlement.periods.qualifying import who
from fenxiao.settlement.periods.reading import READ_LIMIT, as_member, sellers_of
from fenxiao.settlement.policy import Policy

__all__ = ["Sold", "estimate", "find_estimate"]

ESTIMATE = "estimate"
"""What the period of an estimate is called."""


class Sold(NamedTuple):
    """An order as its period would count it: the buyer and those above him, and what it gives."""

    members: tuple[str, ...]
    counted: Counted


def estimate(
    part: Part, closing: Closing, sold: Iterable[Sold], known: Mapping[str, Member]
) -> list[PeriodAward]:
    """Return what a close would book of some orders of a plan.

    Args:
        part: The plan's part of the period.
        closing: The rules.
        sold: The orders, in canonical order.
        known: Who the sellers are, where that is known.
    """
    volumes: list[Volume] = []
    claims: dict[tuple[str, str], tuple[int, int]] = {}
    left = dict(closing.budgets)
    volume_minor = kept_minor = 0
    for members, (minor, kept, asked) in sold:
        volumes += spread(part, members, minor)
        volume_minor += minor
        kept_minor += kept
        for claim, granted in spend(asked, left):
            before = claims.get((claim.rule_id, claim.payee_id), (0, 0))
            after = before[0] + claim.amount_minor, before[1] + granted
            claims[claim.rule_id, claim.payee_id] = after
    claims = {name: one for name, one in claims.items() if name[0] in closing.waiting}
    sales = PeriodSales(sellers_of(_summed(volumes), known), volume_minor, kept_minor, claims)
    total = SalesTotal(*part, closing.digest, volume_minor, kept_minor)
    booking = Booking(part, closing, total, 0, is_current=True)
    return wanted(booking, awards(closing, sales), ())


def find_estimate(
    payer: tuple[str, str], period_us: tuple[int, int], facts: Facts, policy: Policy
) -> Need | tuple[PeriodAward, ...]:
    """Return what a close of a time would book as things stand, or what must be read for it.

    Args:
        payer: The payer, and the currency.
        period_us: From when until when, in UTC microseconds; the end left out.
        facts: What was loaded so far.
        policy: What is in force; sales of plans that are not in it are left out.
    """
    sales = _sales(payer, period_us, facts)
    if isinstance(sales, Need):
        return sales
    ids = [sale.order_id for sale in sales]
    need = missing(facts, (key(one) for one in ids for key in (order_key, terms_key)))
    if need is not None:
        return need
    plans: dict[str, list[Sold]] = {}
    for sale in sales:
        order, _ = row(facts, order_key(sale.order_id), Order)
        terms, _ = row(facts, terms_key(sale.order_id), Terms)
        if order is not None and terms is not None:
            sold = Sold((order.buyer_id, *terms.upline), counted(order, terms))
            plans.setdefault(sale.plan_id, []).append(sold)
    at_us = period_us[1] - 1
    names = dict.fromkeys(name for sold in plans.values() for one in sold for name in one.members)
    need = missing(facts, map(member_key, names), (standing_scan(one, at_us) for one in names))
    if need is not None:
        return need
    known = {
        one.member_id: as_member(one) for one in who((*payer, ESTIMATE, ""), names, facts, at_us)
    }
    found: list[PeriodAward] = []
    for plan_id in sorted(plans):
        closing = policy.closing(plan_id, *period_us)
        if closing is not None:
            found += estimate((*payer, ESTIMATE, plan_id), closing, plans[plan_id], known)
    return tuple(found)


def _sales(payer: tuple[str, str], period_us: tuple[int, int], facts: Facts) -> Need | list[Sale]:
    """Return all sales of a time, in canonical order."""
    found: list[Sale] = []
    after: tuple[int, str] | None = None
    while True:
        scan = sales_scan(*payer, period_us, READ_LIMIT, after)
        need = missing(facts, (), (scan,))
        if need is not None:
            return need
        page = [sale for sale, _ in rows(facts, scan, Sale)]
        found += page
        if len(page) < READ_LIMIT:
            return found
        after = (page[-1].terms_us, page[-1].order_id)


def _summed(volumes: Iterable[Volume]) -> list[Volume]:
    """Return one row a member and fan, by both."""
    sums: dict[tuple[str, ...], Volume] = {}
    for one in volumes:
        before = sums.get(one[:6])
        sums[one[:6]] = one if before is None else added(before, one)
    return [sums[key] for key in sorted(sums)]
