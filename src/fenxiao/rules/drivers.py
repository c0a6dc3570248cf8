"""Drivers (计量基准): what of a line each rule's amounts are in proportion to, if anything.

A rate is in proportion to its base, a fixed amount to the pieces; a fee, a share and a
commission on a commission to what those are. Where that is one thing for each rule, the
slots of a line are settled once for one unit of it, and multiplied.

Source: docs/rules/plan.md, "The compiled form".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fenxiao.model.lines import Line
from fenxiao.rules.bases import base_of
from fenxiao.rules.tables import LineTable, PlanTables, RuleTable

__all__ = ["LineDrivers", "drivers_of", "is_linear"]

_Base = tuple[str, frozenset[str], frozenset[str]]
_PIECES: _Base = ("pieces", frozenset(), frozenset())
_PAID: _Base = ("paid", frozenset(), frozenset())
_BOUNDED = ("paid", "goods", "profit", "less_fee")
_STAGES = ("custom", "price_gap")
"""Kinds of rules whose amounts are in proportion to nothing."""


class LineDrivers(NamedTuple):
    """What the amounts of a class of lines are in proportion to.

    Args:
        bases: A rule for each base that is asked, in the order of the plan.
        base_at: By rule: the place of its base among them; -1 where it has none.
        driver_at: By rule: the place among the bases, or just behind them for the pieces.
        is_paid: Whether everything is in proportion to what was paid.
        asks_pieces: Whether anything is in proportion to the pieces.
    """

    bases: tuple[RuleTable, ...]
    base_at: tuple[int, ...]
    driver_at: tuple[int, ...]
    is_paid: bool
    asks_pieces: bool

    def read(self, line: Line) -> tuple[int, ...] | None:
        """Return the bases of a line, and its pieces; None where slots would not be in proportion.

        That is so where a base comes to nothing, and for pieces of which only a part was
        captured.

        Raises:
            RuleError: ``order.base_unknown``.
        """
        if self.is_paid:
            return (line.paid_minor, line.quantity) if line.paid_minor else None
        found = (*[base_of(line, rule) for rule in self.bases], line.quantity)
        if not line.paid_minor or (self.asks_pieces and line.whole_minor is not None):
            return None
        return None if 0 in found else found

    def is_bounded(self, driver: int) -> bool:
        """Say whether what was paid for a line bounds a driver, by its place."""
        return driver < len(self.bases) and self.bases[driver].base in _BOUNDED


def is_linear(plan: PlanTables) -> bool:
    """Say whether every slot of a line is in proportion to one thing, between two conditions."""
    return (
        not plan.merges_persons
        and not plan.is_capped
        and plan.trim != "proportional"
        and all(_is_linear(rule) for rule in plan.rules)
        and _is_consistent(plan)
    )


def _is_linear(rule: RuleTable) -> bool:
    amounts = [one for row in rule.rows for one in row.amounts if one]
    asks_amount = any(row.asks_amount for row in rule.rows)
    asks_amount = asks_amount or any(one.at_least_minor for one in rule.conditions)
    return (
        rule.stage not in _STAGES
        and not any(order_minor for _, _, order_minor in amounts)
        and not (any(one[0] for one in amounts) and any(one[1] for one in amounts))
        and rule.scope != "unit"
        and rule.refund != "posted_share"
        and not (asks_amount and rule.refund == "no_retest")
    )


def _is_consistent(plan: PlanTables) -> bool:
    """Say whether what a fee or a share is taken of is in proportion to one thing too."""
    for place, rule in enumerate(plan.rules):
        related = rule.of_rules if rule.stage == "fee" else (rule.funded_by,)
        if {_driver(plan, one) for one in related if one >= 0} - {_driver(plan, place)}:
            return False
    return True


def _driver(plan: PlanTables, place: int) -> _Base:
    """Return what a rule's amounts are in proportion to."""
    rule = plan.rules[place]
    if rule.stage == "fee":
        return _driver(plan, rule.of_rules[0])
    if any(one and one[1] for row in rule.rows for one in row.amounts):
        return _PIECES
    return _driver(plan, rule.of) if rule.base == "commission" else _base(rule)


def _base(rule: RuleTable) -> _Base:
    return rule.base, rule.left_out, rule.funders if rule.base == "before_coupon" else frozenset()


def drivers_of(plan: PlanTables, table: LineTable) -> LineDrivers:
    """Return what the amounts of a class of lines are in proportion to.

    Args:
        plan: A compiled plan that is linear.
        table: What it says of the class.
    """
    taken = [one.place for one in table.rules if one.is_taken]
    own = [one for one in taken if _has_base(plan.rules[one])]
    bases = list(dict.fromkeys(_base(plan.rules[one]) for one in own))
    asked = {one: _driver(plan, one) for one in taken}
    order = {base: place for place, base in enumerate([*bases, _PIECES])}
    return LineDrivers(
        bases=tuple(_first(plan, own, base) for base in bases),
        base_at=_by_rule(plan, {one: bases.index(_base(plan.rules[one])) for one in own}),
        driver_at=_by_rule(plan, {one: order.get(base, -1) for one, base in asked.items()}),
        is_paid=set(asked.values()) <= {_PAID} and set(bases) <= {_PAID},
        asks_pieces=_PIECES in asked.values(),
    )


def _has_base(rule: RuleTable) -> bool:
    return rule.stage != "fee" and rule.base != "commission"


def _first(plan: PlanTables, places: Iterable[int], base: _Base) -> RuleTable:
    return next(plan.rules[one] for one in places if _base(plan.rules[one]) == base)


def _by_rule(plan: PlanTables, found: dict[int, int]) -> tuple[int, ...]:
    return tuple(found.get(place, -1) for place in range(len(plan.rules)))
