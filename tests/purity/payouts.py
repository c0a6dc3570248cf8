"""Histories of payouts: fees, taxes and charges, changes of mind, every word of a rail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fenxiao.model.events import Event
from tests.purity.operations import History
from tests.support.operations import open_payout
from tests.support.payouts import cancel, said


def _taken_over() -> Iterator[Event]:
    """Instructions of an old system, with a fee and a tax, as far as rails can lead them."""
    taxed = replace(open_payout("u1", 80), fee_minor=5, tax_minor=15)
    yield taxed
    for outcome in ("accepted", "awaiting_payee", "processing", "paid"):
        yield said("old u1", outcome, 80, charge_minor=1 if outcome == "paid" else 0)
    yield said("old u1", "returned", 80)
    for state in ("requested", "accepted"):
        yield open_payout("u2", 40, instruction_id=state, state=state, event_id=f"open {state}")
        yield cancel(state)
    yield cancel("nothing")
    yield said("accepted", "expired", 40)
    yield said("accepted", "paid", 40, attempt=2)


PAYOUTS: tuple[History, ...] = (({}, tuple(_taken_over())),)
"""What each history changes of the policy, and its events."""
