"""The plainest plans (普通方案): slots that depend on depth alone, made once for each class.

A plan of ``levels`` by percent of what was paid, floored by line, asks nothing of anybody:
its slots are rates by depth. Trimmed rates are exact here, so reading them off changes no
unit of what the stages would give; a law compares the two.

Source: docs/rules/plan.md, "The compiled form".
"""

from __future__ import annotations

from fenxiao.model.records import Slot
from fenxiao.model.who import ANYBODY
from fenxiao.money import PPM
from fenxiao.rules.tables import CLASSES_KEPT, LineRule, LineTable, PlanTables, RuleTable, SlotRate

__all__ = ["is_plain", "plain_slots"]


def is_plain(plan: PlanTables) -> bool:
    """Say whether the slots of every line depend on depth alone."""
    return (
        not plan.campaigns
        and not plan.merges_persons
        and plan.order_cap_minor is None
        and plan.trim != "proportional"
        and all(_is_plain(rule) for rule in plan.rules)
    )


def _is_plain(rule: RuleTable) -> bool:
    is_fixed = any(one and (one[1] or one[2]) for row in rule.rows for one in row.amounts)
    asks = any(row.asks for row in rule.rows) or any(
        one.buyer != ANYBODY or one.is_first_order is not None or one.at_least_minor
        for one in rule.conditions
    )
    settings = (rule.stage, rule.base, rule.rounding, rule.scope, rule.refund)
    return (
        settings == ("levels", "paid", "floor", "line", "frozen_share")
        and not (is_fixed or asks or rule.pays_self or rule.left_out)
        and rule.funded_by < 0
        and rule.earner == ANYBODY
        and rule.order_cap_minor is None
    )


def plain_slots(plan: PlanTables, table: LineTable) -> tuple[SlotRate, ...]:
    """Return the slots of a class of lines of a plain plan, in plan order."""
    found = plan.plain.get(table.words)
    if found is None:
        rows = [row for rule in table.rules for row in _of_rule(rule)]
        trimmed = _trimmed(rows, plan.ceiling_ppm) if plan.trim == "nearest_first" else rows
        found = tuple(trimmed)
        if len(plan.plain) >= CLASSES_KEPT:
            plan.plain.clear()
        plan.plain[table.words] = found
    return found


def _of_rule(rule: LineRule) -> list[SlotRate]:
    if not rule.is_taken:
        return [_slot_rate(rule.table.rule_id, 0, 0, "condition")]
    amounts = rule.rows[0].amounts[1:]
    missing = rule.places - len(amounts)
    rates = [one[0] if one else 0 for one in amounts] + [0] * missing
    return [
        _slot_rate(rule.table.rule_id, depth, rate_ppm, "paid" if rate_ppm else "rate_zero")
        for depth, rate_ppm in enumerate(rates, start=1)
    ]


def _trimmed(rows: list[SlotRate], ceiling_ppm: int) -> list[SlotRate]:
    """Cut rates to the ceiling, from the nearest payee outward, ties by plan order.

    The slots of people who turn out to be missing use up ceiling too, so that
    nobody gains from another's absence.
    """
    left_ppm = min(ceiling_ppm, PPM)
    made = list(rows)
    for place, row in sorted(enumerate(rows), key=lambda pair: pair[1].depth):
        rate_ppm = min(row.rate_ppm, left_ppm)
        left_ppm -= rate_ppm
        if rate_ppm < row.rate_ppm:
            reason = "trimmed" if rate_ppm else "trimmed_out"
            made[place] = _slot_rate(row.rule_id, row.depth, rate_ppm, reason)
    return made


def _slot_rate(rule_id: str, depth: int, rate_ppm: int, reason: str) -> SlotRate:
    absent = "no_upline" if rate_ppm else reason
    slot = Slot(rule_id, depth, None, rate_ppm, 0, 1, absent)
    return SlotRate(rule_id, depth, rate_ppm, reason, slot)
