"""Level commission (三级分销): each upline within three earns the amount of his place.

Places are counted from the buyer upwards. Somebody missing at a place leaves that slot to
the platform and moves nobody; the buyer's own purchase is a slot of its own.

Source: docs/rules/levels.md, whose worked example is its case file.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Literal

from fenxiao.rules.fields import RuleFields

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["Levels"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels(RuleFields):
    """Pay each upline the amount of his place, nearest to the buyer first; 1 to 3 (三级分销).

    Raises:
        PolicyError: ``plan.depth`` for more than three places, ``plan.bad_field``.

    Examples:
        >>> Levels(rule_id="sale", rates_ppm=("10%", "5%", "2%")).rates_ppm
        (100000, 50000, 20000)
    """

    kind: Literal["levels"] = field(default_factory=lambda: "levels")

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        RuleFields.__post_init__(self)
        self.check_paying()
