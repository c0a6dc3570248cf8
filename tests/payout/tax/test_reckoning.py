"""Reckoning: the laws of every method, against a model with fractions, and what fails by nature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.payout.tax.china import LABOUR, NONE, PLATFORM, PLATFORM_WITH_VAT
from fenxiao.payout.tax.reckoning import Payment, run, withheld
from fenxiao.payout.tax.schemes import TaxScheme
from fenxiao.payout.tax.united_states import BACKUP_2018
from tests.payout.tax.taxpayers import income_taxes, pay, taxes, year_before

BY_PAYMENT = replace(LABOUR, is_by_month=False)
KEEPING = replace(PLATFORM, restarts=False)
SCHEMES = (NONE, LABOUR, BY_PAYMENT, PLATFORM, KEEPING, PLATFORM_WITH_VAT, BACKUP_2018)

amounts = st.integers(1, 20_000_000) | st.sampled_from(
    [80_000, 400_000, 625_000, 2_500_000, 6_250_000, 10_100_000]
)
months = st.sampled_from(["2025-01", "2025-02", "2025-04", "2025-12"])
histories = st.lists(st.tuples(months, amounts), max_size=5).map(sorted)


def half_up(amount: Fraction) -> int:
    return int(amount + Fraction(1, 2)) if amount > 0 else 0


def modelled(payments: Sequence[tuple[str, int]], scheme: TaxScheme) -> int:
    """Return all income tax of a cumulative year, from the whole of it and not step by step."""
    taken = 0
    months_paid = [int(month[5:]) for month, _ in payments]
    for place, (month, _) in enumerate(payments, 1):
        now = int(month[5:])
        paid = sorted(set(months_paid[:place]))
        first = now
        while first - 1 in paid:
            first -= 1
        counted = [one for one in paid if one >= first] if scheme.restarts else paid
        if scheme.restarts and place > 1 and int(payments[place - 2][0][5:]) < first:
            taken = 0
        gross = sum(minor for one, minor in payments[:place] if int(one[5:]) in counted)
        left = Fraction(gross * 8, 10) - 500_000 * len(counted)
        due = Fraction(0)
        for band, after in zip(scheme.bands, (*scheme.bands[1:], None), strict=True):
            top = left if after is None else min(left, Fraction(after.above_minor))
            due += max(Fraction(0), top - band.above_minor) * Fraction(band.rate_ppm, 10**6)
        taken = max(taken, half_up(due))
    return taken


@given(payments=histories.filter(bool), scheme=st.sampled_from([PLATFORM, KEEPING]))
def test_the_last_run_has_withheld_what_its_whole_gives(
    payments: list[tuple[str, int]], scheme: TaxScheme
) -> None:
    year = year_before()
    sums: dict[str, int] = {}
    for month, gross_minor in payments:
        year, row = pay(year, month, gross_minor, scheme)
        sums[month] = sums.get(month, 0) + row.sums.income_tax_minor
    last = payments[-1][0]
    counted = (*run(Payment(year, last, 1), scheme), last)
    assert modelled(payments, scheme) == sum(sums[month] for month in counted)


@given(history=histories, month=months, gross=amounts, more=amounts, known=st.booleans())
@pytest.mark.parametrize("scheme", SCHEMES, ids=str)
def test_tax_is_never_below_0_nor_above_the_payment_and_rises_with_it(
    scheme: TaxScheme,
    *,
    history: list[tuple[str, int]],
    month: str,
    gross: int,
    more: int,
    known: bool,
) -> None:
    year = year_before()
    for each, gross_minor in history:
        year, _ = pay(year, each, gross_minor, scheme, is_known=known)
    less = withheld(Payment(year, month, gross, known), scheme)
    great = withheld(Payment(year, month, gross + more, known), scheme)
    assert 0 <= min(less[1:])
    assert less.tax_minor <= gross
    assert less.tax_minor <= great.tax_minor


@given(payments=st.lists(amounts, min_size=1, max_size=4), earlier=st.lists(amounts, max_size=2))
@pytest.mark.parametrize(
    "scheme", [NONE, LABOUR, PLATFORM, KEEPING], ids=["none", "labour", "platform", "keeping"]
)
def test_at_the_end_of_a_month_neither_order_nor_splitting_matters(
    scheme: TaxScheme, payments: list[int], earlier: list[int]
) -> None:
    before = [("2025-01", one) for one in earlier]
    totals = {
        sum(income_taxes([*before, *(("2025-02", one) for one in order)], scheme))
        for order in (*permutations(payments), (sum(payments),))
    }
    assert len(totals) == 1


def test_by_payment_splitting_lowers_the_tax_by_nature() -> None:
    """An expected failure: 1,600.00 at once owes 160.00, twice 800.00 owes nothing."""
    whole = income_taxes([("2025-01", 160_000)], BY_PAYMENT)
    parts = income_taxes([("2025-01", 80_000), ("2025-01", 80_000)], BY_PAYMENT)
    assert ([16_000], [0, 0]) == (whole, parts)


def test_a_backup_begins_with_a_payment_so_splitting_lowers_it_by_nature() -> None:
    """An expected failure: 600.00 at once bears 144.00, twice 300.00 only 72.00."""
    parts = []
    for payments in ([60_000], [30_000, 30_000]):
        year = year_before()
        rows = []
        for one in payments:
            year, row = pay(year, "2025-01", one, BACKUP_2018, is_known=False)
            rows.append(row.sums.income_tax_minor)
        parts.append(sum(rows))
    assert [14_400, 7_200] == parts


def test_where_value_added_tax_begins_splitting_matters_by_nature() -> None:
    """An expected failure: 101,010.00 at once owes less than after 101,000.00 were taxed."""
    payments = [("2025-10", 10_100_000), ("2025-10", 1_000)]
    whole = income_taxes([("2025-10", 10_101_000)], PLATFORM_WITH_VAT)
    parts = income_taxes(payments, PLATFORM_WITH_VAT)
    assert ([506_000, 0], [498_079]) == (parts, whole)


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [(PLATFORM, ()), (KEEPING, ("2025-01", "2025-02")), (LABOUR, ())],
)
def test_a_month_without_a_payment_ends_a_run_where_it_restarts(
    scheme: TaxScheme, expected: tuple[str, ...]
) -> None:
    year = year_before()
    for month in ("2025-01", "2025-02"):
        year, _ = pay(year, month, 1_000_000, scheme)
    assert expected == run(Payment(year, "2025-04", 1), scheme)


def test_of_other_schemes_in_the_year_nothing_is_reckoned_together() -> None:
    year, _ = pay(year_before(), "2025-09", 5_000_000, LABOUR)
    _, row = pay(year, "2025-10", 720_000, PLATFORM)
    assert 2_280 == row.sums.income_tax_minor


def test_a_month_with_value_added_tax_lowers_the_income_of_its_run() -> None:
    both = taxes([("2025-10", 20_200_000), ("2025-11", 1_000_000)], PLATFORM_WITH_VAT)
    plain = income_taxes([("2025-10", 20_000_000), ("2025-11", 1_000_000)], PLATFORM)
    assert plain == [one.income_tax_minor for one in both]
