"""Backup withholding of the United States (美国备用预扣): who has not shown his number.

A payee who gave no correct taxpayer identification number is withheld from at a flat rate,
once what he is paid in the year reaches the amount from which it must be reported; the
payment that reaches it is withheld from whole. Amounts are cents.

Source: docs/tax.md; Internal Revenue Code, sections 3406, 6041 and 6041A; Public Law 119-21,
section 70433.
"""

from __future__ import annotations

from fenxiao.payout.tax.schemes import TaxScheme, TaxSource

__all__ = ["BACKUP_2018", "BACKUP_2026"]

_RATE = TaxSource(
    figure="rate_ppm",
    text="26 U.S.C. 3406(a)(1): the fourth lowest rate, 24% since 2018",
)

BACKUP_2018 = TaxScheme(
    scheme_id="us_backup",
    method="backup",
    rate_ppm=240_000,
    from_minor=60_000,
    sources=(
        _RATE,
        TaxSource(figure="from_minor", text="26 U.S.C. 3406(b)(6) and 6041(a): $600 a year"),
    ),
)
"""For payments of 2018 to 2025, in cents."""

BACKUP_2026 = TaxScheme(
    scheme_id="us_backup",
    method="backup",
    rate_ppm=240_000,
    from_minor=200_000,
    sources=(
        _RATE,
        TaxSource(
            figure="from_minor",
            text="Public Law 119-21, sec. 70433: $2,000 for payments after 2025; indexed from 2027",
        ),
    ),
)
"""For payments of 2026, in cents; from 2027 on the amount is indexed."""
