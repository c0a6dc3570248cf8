"""Rebate (返利): the buyer gets a part of his purchase, or of a commission on it, back.

Source: docs/rules/rebate.md, whose worked example is its case file.
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

__all__ = ["Rebate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebate(RuleFields):
    """Give the buyer a part of his purchase, or of a commission on it, back (返利).

    It has one place, the buyer's, at depth 0.

    Raises:
        PolicyError: ``plan.bad_field``.

    Examples:
        >>> Rebate(
        ...     rule_id="back", base="commission", of="link", funded_by="link", rates_ppm=("30%",)
        ... ).funded_by
        'link'
    """

    kind: Literal["rebate"] = field(default_factory=lambda: "rebate")

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        RuleFields.__post_init__(self)
        self.check_paying()
        self.refuse_places("there is one buyer")
        self.refuse_self("the buyer's place is the only one")
