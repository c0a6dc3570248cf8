"""Events of tax: each field is checked as it comes in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fenxiao.errors import FenxiaoError
from fenxiao.model.events import Event
from fenxiao.model.taxes import OpeningTax, OpeningTaxMonth
from tests.support.taxes import ONE_OF_EACH, tax_month

OPENED, DECLARED, REMITTED = ONE_OF_EACH


@pytest.mark.parametrize(
    ("event", "change"),
    [
        (DECLARED, {"payer_id": ""}),
        (DECLARED, {"currency": "yuan"}),
        (DECLARED, {"month": "2024-13"}),
        (DECLARED, {"month": "2024-00"}),
        (DECLARED, {"month": "0000-01"}),
        (DECLARED, {"month": "2024-1"}),
        (DECLARED, {"month": 202401}),
        (DECLARED, {"limit": 0}),
        (DECLARED, {"limit": 10_001}),
        (DECLARED, {"after": ""}),
        (OPENED, {"payer_id": ""}),
        (OPENED, {"person_id": ""}),
        (OPENED, {"currency": "yuan"}),
        (OPENED, {"months": ()}),
        (OPENED, {"months": (tax_month(), tax_month())}),
        (OPENED, {"months": (tax_month(), tax_month("2023-12"))}),
        (OPENED, {"unremitted_minor": -1}),
        (REMITTED, {"month": "January"}),
        (REMITTED, {"amount_minor": 0}),
        (REMITTED, {"reference": ""}),
    ],
)
def test_a_wrong_field_is_refused(event: Event, change: dict[str, Any]) -> None:
    with pytest.raises(FenxiaoError):
        replace(event, **change)


@pytest.mark.parametrize(
    "change",
    [
        {"month": "2024"},
        {"scheme_id": ""},
        {"gross_minor": -1},
        {"payment_count": 0},
        {"income_tax_minor": -1},
        {"vat_minor": -1},
        {"surcharge_minor": -1},
        {"is_declared": 1},
        {"gross_minor": 63_999},
        {"vat_minor": 336_001},
        {"surcharge_minor": 336_001},
    ],
)
def test_a_wrong_field_of_a_month_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(FenxiaoError):
        replace(tax_month(), **change)


def test_all_of_a_month_may_have_been_withheld() -> None:
    assert 64_000 == tax_month(gross_minor=64_000).gross_minor


def test_a_year_is_that_of_its_months() -> None:
    assert isinstance(OPENED, OpeningTax)
    assert ("2024", OpeningTaxMonth) == (OPENED.year, type(OPENED.months[0]))
