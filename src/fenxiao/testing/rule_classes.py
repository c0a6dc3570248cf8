"""Classes of rules (规则类别): what of a plan decides which laws hold for it.

A plan is of every class of which any of its rules is, those of campaigns over it too.

Source: docs/laws.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fenxiao.rules.plan import InForce
from fenxiao.rules.tables import RuleTable

__all__ = ["CLASSES", "RuleClass", "classes_of"]


class RuleClass(NamedTuple):
    """A class of rules, and how to tell whether a plan has any of them.

    Args:
        name: Its name in tables and messages.
        title_en: What it is.
        title_zh: The same in Chinese.
        takes: Says whether a plan, with the campaigns over it, is of it.
    """

    name: str
    title_en: str
    title_zh: str
    takes: Callable[[InForce], bool]


def _any(found: Callable[[RuleTable], bool]) -> Callable[[InForce], bool]:
    return lambda plan: any(found(rule) for rule in plan.tables.rules)


def _has_fixed(rule: RuleTable, part: int) -> bool:
    """Say whether a rule pays a fixed amount: part 1 for each piece, 2 for the order."""
    amounts = (one for row in rule.rows for one in row.amounts if one is not None)
    return rule.stage != "price_gap" and any(one[part] for one in amounts)


def _asks_amounts(what: str) -> Callable[[InForce], bool]:
    """Return what says whether a plan asks how much was paid for a line, or for an order."""

    def takes(plan: InForce) -> bool:
        conditions = [one for rule in plan.tables.rules for one in rule.conditions]
        conditions += [one.condition for one in plan.tables.campaigns]
        return any(one.at_least_minor and one.amount_of == what for one in conditions) or any(
            (row.from_minor or row.until_minor is not None) and rule.amount_of == what
            for rule in plan.tables.rules
            for row in rule.rows
        )

    return takes


def _is_capped(plan: InForce) -> bool:
    rules = plan.tables.rules
    return plan.tables.order_cap_minor is not None or any(
        rule.order_cap_minor is not None for rule in rules
    )


def _has_other_base(rule: RuleTable) -> bool:
    is_other = rule.base not in ("paid", "commission") or bool(rule.left_out)
    return is_other and rule.stage not in ("fee", "price_gap")


def _is_posted(rule: RuleTable) -> bool:
    is_chosen = rule.rounding == "floor" and rule.remainder == "funder" and not rule.custom
    return is_chosen and rule.refund == "posted_share"


def _is_percent(plan: InForce) -> bool:
    return not any(one.takes(plan) for one in CLASSES[1:])


CLASSES: tuple[RuleClass, ...] = (
    RuleClass(
        "percent",
        "rates of what was paid, floored by line, and none of the below",
        "按实付比例、逐行向下取整，且不属以下各类",
        _is_percent,
    ),
    RuleClass(
        "order_scope",
        "rounded once for the whole order",
        "整单取整一次",
        _any(lambda rule: rule.scope == "order"),
    ),
    RuleClass(
        "unit_scope",
        "rounded by piece",
        "按件取整",
        _any(lambda rule: rule.scope == "unit"),
    ),
    RuleClass(
        "half",
        "`half_up` or `half_even`",
        "四舍五入或银行家舍入（`half_up`、`half_even`）",
        _any(lambda rule: rule.rounding != "floor"),
    ),
    RuleClass(
        "posted",
        "floored, with `posted_share` after a refund",
        "向下取整，退款按已记金额保留（`posted_share`）",
        _any(_is_posted),
    ),
    RuleClass(
        "fixed_piece",
        "a fixed amount for each piece",
        "每件固定金额",
        _any(lambda rule: _has_fixed(rule, 1)),
    ),
    RuleClass(
        "fixed_order",
        "a fixed amount for the order",
        "每单固定金额",
        _any(lambda rule: _has_fixed(rule, 2)),
    ),
    RuleClass(
        "line_amounts",
        "a condition or band on the amount of a line",
        "以行金额为门槛或分档",
        _asks_amounts("line"),
    ),
    RuleClass(
        "order_amounts",
        "a condition or band on the amount of the order",
        "以单金额为门槛或分档",
        _asks_amounts("order"),
    ),
    RuleClass(
        "bases",
        "a base other than `paid`, or tenders left out of it",
        "基数不是 `paid`，或剔除某些支付方式",
        _any(_has_other_base),
    ),
    RuleClass(
        "price_gap",
        "gaps between dealers' prices",
        "价差",
        _any(lambda rule: rule.stage == "price_gap"),
    ),
    RuleClass(
        "cut",
        "holders' odd units cut among them (`remainder`)",
        "持有人之间分配零头（`remainder`）",
        _any(lambda rule: rule.remainder != "funder"),
    ),
    RuleClass(
        "capped",
        "a cap on what an order pays",
        "按单封顶",
        _is_capped,
    ),
    RuleClass(
        "custom",
        "a rule of the host's own",
        "宿主自定义规则",
        _any(lambda rule: bool(rule.custom)),
    ),
)
"""The classes, in the order of the table; a plan of none of the others is of the first."""


def classes_of(plan: InForce) -> frozenset[str]:
    """Return the names of the classes that a plan is of.

    Examples:
        >>> from datetime import UTC, datetime
        >>> from fenxiao import Levels, Plan
        >>> start = datetime(2024, 1, 1, tzinfo=UTC)
        >>> rule = Levels(rule_id="sale", rates_ppm=(100_000,), scope="unit")
        >>> plan = Plan(plan_id="p", effective_from=start, ceiling_ppm=100_000, rules=(rule,))
        >>> sorted(classes_of(plan.alone))
        ['unit_scope']
    """
    return frozenset(one.name for one in CLASSES if one.takes(plan))
