"""The months of a person: what is on its way, what arrived, what was declared and came later."""

from __future__ import annotations

import pytest

from fenxiao.model.tax_records import NO_TAX, TaxCorrection, TaxMonth, TaxSums, TaxYear
from fenxiao.payout.tax.china import PLATFORM
from fenxiao.payout.tax.state import (
    correct,
    declare,
    effective,
    give_back,
    is_declared,
    next_month,
    open_month,
    reserve,
    settle,
    take_back,
)
from tests.payout.tax.taxpayers import pay, year_before

OCTOBER, NOVEMBER = "2025-10", "2025-11"


def month_of(year: TaxYear, month: str) -> TaxMonth:
    (found,) = (one for one in year.months if one.month == month)
    return found


def test_what_is_on_its_way_is_settled_when_it_arrives() -> None:
    year, row = pay(year_before(), OCTOBER, 720_000, PLATFORM)
    assert (NO_TAX, row.sums) == month_of(year, OCTOBER)[2:4]
    assert (row.sums, NO_TAX) == month_of(settle(year, row), OCTOBER)[2:4]


def test_of_two_at_once_each_is_reckoned_on_what_was_reserved_before() -> None:
    year, first = pay(year_before(), OCTOBER, 5_125_000, PLATFORM)
    _, second = pay(year, OCTOBER, 100_000, PLATFORM)
    assert (108_000, 8_000) == (first.sums.income_tax_minor, second.sums.income_tax_minor)


def test_when_the_first_fails_the_next_payment_puts_the_second_right() -> None:
    year, first = pay(year_before(), OCTOBER, 5_125_000, PLATFORM)
    year, second = pay(year, OCTOBER, 100_000, PLATFORM)
    year = settle(give_back(year, first), second)
    assert TaxSums(1, 100_000, 8_000) == effective(year, OCTOBER, "cn_platform")
    # 1,000.00 + 7,500.00 = 8,500.00 owes 54.00 in all, and 80.00 were withheld already.
    year, third = pay(year, OCTOBER, 750_000, PLATFORM)
    _, fourth = pay(year, OCTOBER, 150_000, PLATFORM)
    assert (0, 1_000) == (third.sums.income_tax_minor, fourth.sums.income_tax_minor)


def test_what_came_back_leaves_an_open_month() -> None:
    year, row = pay(year_before(), OCTOBER, 720_000, PLATFORM)
    year = take_back(settle(year, row), row)
    assert NO_TAX == effective(year, OCTOBER, "cn_platform")


def test_a_declared_month_is_corrected_in_an_open_one_under_its_name() -> None:
    year, row = pay(year_before(), OCTOBER, 720_000, PLATFORM)
    declared = declare(settle(year, row), OCTOBER, 7)
    year = correct(take_back(declared, row), NOVEMBER, row, row.sums.negated())
    year = correct(year, NOVEMBER, row, TaxSums(0, 1))
    assert month_of(declared, OCTOBER) == month_of(year, OCTOBER)
    expected = (TaxCorrection(OCTOBER, TaxSums(-1, -719_999, -2_280)),)
    assert expected == month_of(year, NOVEMBER).corrections
    assert TaxSums(0, 1) == effective(year, OCTOBER, "cn_platform")
    assert NO_TAX == effective(year, NOVEMBER, "cn_platform")


def test_what_arrives_after_its_month_was_declared_only_stops_being_on_its_way() -> None:
    year, row = pay(year_before(), OCTOBER, 720_000, PLATFORM)
    year = settle(declare(year, OCTOBER, 7), row)
    assert TaxMonth(OCTOBER, "cn_platform", declared_us=7) == month_of(year, OCTOBER)


def test_what_was_declared_before_stays_so() -> None:
    year, _ = pay(year_before(), OCTOBER, 720_000, PLATFORM)
    assert 7 == month_of(declare(declare(year, OCTOBER, 7), OCTOBER, 8), OCTOBER).declared_us


@pytest.mark.parametrize(
    ("declared", "month", "expected"),
    [
        ((), OCTOBER, OCTOBER),
        ((OCTOBER,), OCTOBER, NOVEMBER),
        ((OCTOBER,), "2025-09", "2025-09"),
        ((OCTOBER, NOVEMBER, "2025-12"), OCTOBER, "2026-01"),
    ],
)
def test_the_open_month_is_the_first_that_was_not_declared(
    declared: tuple[str, ...], month: str, expected: str
) -> None:
    year = year_before()
    for one in declared:
        year = declare(reserve(year, one, "none", NO_TAX), one, 1)
    assert expected == open_month(year, month)
    assert is_declared(year, month) is (month in declared)


def test_months_follow_each_other_over_the_years() -> None:
    assert ["2025-10", "2026-01", "0999-02"] == [
        next_month(one) for one in ("2025-09", "2025-12", "0999-01")
    ]
