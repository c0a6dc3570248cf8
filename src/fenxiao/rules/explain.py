"""Explaining (佣金解释): every slot of an order's lines in words, paid or not.

Source: docs/rules/terms.md, "Explanations".
"""

from __future__ import annotations

from fenxiao.errors import RuleError
from fenxiao.model.records import LineProgress, Order, Terms
from fenxiao.rules.terms import kept, remaining
from fenxiao.trace import Language, Standing, check_language, explain_slot

__all__ = ["explain"]


def explain(
    terms: Terms, order: Order, line_id: str, *, language: Language = "en"
) -> tuple[str, ...]:
    """Say for every slot of a line why it was paid what it was, or nothing.

    Args:
        terms: What was agreed when the order was paid.
        order: Where the order stands, for what went back since.
        line_id: The line.
        language: "en" or "zh".

    Returns:
        One sentence a slot, in plan order.

    Raises:
        RuleError: ``terms.unknown_line`` when the order has no such line.
        EventError: ``event.bad_field`` for another language.
    """
    check_language(language)
    line = next((one for one in terms.lines if one.line_id == line_id), None)
    if line is None:
        raise RuleError("terms.unknown_line", order_id=terms.order_id, line_id=line_id)
    untouched = LineProgress(line_id, 0, 0)
    gone = next((one for one in order.progress if one.line_id == line_id), untouched)
    left_minor = remaining(line, gone)
    return tuple(
        explain_slot(
            slot,
            line,
            Standing(order.currency, left_minor, kept(slot, left_minor, line.paid_minor)),
            language,
        )
        for slot in line.slots
    )
