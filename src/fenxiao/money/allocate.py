"""Allocation (分摊): an integer total cut into integer parts by weight, nothing lost.

The parts always add up to the total. Who gets the odd units is a rule with a name, which
the caller chooses and records, since it decides somebody's money and no rule keeps every
law: being within one unit of exact and never shrinking while the total grows exclude
each other.

``docs/money.md`` sets the rules against the laws, with the smallest counterexamples.

Source: docs/money.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from fenxiao.errors import MoneyError
from fenxiao.money._shown import shown
from fenxiao.money.amounts import TOTAL_LIMIT_MINOR, check_amount

__all__ = ["AllocationRule", "allocate"]

AllocationRule = Literal["largest_remainder", "first", "largest_weight", "cumulative"]
"""Who gets the units that are left when every part is rounded down."""


def allocate(total_minor: int, weights: Sequence[int], *, rule: AllocationRule) -> tuple[int, ...]:
    """Cut a total into one part per weight; together they are exactly the total.

    Zero weight gets nothing, multiplying all weights by one number changes nothing, and
    ``allocate(-n) == -allocate(n)`` part by part, so that a reversal is exact. No part
    is smaller than its exact share rounded down. Weights that are all 0 are refused
    even for a total of 0: a call that works today would fail with tomorrow's total.

    - ``largest_remainder``: each odd unit goes to the part that lost most by rounding
      down, ties by position; less than one unit off exact. For pools.
    - ``first``: the first part whose weight is above 0 takes all odd units.
    - ``largest_weight``: the part of the largest weight, first among equals, takes them.
    - ``cumulative``: parts are cut from the last to the first, each from what is left by
      what weight is left; a larger total makes no part smaller. For refunds.

    Args:
        total_minor: What is cut, within ±``TOTAL_LIMIT_MINOR``.
        weights: One ``int`` of at least 0 per part, one of them above 0.
        rule: Who gets the odd units; there is no default.

    Returns:
        One part per weight in the order of ``weights``, in minor units, none of the
        other sign than the total.

    Raises:
        MoneyError: The total is not an ``int`` in range, the weights are none, all 0,
            negative or not ``int``, or the rule has no such name.

    Examples:
        >>> allocate(100, [1, 1, 1], rule="largest_remainder")
        (34, 33, 33)
        >>> allocate(-100, [1, 0, 2], rule="largest_weight")
        (-33, 0, -67)
        >>> allocate(2, [1, 1, 1], rule="first"), allocate(2, [1, 1, 1], rule="cumulative")
        ((2, 0, 0), (1, 1, 0))
    """
    try:
        cut = _RULES[rule]
    except (KeyError, TypeError):
        known = ", ".join(_RULES)
        raise MoneyError("money.unknown_rule", name="rule", known=known, got=shown(rule)) from None
    check_amount(total_minor, "total_minor", low=-TOTAL_LIMIT_MINOR, high=TOTAL_LIMIT_MINOR)
    given = tuple(weights)
    if not all(type(weight) is int and weight >= 0 for weight in given) or not any(given):
        raise MoneyError("money.bad_weights", weights=shown(given))
    parts = cut(abs(total_minor), given)
    return tuple(parts) if total_minor >= 0 else tuple(-part for part in parts)


def _largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    lost = [total * weight % whole for weight in weights]
    neediest = sorted(range(len(parts)), key=lost.__getitem__, reverse=True)
    for position in neediest[: total - sum(parts)]:
        parts[position] += 1
    return parts


def _first(total: int, weights: Sequence[int]) -> list[int]:
    bearer = next(position for position, weight in enumerate(weights) if weight > 0)
    return _floors_with_rest(total, weights, bearer)


def _largest_weight(total: int, weights: Sequence[int]) -> list[int]:
    return _floors_with_rest(total, weights, weights.index(max(weights)))


def _floors_with_rest(total: int, weights: Sequence[int], bearer: int) -> list[int]:
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    parts[bearer] += total - sum(parts)
    return parts


def _cumulative(total: int, weights: Sequence[int]) -> list[int]:
    left, weight_left = total, sum(weights)
    parts = [0] * len(weights)
    for position in reversed(range(len(weights))):
        weight = weights[position]
        if weight:
            parts[position] = left * weight // weight_left
            left -= parts[position]
            weight_left -= weight
    return parts


_RULES: dict[AllocationRule, Callable[[int, Sequence[int]], list[int]]] = {
    "largest_remainder": _largest_remainder,
    "first": _first,
    "largest_weight": _largest_weight,
    "cumulative": _cumulative,
}
