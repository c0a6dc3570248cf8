"""Sales of a period (周期业绩): who sold how much, within three of the buyer, net of refunds.

An order counts for its buyer and for the three who stood above him as its terms say,
whatever was moved later; so no sale pays anybody further than three above its buyer.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

from fenxiao.model.period_records import PeriodCut
from fenxiao.model.records import FactValue, Member

__all__ = ["LEVELS_OF", "VOLUMES", "Given", "PeriodSales", "Seller", "VolumeOf"]

VolumeOf = Literal["own", "direct", "team", "team_and_own"]
VOLUMES: tuple[VolumeOf, ...] = get_args(VolumeOf)
"""What he bought himself; what his direct fans bought; all within three; both together."""

_DISTANCES: dict[VolumeOf, tuple[int, ...]] = {
    "own": (0,),
    "direct": (1,),
    "team": (1, 2, 3),
    "team_and_own": (0, 1, 2, 3),
}
LEVELS_OF: dict[VolumeOf, int] = {of: len(found) for of, found in _DISTANCES.items()}
"""For how many members one sale counts at most."""


class Seller(NamedTuple):
    """A member for whom anything counts in a period.

    Args:
        member: Who he was when the period closed.
        by_distance: What was bought at distance 0, 1, 2 and 3 below him, in minor units.
        by_child: What each of his direct fans brought: that fan's own purchases and those
            within two below that fan, in minor units.
    """

    member: Member
    by_distance: tuple[int, int, int, int]
    by_child: tuple[int, ...] = ()

    @property
    def member_id(self) -> str:
        """Whose volume it is."""
        return self.member.member_id

    def volume(self, of: VolumeOf) -> int:
        """Return a volume of his, in minor units.

        Examples:
            >>> from fenxiao.rules.people import blank
            >>> seller = Seller(blank("u1"), (5, 10, 20, 40))
            >>> [seller.volume(of) for of in VOLUMES]
            [5, 10, 70, 75]
        """
        return sum(self.by_distance[one] for one in _DISTANCES[of])


class PeriodSales(NamedTuple):
    """What the period rules of a plan look at.

    Args:
        sellers: Everybody for whom anything counts, by member id.
        volume_minor: What is left of all sales, each counted once, in minor units.
        kept_minor: What line rules pay of them, in minor units.
        claims: What line rules that wait for the close ask for, and what budgets leave of
            it, by rule and member.
    """

    sellers: tuple[Seller, ...] = ()
    volume_minor: int = 0
    kept_minor: int = 0
    claims: Mapping[tuple[str, str], tuple[int, int]] = MappingProxyType({})


class Given(NamedTuple):
    """What a member gets by one rule for a period, and why.

    Args:
        rule_id: The rule.
        member_id: Who.
        amount_minor: What he gets, after caps and ceiling, in minor units.
        facts: What explains it: the rule's kind first.
        cuts: What took how much away from what the rule alone would pay.
    """

    rule_id: str
    member_id: str
    amount_minor: int
    facts: tuple[tuple[str, FactValue], ...]
    cuts: tuple[PeriodCut, ...] = ()
