"""Tax schemes: the figures fit the method and each other, or the scheme is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fenxiao.errors import EventError, FenxiaoError, PolicyError
from fenxiao.payout.tax.china import LABOUR, NONE, PLATFORM, PLATFORM_WITH_VAT
from fenxiao.payout.tax.schemes import Surcharge, TaxBand, TaxScheme, TaxSource, Vat
from fenxiao.payout.tax.united_states import BACKUP_2018

BAND = TaxBand(above_minor=0, rate_ppm=10)


@pytest.mark.parametrize(
    ("scheme", "change", "told"),
    [
        (NONE, {"rate_ppm": 1}, 'the method "none" does not look at rate_ppm'),
        (BACKUP_2018, {"bands": (BAND,)}, "does not look at bands"),
        (LABOUR, {"allowance_minor": 1}, "does not look at allowance_minor"),
        (LABOUR, {"restarts": False}, "does not look at restarts"),
        (LABOUR, {"vat": PLATFORM_WITH_VAT.vat}, "does not look at vat"),
        (PLATFORM, {"is_by_month": False}, "does not look at is_by_month"),
        (PLATFORM, {"bands": ()}, "bands must begin"),
        (PLATFORM, {"bands": (TaxBand(above_minor=1, rate_ppm=1),)}, "bands must begin"),
        (PLATFORM, {"bands": (BAND, BAND)}, "bands must begin"),
        (PLATFORM, {"bands": (BAND, TaxBand(above_minor=1, rate_ppm=9))}, "bands must begin"),
        (PLATFORM, {"vat": 5}, "vat must be of type Vat"),
        (LABOUR, {"small_cost_minor": 400_001}, "a little more income"),
        (LABOUR, {"small_cost_minor": 79_999}, "a little more income"),
    ],
)
def test_a_scheme_that_makes_no_sense_is_refused(
    scheme: TaxScheme, change: dict[str, Any], told: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        replace(scheme, **change)
    assert ("tax.scheme", True) == (caught.value.code, told in str(caught.value))


def test_costs_may_leave_a_jump_upwards() -> None:
    assert replace(LABOUR, small_cost_minor=80_001).small_cost_minor == 80_001


@pytest.mark.parametrize(
    "make",
    [
        lambda: TaxScheme(scheme_id="", method="none"),
        lambda: replace(NONE, method="all"),  # type: ignore[arg-type]  # a wrong one is what it is about
        lambda: replace(NONE, restarts=1),  # type: ignore[arg-type]  # a wrong one is what it is about
        lambda: replace(LABOUR, is_by_month=None),  # type: ignore[arg-type]  # a wrong one is what it is about
        lambda: replace(PLATFORM, cost_ppm=1_000_001),
        lambda: replace(BACKUP_2018, from_minor=-1),
        lambda: TaxBand(above_minor=-1, rate_ppm=0),
        lambda: TaxBand(above_minor=0, rate_ppm=1_000_001),
        lambda: Surcharge(name="", rate_ppm=0),
        lambda: Surcharge(name="a", rate_ppm=-1),
        lambda: Vat(free_up_to_minor=-1, rate_ppm=0),
        lambda: Vat(free_up_to_minor=0, rate_ppm=-1),
        lambda: TaxSource(figure="", text="law"),
        lambda: TaxSource(figure="bands", text=""),
    ],
)
def test_each_field_is_checked(make: Any) -> None:
    with pytest.raises(FenxiaoError):
        make()


def test_a_surcharge_stands_once() -> None:
    twice = (Surcharge(name="a", rate_ppm=1), Surcharge(name="a", rate_ppm=2))
    with pytest.raises(EventError):
        Vat(free_up_to_minor=0, rate_ppm=1, surcharges=twice)
