"""Campaigns (活动): what lies over a plan for a time, for some lines and some people.

A campaign adds rules, multiplies the amounts of rules, or takes rules away. Several at one
time apply in the order in which they say they stand; one may shut out others on the lines
that it takes. Plan and campaigns together are compiled and proved like one plan.

Source: docs/rules/campaigns.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fenxiao.errors import PolicyError
from fenxiao.model.checks import STRICT
from fenxiao.rules import checks
from fenxiao.rules.conditions import ALWAYS, Condition
from fenxiao.rules.forms import Rate
from fenxiao.rules.written import RULES, AnyRule

__all__ = ["Campaign", "Multiply"]

_FACTOR_LIMIT_PPM = 10_000_000
_ORDER_LIMIT = 1_000
_DAYS_LIMIT = 36_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiply:
    """A campaign's factor on the amounts of a rule, for all payees or for a cohort (倍率).

    Args:
        rule_id: The rule.
        factor_ppm: The factor in ppm: double is 2_000_000, in files also "200%"; at most 10.
        grades: Payees of these grades; none takes all.
        tenure_from_days: Payees who have been promoters for at least so many days.
        tenure_until_days: Payees who have been promoters for less than so many days.

    Raises:
        PolicyError: ``plan.bad_field``.

    Examples:
        >>> Multiply(rule_id="sale", factor_ppm="200%", tenure_until_days=30).factor_ppm
        2000000
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    rule_id: str
    factor_ppm: Rate
    grades: tuple[str, ...] = ()
    tenure_from_days: int | None = None
    tenure_until_days: int | None = None

    def __post_init__(self) -> None:
        """Check every field."""
        checks.word(self.rule_id, "rule_id")
        factor = checks.factor(self.factor_ppm, "factor_ppm", high=_FACTOR_LIMIT_PPM)
        object.__setattr__(self, "factor_ppm", factor)
        object.__setattr__(self, "grades", checks.words(self.grades, "grades"))
        for name in ("tenure_from_days", "tenure_until_days"):
            if getattr(self, name) is not None:
                checks.count(getattr(self, name), name, high=_DAYS_LIMIT)


def _is_own(rule: AnyRule) -> bool:
    """Say whether a rule pays of itself, not out of the commissions of others."""
    return rule.kind != "fee" and rule.funded_by in ("platform", "merchant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """What lies over a plan from one instant to another.

    Args:
        campaign_id: Its name in terms, traces and reports.
        starts_at: From when it is in force, that instant included.
        ends_at: Until when, that instant left out.
        merchants: Over whose plans it lies; none is over all.
        order: Its place among campaigns in force at one time, the lowest first.
        when: The lines that it takes.
        multiplies: Factors on amounts of the plan's rules.
        rules: Rules that it adds, with names of their own.
        replaces: Rules of the plan that do not pay on the lines that it takes.
        excludes: Campaigns of a later place that do not apply to the lines that it takes.
        ceiling_ppm: The ceiling of the lines that it takes; none leaves the plan's.
        budget_minor: The most that its rules pay of one payer in one period, in minor units;
            then they pay when the period closes, until it is spent.

    Raises:
        PolicyError: ``plan.bad_field``, ``plan.campaign``.

    Examples:
        >>> from datetime import UTC
        >>> double = Campaign(
        ...     campaign_id="618",
        ...     starts_at=datetime(2024, 6, 1, tzinfo=UTC),
        ...     ends_at=datetime(2024, 6, 19, tzinfo=UTC),
        ...     multiplies=(Multiply(rule_id="sale", factor_ppm="200%"),),
        ... )
        >>> double.order
        0
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    campaign_id: str
    starts_at: datetime
    ends_at: datetime
    merchants: tuple[str, ...] = ()
    order: int = 0
    when: Condition = ALWAYS
    multiplies: tuple[Multiply, ...] = ()
    rules: tuple[AnyRule, ...] = ()
    replaces: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    ceiling_ppm: Rate | None = None
    budget_minor: int | None = None

    def __post_init__(self) -> None:
        """Check every field, and that it changes something."""
        checks.word(self.campaign_id, "campaign_id")
        for name in ("starts_at", "ends_at"):
            object.__setattr__(self, name, checks.instant(getattr(self, name), name))
        for name in ("merchants", "replaces", "excludes"):
            object.__setattr__(self, name, checks.words(getattr(self, name), name))
        checks.count(self.order, "order", low=-_ORDER_LIMIT, high=_ORDER_LIMIT)
        checks.kind_of(self.when, Condition, "when")
        multiplies = checks.tuple_of(self.multiplies, (Multiply,), "multiplies")
        object.__setattr__(self, "multiplies", multiplies)
        object.__setattr__(self, "rules", checks.tuple_of(self.rules, RULES, "rules"))
        if self.ceiling_ppm is not None:
            ceiling = checks.rate(self.ceiling_ppm, "ceiling_ppm")
            object.__setattr__(self, "ceiling_ppm", ceiling)
        if self.budget_minor is not None:
            checks.amount(self.budget_minor, "budget_minor")
        self._check_sense()

    def _check_sense(self) -> None:
        for is_wrong, problem in (
            (self.ends_at <= self.starts_at, "it must end after it starts"),
            (
                not (self.multiplies or self.rules or self.replaces),
                "it must add, multiply or replace a rule",
            ),
            (self.campaign_id in self.excludes, "it cannot shut out itself"),
            (
                self.budget_minor is not None and bool(self.multiplies or self.replaces),
                "with a budget it adds rules and nothing else: what it pays stands apart",
            ),
            (
                self.budget_minor is not None and any(not _is_own(rule) for rule in self.rules),
                "rules that share or keep back commissions cannot wait for a budget",
            ),
        ):
            if is_wrong:
                raise PolicyError("plan.campaign", campaign_id=self.campaign_id, problem=problem)
