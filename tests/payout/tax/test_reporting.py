"""Reporting files: a row a person and quarter, as the books have it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fenxiao.payout.tax.reporting import HEADERS, ReportRow, quarter, report, report_csv
from fenxiao.settlement.book import Book
from tests.support.build import CURRENCY, PAYER, available, back, refunded, result, withdraw
from tests.support.taxes import TAXED

FIRST = quarter(2024, 1, utc_offset_minutes=0)


def shop() -> Book:
    book = Book(TAXED)
    for event in (
        *available("u1", 500_000),
        *available("u1", 300_000, prefix="more "),
        *available("u2", 100),
        refunded("more order u1", back(quantity=1)),
        withdraw("u1", 400_000),
        result("withdraw u1", "paid", 336_000),
    ):
        assert book.apply(event).refusal is None
    return book


def test_a_row_has_what_was_earned_and_withheld() -> None:
    amounts = (800_000, 300_000, 500_000, 2, 64_000, 336_000)
    first, second = report(shop().entries, FIRST, kinds={"u2": "company"})
    assert ReportRow(PAYER, "u1", "individual", CURRENCY, "2024Q1", *amounts) == first
    assert (PAYER, "u2", "company") == second[:3]


def test_accounts_of_one_person_are_one_row() -> None:
    (row,) = report(shop().entries, FIRST, persons={"u1": "p1", "u2": "p1"})
    assert ("p1", 800_100, 3) == (row.person_id, row.gross_minor, row.order_count)


def test_other_quarters_have_nothing_of_it() -> None:
    assert () == report(shop().entries, quarter(2024, 2, utc_offset_minutes=0))


@pytest.mark.parametrize(
    ("number", "since", "until"),
    [
        (1, datetime(2023, 12, 31, 16, tzinfo=UTC), datetime(2024, 3, 31, 16, tzinfo=UTC)),
        (4, datetime(2024, 9, 30, 16, tzinfo=UTC), datetime(2024, 12, 31, 16, tzinfo=UTC)),
    ],
)
def test_quarters_begin_where_the_taxes_are_due(
    number: int, since: datetime, until: datetime
) -> None:
    assert (f"2024Q{number}", since, until) == quarter(2024, number)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_file_has_a_header_and_amounts_in_major_units(language: str) -> None:
    rows = report(shop().entries, FIRST)
    header, first, _ = report_csv(rows, language=language)  # type: ignore[arg-type]  # parametrized as plain texts
    assert ",".join(HEADERS[language]) == header.strip()  # type: ignore[index]  # parametrized as plain texts
    told = f"{PAYER},u1,individual,CNY,2024Q1,8000.00,3000.00,5000.00,2,640.00,3360.00"
    assert told == first.strip()
    assert "'=u1" in list(report_csv([rows[0]._replace(person_id="=u1")]))[1]
