"""Price gap (价差): a dealer earns what lies between the price below him and his own.

The price below the nearest dealer is what the buyer paid; below the next one it is the
lowest price so far. A dealer without a price of his own earns nothing and changes nothing.

Source: docs/rules/price_gap.md, whose worked example is its case file.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Literal

from fenxiao.rules import checks
from fenxiao.rules.amounts import DEPTH_LIMIT
from fenxiao.rules.fields import Base, RuleFields

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["PriceGap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceGap(RuleFields):
    """Pay a dealer what lies between the price below him and his own (价差).

    The amounts of its rows are prices, a grade a row, with one place.

    A price that the order's line names for a grade goes before the table's.

    Args:
        base: What a price in percent is a percent of.
        depth: How many uplines it looks at, 1 to 3.

    Raises:
        PolicyError: ``plan.depth``, ``plan.bad_field``.

    Examples:
        >>> from fenxiao.rules.amounts import Row
        >>> city = Row(grades=("city",), rates_ppm=("60%",))
        >>> PriceGap(rule_id="dealers", rows=(city,)).base
        'list'
    """

    base: Base = "list"
    depth: int = DEPTH_LIMIT
    kind: Literal["price_gap"] = field(default_factory=lambda: "price_gap")

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        RuleFields.__post_init__(self)
        checks.count(self.depth, "depth", low=1, high=DEPTH_LIMIT)
        problem = "a price is a percentage, or so much a piece"
        self.refuse_places(problem)
        self.refuse_self(problem)
        for pay in self.pays:
            if pay.orders_minor:
                checks.refuse("orders_minor", list(pay.orders_minor), problem)
        if self.base == "commission":
            checks.refuse("base", self.base, "a price is no part of a commission")
