"""Cap of a member (个人周期封顶): the most that one member gets in a period by some rules.

The rules may be line rules of the plan: their commissions then wait for the close, where
min(cap, sum of what they keep) is paid. What is cut is told beside what is paid.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from fenxiao.model.checks import STRICT
from fenxiao.model.period_records import PeriodCut
from fenxiao.rules import checks
from fenxiao.rules.period.sales import Given

__all__ = ["MemberCap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCap:
    """Cap what one member gets in a period by some rules (个人周期封顶).

    Args:
        rule_id: Its name in the plan.
        of_rules: The rules whose pay is capped together: line rules of the plan, or period
            rules that stand before it; filled in the order of the plan.
        at_most_minor: The most that one member gets by them, in minor units.

    Raises:
        PolicyError: ``plan.bad_field``.

    Examples:
        >>> cap = MemberCap(rule_id="cap", of_rules=("sale",), at_most_minor=100)
        >>> given = [Given("sale", "u1", 130, ()), Given("sale", "u2", 70, ())]
        >>> [one.amount_minor for one in cap.cut(given)]
        [100, 70]
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    rule_id: str
    of_rules: tuple[str, ...]
    at_most_minor: int
    kind: Literal["member_cap"] = field(default_factory=lambda: "member_cap")

    def __post_init__(self) -> None:
        """Check every field."""
        checks.word(self.rule_id, "rule_id")
        object.__setattr__(self, "of_rules", checks.words(self.of_rules, "of_rules"))
        if not self.of_rules:
            checks.refuse("of_rules", self.of_rules, "name the rules that it caps")
        checks.amount(self.at_most_minor, "at_most_minor")

    @property
    def share_ppm(self) -> int | None:
        """0: a cap pays nothing."""
        return 0

    def cut(self, given: Iterable[Given]) -> Iterator[Given]:
        """Yield what is given, cut to the cap for each member, in the same order."""
        left: dict[str, int] = {}
        for one in given:
            if one.rule_id not in self.of_rules:
                yield one
                continue
            room = left.get(one.member_id, self.at_most_minor)
            amount_minor = min(room, one.amount_minor)
            left[one.member_id] = room - amount_minor
            gone = one.amount_minor - amount_minor
            cuts = (*one.cuts, PeriodCut(f"cap:{self.rule_id}", gone)) if gone else one.cuts
            yield one._replace(amount_minor=amount_minor, cuts=cuts)
