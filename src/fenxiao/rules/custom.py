"""Custom rules (自定义规则): a rule of the host's own, held to the same bounds.

The plan says which one and the most it may pay; the host passes the object in its policy.
It is asked for one line at a time, and what it answers is checked before anything is
written: depth, ceiling, sign, whole numbers, and that a line's pay depends on that line
alone.

Source: docs/rules/custom.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol, runtime_checkable

from fenxiao.model.lines import Line
from fenxiao.rules import checks
from fenxiao.rules.fields import RuleFields
from fenxiao.rules.forms import Rate

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["Asked", "Award", "Custom", "Rule", "Stander"]


class Stander(NamedTuple):
    """Somebody whom a rule may pay on a line: who, how far from the buyer, of which grade.

    ``role`` is empty for the buyer (depth 0) and his uplines; else the kind of the credit.
    """

    member_id: str
    depth: int
    grade: str = ""
    role: str = ""
    weight: int = 1


class Asked(NamedTuple):
    """What a rule is asked about: one line, what its base comes to, and who may be paid."""

    line: Line
    currency: str
    base_minor: int
    standers: tuple[Stander, ...]


class Award(NamedTuple):
    """What a rule answers: so much for somebody, as a fraction of a minor unit."""

    member_id: str
    depth: int
    numerator: int
    denominator: int = 1


@runtime_checkable
class Rule(Protocol):
    """A rule of the host's own; a pure function of the one line that it is asked about."""

    @property
    def name(self) -> str:
        """The name by which plans call it."""

    def awards(self, asked: Asked) -> Iterable[Award]:
        """Return what it pays on a line, in the order of its slots."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Custom(RuleFields):
    """Ask a rule of the host's own, held to the bounds that the plan names (自定义规则).

    Args:
        custom: The name of the host's rule, passed in ``Policy.custom_rules``.
        at_most_ppm: The most that it may pay on a line, of what was paid for it.

    Raises:
        PolicyError: ``plan.bad_field``.

    Examples:
        >>> Custom(rule_id="own", custom="by_weight", at_most_ppm="3%").at_most_ppm
        30000
    """

    custom: str
    at_most_ppm: Rate
    kind: Literal["custom"] = field(default_factory=lambda: "custom")

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        RuleFields.__post_init__(self)
        checks.word(self.custom, "custom")
        object.__setattr__(self, "at_most_ppm", checks.rate(self.at_most_ppm, "at_most_ppm"))
        problem = "what it pays is its own affair"
        if self.rows:
            checks.refuse("rows", f"{len(self.rows)} rows", problem)
        self.refuse_places(problem, most=0)
        self.refuse_self(problem)
