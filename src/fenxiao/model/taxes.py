"""Events of tax (税务事件): a month is declared, a year is taken over, tax is paid over.

Source: docs/events.md.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass

from fenxiao.errors import EventError
from fenxiao.model.checks import STRICT, check_id, check_quantity, check_tuple
from fenxiao.model.envelope import PAGE_LIMIT, Event, check_flag
from fenxiao.model.remittances import Remittance
from fenxiao.money import check_amount, currency

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["OpeningTax", "OpeningTaxMonth", "TaxMonthDeclared", "TaxRemitted", "check_month"]

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)


def check_month(value: str, field: str) -> None:
    """Refuse what is no month, such as "2025-10".

    Raises:
        EventError: ``event.bad_id``, ``event.bad_field``.
    """
    if not _MONTH.fullmatch(check_id(value, field)) or value.startswith("0000"):
        got, problem = repr(value)[:160], 'it must be a month, as in "2025-10"'
        raise EventError("event.bad_field", field=field, got=got, problem=problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxMonthDeclared(Event):
    """What was withheld in a month was declared (税款申报), person by person, a page at a time.

    From then on the month of each stays as it was declared; what becomes known of it later
    stands in an open month, under its name. Declared again, it takes only who was not yet.

    Args:
        payer_id: Who declared it.
        currency: Of the payouts.
        month: Which month, such as "2025-10".
        limit: Persons on one page; more go on in the continuation.
        after: The person with whom the page before ended.
    """

    payer_id: str
    currency: str
    month: str
    limit: int = 500
    after: str | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.payer_id, "payer_id")
        currency(self.currency)
        check_month(self.month, "month")
        check_quantity(self.limit, "limit", high=PAGE_LIMIT)
        if self.after is not None:
            check_id(self.after, "after")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningTaxMonth:
    """What another system paid to a person in a month, and withheld of it.

    Args:
        month: Which month, such as "2025-10".
        scheme_id: By which scheme of the policy it was withheld.
        gross_minor: What was paid before tax, in minor units.
        payment_count: In how many payments.
        income_tax_minor: Income tax withheld.
        vat_minor: Value-added tax withheld.
        surcharge_minor: What was withheld on top of that.
        is_declared: Whether the month was declared already.
    """

    __pydantic_config__ = STRICT

    month: str
    scheme_id: str
    gross_minor: int
    payment_count: int = 1
    income_tax_minor: int = 0
    vat_minor: int = 0
    surcharge_minor: int = 0
    is_declared: bool = True

    def __post_init__(self) -> None:
        """Check every field, and that no more was withheld than paid."""
        check_month(self.month, "month")
        check_id(self.scheme_id, "scheme_id")
        check_quantity(self.payment_count, "payment_count")
        taxes = ("income_tax_minor", "vat_minor", "surcharge_minor")
        for name in ("gross_minor", *taxes):
            check_amount(getattr(self, name), name)
        check_flag(self.is_declared, "is_declared")
        if sum(getattr(self, name) for name in taxes) > self.gross_minor:
            got, problem = repr(self.gross_minor), "no more is withheld than paid"
            raise EventError("event.bad_field", field="gross_minor", got=got, problem=problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningTax(Event):
    """What was paid to a person and withheld in a year before the cut-over (期初税款累计).

    Args:
        payer_id: Who paid.
        person_id: The token of the person, as his accounts here are verified under.
        currency: Of the payouts.
        months: The months of one calendar year, each once under each scheme.
        unremitted_minor: What of it was not paid over yet, in minor units.
    """

    payer_id: str
    person_id: str
    currency: str
    months: tuple[OpeningTaxMonth, ...]
    unremitted_minor: int = 0

    @override
    def __post_init__(self) -> None:
        """Check every field, and that the months are of one year."""
        Event.__post_init__(self)
        check_id(self.payer_id, "payer_id")
        check_id(self.person_id, "person_id")
        currency(self.currency)
        months = check_tuple(self.months, OpeningTaxMonth, "months")
        object.__setattr__(self, "months", months)
        check_amount(self.unremitted_minor, "unremitted_minor")
        places = {(one.month, one.scheme_id) for one in months}
        if len({one.month[:4] for one in months}) != 1 or len(places) < len(months):
            got = repr([one.month for one in months])[:160]
            problem = "at least one is needed, all of one year, each once under each scheme"
            raise EventError("event.bad_field", field="months", got=got, problem=problem)

    @property
    def year(self) -> str:
        """The year that is taken over."""
        return self.months[0].month[:4]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRemitted(Remittance):
    """Withheld tax was paid to the tax office (缴纳代扣税款).

    It says what left, and never has to fit what the books expect.

    Args:
        month: Which month it was for, such as "2025-10".
        amount_minor: How much, in minor units.
    """

    month: str
    amount_minor: int

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Remittance.__post_init__(self)
        check_month(self.month, "month")
        check_amount(self.amount_minor, "amount_minor", low=1)
