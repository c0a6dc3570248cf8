"""Tiers (阶梯提成): a rate that rises with what a member sold in the period.

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
from fenxiao.rules.period.sales import LEVELS_OF, VOLUMES, Given, PeriodSales, VolumeOf

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["Tiers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiers(PeriodFields):
    """Pay a rate that rises with what a member sold in the period (阶梯提成).

    Args:
        bands: Rates by volume, the lowest band first.
        mode: "marginal": each part at the rate of its band; "whole": all at the rate reached.
        volume: Which volume of his counts.

    Raises:
        PolicyError: ``plan.bad_field``.

    Examples:
        >>> from fenxiao.model.who import ANYBODY
        >>> from fenxiao.rules.people import blank
        >>> from fenxiao.rules.period.sales import Seller
        >>> bands = (Band(from_minor=0, rate_ppm="1%"), Band(from_minor=1_000, rate_ppm="2%"))
        >>> tiers = Tiers(rule_id="month", bands=bands)
        >>> sold = PeriodSales(sellers=(Seller(blank("u1"), (0, 1_500, 0, 0)),))
        >>> tiers.award(sold, ANYBODY)[0].amount_minor
        20
    """

    bands: tuple[Band, ...]
    mode: Banding = "marginal"
    volume: VolumeOf = "team"
    kind: Literal["tiers"] = field(default_factory=lambda: "tiers")

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        PeriodFields.__post_init__(self)
        object.__setattr__(self, "bands", check_bands(self.bands))
        checks.one_of(self.mode, BANDINGS, "mode")
        checks.one_of(self.volume, VOLUMES, "volume")

    @property
    def share_ppm(self) -> int | None:
        """The most that it pays of all sales, in ppm: each counts for several members."""
        return highest_ppm(self.bands) * LEVELS_OF[self.volume]

    def award(self, sales: PeriodSales, earner: Who) -> tuple[Given, ...]:
        """Return what each member gets, in the order of the sellers."""
        return tuple(
            Given(
                self.rule_id,
                seller.member_id,
                exact // PPM,
                (
                    ("kind", self.kind),
                    ("volume", self.volume),
                    ("volume_minor", volume_minor),
                    ("mode", self.mode),
                    ("parts", told(self.bands, volume_minor, self.mode)),
                ),
            )
            for seller in self.fit(sales.sellers, earner)
            if (volume_minor := seller.volume(self.volume))
            and (exact := value(self.bands, volume_minor, self.mode)) >= PPM
        )
