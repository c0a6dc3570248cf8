"""Budgets (活动预算): what a campaign's rules may pay in a period, until it is spent.

Claims are met in the canonical order of sales: by the instant of the terms, then order,
line and slot. The claim on which a budget ends gets what is left of it, later ones nothing.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fenxiao.model.period_records import PeriodClaim

__all__ = ["spend"]


def spend(claims: Iterable[PeriodClaim], left: dict[str, int]) -> Iterator[tuple[PeriodClaim, int]]:
    """Yield each claim with what it is granted, and take that out of the budgets.

    Args:
        claims: In canonical order.
        left: What is left of each budget, in minor units; it is written.

    Examples:
        >>> claims = [PeriodClaim("gift", str(line), "u1", 60, "618") for line in (1, 2, 3)]
        >>> [granted for _, granted in spend(claims, {"618": 100})]
        [60, 40, 0]
    """
    for claim in claims:
        if not claim.budget:
            yield claim, claim.amount_minor
            continue
        room = left.get(claim.budget, 0)
        granted = min(room, claim.amount_minor)
        left[claim.budget] = room - granted
        yield claim, granted
