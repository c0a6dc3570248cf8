"""Checks on plans (方案校验): what a plan author wrote, refused by a code of plans.

A rate is an int in ppm or a text with a percent sign; both become the same int. A float
is refused, since 0.055 and 5.5 have been the same rate in systems that trade.

Source: docs/rules/plan.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NoReturn, TypeVar

from fenxiao.errors import FenxiaoError, PolicyError
from fenxiao.model.checks import check_id
from fenxiao.model.instants import check_instant
from fenxiao.money import check_amount, check_rate, parse_percent

__all__ = [
    "amount",
    "amounts",
    "count",
    "factor",
    "flag",
    "instant",
    "kind_of",
    "one_of",
    "rate",
    "rates",
    "refuse",
    "tuple_of",
    "word",
    "words",
]

T = TypeVar("T")
_SHOWN = 160
_WIDE_PERCENT = "\N{FULLWIDTH PERCENT SIGN}"
_NO_FLOAT = 'a rate is an int in ppm, or a text as in "5.5%", never a float'


def refuse(field: str, got: object, problem: str) -> NoReturn:
    """Refuse a field of a plan.

    Raises:
        PolicyError: ``plan.bad_field``.
    """
    raise PolicyError("plan.bad_field", field=field, got=repr(got)[:_SHOWN], problem=problem)


def word(value: object, field: str) -> str:
    """Return an id or word of the plan author's own."""
    try:
        return check_id(value if isinstance(value, str) else "", field)
    except FenxiaoError:
        refuse(field, value, "it must be a text of 1 to 128 characters that are seen")


def words(value: object, field: str) -> tuple[str, ...]:
    """Return a list of words, each named once."""
    found = tuple(word(one, field) for one in _listed(value, field))
    if len(set(found)) < len(found):
        refuse(field, value, "each word must be named once")
    return found


def one_of(value: object, known: Iterable[str], field: str) -> None:
    """Refuse what is none of the published words."""
    allowed = tuple(known)
    if not isinstance(value, str) or value not in allowed:
        refuse(field, value, f"it must be one of {', '.join(allowed)}")


def flag(value: object, field: str) -> None:
    """Refuse what is neither true nor false."""
    if type(value) is not bool:
        refuse(field, value, "it must be true or false")


def count(value: object, field: str, *, low: int = 0, high: int = 2**31 - 1) -> int:
    """Return a whole number within its bounds."""
    if type(value) is not int or not low <= value <= high:
        refuse(field, value, f"it must be a whole number from {low} to {high}")
    return value


def instant(value: object, field: str) -> datetime:
    """Return an aware instant in UTC."""
    try:
        return check_instant(value, field)
    except FenxiaoError as error:
        refuse(field, value, str(error).split(". ")[0].rstrip("."))


def amount(value: object, field: str) -> int:
    """Return an amount in minor units."""
    if type(value) is float:
        refuse(field, value, "amounts are whole minor units: 1.50 of CNY is 150")
    return _money(check_amount, value, field)


def amounts(value: object, field: str) -> tuple[int, ...]:
    """Return a list of amounts in minor units."""
    return tuple(amount(one, field) for one in _listed(value, field))


def factor(value: object, field: str, *, high: int) -> int:
    """Return a factor in ppm, from ppm or from a whole number of percent as text.

    Examples:
        >>> factor("200%", "factor_ppm", high=10_000_000)
        2000000
    """
    if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{2,3}%", value):
        return count(int(value[:-1]) * 10_000, field, high=high)
    return rate(value, field) if isinstance(value, str) else _ppm(value, field, high)


def _ppm(value: object, field: str, high: int) -> int:
    if type(value) is float:
        refuse(field, value, _NO_FLOAT)
    return count(value, field, high=high)


def rate(value: object, field: str) -> int:
    """Return a rate in ppm, from ppm or from a text with a percent sign.

    Examples:
        >>> rate("5.5%", "rate_ppm"), rate(55_000, "rate_ppm")
        (55000, 55000)
    """
    if type(value) is float:
        refuse(field, value, _NO_FLOAT)
    if isinstance(value, str) and _WIDE_PERCENT in value:
        refuse(field, value, f'the percent sign is the narrow "%", not the wide "{_WIDE_PERCENT}"')
    if isinstance(value, str):
        return _money(parse_percent, value, field)
    return _money(check_rate, value, field)


def rates(value: object, field: str) -> tuple[int, ...]:
    """Return a list of rates in ppm."""
    return tuple(rate(one, field) for one in _listed(value, field))


def kind_of(value: object, kind: type[T], field: str) -> T:
    """Return a value of exactly this kind."""
    if type(value) is not kind:
        refuse(field, value, f"it must be of type {kind.__name__}")
    return value


def tuple_of(value: object, kinds: tuple[type[T], ...], field: str) -> tuple[T, ...]:
    """Return a list of parts of some kinds as a tuple."""
    found: list[T] = []
    for one in _listed(value, field):
        if type(one) not in kinds or not isinstance(one, kinds):
            names = ", ".join(kind.__name__ for kind in kinds)
            refuse(field, one, f"it must be of type {names}")
        found.append(one)
    return tuple(found)


def _listed(value: object, field: str) -> tuple[object, ...]:
    if not isinstance(value, (tuple, list)):
        is_one = isinstance(value, str)
        refuse(field, value, "it must be a list" + (f', as in ["{value}"]' if is_one else ""))
    return tuple(value)


def _money(check: Callable[[Any], int], value: object, field: str) -> int:
    try:
        return int(check(value))
    except FenxiaoError as error:
        refuse(field, value, str(error).split(". ")[0].rstrip("."))
