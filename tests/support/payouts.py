"""Short ways to write what happens to instructions."""

from __future__ import annotations

from fenxiao.model.events import PayoutOutcome, PayoutResult, WithdrawalCancelled
from tests.support.build import CURRENCY, at


def said(
    instruction_id: str,
    outcome: PayoutOutcome,
    amount_minor: int,
    *,
    day: float = 11,
    attempt: int = 1,
    charge_minor: int = 0,
    reference: str | None = None,
    event_id: str = "",
) -> PayoutResult:
    return PayoutResult(
        id=event_id or f"{outcome} {instruction_id} {attempt}",
        at=at(day),
        instruction_id=instruction_id,
        outcome=outcome,
        amount_minor=amount_minor,
        currency=CURRENCY,
        reference=reference,
        attempt=attempt,
        charge_minor=charge_minor,
    )


def cancel(instruction_id: str, *, day: float = 10.5, event_id: str = "") -> WithdrawalCancelled:
    name = event_id or f"cancel {instruction_id}"
    return WithdrawalCancelled(id=name, at=at(day), instruction_id=instruction_id)


ONE_OF_EACH = (cancel("i1"),)
"""An event of each kind of these."""
