"""Reckoning (计税): what is withheld of one more payment, by the method of its scheme.

Every method is a pure function of the person's year and of the payment. Amounts are exact
until the end and rounded once, half up, to the minor unit; no tax is below 0, and all of
them together are never more than the payment. What could not be withheld, or was withheld
too much because an earlier payment failed, comes right with the next payment of the run.

Source: docs/tax.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import NamedTuple

from fenxiao.model.tax_records import TaxSums, TaxYear
from fenxiao.money import PPM, round_fraction
from fenxiao.payout.tax.schemes import Method, TaxScheme, Vat
from fenxiao.payout.tax.state import effective

__all__ = ["RECKONINGS", "Payment", "banded", "run", "vat_of", "withheld"]


class Payment(NamedTuple):
    """One more payment to a person, and all that is known of him before it.

    ``is_known`` says whether he has shown who he is, where a scheme asks for it.
    """

    year: TaxYear
    month: str
    gross_minor: int
    is_known: bool = True


class _Due(NamedTuple):
    """What is due of a payment, kind by kind, before it is fitted into the payment."""

    vat_minor: int
    surcharge_minor: int
    income_tax_minor: int


def withheld(payment: Payment, scheme: TaxScheme) -> TaxSums:
    """Return what is withheld of a payment.

    Args:
        payment: The payment and the person's year before it.
        scheme: By what.

    Returns:
        The payment with its taxes, in minor units: none below 0, together never above it;
        value-added tax is taken first, then what lies on top of it, then income tax.

    Examples:
        >>> from fenxiao.payout.tax.china import PLATFORM
        >>> from fenxiao.payout.tax.state import empty_year, reserve
        >>> year = empty_year("shop", "CNY", "2025", "p1")
        >>> for month, gross_minor in (("10", 720_000), ("11", 600_000), ("12", 800_000)):
        ...     sums = withheld(Payment(year, f"2025-{month}", gross_minor), PLATFORM)
        ...     year = reserve(year, f"2025-{month}", PLATFORM.scheme_id, sums)
        ...     print(sums.income_tax_minor)
        2280
        0
        3600
    """
    left_minor = payment.gross_minor
    taken = []
    for due_minor in RECKONINGS[scheme.method](payment, scheme):
        part_minor = min(left_minor, max(0, due_minor))
        taken.append(part_minor)
        left_minor -= part_minor
    vat_minor, surcharge_minor, income_tax_minor = taken
    return TaxSums(1, payment.gross_minor, income_tax_minor, vat_minor, surcharge_minor)


def banded(income_ppm: int, scheme: TaxScheme) -> int:
    """Return the tax of an income by the bands of a scheme, rounded once.

    Args:
        income_ppm: The income that is left after costs, in millionths of a minor unit.
        scheme: Whose bands.

    Examples:
        >>> from fenxiao.payout.tax.china import LABOUR
        >>> banded(2_000_000 * PPM, LABOUR), banded(2_100_000 * PPM, LABOUR)
        (400000, 430000)
    """
    starts = [(band.above_minor * PPM, band.rate_ppm) for band in scheme.bands]
    exact = starts[0][1] * max(0, income_ppm)
    for (_, before_ppm), (above_ppm, rate_ppm) in pairwise(starts):
        exact += (rate_ppm - before_ppm) * max(0, income_ppm - above_ppm)
    return round_fraction(exact, PPM * PPM, rounding="half_up")


def vat_of(sales_minor: int, vat: Vat | None) -> tuple[int, int]:
    """Return the value-added tax of a month's sales, which hold it, and what lies on top.

    Examples:
        >>> from fenxiao.payout.tax.china import PLATFORM_WITH_VAT
        >>> vat_of(10_100_000, PLATFORM_WITH_VAT.vat), vat_of(10_100_100, PLATFORM_WITH_VAT.vat)
        ((0, 0), (100001, 6000))
    """
    if vat is None or sales_minor * PPM <= vat.free_up_to_minor * (PPM + vat.rate_ppm):
        return 0, 0
    vat_minor = round_fraction(sales_minor * vat.rate_ppm, PPM + vat.rate_ppm, rounding="half_up")
    parts = (
        round_fraction(vat_minor * one.rate_ppm, PPM, rounding="half_up") for one in vat.surcharges
    )
    return vat_minor, sum(parts)


def run(payment: Payment, scheme: TaxScheme) -> tuple[str, ...]:
    """Return the earlier months of the year that are reckoned together with this one.

    Where the scheme restarts, the run goes back to the first month without a payment;
    otherwise every month with one belongs to it.
    """
    year = payment.year.year
    before = [f"{year}-{number:02}" for number in range(1, int(payment.month[5:]))]
    found = []
    for month in reversed(before):
        if effective(payment.year, month, scheme.scheme_id).gross_minor > 0:
            found.append(month)
        elif scheme.restarts:
            break
    return tuple(reversed(found))


def _none(_: Payment, __: TaxScheme) -> _Due:
    return _Due(0, 0, 0)


def _occurrence(payment: Payment, scheme: TaxScheme) -> _Due:
    gross_minor, taken_minor = payment.gross_minor, 0
    if scheme.is_by_month:
        sums = effective(payment.year, payment.month, scheme.scheme_id)
        gross_minor, taken_minor = gross_minor + sums.gross_minor, sums.income_tax_minor
    if gross_minor <= scheme.small_up_to_minor:
        income_ppm = (gross_minor - scheme.small_cost_minor) * PPM
    else:
        income_ppm = gross_minor * (PPM - scheme.cost_ppm)
    return _Due(0, 0, banded(income_ppm, scheme) - taken_minor)


def _cumulative(payment: Payment, scheme: TaxScheme) -> _Due:
    before = [effective(payment.year, one, scheme.scheme_id) for one in run(payment, scheme)]
    month = effective(payment.year, payment.month, scheme.scheme_id)
    sales = [one.gross_minor for one in before]
    sales.append(month.gross_minor + payment.gross_minor)
    vats = [vat_of(one, scheme.vat) for one in sales]
    income_minor = sum(sales) - sum(vat_minor for vat_minor, _ in vats)
    off_minor = scheme.allowance_minor * len(sales)
    income_ppm = income_minor * (PPM - scheme.cost_ppm) - off_minor * PPM
    taken_minor = _income_taxes((*before, month))
    vat_minor, surcharge_minor = vats[-1]
    return _Due(
        vat_minor - month.vat_minor,
        surcharge_minor - month.surcharge_minor,
        banded(income_ppm, scheme) - taken_minor,
    )


def _backup(payment: Payment, scheme: TaxScheme) -> _Due:
    rows = {one.month for one in payment.year.months}
    before = (effective(payment.year, one, scheme.scheme_id).gross_minor for one in rows)
    if payment.is_known or sum(before) + payment.gross_minor < scheme.from_minor:
        return _Due(0, 0, 0)
    tax_minor = round_fraction(payment.gross_minor * scheme.rate_ppm, PPM, rounding="half_up")
    return _Due(0, 0, tax_minor)


def _income_taxes(sums: Iterable[TaxSums]) -> int:
    return sum(one.income_tax_minor for one in sums)


RECKONINGS: dict[Method, Callable[[Payment, TaxScheme], _Due]] = {
    "none": _none,
    "occurrence": _occurrence,
    "cumulative": _cumulative,
    "backup": _backup,
}
"""The table of methods: what is due of a payment, kind by kind."""
