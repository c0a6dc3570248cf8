"""The event of a period (周期事件): it is over, and what it pays shall be booked.

Source: docs/events.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime

from fenxiao.errors import EventError
from fenxiao.model.checks import check_id, check_quantity
from fenxiao.model.envelope import PAGE_LIMIT, Event
from fenxiao.model.instants import check_instant
from fenxiao.money import currency

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["PeriodClosed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodClosed(Event):
    """A period of a payer's sales is over (周期关账): its awards are booked, a page at a time.

    Earlier periods whose sales have changed since are corrected in the same close.

    Args:
        payer_id: Whose sales, and in whose books.
        currency: Of the sales; each has closes of its own.
        period: Its name: "2024-06", your own words; each is closed once.
        since: From when it lasts; where the period before it ended.
        until: Until when, that instant left out; not after the event.
        limit: Sales, members or awards on one page; more go on in the continuation.
    """

    payer_id: str
    currency: str
    period: str
    since: datetime
    until: datetime
    limit: int = 500

    @override
    def __post_init__(self) -> None:
        """Check every field, and that the period has been."""
        Event.__post_init__(self)
        check_id(self.payer_id, "payer_id")
        currency(self.currency)
        check_id(self.period, "period")
        for name in ("since", "until"):
            object.__setattr__(self, name, check_instant(getattr(self, name), name))
        if not self.since < self.until <= self.at:
            got, problem = self.until.isoformat(), "it must be after since and not after at"
            raise EventError("event.bad_field", field="until", got=got, problem=problem)
        check_quantity(self.limit, "limit", high=PAGE_LIMIT)
