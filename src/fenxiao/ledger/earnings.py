"""Reporting sums (申报汇总): what each person earned, gave back and was paid in a period.

A commission is earned when receipt is confirmed; before that it is a promise, and a refund
of it was never income. So gross and refunds are those after confirmation, and over all
time net is what the books have as expense, adjustments by hand included. Which template
counts as what is one table.

Source: docs/statements.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal, NamedTuple

from fenxiao.ledger.posting import check_entry
from fenxiao.model.instants import check_instant, to_us
from fenxiao.model.records import Entry

__all__ = ["FIGURES", "Earning", "Figure", "ReportPeriod", "earnings"]


class ReportPeriod(NamedTuple):
    """A named period: from ``since`` on, and before ``until``."""

    name: str
    since: datetime
    until: datetime


class Earning(NamedTuple):
    """What one payer's books say of one person in one period, in minor units.

    ``net_minor`` is gross less refunds; ``fee_minor`` and ``tax_minor`` are taken of it when
    it is paid; ``paid_minor`` left for good, what came back, or was paid back, taken off.
    """

    payer_id: str
    person_id: str
    period: str
    currency: str
    gross_minor: int
    refunds_minor: int
    net_minor: int
    fee_minor: int
    tax_minor: int
    paid_minor: int


class Figure(NamedTuple):
    """Where a template is reported: as what, by which account's postings, and which sign."""

    name: Literal["gross", "refunds", "fee", "tax", "paid"]
    account: str
    sign: Literal[-1, 1]


FIGURES: Mapping[str, Figure] = MappingProxyType(
    {
        "confirmation": Figure("gross", "member_held", -1),
        "confirmation_merchant": Figure("gross", "member_held", -1),
        "confirmation_back": Figure("refunds", "member_held", 1),
        "confirmation_back_merchant": Figure("refunds", "member_held", 1),
        "clawback_confirmed": Figure("refunds", "member_held", 1),
        "clawback_confirmed_merchant": Figure("refunds", "member_held", 1),
        "clawback_released": Figure("refunds", "member_available", 1),
        "clawback_released_merchant": Figure("refunds", "member_available", 1),
        "award_held": Figure("gross", "member_held", -1),
        "award_available": Figure("gross", "member_available", -1),
        "award_back_held": Figure("refunds", "member_held", 1),
        "award_back": Figure("refunds", "member_available", 1),
        "correction_up_confirmed": Figure("gross", "member_held", -1),
        "correction_up_released": Figure("gross", "member_available", -1),
        "correction_down_confirmed": Figure("refunds", "member_held", 1),
        "correction_down_released": Figure("refunds", "member_available", 1),
        "adjustment_up": Figure("gross", "member_available", -1),
        "adjustment_down": Figure("refunds", "member_available", 1),
        "payout_paid": Figure("paid", "member_in_transit", 1),
        "payout_returned": Figure("paid", "member_available", 1),
        "payout_fee": Figure("fee", "member_in_transit", 1),
        "payout_fee_back": Figure("fee", "member_available", 1),
        "payout_tax": Figure("tax", "member_in_transit", 1),
        "payout_tax_back": Figure("tax", "member_available", 1),
        "debt_paid": Figure("paid", "member_debt", 1),
    }
)
"""What is reported of a template, by its name; of the others nothing is income or payment."""


def earnings(
    entries: Iterable[Entry],
    periods: Iterable[ReportPeriod],
    *,
    persons: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Earning, ...]:
    """Return the reporting sums of each person, period and currency, in each payer's books.

    Args:
        entries: The journal, in any order.
        periods: The periods to report; they may overlap, as a year and its months do.
        persons: The person behind a member, for people with several accounts; a member who
            is missing is a person of his own.

    Returns:
        By payer, person, period in the order given, and currency; without rows of nothing.

    Raises:
        LedgerError: An entry does not balance, or names an unknown account.
        EventError: ``event.naive_instant``.
    """
    listed = tuple(periods)
    spans = [
        (to_us(check_instant(one.since, "since")), to_us(check_instant(one.until, "until")))
        for one in listed
    ]
    sums: dict[tuple[str, str, int, str], dict[str, int]] = {}
    for entry in entries:
        check_entry(entry)
        figure = FIGURES.get(entry.template)
        if figure is None:
            continue
        held = [n for n, (since, until) in enumerate(spans) if since <= entry.effective_us < until]
        for account, member_id, amount_minor in entry.postings:
            if account == figure.account:
                person_id = persons.get(member_id, member_id)
                for number in held:
                    place = (entry.payer_id, person_id, number, entry.currency)
                    row = sums.setdefault(place, {})
                    row[figure.name] = row.get(figure.name, 0) + figure.sign * amount_minor
    return tuple(_earning(place, sums[place], listed) for place in sorted(sums))


def _earning(
    place: tuple[str, str, int, str], sums: dict[str, int], periods: tuple[ReportPeriod, ...]
) -> Earning:
    payer_id, person_id, number, currency = place
    gross, refunds = sums.get("gross", 0), sums.get("refunds", 0)
    others = (sums.get(name, 0) for name in ("fee", "tax", "paid"))
    whose = (payer_id, person_id, periods[number].name, currency)
    return Earning(*whose, gross, refunds, gross - refunds, *others)
