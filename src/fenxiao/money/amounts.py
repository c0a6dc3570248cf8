"""Amounts, rates and shares (金额、费率、份额): integers, bounded, rounded once.

An amount that an event brings in is at most ``AMOUNT_LIMIT_MINOR``, so that amount ×
rate, and that plus half a unit, still fits 64 signed bits: the columnar evaluator and a
database column can hold every step, not only the result. Sums of events (balances, books)
are bounded by ``TOTAL_LIMIT_MINOR``, the 64 bits themselves.

A rounding looks at the size of an amount only: ``share(-n) == -share(n)`` for each of
them. So a reversal takes back exactly what was posted, and ``floor`` of a negative amount
goes towards zero, not away from it as Python's ``//`` does.

Source: docs/money.md.
"""

from __future__ import annotations

from typing import Literal, NewType, get_args

from fenxiao.errors import MoneyError
from fenxiao.money._shown import shown

__all__ = [
    "AMOUNT_LIMIT_MINOR",
    "PPM",
    "TOTAL_LIMIT_MINOR",
    "Ppm",
    "Rounding",
    "check_amount",
    "check_rate",
    "round_fraction",
    "share",
]

Ppm = NewType("Ppm", int)
"""A rate in parts per million: 10% is ``Ppm(100_000)``."""

PPM = 1_000_000
"""The whole, as a rate: 100%."""

AMOUNT_LIMIT_MINOR = (2**63 - 1) // 10**6
"""The largest amount of one event: 9,223,372,036,854 minor units."""

TOTAL_LIMIT_MINOR = 2**63 - 1
"""The largest sum of amounts: what 64 signed bits hold."""

Rounding = Literal["floor", "half_up", "half_even", "ceil"]
"""How the size of an exact amount becomes a whole one."""


def check_amount(
    value: object,
    name: str = "amount_minor",
    *,
    low: int = 0,
    high: int = AMOUNT_LIMIT_MINOR,
) -> int:
    """Return the value if it is an amount within its bounds.

    Only ``int`` itself passes: a ``bool``, a ``float`` that happens to be whole, or
    another library's integer is refused, since each of them turns exact sums into
    something else further down. Called once per order line, so it does nothing more.

    Args:
        value: What was handed in.
        name: What the message calls it, with its unit.
        low: The least amount allowed, in minor units.
        high: The largest amount allowed, in minor units.

    Returns:
        The value itself, in minor units.

    Raises:
        MoneyError: The value is not an ``int``, or is out of its bounds.

    Examples:
        >>> check_amount(1234)
        1234
        >>> check_amount(-1)
        Traceback (most recent call last):
        ...
        fenxiao.errors.MoneyError: amount_minor must be 0 to 9223372036854 minor units, \
got -1. Check the unit, or split the amount.
    """
    if type(value) is not int:
        raise MoneyError("money.not_integer", name=name, got=shown(value))
    if low <= value <= high:
        return value
    got = value if abs(value) <= TOTAL_LIMIT_MINOR else shown(value)
    raise MoneyError("money.amount_range", name=name, low=low, high=high, amount_minor=got)


def check_rate(value: object) -> Ppm:
    """Return the value if it is a rate of 0 to 100%.

    Args:
        value: What was handed in, in ppm.

    Returns:
        The value itself, in ppm.

    Raises:
        MoneyError: The value is not an ``int``, or is out of 0 to ``PPM``.

    Examples:
        >>> check_rate(55_000)
        55000
    """
    if type(value) is not int:
        raise MoneyError("money.not_integer", name="rate_ppm", got=shown(value))
    if 0 <= value <= PPM:
        return Ppm(value)
    got = value if abs(value) <= TOTAL_LIMIT_MINOR else shown(value)
    raise MoneyError("money.rate_range", rate_ppm=got)


def share(amount_minor: int, rate_ppm: Ppm, *, rounding: Rounding = "floor") -> int:
    """Return a rate's share of an amount, rounded once.

    By ``floor`` the parts of one amount never add up to more than the whole, and the
    share of a sum is at least the sum of the shares. A negative amount is a reversal:
    ``share(-n) == -share(n)`` for every rounding.

    Args:
        amount_minor: What the share is taken of, within ±``AMOUNT_LIMIT_MINOR``.
        rate_ppm: The rate, 0 to ``PPM``.
        rounding: How its size becomes a whole number of minor units.

    Returns:
        The share in minor units, never larger than the amount and never of the other sign.

    Raises:
        MoneyError: The amount or the rate is not an ``int`` within its bounds, or the
            rounding has no such name.

    Examples:
        >>> share(12_345, Ppm(55_000))
        678
        >>> share(12_345, Ppm(55_000), rounding="half_up")
        679
        >>> share(-12_345, Ppm(55_000))
        -678
    """
    check_amount(amount_minor, low=-AMOUNT_LIMIT_MINOR)
    check_rate(rate_ppm)
    size = _round_size(abs(amount_minor) * rate_ppm, PPM, rounding)
    return size if amount_minor >= 0 else -size


def round_fraction(numerator: int, denominator: int, *, rounding: Rounding = "floor") -> int:
    """Round an exact amount, kept as a fraction of a minor unit, to whole minor units.

    For amounts that were kept exact through several steps (a weight of a rate, what is
    left after a fee) and are rounded once at the end. Neither number is bounded: the
    fraction of a bounded amount may have long terms. The law of ``share`` holds:
    ``round_fraction(-n, d) == -round_fraction(n, d)``.

    Args:
        numerator: The upper number, of either sign.
        denominator: The lower number, of either sign, not 0.
        rounding: How its size becomes a whole number of minor units.

    Returns:
        The rounded amount in minor units.

    Raises:
        MoneyError: Either number is not an ``int``, or the rounding has no such name.
        ZeroDivisionError: The denominator is 0.

    Examples:
        >>> round_fraction(7, 2), round_fraction(7, 2, rounding="half_even")
        (3, 4)
    """
    for name, value in (("numerator", numerator), ("denominator", denominator)):
        if type(value) is not int:
            raise MoneyError("money.not_integer", name=name, got=shown(value))
    size = _round_size(abs(numerator), abs(denominator), rounding)
    return size if (numerator >= 0) is (denominator > 0) else -size


def _round_size(size: int, whole: int, rounding: str) -> int:
    floor, rest = divmod(size, whole)
    match rounding:
        case "floor":
            return floor
        case "half_up":
            return floor + (2 * rest >= whole)
        case "half_even":
            return floor + (2 * rest + floor % 2 > whole)
        case "ceil":
            return floor + (rest > 0)
        case _:
            known, got = ", ".join(get_args(Rounding)), shown(rounding)
            raise MoneyError("money.unknown_rule", name="rounding", known=known, got=got)
