"""Plans by merchant and date (方案时间线): which plan, with which campaigns, is in force when.

Every set of campaigns that is ever in force together over a plan is compiled and proved
once, when the policy is made.

Source: docs/rules/campaigns.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fenxiao.errors import EventError, PolicyError
from fenxiao.model.instants import to_us
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.custom import Rule
from fenxiao.rules.plan import InForce, Plan, overlay
from fenxiao.timeline import Timeline

__all__ = ["check_rules", "merchant_timelines"]


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
