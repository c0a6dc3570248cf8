"""Records of terms (结算条款记录): what an order agreed to pay, slot by slot, and why.

Source: docs/rules/terms.md.
"""

from __future__ import annotations

from typing import NamedTuple

from fenxiao.model.credit_records import Credit

__all__ = [
    "BUDGET",
    "CAP",
    "Captures",
    "Cell",
    "Correction",
    "Detail",
    "LineTerms",
    "LineWhole",
    "RuleTerms",
    "Slot",
    "Terms",
]

CAP, BUDGET = "cap", "budget:"
"""What a line rule waits for that is paid when the period closes: a cap, or the budget of a
campaign, whose name follows."""


class Cell(NamedTuple):
    """The entitlement at smaller amounts, where conditions on an amount are met otherwise.

    It counts once less than ``line_until`` is left of the line and less than ``order_until``
    of the order; None is without limit.
    """

    line_until: int | None
    order_until: int | None
    numerator: int
    denominator: int


class Detail(NamedTuple):
    """How a slot came to its entitlement, where rate and base alone do not say it.

    Args:
        holder_id: Who stands in the slot, paid or not.
        role: The kind of credit by which he does; empty for the buyer and his uplines.
        grade: His grade then.
        base_minor: What the rate was taken of; None where that was a commission.
        found: The row of the table, by its word; empty for the rule's own amounts.
        unit_minor: The fixed amount for each piece.
        order_minor: The fixed amount for the order.
        weight: His part ...
        weights: ... of all parts.
        factor_ppm: What campaigns multiplied it by.
        gross: The exact amount before ceiling, fees, shares, caps and rounding.
        steps: What changed it since, in order: "ceiling", "fee:id", "share:id", "cap", ...
        cells: What it is at smaller amounts.
    """

    holder_id: str | None
    role: str
    grade: str
    base_minor: int | None
    found: str
    unit_minor: int
    order_minor: int
    weight: int
    weights: int
    factor_ppm: int
    gross: tuple[int, int]
    steps: tuple[str, ...]
    cells: tuple[Cell, ...]


class Slot(NamedTuple):
    """One place in the pay of a line: who, at what rate, and the exact entitlement.

    The entitlement is ``numerator / denominator`` minor units, reduced, before rounding;
    ``payee_id`` is None where nobody is paid and ``reason`` says why.
    """

    rule_id: str
    depth: int
    payee_id: str | None
    rate_ppm: int
    numerator: int
    denominator: int
    reason: str
    detail: Detail | None = None


class LineTerms(NamedTuple):
    """The terms of one line: what was paid for how many, and its slots in plan order.

    A line that was captured in several parts has one of these for each; ``capture_id`` is
    empty for the first.
    """

    line_id: str
    quantity: int
    paid_minor: int
    slots: tuple[Slot, ...]
    capture_id: str = ""


class RuleTerms(NamedTuple):
    """What of a rule a refund and a statement must know; rules of the plainest kind are left out.

    Args:
        rule_id: The rule.
        base: What its rates are taken of.
        funded_by: "platform", "merchant", or a rule.
        scope: What is rounded once: "unit", "line" or "order".
        refund: What a refund leaves.
        rounding: How it was rounded.
        waits_for: Empty where it is paid with the order; "cap", or "budget:" and a campaign,
            where it is paid when the period closes.
    """

    rule_id: str
    base: str
    funded_by: str
    scope: str
    refund: str
    rounding: str
    waits_for: str = ""


class LineWhole(NamedTuple):
    """What a whole line comes to once all of it was captured, in minor units."""

    line_id: str
    whole_minor: int


class Captures(NamedTuple):
    """What a further capture of an order must know of the first one.

    Args:
        lines: What each line comes to.
        taken_minor: What the lines that each rule takes come to, by rule.
        channel: Where it was sold.
        is_first_order: Whether the buyer had bought nothing before.
        is_over: Whether nothing more will be captured.
    """

    lines: tuple[LineWhole, ...]
    taken_minor: tuple[int, ...]
    channel: str | None
    is_first_order: bool
    is_over: bool


class Terms(NamedTuple):
    """What was agreed when the order was paid; written once, never decided again.

    ``spared`` names the kinds of refunds that take no commission back where they are money
    alone, ``absorbed`` those that the platform bears. ``captures`` is there where the order
    was captured in parts: each further one adds lines, and changes none.
    """

    order_id: str
    plan_id: str
    plan_digest: str
    semantics: int
    terms_us: int
    upline: tuple[str, ...]
    lines: tuple[LineTerms, ...]
    credits: tuple[Credit, ...] = ()
    rules: tuple[RuleTerms, ...] = ()
    campaigns: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()
    absorbed: tuple[str, ...] = ()
    captures: Captures | None = None


class Correction(NamedTuple):
    """Terms of a later version: what an order pays since a wrong plan was corrected.

    Args:
        order_id: The order.
        event_id: The event that corrected it.
        correction_id: The correction of the policy.
        entry_id: The entry of the payment that is corrected; it is there if anything was
            promised then.
        terms: What was settled again.
    """

    order_id: str
    event_id: str
    correction_id: str
    entry_id: str
    terms: Terms
