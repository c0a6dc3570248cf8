"""Peer bonus (平级奖): the next ones of the same grade above who earned a differential.

A differential pays nothing to an upline of the grade below him; this bonus pays him a
stated rate of a stated base, for a stated number of peers.

Source: docs/rules/peer_bonus.md, whose worked example is its case file.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Literal

from fenxiao.rules.fields import Base, RuleFields

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["PeerBonus"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerBonus(RuleFields):
    """Pay the next ones of the same grade above who earned a differential (平级奖).

    Place 1 is the first peer above an earner, places 2 and 3 the next.

    A peer has the same grade as the earner, not merely the same rate. Whoever earns a gap
    himself ends the run of peers below him and starts his own.

    Args:
        of: The differential whose earners have peers.
        base: "commission", of what the earner earns by that rule, or any other base.

    Raises:
        PolicyError: ``plan.of``, ``plan.depth``, ``plan.bad_field``.

    Examples:
        >>> PeerBonus(rule_id="peer", of="gap", rates_ppm=("10%",)).base
        'commission'
    """

    base: Base = "commission"
    kind: Literal["peer_bonus"] = field(default_factory=lambda: "peer_bonus")

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        RuleFields.__post_init__(self)
        self.check_paying()
        self.refuse_self("the buyer is nobody's peer")

    @override
    def _check_of(self) -> bool:
        """Say that the rule whose earners have peers must be named, whatever the base."""
        return self.of is not None
