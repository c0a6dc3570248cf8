"""Records of tax (税务记录): what was withheld from whom, by person, year and month.

Source: docs/tax.md.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["NO_TAX", "TaxCorrection", "TaxMonth", "TaxSums", "TaxYear", "Withholding"]


class TaxSums(NamedTuple):
    """Some payments together: how many, how much before tax, and what was withheld of it.

    Examples:
        >>> TaxSums(1, 720_000, 2_280).tax_minor
        2280
    """

    payment_count: int = 0
    gross_minor: int = 0
    income_tax_minor: int = 0
    vat_minor: int = 0
    surcharge_minor: int = 0

    @property
    def tax_minor(self) -> int:
        """All that was withheld, in minor units."""
        return self.income_tax_minor + self.vat_minor + self.surcharge_minor

    def plus(self, other: TaxSums) -> TaxSums:
        """Return both together."""
        return TaxSums(*(mine + its for mine, its in zip(self, other, strict=True)))

    def negated(self) -> TaxSums:
        """Return what takes these back."""
        return TaxSums(*(-mine for mine in self))


NO_TAX = TaxSums()
"""No payment at all."""


class TaxCorrection(NamedTuple):
    """What a month carries of an earlier one that was declared before it was known."""

    month: str
    sums: TaxSums


class TaxMonth(NamedTuple):
    """A month of a person under one scheme.

    ``paid`` has arrived, ``reserved`` is on its way; once ``declared_us`` is there, ``paid``
    never changes again, and what comes later stands among the corrections of an open month.
    """

    month: str
    scheme_id: str
    paid: TaxSums = NO_TAX
    reserved: TaxSums = NO_TAX
    corrections: tuple[TaxCorrection, ...] = ()
    declared_us: int | None = None


class TaxYear(NamedTuple):
    """What one payer withheld from one person in one year, by month; guarded by its revision.

    ``person_id`` is the token of the person behind the accounts; ``last_seq`` counts what was
    withheld. The months stand in order.
    """

    payer_id: str
    currency: str
    year: str
    person_id: str
    last_seq: int = 0
    months: tuple[TaxMonth, ...] = ()


class Withholding(NamedTuple):
    """What was withheld from one attempt of one instruction; immutable.

    ``key`` is the one under which the rail knows the attempt; ``seq`` its place in the year.
    """

    key: str
    instruction_id: str
    payer_id: str
    member_id: str
    currency: str
    person_id: str
    month: str
    scheme_id: str
    at_us: int
    seq: int
    sums: TaxSums
