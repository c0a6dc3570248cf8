"""Policy (结算政策): everything versioned that a decision depends on, in one value.

Source: docs/contract.md, "Policy".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fenxiao.errors import PolicyError
from fenxiao.model.border import read
from fenxiao.model.checks import STRICT, check_quantity, check_tuple
from fenxiao.model.instants import DAY_US, to_us
from fenxiao.payout.policy import PayoutPolicy
from fenxiao.rules.plan import Plan
from fenxiao.timeline import Timeline

__all__ = ["Holding", "Policy", "load_policy"]

_DAYS_LIMIT = 3_650


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """How long an earned commission is held after receipt (冻结期).

    Args:
        holding_days: Days of 24 hours, 0 to 3650.

    Examples:
        >>> Holding(holding_days=14).holding_us // DAY_US
        14
    """

    __pydantic_config__ = STRICT

    holding_days: int = 14

    def __post_init__(self) -> None:
        """Check the number of days."""
        check_quantity(self.holding_days, "holding_days", low=0, high=_DAYS_LIMIT)

    @property
    def holding_us(self) -> int:
        """The same in microseconds."""
        return self.holding_days * DAY_US


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is in force: plans by merchant and date, holding, payout.

    Args:
        plans: All plans, past ones too; orders of old dates are settled by them.
        holding: How long commissions are held.
        payout: What a withdrawal must keep.

    Raises:
        PolicyError: ``policy.no_plans``, or ``policy.repeated_plan`` when two plans of one
            merchant are in force from the same instant.
    """

    __pydantic_config__ = STRICT

    plans: tuple[Plan, ...]
    holding: Holding = Holding()
    payout: PayoutPolicy = PayoutPolicy()
    _timelines: dict[str | None, Timeline[Plan]] = field(
        init=False, repr=False, compare=False, hash=False
    )

    def __post_init__(self) -> None:
        """Put the plans of each merchant in order."""
        object.__setattr__(self, "plans", check_tuple(self.plans, Plan, "plans"))
        if not self.plans:
            raise PolicyError("policy.no_plans")
        dated: dict[str | None, dict[int, Plan]] = {}
        for plan in self.plans:
            mine = dated.setdefault(plan.merchant_id, {})
            start_us = to_us(plan.effective_from)
            if start_us in mine:
                raise PolicyError(
                    "policy.repeated_plan", plan_id=plan.plan_id, other_id=mine[start_us].plan_id
                )
            mine[start_us] = plan
        timelines = {merchant: Timeline(mine.items()) for merchant, mine in dated.items()}
        object.__setattr__(self, "_timelines", timelines)

    def plan_at(self, merchant_id: str, at_us: int) -> Plan | None:
        """Return the plan of a merchant's orders at an instant, or None.

        A merchant's own plans go before those for everybody.
        """
        for owner in (merchant_id, None):
            timeline = self._timelines.get(owner)
            plan = timeline.at(at_us) if timeline is not None else None
            if plan is not None:
                return plan
        return None


def load_policy(fields: Mapping[str, object]) -> Policy:
    """Return the policy that JSON values describe, with every part checked.

    Args:
        fields: The fields of ``Policy``, as parsed from JSON.

    Raises:
        FenxiaoError: The first thing that is wrong, by its own code.

    Examples:
        >>> rule = {"rule_id": "sale", "rates_ppm": [100_000, 50_000, 20_000]}
        >>> plan = {
        ...     "plan_id": "2024",
        ...     "effective_from": "2024-01-01T00:00:00+08:00",
        ...     "ceiling_ppm": 200_000,
        ...     "rules": [rule],
        ... }
        >>> load_policy({"plans": [plan]}).holding.holding_days
        14
    """
    return read(Policy, fields)
