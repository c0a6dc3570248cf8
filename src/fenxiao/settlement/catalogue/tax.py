"""The catalogue's rows about tax (税务事件目录).

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.model.taxes import OpeningTax, TaxMonthDeclared, TaxRemitted
from fenxiao.settlement.catalogue.spec import EventSpec, always, from_itself, reads_nothing
from fenxiao.settlement.tax import (
    decide_declared,
    decide_opening_tax,
    decide_remitted,
    first_declared,
    first_opening_tax,
)

__all__ = ["TAXES"]

TAXES = (
    EventSpec(
        TaxMonthDeclared,
        "What was withheld in a month was declared",
        "税款申报",
        ("event", "continuation", "tax_years"),
        {"event": "guarded", "tax_year": "guarded", "continuation": "queued"},
        ("event.id_reused", "tax.no_policy", "tax.not_over"),
        "every person's year that it declares: a withdrawal or a result of his at the same"
        " moment is decided again",
        always(first_declared),
        decide_declared,
    ),
    EventSpec(
        OpeningTax,
        "What was withheld from a person before the cut-over is taken over",
        "期初税款累计",
        ("event", "tax_year"),
        {"event": "guarded", "tax_year": "guarded", "entry": "appended"},
        ("event.id_reused", "opening.in_use", "tax.no_policy", "tax.unknown_scheme"),
        "the person's year, which must not exist",
        always(first_opening_tax),
        decide_opening_tax,
    ),
    EventSpec(
        TaxRemitted,
        "Withheld tax was paid to the tax office",
        "缴纳代扣税款",
        ("event",),
        {"event": "guarded", "entry": "appended"},
        ("event.id_reused",),
        "nothing but itself: what left, left",
        reads_nothing,
        from_itself(decide_remitted),
    ),
)
"""What is declared, taken over and paid over."""
