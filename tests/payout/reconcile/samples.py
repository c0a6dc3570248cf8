"""Instructions and lines of statements, short to write."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from fenxiao.model.instants import DAY_US
from fenxiao.model.ledger_records import Attempt
from fenxiao.model.records import Payout, PayoutState
from fenxiao.payout.reconcile.lines import Direction, Instructed, StatementLine

FIRST = date(1970, 1, 1)


def day(number: int) -> date:
    """Return a day by its number from 1970-01-01."""
    return FIRST + timedelta(days=number)


def instructed(
    name: str,
    state: str = "paid",
    amount_minor: int = 100,
    *,
    earlier: tuple[str, ...] = (),
    ended: PayoutState = "failed",
    batch: str = "",
    **changes: Any,
) -> Instructed:
    """Return an instruction "name" under the key "K-name", requested on day 10, told on day 11."""
    payout = Payout(
        instruction_id=name,
        key=f"K-{name}",
        payer_id="shop",
        member_id="u1",
        currency="CNY",
        amount_minor=amount_minor,
        payee_token="t1",
        state=cast("PayoutState", state),
        requested_us=10 * DAY_US,
        updated_us=11 * DAY_US,
        reference=f"R-{name}",
    )
    tried = tuple(Attempt(key, None, ended) for key in earlier)
    payout = payout._replace(attempt=1 + len(tried), earlier=tried)
    return Instructed(payout._replace(**changes), batch)


def line(
    line_id: str,
    direction: Direction = "out",
    amount_minor: int = 100,
    *,
    on: int = 11,
    key: str = "",
    **changes: Any,
) -> StatementLine:
    """Return a line of the shop's account, booked on day 11."""
    made = StatementLine(line_id, "shop", direction, amount_minor, "CNY", day(on), key)
    return made._replace(**changes)
