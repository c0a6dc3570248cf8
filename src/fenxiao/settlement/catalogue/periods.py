"""The catalogue's row about periods (周期事件目录).

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.model.periods import PeriodClosed
from fenxiao.settlement.catalogue.spec import EventSpec, always
from fenxiao.settlement.periods.closes import decide_closed_period, first_closed_period

__all__ = ["PERIODS"]

PERIODS = (
    EventSpec(
        PeriodClosed,
        "A period is over: what it pays is booked, a page at a time",
        "周期关账",
        (
            *("event", "continuation", "periods", "sales_open", "order", "terms", "sales_total"),
            *("volume", "sales", "award", "volumes", "qualified", "awards", "member", "standing"),
        ),
        {
            "event": "guarded",
            "periods": "guarded",
            "sale": "guarded",
            "sales_total": "guarded",
            "volume": "guarded",
            "qualified": "guarded",
            "award": "guarded",
            "entry": "appended",
            "delta": "appended",
            "continuation": "queued",
        },
        (
            *("event.id_reused", "period.already_closed", "period.gap", "period.unfinished"),
            *("period.no_plan", "period.rules_changed"),
        ),
        "the periods of the payer, so that closes never mix; every sale that it counts, so that a"
        " refund of that order at the same moment is decided again",
        always(first_closed_period),
        decide_closed_period,
    ),
)
"""The close of a period."""
