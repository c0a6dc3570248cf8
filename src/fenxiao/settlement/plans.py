"""Plans by merchant and date (方案时间线): which plan, with which campaigns, is in force when.

Every set of campaigns that is ever in force together over a plan is compiled and proved
once, when the policy is made.

Source: docs/rules/campaigns.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fenxiao.errors import EventError, PolicyError
from fenxiao.model.checks import STRICT, check_id, check_kind, check_tuple
from fenxiao.model.instants import check_instant, to_us
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.custom import Rule
from fenxiao.rules.plan import InForce, Plan, overlay
from fenxiao.timeline import Timeline

__all__ = ["PlanCorrection", "check_corrections", "check_rules", "merchant_timelines"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCorrection:
    """The plan by which orders are settled again that a wrong one settled (方案更正).

    Args:
        correction_id: Its name, in events and terms.
        starts_at: From which instant of terms it counts, that instant included.
        ends_at: Until which instant, that instant left out.
        plan: The plan to settle by, in force from ``starts_at`` or before; its merchant, if it
            has one, is whose orders are meant.

    Raises:
        PolicyError: ``policy.correction``.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    correction_id: str
    starts_at: datetime
    ends_at: datetime
    plan: Plan

    def __post_init__(self) -> None:
        """Check every field, and that the plan is in force all the time."""
        check_id(self.correction_id, "correction_id")
        for name in ("starts_at", "ends_at"):
            object.__setattr__(self, name, check_instant(getattr(self, name), name))
        check_kind(self.plan, Plan, "plan")
        problem = ""
        if self.ends_at <= self.starts_at:
            problem = "it must end after it starts"
        elif self.plan.effective_from > self.starts_at:
            problem = "its plan must be in force from its start or before"
        if problem:
            raise PolicyError(
                "policy.correction", correction_id=self.correction_id, problem=problem
            )

    def covers(self, merchant_id: str, at_us: int) -> bool:
        """Say whether orders of a merchant, with terms of an instant, are settled by it."""
        is_then = to_us(self.starts_at) <= at_us < to_us(self.ends_at)
        return is_then and self.plan.merchant_id in (None, merchant_id)


def merchant_timelines(
    plans: Iterable[Plan], campaigns: Sequence[Campaign]
) -> dict[str | None, Timeline[InForce | None]]:
    """Return what is in force when, by merchant; None stands for every other merchant.

    A merchant who has campaigns of his own but no plan has the common plan under them.

    Raises:
        PolicyError: ``policy.repeated_plan``, ``policy.repeated_campaign``, and what is wrong
            with a plan and its campaigns together.
    """
    seen: set[str] = set()
    for campaign in campaigns:
        if campaign.campaign_id in seen:
            raise PolicyError("policy.repeated_campaign", campaign_id=campaign.campaign_id)
        seen.add(campaign.campaign_id)
    for campaign in campaigns:
        unknown = next((name for name in campaign.excludes if name not in seen), None)
        if unknown is not None:
            problem = f'it excludes "{unknown}", which is no campaign'
            raise PolicyError("plan.campaign", campaign_id=campaign.campaign_id, problem=problem)
    dated: dict[str | None, dict[int, Plan]] = {}
    for plan in plans:
        mine = dated.setdefault(plan.merchant_id, {})
        start_us = to_us(plan.effective_from)
        if start_us in mine:
            other = mine[start_us].plan_id
            raise PolicyError("policy.repeated_plan", plan_id=plan.plan_id, other_id=other)
        mine[start_us] = plan
    owners = dict.fromkeys((*dated, *(one for each in campaigns for one in each.merchants)))
    proved: Proved = {}  # a plan under the same campaigns is proved once
    return {owner: _timeline(owner, dated, campaigns, proved) for owner in owners}


Proved = dict[tuple[int, tuple[str, ...]], InForce]


def _timeline(
    owner: str | None,
    dated: dict[str | None, dict[int, Plan]],
    campaigns: Sequence[Campaign],
    proved: Proved,
) -> Timeline[InForce | None]:
    mine = [one for one in campaigns if not one.merchants or owner in one.merchants]
    own, common = (Timeline(dated.get(one, {}).items()) for one in (owner, None))
    starts = {start for one in (owner, None) for start in dated.get(one, {})}
    starts |= {to_us(instant) for one in mine for instant in (one.starts_at, one.ends_at)}
    found: list[tuple[int, InForce | None]] = []
    for start_us in sorted(starts):
        plan = own.at(start_us) or common.at(start_us)
        running = [one for one in mine if to_us(one.starts_at) <= start_us < to_us(one.ends_at)]
        if plan is None:
            found.append((start_us, None))
            continue
        key = (id(plan), tuple(one.campaign_id for one in running))
        if key not in proved:
            proved[key] = overlay(plan, running)
        found.append((start_us, proved[key]))
    return Timeline(found)


def check_corrections(corrections: object) -> dict[str, PlanCorrection]:
    """Return the corrections by name, or refuse what is none, and two of one name.

    Raises:
        EventError: ``event.bad_field``.
        PolicyError: ``policy.correction``.
    """
    found: dict[str, PlanCorrection] = {}
    for one in check_tuple(corrections, PlanCorrection, "corrections"):
        if one.correction_id in found:
            problem = "another one has its name"
            raise PolicyError("policy.correction", correction_id=one.correction_id, problem=problem)
        found[one.correction_id] = one
    return found


def check_rules(rules: object) -> tuple[Rule, ...]:
    """Return the host's own rules, or refuse what is none, and two of one name.

    Raises:
        EventError: ``event.bad_field``.
    """
    found = tuple(rules) if isinstance(rules, (tuple, list)) else (rules,)
    names: set[str] = set()
    for rule in found:
        if not isinstance(rule, Rule) or rule.name in names:
            problem = "it must be rules with a name of their own each"
            got = repr(rule)[:160]
            raise EventError("event.bad_field", field="custom_rules", got=got, problem=problem)
        names.add(rule.name)
    return found
