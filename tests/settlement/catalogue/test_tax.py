"""The catalogue's rows about tax: who writes a person's year guards it."""

from __future__ import annotations

from fenxiao.settlement.catalogue.tax import TAXES


def test_years_are_only_written_with_their_guard() -> None:
    writes = [row.writes["tax_year"] for row in TAXES if "tax_year" in row.writes]
    assert ["guarded", "guarded"] == writes


def test_whoever_pages_goes_on() -> None:
    paged = [row for row in TAXES if "continuation" in row.reads]
    assert [row.event.__name__ for row in paged] == ["TaxMonthDeclared"]
    assert all(row.writes["continuation"] == "queued" for row in paged)
