"""Convex differential (凸性级差): what a team is worth, less what the teams below are worth.

R(u) = π(V₃(u)) − Σ π(V₂(c)) over the direct fans c of u, where V₃(u) is all that was
bought within three below u, u's own purchases included, V₂(c) the same within two below c,
and π is piecewise linear. Where π is convex nobody gains from fake accounts, and all
together get at most the steepest slope of all sales; docs/rules/periods.md derives both.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from fenxiao.errors import PolicyError
from fenxiao.model.who import Who
from fenxiao.money import PPM
from fenxiao.rules import checks
from fenxiao.rules.period.bands import Band, check_bands, highest_ppm, told, value
from fenxiao.rules.period.fields import PeriodFields
from fenxiao.rules.period.sales import Given, PeriodSales, Seller

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["ConvexDifferential", "reward"]


def reward(bands: Sequence[Band], volume_minor: int, below_minor: Sequence[int]) -> int:
    """Return the exact reward of a member, in millionths of a minor unit.

    Args:
        bands: The slopes of π by volume, as rates of each part of it.
        volume_minor: V₃ of the member, in minor units.
        below_minor: V₂ of each of his direct fans, in minor units.

    Returns:
        π(V₃) − Σ π(V₂); at least 0 where π is convex, since V₃ is no less than their sum.

    Examples:
        >>> bands = (Band(from_minor=0, rate_ppm="5%"), Band(from_minor=1_000, rate_ppm="10%"))
        >>> reward(bands, 3_000, [1_500, 1_000]) // PPM
        100
    """
    whole = value(bands, volume_minor, "marginal")
    return whole - sum(value(bands, one, "marginal") for one in below_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvexDifferential(PeriodFields):
    """Pay what a team is worth less what the teams below are worth (凸性级差).

    Args:
        bands: The slopes of π: what each part of a volume is worth, by volume, each below 100%.
        permits_fake_gain: Whether slopes that fall are taken all the same; then fake
            accounts pay, and an award below 0 is none.

    Raises:
        PolicyError: ``plan.bad_field``; ``plan.not_convex`` for a slope that falls.

    Examples:
        >>> bands = (Band(from_minor=0, rate_ppm="5%"), Band(from_minor=1_000, rate_ppm="10%"))
        >>> ConvexDifferential(rule_id="growth", bands=bands).share_ppm
        100000
    """

    bands: tuple[Band, ...]
    permits_fake_gain: bool = False
    kind: Literal["convex_differential"] = field(default_factory=lambda: "convex_differential")

    @override
    def __post_init__(self) -> None:
        """Check every field, and that the slopes rise."""
        PeriodFields.__post_init__(self)
        object.__setattr__(self, "bands", check_bands(self.bands))
        checks.flag(self.permits_fake_gain, "permits_fake_gain")
        slopes = [band.rate_ppm for band in self.bands]
        if max(slopes) >= PPM:
            checks.refuse(
                "bands", slopes, "a purchase must cost more than it can bring: below 100%"
            )
        if self.permits_fake_gain:
            return
        if self.earner is not None and self.earner.asks:
            checks.refuse("earner", self.earner, "everybody has the same curve, or fakes gain")
        for before, after in pairwise(self.bands):
            if after.rate_ppm < before.rate_ppm:
                raise PolicyError(
                    "plan.not_convex", rule_id=self.rule_id, from_minor=after.from_minor
                )

    @property
    def share_ppm(self) -> int | None:
        """The most that it pays of all sales, in ppm: the steepest slope, by telescoping."""
        return highest_ppm(self.bands)

    def award(self, sales: PeriodSales, earner: Who) -> tuple[Given, ...]:  # noqa: ARG002 - the same curve for everybody
        """Return what each member gets, floored once, in the order of the sellers."""
        given = (self._of(seller) for seller in sales.sellers)
        return tuple(one for one in given if one.amount_minor > 0)

    def _of(self, seller: Seller) -> Given:
        volume_minor = seller.volume("team_and_own")
        exact = reward(self.bands, volume_minor, seller.by_child)
        facts = (
            ("kind", self.kind),
            ("volume_minor", volume_minor),
            ("parts", told(self.bands, volume_minor, "marginal")),
            ("below", str(value(self.bands, volume_minor, "marginal") - exact)),
            ("children", len(seller.by_child)),
        )
        return Given(self.rule_id, seller.member_id, exact // PPM, facts)
