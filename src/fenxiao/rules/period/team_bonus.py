"""Team bonus (团队业绩奖): a rate of what the whole team sold, less what teams below get.

By default the whole volume is paid at the rate that it reached, and what the same rates
give the team of each direct fan is taken off. So a refund in a fan's team can raise the
bonus of whoever stands above him; docs/rules/periods.md shows it.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Literal

from fenxiao.model.who import Who
from fenxiao.money import PPM
from fenxiao.rules import checks
from fenxiao.rules.period.bands import (
    BANDINGS,
    Band,
    Banding,
    check_bands,
    highest_ppm,
    told,
    value,
)
from fenxiao.rules.period.fields import PeriodFields
from fenxiao.rules.period.sales import LEVELS_OF, Given, PeriodSales, Seller

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["TeamBonus"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamBonus(PeriodFields):
    """Pay a rate of what the whole team sold, less what teams below get (团队业绩奖).

    Args:
        bands: Rates by the volume of his team, his own purchases included.
        mode: "whole": all at the rate reached; "marginal": each part at the rate of its band.
        less_below: Whether what the same rates give the team of each direct fan is taken off.

    Raises:
        PolicyError: ``plan.bad_field``.

    Examples:
        >>> from fenxiao.model.who import ANYBODY
        >>> from fenxiao.rules.people import blank
        >>> bands = (Band(from_minor=1_000, rate_ppm="10%"),)
        >>> sold = PeriodSales(sellers=(Seller(blank("u1"), (0, 900, 600, 0), (1_200, 300)),))
        >>> TeamBonus(rule_id="team", bands=bands).award(sold, ANYBODY)[0].amount_minor
        30
    """

    bands: tuple[Band, ...]
    mode: Banding = "whole"
    less_below: bool = True
    kind: Literal["team_bonus"] = field(default_factory=lambda: "team_bonus")

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        PeriodFields.__post_init__(self)
        object.__setattr__(self, "bands", check_bands(self.bands))
        checks.one_of(self.mode, BANDINGS, "mode")
        checks.flag(self.less_below, "less_below")

    @property
    def share_ppm(self) -> int | None:
        """The most that it pays of all sales, in ppm: each counts for four members."""
        return highest_ppm(self.bands) * LEVELS_OF["team_and_own"]

    def award(self, sales: PeriodSales, earner: Who) -> tuple[Given, ...]:
        """Return what each member gets, never below 0, in the order of the sellers."""
        given = (self._of(seller) for seller in self.fit(sales.sellers, earner))
        return tuple(one for one in given if one.amount_minor > 0)

    def _of(self, seller: Seller) -> Given:
        volume_minor = seller.volume("team_and_own")
        children = seller.by_child if self.less_below else ()
        below = sum(value(self.bands, one, self.mode) for one in children)
        exact = value(self.bands, volume_minor, self.mode) - below
        facts = (
            ("kind", self.kind),
            ("volume_minor", volume_minor),
            ("mode", self.mode),
            ("parts", told(self.bands, volume_minor, self.mode)),
            ("below", str(below)),
            ("children", len(children)),
        )
        return Given(self.rule_id, seller.member_id, exact // PPM, facts)
