"""Resolving (结算条款): the terms of an order, from its plan and the people above the buyer.

This happens once, at the order's instant; everything later reads the terms.

Source: docs/rules/terms.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from fenxiao.model.events import Line, OrderPaid
from fenxiao.model.instants import to_us
from fenxiao.model.records import LineTerms, Slot, Terms
from fenxiao.rules.plan import Plan, SlotRate
from fenxiao.rules.terms import entitlement

__all__ = ["SEMANTICS", "resolve"]

SEMANTICS = 1
"""The version of what rules mean; stored with the terms that were resolved under it."""


def resolve(order: OrderPaid, plan: Plan, upline: Sequence[str]) -> Terms:
    """Return the terms of an order.

    Args:
        order: What was paid.
        plan: The plan in force.
        upline: Member ids above the buyer, nearest first; those beyond three are never paid.

    Returns:
        For every line its slots in plan order; a slot without payee says why.
    """
    return Terms(
        order_id=order.order_id,
        plan_id=plan.plan_id,
        plan_digest=plan.digest,
        semantics=SEMANTICS,
        terms_us=to_us(order.at),
        upline=tuple(upline),
        lines=tuple(_line_terms(line, plan, upline) for line in order.lines),
    )


def _line_terms(line: Line, plan: Plan, upline: Sequence[str]) -> LineTerms:
    rates = plan.rates(line.line_kind, line.category)
    slots = tuple(_slot(rate, line.paid_minor, upline) for rate in rates)
    return LineTerms(line.line_id, line.quantity, line.paid_minor, slots)


def _slot(rate: SlotRate, paid_minor: int, upline: Sequence[str]) -> Slot:
    rule_id, depth, rate_ppm, reason, absent = rate
    if not rate_ppm or depth > len(upline):
        return absent
    numerator, denominator = entitlement(paid_minor, rate_ppm)
    if numerator < denominator:
        reason = "below_unit" if paid_minor else "nothing_paid"
    return Slot(rule_id, depth, upline[depth - 1], rate_ppm, numerator, denominator, reason)
