"""Tax tables of China: the statute's figures, one below, at and above each of them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest

from fenxiao.payout.tax.china import LABOUR, NONE, PLATFORM, PLATFORM_WITH_VAT
from fenxiao.payout.tax.schemes import TaxScheme
from tests.payout.tax.taxpayers import income_taxes, taxes

# The withholding table of announcement 2018 No. 61, written as the statute has it: up to,
# rate in percent, quick deduction (速算扣除数), in yuan.
QUICK_LABOUR = ((20_000, 20, 0), (50_000, 30, 2_000), (None, 40, 7_000))
QUICK_YEARLY = (
    *((36_000, 3, 0), (144_000, 10, 2_520), (300_000, 20, 16_920), (420_000, 25, 31_920)),
    *((660_000, 30, 52_920), (960_000, 35, 85_920), (None, 45, 181_920)),
)


def quick(income: Decimal, table: tuple[tuple[int | None, int, int], ...]) -> int:
    """Return the tax in fen by the quick deductions, as tax offices reckon it."""
    for up_to, percent, deduction in table:
        if up_to is None or income <= up_to:
            tax = max(Decimal(0), income * percent / 100 - deduction)
            return int((tax * 100).quantize(Decimal(1), ROUND_HALF_UP))
    raise AssertionError


@pytest.mark.parametrize(
    ("gross_minor", "tax_minor"),
    [
        (80_000, 0),
        (80_001, 0),
        (80_002, 0),
        (80_003, 1),
        (399_999, 64_000),
        (400_000, 64_000),
        (400_001, 64_000),
        (400_004, 64_001),
        (2_500_000, 400_000),
        (2_500_004, 400_001),
        (6_250_000, 1_300_000),
        (6_250_004, 1_300_001),
    ],
)
def test_labour_by_occurrence(gross_minor: int, tax_minor: int) -> None:
    assert [tax_minor] == income_taxes([("2025-09", gross_minor)], LABOUR)


@pytest.mark.parametrize("yuan", [800, 801, 4_000, 4_001, 25_000, 25_001, 62_500, 62_501, 10**6])
def test_labour_is_what_the_quick_deductions_give(yuan: int) -> None:
    income = Decimal(yuan - 800) if yuan <= 4_000 else Decimal(yuan) * 80 / 100
    assert [quick(income, QUICK_LABOUR)] == income_taxes([("2025-09", yuan * 100)], LABOUR)


def test_platform_workers_cumulatively() -> None:
    payments = [("2025-10", 720_000), ("2025-11", 600_000), ("2025-12", 800_000)]
    assert [2_280, 0, 3_600] == income_taxes(payments, PLATFORM)


@pytest.mark.parametrize(
    ("gross_minor", "tax_minor"), [(624_999, 0), (625_000, 0), (625_021, 1), (625_020, 0)]
)
def test_the_first_month_is_free_up_to_6250(gross_minor: int, tax_minor: int) -> None:
    assert [tax_minor] == income_taxes([("2025-10", gross_minor)], PLATFORM)


@pytest.mark.parametrize("limit", [band.above_minor for band in PLATFORM.bands if band.above_minor])
@pytest.mark.parametrize("more_minor", [-100, 0, 100])
def test_every_band_of_the_year_is_what_the_quick_deductions_give(
    limit: int, more_minor: int
) -> None:
    gross_minor = (limit + 500_000) * 10 // 8 + more_minor
    income = Decimal(gross_minor) / 100 * 80 / 100 - 5_000
    expected = quick(income, QUICK_YEARLY)
    assert [expected] == income_taxes([("2025-10", gross_minor)], PLATFORM)


@pytest.mark.parametrize(
    ("gross_minor", "vat_minor"),
    [(10_099_999, 0), (10_100_000, 0), (10_100_001, 100_000), (20_200_000, 200_000)],
)
def test_value_added_tax_is_due_on_all_above_100000_without_it(
    gross_minor: int, vat_minor: int
) -> None:
    (sums,) = taxes([("2025-10", gross_minor)], PLATFORM_WITH_VAT)
    assert (vat_minor, vat_minor * 6 // 100) == (sums.vat_minor, sums.surcharge_minor)


def test_value_added_tax_is_no_income() -> None:
    (sums,) = taxes([("2025-10", 20_200_000)], PLATFORM_WITH_VAT)
    assert income_taxes([("2025-10", 20_000_000)], PLATFORM) == [sums.income_tax_minor]


def test_the_payment_that_passes_the_limit_bears_the_tax_of_the_month_as_far_as_it_goes() -> None:
    payments = [("2025-10", 10_100_000), ("2025-10", 500), ("2025-10", 1_000_000)]
    assert [0, 500, 109_406] == [one.vat_minor for one in taxes(payments, PLATFORM_WITH_VAT)]


def test_nothing_is_withheld_by_none() -> None:
    assert [0] == [one.tax_minor for one in taxes([("2025-10", 10**9)], NONE)]


@pytest.mark.parametrize("scheme", [NONE, LABOUR, PLATFORM, PLATFORM_WITH_VAT])
def test_every_figure_names_its_source(scheme: TaxScheme) -> None:
    named = {one.figure for one in scheme.sources}
    figures = ("bands", "cost_ppm", "small_up_to_minor", "small_cost_minor", "allowance_minor")
    assert {one for one in figures if getattr(scheme, one)} <= named
    if scheme.vat is not None:
        assert {"vat.free_up_to_minor", "vat.rate_ppm", "vat.surcharges"} <= named
