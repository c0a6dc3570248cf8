"""Currencies: the table against a maintained one, and the refusals."""

from __future__ import annotations

import iso4217
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import MoneyError
from fenxiao.money import CURRENCIES, Currency, currency


def test_the_table_is_that_of_the_standard() -> None:
    standard = {row.code: row.exponent for row in iso4217.Currency if row.exponent is not None}
    assert standard == {code: row.exponent for code, row in CURRENCIES.items()}


@pytest.mark.parametrize(
    ("code", "exponent"),
    [
        pytest.param("JPY", 0, id="no decimals"),
        pytest.param("CNY", 2, id="元 and 分"),
        pytest.param("CHW", 2, id="a funds code"),
        pytest.param("KWD", 3, id="three decimals"),
        pytest.param("CLF", 4, id="four decimals"),
    ],
)
def test_examples(code: str, exponent: int) -> None:
    assert Currency(code, exponent) == currency(code)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        pytest.param("cny", "'cny'", id="small letters"),
        pytest.param("CNY ", "'CNY '", id="a blank behind"),
        pytest.param("\uff23\uff2e\uff39", "'\uff23\uff2e\uff39'", id="full-width letters"),
        pytest.param("", "''", id="nothing"),
        pytest.param("RMB", "'RMB'", id="a name of daily use"),
        pytest.param("BGN", "'BGN'", id="no longer in use"),
        pytest.param("XAU", "'XAU'", id="gold has no minor unit"),
        pytest.param("XXX", "'XXX'", id="no currency"),
        pytest.param(156, "156", id="the number of CNY"),
        pytest.param(None, "NoneType", id="none"),
        pytest.param(["CNY"], "['CNY']", id="a list cannot be looked up"),
    ],
)
def test_refusals(code: str, shown: str) -> None:
    with pytest.raises(MoneyError) as caught:
        currency(code)
    assert ("money.unknown_currency", shown) == (caught.value.code, caught.value.currency)


@given(code=st.sampled_from(sorted(CURRENCIES)))
def test_a_currency_is_found_under_its_own_code(code: str) -> None:
    assert code == currency(code).code


@given(text=st.text(max_size=4))
def test_whatever_is_not_in_the_table_is_refused(text: str) -> None:
    if text in CURRENCIES:
        return
    with pytest.raises(MoneyError):
        currency(text)


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        CURRENCIES["XTS"] = Currency("XTS", 2)  # type: ignore[index]  # that is the point
