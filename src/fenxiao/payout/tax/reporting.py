"""Reporting files (涉税信息报送): who earned how much in a quarter, as rows and as CSV.

A platform reports in the month after a quarter who earned on it and how much (State Council
decree 810). One row has a person's token, what kind of payee he is, his commissions before
and after what went back, in how many orders, and the tax that was withheld. The token is
yours to replace by what the tax office's form asks: names and numbers never come in here.

Source: docs/tax.md; 互联网平台企业涉税信息报送规定（国务院令第810号）, article 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Literal, NamedTuple

from fenxiao.ledger.earnings import FIGURES, ReportPeriod, earnings
from fenxiao.model.csv_text import csv_lines, guard
from fenxiao.model.instants import to_us
from fenxiao.model.records import Entry
from fenxiao.money import format_amount

__all__ = ["HEADERS", "ReportRow", "quarter", "report", "report_csv"]

HEADERS: dict[Literal["en", "zh"], tuple[str, ...]] = {
    "en": (
        *("payer", "person", "kind", "currency", "quarter"),
        *("gross", "refunds", "net", "orders", "tax_withheld", "paid"),
    ),
    "zh": (
        *("支付主体", "人员标识", "收款人类型", "币种", "所属季度"),
        *("收入总额", "退款金额", "收入净额", "交易笔数", "已代扣税额", "已支付金额"),
    ),
}
"""The first line of the file, in each language."""


class ReportRow(NamedTuple):
    """A person's row; ``order_count`` counts the orders by which he earned or gave back."""

    payer_id: str
    person_id: str
    kind: str
    currency: str
    quarter: str
    gross_minor: int
    refunds_minor: int
    net_minor: int
    order_count: int
    tax_minor: int
    paid_minor: int


def quarter(year: int, number: int, *, utc_offset_minutes: int = 480) -> ReportPeriod:
    """Return a quarter as a period, where the taxes are due.

    Args:
        year: The calendar year.
        number: 1 to 4.
        utc_offset_minutes: Minutes east of UTC.

    Examples:
        >>> quarter(2025, 4).name, quarter(2025, 4).since.isoformat()
        ('2025Q4', '2025-09-30T16:00:00+00:00')
    """
    month = 3 * number - 2
    offset = timedelta(minutes=utc_offset_minutes)
    since = datetime(year, month, 1, tzinfo=UTC) - offset
    following = (year + 1, 1) if number == 4 else (year, month + 3)  # noqa: PLR2004  # the last quarter
    until = datetime(*following, 1, tzinfo=UTC) - offset
    return ReportPeriod(f"{year:04}Q{number}", since, until)


def report(
    entries: Iterable[Entry],
    period: ReportPeriod,
    *,
    persons: Mapping[str, str] = MappingProxyType({}),
    kinds: Mapping[str, str] = MappingProxyType({}),
) -> tuple[ReportRow, ...]:
    """Return the rows of a quarter, by payer, person and currency.

    Args:
        entries: The journal, in any order.
        period: The quarter.
        persons: The person behind a member; one who is missing is a person of his own.
        kinds: What kind of payee a person is; one who is missing is an individual.

    Raises:
        LedgerError: An entry does not balance, or names an unknown account.
    """
    journal = tuple(entries)
    orders = _orders(journal, period, persons)
    return tuple(
        ReportRow(
            payer_id=one.payer_id,
            person_id=one.person_id,
            kind=kinds.get(one.person_id, "individual"),
            currency=one.currency,
            quarter=one.period,
            gross_minor=one.gross_minor,
            refunds_minor=one.refunds_minor,
            net_minor=one.net_minor,
            order_count=len(orders.get((one.payer_id, one.person_id, one.currency), ())),
            tax_minor=one.tax_minor,
            paid_minor=one.paid_minor,
        )
        for one in earnings(journal, [period], persons=persons)
    )


def report_csv(rows: Iterable[ReportRow], *, language: Literal["en", "zh"] = "zh") -> Iterator[str]:
    """Yield the file's lines: a header, then a line for each person."""
    yield from csv_lines([HEADERS[language]])
    for one in rows:
        amounts = (one.gross_minor, one.refunds_minor, one.net_minor)
        after = (one.tax_minor, one.paid_minor)
        yield from csv_lines(
            [
                (
                    *map(guard, one[:5]),
                    *(format_amount(minor, one.currency) for minor in amounts),
                    str(one.order_count),
                    *(format_amount(minor, one.currency) for minor in after),
                )
            ]
        )


def _orders(
    entries: Iterable[Entry], period: ReportPeriod, persons: Mapping[str, str]
) -> dict[tuple[str, str, str], set[str]]:
    """Return the orders by which each person earned or gave back."""
    since_us, until_us = to_us(period.since), to_us(period.until)
    found: dict[tuple[str, str, str], set[str]] = {}
    for entry in entries:
        figure = FIGURES.get(entry.template)
        if figure is None or figure.name not in ("gross", "refunds"):
            continue
        if since_us <= entry.effective_us < until_us:
            for account, member_id, _ in entry.postings:
                if account == figure.account:
                    whose = (entry.payer_id, persons.get(member_id, member_id), entry.currency)
                    found.setdefault(whose, set()).add(entry.subject_id)
    return found
