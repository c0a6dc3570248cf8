"""Service fee (技术服务费): the platform keeps a part of a commission back.

What is left is (1 - rate) of the commission after ceiling and trim, floored once.

Source: docs/rules/fee.md, whose worked example is its case file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from fenxiao.model.checks import STRICT
from fenxiao.rules import checks
from fenxiao.rules.forms import Rate

__all__ = ["Fee"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """Keep a part of earlier rules' commissions back for the platform (技术服务费).

    Args:
        rule_id: Its name in the plan, in traces and reports.
        of_rules: The earlier rules out of whose commissions it is kept.
        rate_ppm: The part that is kept back.

    Raises:
        PolicyError: ``plan.bad_field``.

    Examples:
        >>> Fee(rule_id="service", of_rules=("link",), rate_ppm="10%").rate_ppm
        100000
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    rule_id: str
    of_rules: tuple[str, ...]
    rate_ppm: Rate
    kind: Literal["fee"] = field(default_factory=lambda: "fee")

    def __post_init__(self) -> None:
        """Check every field."""
        checks.word(self.rule_id, "rule_id")
        object.__setattr__(self, "of_rules", checks.words(self.of_rules, "of_rules"))
        if not self.of_rules:
            checks.refuse("of_rules", self.of_rules, "name the rules that it is kept out of")
        object.__setattr__(self, "rate_ppm", checks.rate(self.rate_ppm, "rate_ppm"))
