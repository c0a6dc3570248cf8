"""Plans at a glance (方案自查): a plan, campaign or policy file proved, and told in lines.

Pure: from the text of a file to lines for its author. ``python -m fenxiao.testing.plans
check FILE...`` and ``… diff OLD NEW`` run it; what touches files is ``plan_runner``.

Source: docs/rules/plan-files.md, "From the command line".
"""

from __future__ import annotations

import sys

from fenxiao.model.encoding import digest
from fenxiao.model.records import Refusal
from fenxiao.money import format_factor
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.files import load_campaign, load_plan, parse
from fenxiao.rules.plan import InForce, Plan
from fenxiao.settlement.policy import Policy, load_policy

__all__ = ["Part", "describe", "read_part", "told"]

Part = Plan | Campaign | Policy
"""What a file may hold: its fields say which."""

_DIGEST_START = 12


def read_part(text: str | bytes) -> Part:
    """Return what a TOML or JSON document describes: a policy, a campaign or a plan.

    Raises:
        FenxiaoError: The first thing that is wrong, with its place.

    Examples:
        >>> read_part('''
        ...     plan_id = "2024"
        ...     effective_from = 2024-01-01T00:00:00+08:00
        ...     ceiling_ppm = "20%"
        ...     rules = [{ kind = "levels", rule_id = "sale", rates_ppm = ["10%"] }]
        ... ''').plan_id
        '2024'
    """
    fields = parse(text)
    if "plans" in fields:
        return load_policy(text)
    return load_campaign(text) if "campaign_id" in fields else load_plan(text)


def describe(part: Part) -> tuple[str, ...]:
    r"""Say of a plan, campaign or policy that loads what its author should look at.

    Returns:
        One line each: name and digest, the greatest share and where it is reached, the
        ceiling; for a policy those of every plan with the campaigns over it; then findings.

    Examples:
        >>> part = read_part('''
        ...     plan_id = "2024"
        ...     effective_from = 2024-01-01T00:00:00+08:00
        ...     ceiling_ppm = "20%"
        ...     rules = [{ kind = "levels", rule_id = "sale", rates_ppm = ["10%"] }]
        ... ''')
        >>> print(*describe(part)[1:], sep="\n")
        greatest share 10% (100000 ppm): a line of any words pays it
        ceiling 20% (200000 ppm)
    """
    if isinstance(part, Plan):
        return (*_in_force(part.alone), *map(told, part.findings))
    if isinstance(part, Campaign):
        head = f'campaign "{part.campaign_id}", digest {digest(part)[:_DIGEST_START]}'
        return (head, "it is proved with its plans: check a policy file that has both")
    plans = dict.fromkeys(_in_force(found) for found in part.all_in_force())
    return (*(line for lines in plans for line in lines), *map(told, part.findings))


def told(finding: Refusal) -> str:
    """Return a finding as a line.

    Examples:
        >>> told(Refusal("plan.never_pays", (("plan_id", "p"), ("rule_id", "sale"))))[:46]
        'warning plan.never_pays: Every rule must pay s'
    """
    return f"{finding.kind} {finding.code}: {finding.message} {finding.hint}"


def _in_force(found: InForce) -> tuple[str, str, str]:
    """Return the three lines of a plan with the campaigns that lie over it."""
    over = "".join(f' with campaign "{one}"' for one in found.campaign_ids)
    head = f'plan "{found.plan.plan_id}"{over}, digest {found.digest[:_DIGEST_START]}'
    most = found.witness
    reached = f"a line of {most.line} pays it" if most.is_exact else "no line pays more"
    trimmed = "" if most.above is None else "; where it is above the ceiling it is cut"
    greatest = f"greatest share {_share(most.share_ppm)}: {reached}{trimmed}"
    return head, greatest, f"ceiling {_share(most.ceiling_ppm)}"


def _share(share_ppm: int) -> str:
    return f"{format_factor(share_ppm)} ({share_ppm} ppm)"


if __name__ == "__main__":
    from fenxiao.testing.plan_runner import main

    sys.exit(main())
