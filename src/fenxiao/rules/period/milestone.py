"""Milestone (达标奖): a fixed amount, once in a period, for reaching a volume.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Literal

from fenxiao.model.who import Who
from fenxiao.rules import checks
from fenxiao.rules.period.fields import PeriodFields
from fenxiao.rules.period.sales import VOLUMES, Given, PeriodSales, VolumeOf

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["Milestone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone(PeriodFields):
    """Pay a fixed amount, once a period, for reaching a volume (达标奖).

    Args:
        from_minor: The volume that must be reached, in minor units; that volume included.
        amount_minor: What is paid for it, in minor units.
        volume: Which volume of his counts.

    Raises:
        PolicyError: ``plan.bad_field``.

    Examples:
        >>> Milestone(rule_id="first", from_minor=100_000, amount_minor=5_000).volume
        'team'
    """

    from_minor: int
    amount_minor: int
    volume: VolumeOf = "team"
    kind: Literal["milestone"] = field(default_factory=lambda: "milestone")

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        PeriodFields.__post_init__(self)
        if not checks.amount(self.from_minor, "from_minor"):
            checks.refuse("from_minor", self.from_minor, "a volume of 0 is no milestone")
        checks.amount(self.amount_minor, "amount_minor")
        checks.one_of(self.volume, VOLUMES, "volume")

    @property
    def share_ppm(self) -> int | None:
        """None: no rate of what was sold bounds a fixed amount."""
        return None

    def award(self, sales: PeriodSales, earner: Who) -> tuple[Given, ...]:
        """Return what each member gets who reached it, in the order of the sellers."""
        return tuple(
            Given(
                self.rule_id,
                seller.member_id,
                self.amount_minor,
                (
                    ("kind", self.kind),
                    ("volume", self.volume),
                    ("volume_minor", volume_minor),
                    ("from_minor", self.from_minor),
                ),
            )
            for seller in self.fit(sales.sellers, earner)
            if (volume_minor := seller.volume(self.volume)) >= self.from_minor and self.amount_minor
        )
