"""Lines out of answers (由回盘生成明细): where a rail's report is its statement.

A bank's return file, a report of a batch and a notification of debits and credits name key,
reference, amount and currency of each movement. What says "paid" is money that left, what
says "returned" is money that came back; everything else moved nothing and is handed back
as it is, so that none is dropped.

Source: docs/reconciliation.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from fenxiao.model.payouts import PayoutOutcome
from fenxiao.payout.rails.form import RailAnswer
from fenxiao.payout.reconcile.lines import Direction, StatementLine

__all__ = ["Report", "lines_of"]

_DIRECTIONS: dict[PayoutOutcome, Direction] = {"paid": "out", "returned": "back"}


class Report(NamedTuple):
    """What a report came to: its lines, and the answers that moved nothing."""

    lines: tuple[StatementLine, ...]
    others: tuple[RailAnswer, ...]


def lines_of(answers: Iterable[RailAnswer], *, payer_id: str, booked_on: date, name: str) -> Report:
    """Return the movements that a report names as lines of a statement.

    Args:
        answers: What was read of it, in its order.
        payer_id: Whose account it is.
        booked_on: The day of the report.
        name: The report's name; with the place in the report it makes the line's id.

    Returns:
        A line for each answer that moved money and names its amount and currency.

    Examples:
        >>> told = RailAnswer("paid", "K1", "9", 1234, "CNY", "S", "")
        >>> day = date(2026, 6, 1)
        >>> report = lines_of([told], payer_id="shop", booked_on=day, name="f1")
        >>> [(one.line_id, one.direction, one.amount_minor) for one in report.lines]
        [('f1/1', 'out', 1234)]
    """
    lines: list[StatementLine] = []
    others: list[RailAnswer] = []
    for place, one in enumerate(answers, 1):
        direction = _DIRECTIONS.get(one.outcome)
        if direction is None or one.amount_minor is None or one.currency is None:
            others.append(one)
            continue
        line = StatementLine(
            line_id=f"{name}/{place}",
            payer_id=payer_id,
            direction=direction,
            amount_minor=one.amount_minor,
            currency=one.currency,
            booked_on=booked_on,
            key=one.key or "",
            reference=one.reference or "",
            text=one.text,
        )
        lines.append(line)
    return Report(tuple(lines), tuple(others))
