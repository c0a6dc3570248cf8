"""Differential commission (极差): an upline earns only the gap above those below it.

Amounts are read from the buyer upwards, of those who earn. An upline whose amount does not
exceed the best one already paid earns nothing. Gaps are taken exactly, before rounding:
each payee's share is floored once, from its own gap, and together they are the best amount.

Source: docs/rules/differential.md, whose worked example is its case file.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Literal

from fenxiao.rules import checks
from fenxiao.rules.amounts import DEPTH_LIMIT
from fenxiao.rules.fields import RuleFields

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["Differential", "gaps"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Differential(RuleFields):
    """Pay each upline the gap above the highest amount paid below him (极差).

    The amount of each grade is a row of its table, with one place. A grade without a row
    has the rule's own amount, or 0, and uses its slot.

    Args:
        depth: How many uplines it looks at, 1 to 3.
        has_own_sales: Whether the buyer earns his own grade's amount, which then counts as
            paid below all others.

    Raises:
        PolicyError: ``plan.depth``, ``plan.bad_field``.

    Examples:
        >>> from fenxiao.rules.amounts import Row
        >>> gold = Row(grades=("gold",), rates_ppm=("12%",))
        >>> Differential(rule_id="gap", rows=(gold,), rates_ppm=("5%",)).depth
        3
    """

    depth: int = DEPTH_LIMIT
    has_own_sales: bool = False
    kind: Literal["differential"] = field(default_factory=lambda: "differential")

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        RuleFields.__post_init__(self)
        self.check_paying()
        checks.count(self.depth, "depth", low=1, high=DEPTH_LIMIT)
        self.refuse_places("a grade has one amount, at any depth")
        checks.flag(self.has_own_sales, "has_own_sales")
        self.refuse_self("a differential says has_own_sales")


def gaps(amounts: Sequence[int], best: int = 0) -> tuple[int, ...]:
    """Return what each upline earns above those nearer to the buyer.

    Args:
        amounts: One exact amount an upline, nearest first, all of one denominator.
        best: What the buyer himself earns already, by the same denominator.

    Returns:
        One gap an upline, in the order of ``amounts``; with ``best`` their sum is the
        highest of all.

    Examples:
        >>> gaps([50_000, 30_000, 120_000])
        (50000, 0, 70000)
    """
    highest = accumulate(amounts, max, initial=best)
    return tuple(now - before for before, now in pairwise(highest))
