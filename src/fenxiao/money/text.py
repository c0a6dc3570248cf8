"""Percentages and amounts as text (百分比与金额的文字): exact both ways.

Text is read by a grammar, never through a float. What is written is the one shortest or
fixed form, and reading it back gives the number it was written from. What is read may
have trailing zeros, and nothing else that a person would not write on an invoice.

Source: docs/money.md.
"""

from __future__ import annotations

import re

from fenxiao.errors import MoneyError
from fenxiao.money._shown import shown
from fenxiao.money.amounts import PPM, TOTAL_LIMIT_MINOR, Ppm, check_amount, check_rate
from fenxiao.money.currencies import currency

__all__ = ["format_amount", "format_factor", "format_percent", "parse_amount", "parse_percent"]

_PERCENT_DECIMALS = 4
_PERCENT = re.compile(r"(0|[1-9][0-9]{0,2})(?:\.([0-9]{1,4}))?%")
_AMOUNT = re.compile(r"(-?(?:0|[1-9][0-9]{0,29}))(?:\.([0-9]{1,4}))?")


def parse_percent(text: str) -> Ppm:
    """Read a percentage exactly.

    The sign % is required, because "5.5" alone has been a percentage, a fraction and
    a rate out of ten thousand in systems that trade with each other.

    Args:
        text: 0 to 100 in plain digits with at most four decimals, then %.

    Returns:
        The rate in ppm.

    Raises:
        MoneyError: The text is anything else, such as a float, a number without the
            sign, one below 0% or above 100%, or one with blanks or other digits.

    Examples:
        >>> parse_percent("5.5%")
        55000
        >>> parse_percent("0.0001%"), parse_percent("100%")
        (1, 1000000)
    """
    match = _match(_PERCENT, text)
    if match is None:
        raise MoneyError("money.bad_percent", text=shown(text))
    rate_ppm = _join(match[1], match[2], _PERCENT_DECIMALS)
    if rate_ppm > PPM:
        raise MoneyError("money.bad_percent", text=shown(text))
    return Ppm(rate_ppm)


def format_percent(rate_ppm: Ppm) -> str:
    """Write a rate as its shortest percentage.

    Reading it back gives the same rate, and no shorter text does.

    Args:
        rate_ppm: The rate, 0 to ``PPM``.

    Returns:
        Plain digits without trailing zeros, then %.

    Raises:
        MoneyError: The rate is not an ``int`` of 0 to ``PPM``.

    Examples:
        >>> format_percent(Ppm(55_000)), format_percent(Ppm(100_000))
        ('5.5%', '10%')
    """
    return format_factor(check_rate(rate_ppm))


def format_factor(factor_ppm: int) -> str:
    """Write a factor, which unlike a rate may be above 100%, as its shortest percentage.

    Args:
        factor_ppm: The factor in ppm, at least 0.

    Returns:
        Plain digits without trailing zeros, then %.

    Raises:
        MoneyError: It is not an ``int``, or below 0.

    Examples:
        >>> format_factor(2_000_000), format_factor(55_000)
        ('200%', '5.5%')
    """
    check_amount(factor_ppm, "factor_ppm", high=TOTAL_LIMIT_MINOR)
    whole, rest = divmod(factor_ppm, 10**_PERCENT_DECIMALS)
    return f"{whole}.{rest:0{_PERCENT_DECIMALS}}".rstrip("0").rstrip(".") + "%"


def parse_amount(text: str, code: str) -> int:
    """Read an amount of a currency exactly.

    Decimals may be fewer than the currency has, never more: a third decimal of CNY
    is a unit price or a mistake, and rounding it here would hide which.

    Args:
        text: Plain digits, with a minus sign in front if negative.
        code: The currency, by its ISO 4217 code.

    Returns:
        The amount in minor units, within ±``TOTAL_LIMIT_MINOR``.

    Raises:
        MoneyError: The currency is not in use, the text is anything else than such an
            amount, or the amount is out of range.

    Examples:
        >>> parse_amount("12.34", "CNY"), parse_amount("-12", "CNY"), parse_amount("12", "JPY")
        (1234, -1200, 12)
    """
    exponent = currency(code).exponent
    match = _match(_AMOUNT, text)
    if match is None or len(match[2] or "") > exponent:
        raise MoneyError("money.bad_amount", exponent=exponent, currency=code, text=shown(text))
    amount_minor = _join(match[1], match[2], exponent)
    return check_amount(amount_minor, low=-TOTAL_LIMIT_MINOR, high=TOTAL_LIMIT_MINOR)


def format_amount(amount_minor: int, code: str, *, grouping: bool = False) -> str:
    """Write an amount with all the decimals of its currency.

    Without grouping, reading it back gives the same amount. Grouped text is for
    people; it is not read back.

    Args:
        amount_minor: The amount, within ±``TOTAL_LIMIT_MINOR``.
        code: The currency, by its ISO 4217 code.
        grouping: Whether commas part the thousands.

    Returns:
        Plain digits, with a minus sign in front if negative, without the currency.

    Raises:
        MoneyError: The currency is not in use, or the amount is not an ``int`` in range.

    Examples:
        >>> format_amount(1234, "CNY"), format_amount(-5, "CNY"), format_amount(1234, "JPY")
        ('12.34', '-0.05', '1234')
        >>> format_amount(123_456_789, "CNY", grouping=True)
        '1,234,567.89'
    """
    exponent = currency(code).exponent
    check_amount(amount_minor, low=-TOTAL_LIMIT_MINOR, high=TOTAL_LIMIT_MINOR)
    whole, rest = divmod(abs(amount_minor), 10**exponent)
    sign = "-" if amount_minor < 0 else ""
    decimals = f".{rest:0{exponent}}" if exponent else ""
    return f"{sign}{whole:{',' if grouping else ''}}{decimals}"


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    try:
        return pattern.fullmatch(text)
    except TypeError:
        return None


def _join(whole: str, decimals: str | None, exponent: int) -> int:
    return int(whole + (decimals or "").ljust(exponent, "0"))
