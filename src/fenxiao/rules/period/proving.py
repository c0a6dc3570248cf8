"""Proving (周期规则校验): what period rules of a plan may pay at most, beside its line rules.

Source: docs/rules/periods.md, "The ceiling".
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from fenxiao.errors import PolicyError
from fenxiao.money import format_factor
from fenxiao.rules.period.awarding import AnyPeriodRule
from fenxiao.rules.period.convex_differential import ConvexDifferential
from fenxiao.rules.period.member_cap import MemberCap

__all__ = ["check_capped", "check_share"]


def check_capped(rules: Sequence[AnyPeriodRule], line_rules: Collection[str]) -> None:
    """Refuse names that stand twice, and caps of rules that are not there or must not be cut.

    Args:
        rules: The period rules of a plan.
        line_rules: The names of its line rules.

    Raises:
        PolicyError: ``plan.period_rule``.
    """
    known: dict[str, AnyPeriodRule | None] = dict.fromkeys(line_rules)
    for rule in rules:
        problem = "its name stands twice in the plan" if rule.rule_id in known else ""
        for name in rule.of_rules if isinstance(rule, MemberCap) else ():
            capped = known.get(name)
            if name not in known or isinstance(capped, MemberCap):
                problem = f'"{name}", which it caps, is no rule that stands before it'
            elif isinstance(capped, ConvexDifferential) and not capped.permits_fake_gain:
                problem = f'a cap of "{name}" would make fake accounts pay'
        if problem:
            raise PolicyError("plan.period_rule", rule_id=rule.rule_id, problem=problem)
        known[rule.rule_id] = rule


def check_share(
    plan_id: str,
    rules: Sequence[AnyPeriodRule],
    line_ppm: int,
    ceiling_ppm: int,
    *,
    is_trimmed: bool,
) -> None:
    """Refuse period rules that may pay above what line rules leave of the ceiling.

    Args:
        plan_id: The plan.
        rules: Its period rules.
        line_ppm: The most that its line rules pay of any line.
        ceiling_ppm: The ceiling.
        is_trimmed: Whether awards above it are trimmed at the close; a convex differential
            must fit all the same, since it must not be cut.

    Raises:
        PolicyError: ``plan.period_unbounded``, ``plan.period_ceiling``.
    """
    sum_ppm: int | None = line_ppm
    for rule in rules:
        share_ppm = rule.share_ppm
        sum_ppm = None if sum_ppm is None or share_ppm is None else sum_ppm + share_ppm
        must_fit = isinstance(rule, ConvexDifferential) and not rule.permits_fake_gain
        if is_trimmed and not must_fit:
            continue
        about = {"plan_id": plan_id, "rule_id": rule.rule_id}
        if sum_ppm is None:
            raise PolicyError("plan.period_unbounded", **about)
        if share_ppm and sum_ppm > ceiling_ppm:
            raise PolicyError(
                "plan.period_ceiling",
                **about,
                share_ppm=sum_ppm,
                share=format_factor(sum_ppm),
                ceiling_ppm=ceiling_ppm,
                ceiling=format_factor(ceiling_ppm),
            )
