"""The months of a person (逐月税务状态): reserved, paid, declared, corrected.

A withdrawal reserves what it is and what is withheld of it, in its month. When it is paid
that is settled; when it fails it is given back, and what others had withheld on top of it
stays: the next withdrawal is reckoned on what is there then. What happens to a payment of a
month that was declared goes to an open month, under the name of the old one.

Source: docs/tax.md.
"""

from __future__ import annotations

from collections.abc import Iterable

from fenxiao.model.tax_records import NO_TAX, TaxCorrection, TaxMonth, TaxSums, TaxYear, Withholding

__all__ = [
    "correct",
    "declare",
    "effective",
    "empty_year",
    "give_back",
    "is_declared",
    "next_month",
    "open_month",
    "reserve",
    "settle",
    "take_back",
    "year_of",
]

_DECEMBER = 12


def year_of(month: str) -> str:
    """Return the year of a month.

    Examples:
        >>> year_of("2025-10")
        '2025'
    """
    return month[:4]


def next_month(month: str) -> str:
    """Return the month after a month.

    Examples:
        >>> next_month("2025-09"), next_month("2025-12")
        ('2025-10', '2026-01')
    """
    year, number = int(month[:4]), int(month[5:])
    return f"{year + 1:04}-01" if number == _DECEMBER else f"{year:04}-{number + 1:02}"


def empty_year(payer_id: str, currency: str, year: str, person_id: str) -> TaxYear:
    """Return the year of a person from whom nothing was withheld yet."""
    return TaxYear(payer_id, currency, year, person_id)


def is_declared(year: TaxYear, month: str) -> bool:
    """Say whether a month of a person was declared, under any scheme."""
    return any(one.month == month and one.declared_us is not None for one in year.months)


def open_month(year: TaxYear, month: str) -> str:
    """Return the first month from one on that was not declared; it may be of the next year."""
    while year_of(month) == year.year and is_declared(year, month):
        month = next_month(month)
    return month


def effective(year: TaxYear, month: str, scheme_id: str) -> TaxSums:
    """Return all that is known of a month: paid, on its way, and corrected later on."""
    mine = [one for one in year.months if one.scheme_id == scheme_id]
    own = (sums for one in mine if one.month == month for sums in (one.paid, one.reserved))
    later = (fix.sums for one in mine for fix in one.corrections if fix.month == month)
    return _sum((*own, *later))


def reserve(year: TaxYear, month: str, scheme_id: str, sums: TaxSums) -> TaxYear:
    """Take a payment that is on its way into its month.

    Examples:
        >>> year = empty_year("shop", "CNY", "2025", "p1")
        >>> reserve(year, "2025-10", "cn_platform", TaxSums(1, 720_000, 2_280)).last_seq
        1
    """
    row = _row(year, month, scheme_id)
    kept = _with(year, row._replace(reserved=row.reserved.plus(sums)))
    return kept._replace(last_seq=year.last_seq + 1)


def settle(year: TaxYear, one: Withholding) -> TaxYear:
    """Note that a payment arrived; of a declared month it only stops being on its way."""
    row = _row(year, one.month, one.scheme_id)
    row = row._replace(reserved=row.reserved.plus(one.sums.negated()))
    if row.declared_us is None:
        row = row._replace(paid=row.paid.plus(one.sums))
    return _with(year, row)


def give_back(year: TaxYear, one: Withholding) -> TaxYear:
    """Note that a payment never arrived: what it reserved is free."""
    row = _row(year, one.month, one.scheme_id)
    return _with(year, row._replace(reserved=row.reserved.plus(one.sums.negated())))


def take_back(year: TaxYear, one: Withholding) -> TaxYear:
    """Note that a payment came back after it had arrived; a declared month stays as it is."""
    row = _row(year, one.month, one.scheme_id)
    if row.declared_us is None:
        row = row._replace(paid=row.paid.plus(one.sums.negated()))
    return _with(year, row)


def correct(year: TaxYear, month: str, one: Withholding, sums: TaxSums) -> TaxYear:
    """Note in an open month what became of a payment whose own month was declared."""
    row = _row(year, month, one.scheme_id)
    fixes = {fix.month: fix.sums for fix in row.corrections}
    fixes[one.month] = fixes.get(one.month, NO_TAX).plus(sums)
    corrections = tuple(TaxCorrection(named, fixes[named]) for named in sorted(fixes))
    return _with(year, row._replace(corrections=corrections))


def declare(year: TaxYear, month: str, at_us: int) -> TaxYear:
    """Note that a month was declared; what was declared before stays so."""
    months = tuple(
        one._replace(declared_us=at_us) if one.month == month and one.declared_us is None else one
        for one in year.months
    )
    return year._replace(months=months)


def _row(year: TaxYear, month: str, scheme_id: str) -> TaxMonth:
    found = (one for one in year.months if (one.month, one.scheme_id) == (month, scheme_id))
    return next(found, TaxMonth(month, scheme_id))


def _with(year: TaxYear, row: TaxMonth) -> TaxYear:
    """Return the year with one of its rows in place of what it was."""
    place = (row.month, row.scheme_id)
    others = [one for one in year.months if (one.month, one.scheme_id) != place]
    months = tuple(sorted((*others, row), key=lambda one: (one.month, one.scheme_id)))
    return year._replace(months=months)


def _sum(parts: Iterable[TaxSums]) -> TaxSums:
    total = NO_TAX
    for one in parts:
        total = total.plus(one)
    return total
