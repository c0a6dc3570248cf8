"""Fields that period rules share (周期规则共有字段): name, who may earn, when it is free.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from fenxiao.model.checks import STRICT
from fenxiao.model.who import Who
from fenxiao.rules import checks
from fenxiao.rules.period.sales import Seller

__all__ = ["PeriodFields"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFields:
    """What every period rule may say beside its own fields.

    Args:
        rule_id: Its name in the plan, in explanations and reports.
        earner: Who may earn, as he is when the period closes; none is the plan's.
        is_held: Whether an award is held until the next close, or is free at once.

    Raises:
        PolicyError: ``plan.bad_field``.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    rule_id: str
    earner: Who | None = None
    is_held: bool = True

    def __post_init__(self) -> None:
        """Check every field."""
        checks.word(self.rule_id, "rule_id")
        if self.rule_id in ("platform", "merchant"):
            checks.refuse("rule_id", self.rule_id, "that word names a funder")
        if self.earner is not None:
            checks.kind_of(self.earner, Who, "earner")
        checks.flag(self.is_held, "is_held")

    def fit(self, sellers: Iterable[Seller], earner: Who) -> list[Seller]:
        """Return who of some sellers may earn by it.

        Args:
            sellers: Sellers.
            earner: Who may earn where the rule does not say it.
        """
        who = self.earner or earner
        return [one for one in sellers if who.first_unmet(one.member) is None]
