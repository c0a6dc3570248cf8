"""Role commission (角色佣金): whoever is credited with the line in a role earns on it.

Holders share by weight, each his own floor, and the part of one who may not earn stays
with the platform. A holder's inviters may earn too: theirs are the second and third place.

Source: docs/rules/role.md, whose worked example is its case file.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Literal

from fenxiao.model.credit_records import CREDIT_KINDS, CreditKind
from fenxiao.model.people import RELATIONS, Relation
from fenxiao.rules import checks
from fenxiao.rules.fields import RuleFields

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["REMAINDERS", "Remainder", "Role"]

Remainder = Literal["funder", "largest_remainder", "first", "largest_weight"]
REMAINDERS: tuple[Remainder, ...] = ("funder", "largest_remainder", "first", "largest_weight")
"""Whose the odd units of holders are: nobody's, so that they stay with who funds the rule,
or cut among the holders by a named rule of ``allocate``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(RuleFields):
    """Pay whoever is credited with the line in a role, and who invited him (角色佣金).

    Place 1 is the holder, places 2 and 3 his inviters.

    Args:
        role: One of ``CREDIT_KINDS``; the policy's attribution says who is credited.
        inviter_relation: In which relation a holder's inviters stand above him.
        has_own_sales: Whether a holder who is the buyer himself earns.
        remainder: Whose the odd units are where several holders share.

    Raises:
        PolicyError: ``plan.depth`` for more than three places, ``plan.bad_field``.

    Examples:
        >>> Role(rule_id="anchor", role="room", rates_ppm=("8%", "2%")).places
        2
    """

    role: CreditKind
    inviter_relation: Relation = "team"
    has_own_sales: bool = False
    remainder: Remainder = "funder"
    kind: Literal["role"] = field(default_factory=lambda: "role")

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        RuleFields.__post_init__(self)
        self.check_paying()
        checks.one_of(self.role, CREDIT_KINDS, "role")
        checks.one_of(self.inviter_relation, RELATIONS, "inviter_relation")
        checks.flag(self.has_own_sales, "has_own_sales")
        checks.one_of(self.remainder, REMAINDERS, "remainder")
        self.refuse_self("a role says has_own_sales instead")
