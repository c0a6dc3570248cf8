"""Statements for the crash tests: payouts matched, a stranger explained, another one a charge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from examples.shop_year.source import CURRENCY, SHOP
from fenxiao import Event
from fenxiao.model.records import Payout
from tests.support.reconciliations import charged, explained, matched, reconciled, stranger

__all__ = ["statements"]


def statements(part: int, at: datetime, payouts: Iterable[Payout]) -> Iterator[Event]:
    """Yield a statement of the newest payouts and two strangers, and what persons say of those."""
    name = f"statement:{part}"
    rent, fee = (stranger(f"{name}/{number}") for number in ("rent", "fee"))
    own = [one for one in payouts if one.payer_id == SHOP][-3:]
    verdicts = [matched(one.instruction_id, f"{name}/{one.key}") for one in own]
    where = {"at": at, "payer_id": SHOP}
    for again in ("", ":again"):  # the second time it changes nothing
        yield reconciled(
            *verdicts, rent, fee, event_id=f"{name}{again}", statement_id=name, **where
        )
    yield explained(rent.subject_id, event_id=f"{name}:why", **where)
    yield charged(fee.subject_id, event_id=f"{name}:charge", currency=CURRENCY, **where)
