"""Money (金额): integers in minor units, rates in ppm, and splits that keep every unit.

Nothing here knows what an order is. An amount is an ``int`` in minor units of a named
currency, a rate is an ``int`` in parts per million, and whoever rounds or divides says
by which named rule, so that two people who follow the same plan reach the same cent.

Source: docs/money.md.
"""

from __future__ import annotations

from fenxiao.money.allocate import AllocationRule, allocate
from fenxiao.money.amounts import (
    AMOUNT_LIMIT_MINOR,
    PPM,
    TOTAL_LIMIT_MINOR,
    Ppm,
    Rounding,
    check_amount,
    check_rate,
    round_fraction,
    share,
)
from fenxiao.money.currencies import CURRENCIES, Currency, currency
from fenxiao.money.text import (
    format_amount,
    format_factor,
    format_percent,
    parse_amount,
    parse_percent,
)

__all__ = [
    "AMOUNT_LIMIT_MINOR",
    "CURRENCIES",
    "PPM",
    "TOTAL_LIMIT_MINOR",
    "AllocationRule",
    "Currency",
    "Ppm",
    "Rounding",
    "allocate",
    "check_amount",
    "check_rate",
    "currency",
    "format_amount",
    "format_factor",
    "format_percent",
    "parse_amount",
    "parse_percent",
    "round_fraction",
    "share",
]
