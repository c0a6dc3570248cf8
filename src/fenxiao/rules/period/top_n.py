"""Top sellers (排行奖): prizes for the first n by volume; who is equal shares.

Members of one volume stand on the same places: the prizes of those places are added and
shared evenly, odd units to the first by member id.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Literal

from fenxiao.model.who import Who
from fenxiao.money import allocate
from fenxiao.rules import checks
from fenxiao.rules.period.fields import PeriodFields
from fenxiao.rules.period.sales import VOLUMES, Given, PeriodSales, Seller, VolumeOf

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["TopN"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopN(PeriodFields):
    """Pay prizes to the first n by volume; who is equal shares (排行奖).

    Args:
        prizes_minor: What each place gets, the first place first, in minor units.
        volume: By which volume members are ranked.
        at_least_minor: What a member must have sold to be ranked, in minor units.

    Raises:
        PolicyError: ``plan.bad_field``.

    Examples:
        >>> TopN(rule_id="best", prizes_minor=(50_000, 20_000, 10_000)).prizes_minor[0]
        50000
    """

    prizes_minor: tuple[int, ...]
    volume: VolumeOf = "team"
    at_least_minor: int = 1
    kind: Literal["top_n"] = field(default_factory=lambda: "top_n")

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        PeriodFields.__post_init__(self)
        prizes = checks.amounts(self.prizes_minor, "prizes_minor")
        if not prizes or any(one < other for one, other in pairwise(prizes)):
            checks.refuse("prizes_minor", prizes, "name at least one, none above the one before it")
        object.__setattr__(self, "prizes_minor", prizes)
        checks.one_of(self.volume, VOLUMES, "volume")
        if not checks.amount(self.at_least_minor, "at_least_minor"):
            checks.refuse("at_least_minor", 0, "who sold nothing has no place")

    @property
    def share_ppm(self) -> int | None:
        """None: no rate of what was sold bounds prizes."""
        return None

    def award(self, sales: PeriodSales, earner: Who) -> tuple[Given, ...]:
        """Return who gets which prize, the first place first."""
        ranked = sorted(
            (-volume_minor, seller.member_id, seller)
            for seller in self.fit(sales.sellers, earner)
            if (volume_minor := seller.volume(self.volume)) >= self.at_least_minor
        )
        given: list[Given] = []
        place = 0
        for _, equals in groupby(ranked, key=lambda one: one[0]):
            if place >= len(self.prizes_minor):
                break
            members = [seller for *_, seller in equals]
            given += self._equals(members, place)
            place += len(members)
        return tuple(one for one in given if one.amount_minor)

    def _equals(self, members: list[Seller], place: int) -> list[Given]:
        """Return what members of one volume get, who stand from a place on together."""
        total_minor = sum(self.prizes_minor[place : place + len(members)])
        evenly = [1] * len(members)
        amounts = allocate(total_minor, evenly, rule="largest_remainder")
        return [
            Given(
                self.rule_id,
                seller.member_id,
                amount_minor,
                (
                    ("kind", self.kind),
                    ("volume", self.volume),
                    ("volume_minor", seller.volume(self.volume)),
                    ("place", place + 1),
                    ("equals", len(members)),
                    ("total_minor", total_minor),
                ),
            )
            for seller, amount_minor in zip(members, amounts, strict=True)
        ]
