"""Percentages and amounts as text: worked examples, refusals and round trips."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, find, given, settings
from hypothesis import strategies as st

from fenxiao.errors import MoneyError
from fenxiao.money import (
    CURRENCIES,
    PPM,
    TOTAL_LIMIT_MINOR,
    Ppm,
    currency,
    format_amount,
    format_factor,
    format_percent,
    parse_amount,
    parse_percent,
)

rates = (st.integers(0, PPM) | st.integers(0, 1000).map(lambda p: p * 1000)).map(Ppm)
amounts = st.integers(-2_000, 2_000) | st.integers(-TOTAL_LIMIT_MINOR, TOTAL_LIMIT_MINOR)
codes = st.sampled_from(sorted(CURRENCIES)) | st.sampled_from(["CNY", "JPY", "KWD", "CLF"])
near_misses = st.text("0123456789.,+-% eE_\u3000\uff11\u0661", max_size=12)

# ---------------------------------------------------------------- percentages


@pytest.mark.parametrize(
    ("text", "rate_ppm"),
    [
        pytest.param("5.5%", 55_000, id="one decimal"),
        pytest.param("0%", 0, id="nothing"),
        pytest.param("100%", 1_000_000, id="the whole"),
        pytest.param("0.0001%", 1, id="the least rate"),
        pytest.param("99.9999%", 999_999, id="the greatest rate below the whole"),
        pytest.param("0.57%", 5_700, id="a float makes 5699 of it"),
    ],
)
def test_percent_examples(text: str, rate_ppm: int) -> None:
    assert rate_ppm == parse_percent(text)
    assert text == format_percent(Ppm(rate_ppm))


@pytest.mark.parametrize(
    ("text", "rate_ppm"),
    [
        pytest.param("5.50%", 55_000, id="a trailing zero"),
        pytest.param("100.0000%", 1_000_000, id="four trailing zeros"),
        pytest.param("0.0000%", 0, id="nothing, at length"),
    ],
)
def test_longer_percentages_are_read_too(text: str, rate_ppm: int) -> None:
    assert rate_ppm == parse_percent(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("5.5", id="no sign"),
        pytest.param("", id="nothing"),
        pytest.param("%", id="the sign alone"),
        pytest.param("-1%", id="negative"),
        pytest.param("-0%", id="negative nothing"),
        pytest.param("+1%", id="a plus sign"),
        pytest.param("100.0001%", id="just above the whole"),
        pytest.param("101%", id="above the whole"),
        pytest.param("1000%", id="four digits"),
        pytest.param("5.00001%", id="five decimals"),
        pytest.param("5.50000%", id="five decimals, the last a zero"),
        pytest.param(".5%", id="no digit before the point"),
        pytest.param("5.%", id="no digit after the point"),
        pytest.param("05%", id="a leading zero"),
        pytest.param("5,5%", id="a decimal comma"),
        pytest.param("1e1%", id="an exponent"),
        pytest.param("1_0%", id="an underscore"),
        pytest.param("5.5%%", id="two signs"),
        pytest.param("5.5 %", id="a blank inside"),
        pytest.param(" 5.5%", id="a blank before"),
        pytest.param("5.5%\n", id="a line end behind"),
        pytest.param("5.5\u00a0%", id="a blank that does not break"),
        pytest.param("\u200b5.5%", id="a blank of no width"),
        pytest.param("\uff15%", id="a full-width digit"),
        pytest.param("5\uff05", id="a full-width sign"),
        pytest.param("\u0665%", id="an Arabic-Indic digit"),
        pytest.param("\u4e94%", id="a Chinese numeral"),
        pytest.param("5\u2030", id="per mille"),
        pytest.param("nan%", id="no number"),
        pytest.param(5.5, id="a float"),
        pytest.param(55_000, id="a rate"),
        pytest.param(b"5.5%", id="bytes"),
        pytest.param(None, id="none"),
    ],
)
def test_percent_refusals(text: Any) -> None:
    with pytest.raises(MoneyError) as caught:
        parse_percent(text)
    assert "money.bad_percent" == caught.value.code


def test_a_refused_percentage_is_shown_as_it_was_written() -> None:
    with pytest.raises(MoneyError, match=re.escape(r"got '5.5\u3000%'. Write it as text")):
        parse_percent("5.5\u3000%")


@pytest.mark.parametrize(
    ("rate_ppm", "code"),
    [
        pytest.param(-1, "money.rate_range", id="negative"),
        pytest.param(PPM + 1, "money.rate_range", id="above the whole"),
        pytest.param(0.1, "money.not_integer", id="a float"),
    ],
)
def test_only_a_rate_is_written_as_a_percentage(rate_ppm: Any, code: str) -> None:
    with pytest.raises(MoneyError) as caught:
        format_percent(rate_ppm)
    assert code == caught.value.code


@given(rate_ppm=rates)
def test_a_percentage_reads_back_as_the_rate_it_was_written_from(rate_ppm: Ppm) -> None:
    assert rate_ppm == parse_percent(format_percent(rate_ppm))


@given(rate_ppm=rates, zeros=st.integers(0, 5))
def test_no_shorter_text_is_the_same_percentage(rate_ppm: Ppm, zeros: int) -> None:
    shortest = format_percent(rate_ppm)
    point = "" if "." in shortest else "."
    longer = shortest.replace("%", f"{point}{'0' * zeros}%") if zeros else shortest
    try:
        assert rate_ppm == parse_percent(longer)
    except MoneyError:
        assert len(longer.rstrip("%").partition(".")[2]) > 4
    assert len(shortest) <= len(longer)
    assert not shortest.rstrip("%").endswith(".")
    assert "." not in shortest or not shortest.rstrip("%").endswith("0")


@given(text=near_misses.map("{}%".format) | near_misses)
def test_what_is_read_as_a_percentage_is_exactly_that_number(text: str) -> None:
    try:
        rate_ppm = parse_percent(text)
    except MoneyError:
        return
    assert Fraction(text.rstrip("%")) / 100 == Fraction(rate_ppm, PPM)
    assert text.isascii()


# ---------------------------------------------------------------- amounts


@pytest.mark.parametrize(
    ("text", "code", "amount_minor"),
    [
        pytest.param("12.34", "CNY", 1234, id="two decimals"),
        pytest.param("0.00", "CNY", 0, id="nothing"),
        pytest.param("0.05", "CNY", 5, id="below one unit"),
        pytest.param("-0.05", "CNY", -5, id="negative below one unit"),
        pytest.param("-12.34", "CNY", -1234, id="negative"),
        pytest.param("1234", "JPY", 1234, id="no decimals"),
        pytest.param("1.234", "KWD", 1234, id="three decimals"),
        pytest.param("0.1234", "CLF", 1234, id="four decimals"),
        pytest.param("92233720368547758.07", "CNY", TOTAL_LIMIT_MINOR, id="the largest sum"),
    ],
)
def test_amount_examples(text: str, code: str, amount_minor: int) -> None:
    assert amount_minor == parse_amount(text, code)
    assert text == format_amount(amount_minor, code)


@pytest.mark.parametrize(
    ("text", "code", "amount_minor"),
    [
        pytest.param("12", "CNY", 1200, id="no decimals"),
        pytest.param("12.3", "CNY", 1230, id="one decimal"),
        pytest.param("-0.00", "CNY", 0, id="negative nothing, as other programs print it"),
        pytest.param("-0", "JPY", 0, id="negative nothing without decimals"),
    ],
)
def test_other_forms_of_an_amount_are_read_too(text: str, code: str, amount_minor: int) -> None:
    assert amount_minor == parse_amount(text, code)


@pytest.mark.parametrize(
    ("amount_minor", "code", "text"),
    [
        pytest.param(123_456_789, "CNY", "1,234,567.89", id="two decimals"),
        pytest.param(-123_456, "CNY", "-1,234.56", id="negative"),
        pytest.param(99_999, "CNY", "999.99", id="below a thousand"),
        pytest.param(1_000_000, "JPY", "1,000,000", id="no decimals"),
    ],
)
def test_grouped_examples(amount_minor: int, code: str, text: str) -> None:
    assert text == format_amount(amount_minor, code, grouping=True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("12.345", "CNY", id="a third decimal"),
        pytest.param("12.340", "CNY", id="a third decimal, though zero"),
        pytest.param("12.0", "JPY", id="a decimal where there is none"),
        pytest.param("1.2345", "KWD", id="a fourth decimal"),
        pytest.param("0.12345", "CLF", id="a fifth decimal"),
        pytest.param("", "CNY", id="nothing"),
        pytest.param("-", "CNY", id="the sign alone"),
        pytest.param(".5", "CNY", id="no digit before the point"),
        pytest.param("5.", "CNY", id="no digit after the point"),
        pytest.param("012.34", "CNY", id="a leading zero"),
        pytest.param("+12.34", "CNY", id="a plus sign"),
        pytest.param("--12.34", "CNY", id="two signs"),
        pytest.param("(12.34)", "CNY", id="brackets for negative"),
        pytest.param("1,234.56", "CNY", id="grouped"),
        pytest.param("12,34", "CNY", id="a decimal comma"),
        pytest.param("\u00a512.34", "CNY", id="a sign of the currency"),
        pytest.param("12.34 CNY", "CNY", id="the code behind"),
        pytest.param("12.34\n", "CNY", id="a line end behind"),
        pytest.param("1e3", "CNY", id="an exponent"),
        pytest.param("\uff11\uff12", "CNY", id="full-width digits"),
        pytest.param("\u221212", "CNY", id="a typographic minus"),
        pytest.param("9" * 31, "CNY", id="longer than any amount"),
        pytest.param(12.34, "CNY", id="a float"),
        pytest.param(1234, "CNY", id="an int"),
        pytest.param(None, "CNY", id="none"),
    ],
)
def test_amount_refusals(text: Any, code: str) -> None:
    with pytest.raises(MoneyError) as caught:
        parse_amount(text, code)
    assert ("money.bad_amount", code, currency(code).exponent) == (
        caught.value.code,
        caught.value.currency,
        caught.value.exponent,
    )


@pytest.mark.parametrize(
    ("amount_minor", "code", "error"),
    [
        pytest.param(TOTAL_LIMIT_MINOR + 1, "CNY", "money.amount_range", id="too large"),
        pytest.param(-TOTAL_LIMIT_MINOR - 1, "CNY", "money.amount_range", id="too small"),
        pytest.param(12.0, "CNY", "money.not_integer", id="a float"),
        pytest.param(12, "RMB", "money.unknown_currency", id="no such currency"),
    ],
)
def test_only_an_amount_is_written(amount_minor: Any, code: str, error: str) -> None:
    with pytest.raises(MoneyError) as caught:
        format_amount(amount_minor, code)
    assert error == caught.value.code


@pytest.mark.parametrize(
    ("text", "code", "error"),
    [
        pytest.param("92233720368547758.08", "CNY", "money.amount_range", id="one too large"),
        pytest.param("-92233720368547758.08", "CNY", "money.amount_range", id="one too small"),
        pytest.param("9" * 30, "CNY", "money.amount_range", id="30 digits"),
        pytest.param("12.34", "cny", "money.unknown_currency", id="no such currency"),
    ],
)
def test_an_amount_out_of_range_is_not_read(text: str, code: str, error: str) -> None:
    with pytest.raises(MoneyError) as caught:
        parse_amount(text, code)
    assert error == caught.value.code


@given(amount_minor=amounts, code=codes)
def test_an_amount_reads_back_as_it_was_written(amount_minor: int, code: str) -> None:
    assert amount_minor == parse_amount(format_amount(amount_minor, code), code)


@given(amount_minor=amounts, code=codes)
def test_an_amount_is_written_with_all_its_decimals(amount_minor: int, code: str) -> None:
    decimals = format_amount(amount_minor, code).partition(".")[2]
    assert currency(code).exponent == len(decimals)


@given(amount_minor=amounts, code=codes)
def test_grouping_adds_commas_and_nothing_else(amount_minor: int, code: str) -> None:
    grouped = format_amount(amount_minor, code, grouping=True)
    assert format_amount(amount_minor, code) == grouped.replace(",", "")
    assert re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})*(\.[0-9]+)?", grouped)


@given(amount_minor=amounts, code=codes)
def test_a_negative_amount_is_written_as_the_positive_one_with_a_sign(
    amount_minor: int, code: str
) -> None:
    sign = "-" if amount_minor < 0 else ""
    assert format_amount(amount_minor, code) == sign + format_amount(abs(amount_minor), code)


@given(text=near_misses, code=codes)
@example(text="-0.5", code="CNY")
def test_what_is_read_as_an_amount_is_exactly_that_number(text: str, code: str) -> None:
    try:
        amount_minor = parse_amount(text, code)
    except MoneyError:
        return
    assert Fraction(text) == Fraction(amount_minor, 10 ** currency(code).exponent)
    assert text.isascii()


# ---------------------------------------------------------------- wrong ones are caught

SEARCH = settings(max_examples=20_000, derandomize=True, database=None)


def percent_by_float(text: str) -> int:
    return int(float(text.rstrip("%")) * 10_000)


def amount_by_float(amount_minor: int) -> str:
    return f"{amount_minor / 100:.2f}"


def test_the_round_trip_catches_a_percentage_read_by_float() -> None:
    rate_ppm = find(
        rates, lambda rate: rate != percent_by_float(format_percent(rate)), settings=SEARCH
    )
    assert rate_ppm == parse_percent(format_percent(rate_ppm))


def test_the_round_trip_catches_an_amount_written_by_float() -> None:
    amount_minor = find(
        amounts,
        lambda amount: amount != parse_amount(amount_by_float(amount), "CNY"),
        settings=SEARCH,
    )
    assert amount_minor == parse_amount(format_amount(amount_minor, "CNY"), "CNY")


def test_a_float_loses_a_millionth_of_57_hundredths_of_a_percent() -> None:
    assert (5_699, 5_700) == (percent_by_float("0.57%"), parse_percent("0.57%"))


@pytest.mark.parametrize(
    ("factor_ppm", "expected"),
    [(0, "0%"), (1, "0.0001%"), (1_500_000, "150%"), (12_345_678, "1234.5678%")],
)
def test_a_factor_may_be_above_the_whole(factor_ppm: int, expected: str) -> None:
    assert expected == format_factor(factor_ppm)


@given(rate_ppm=st.integers(0, PPM))
def test_a_factor_that_is_a_rate_is_written_as_one(rate_ppm: int) -> None:
    assert format_percent(Ppm(rate_ppm)) == format_factor(rate_ppm)


@pytest.mark.parametrize("wrong", [-1, 0.5, True])
def test_what_is_no_factor_is_refused(wrong: Any) -> None:
    with pytest.raises(MoneyError):
        format_factor(wrong)
