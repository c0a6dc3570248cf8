"""Bases (计佣基数): what of a line a rate is taken of.

The driver of every base is what was paid: a refund leaves of each base the fraction that
it leaves of the paid amount, and a line on which nothing was paid pays nothing.

Source: docs/rules/bases.md.
"""

from __future__ import annotations

from typing import Protocol

from fenxiao.errors import RuleError
from fenxiao.model.lines import Line

__all__ = ["base_of", "unknown_base"]


class Based(Protocol):
    """What of a rule chooses the base."""

    @property
    def base(self) -> str:
        """Its name."""

    @property
    def left_out(self) -> frozenset[str]:
        """Tenders that do not count."""

    @property
    def funders(self) -> frozenset[str]:
        """Whose part of a coupon counts in "before_coupon"."""


def unknown_base(line: Line, base: str) -> str:
    """Return the field that a base needs and a line does not say; empty where none is."""
    if base == "list" and line.list_minor is None:
        return "list_minor"
    return "cost_minor" if base == "profit" and line.cost_minor is None else ""


def base_of(line: Line, rule: Based) -> int:
    """Return the base of a line, in minor units, never below 0.

    Raises:
        RuleError: ``order.base_unknown`` when the line does not say what the base needs.
    """
    if rule.base == "paid":
        amount_minor = line.paid_minor
    elif rule.base == "less_fee":
        amount_minor = line.paid_minor - line.fee_minor
    elif rule.base == "before_coupon":
        counted = (one.amount_minor for one in line.coupons if one.funder in rule.funders)
        amount_minor = line.paid_minor + sum(counted)
    else:
        amount_minor = _of_goods(line, rule.base)
    if rule.left_out:
        amount_minor -= sum(one.amount_minor for one in line.tenders if one.tender in rule.left_out)
    return max(0, amount_minor)


def _of_goods(line: Line, base: str) -> int:
    """Return a base that looks at the goods: their price, list price or profit."""
    goods_minor = line.paid_minor - line.freight_minor - line.tax_minor
    if base == "goods":
        return 0 if line.line_kind == "delivery" else goods_minor
    found = line.list_minor if base == "list" else line.cost_minor
    if found is None:
        field = unknown_base(line, base)
        raise RuleError("order.base_unknown", base=base, line_id=line.line_id, field=field)
    return found if base == "list" else goods_minor - found
