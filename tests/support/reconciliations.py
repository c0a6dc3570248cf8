"""Short ways to write what statements say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fenxiao.model.encoding import derive_id
from fenxiao.model.events import Event
from fenxiao.model.reconciliation_records import BreakKind
from fenxiao.model.reconciliations import (
    BreakExplained,
    FoundBreak,
    RailCharged,
    Reconciled,
    Verdict,
)
from tests.support.build import CURRENCY, PAYER, at, available, withdraw

__all__ = [
    "charged",
    "explained",
    "found",
    "instruction",
    "matched",
    "reconciled",
    "story",
    "stranger",
]


def found(kind: BreakKind = "no_key", line_id: str = "s1/2", got_minor: int = 70) -> FoundBreak:
    return FoundBreak(
        kind=kind,
        line_id=line_id,
        currency=CURRENCY,
        expected_minor=0,
        got_minor=got_minor,
        since_day=19_000,
    )


def matched(instruction_id: str, *line_ids: str) -> Verdict:
    return Verdict(
        subject="instruction",
        subject_id=instruction_id,
        state="matched",
        line_ids=line_ids or ("s1/1",),
    )


def stranger(line_id: str = "s1/2", **how: Any) -> Verdict:
    broken = (found(line_id=line_id, **how),)
    return Verdict(
        subject="line", subject_id=line_id, state="broken", line_ids=(line_id,), breaks=broken
    )


def reconciled(*verdicts: Verdict, event_id: str = "run", **how: Any) -> Reconciled:
    fields: dict[str, Any] = {
        "id": event_id,
        "at": at(9),
        "payer_id": PAYER,
        "statement_id": "s1",
        "verdicts": verdicts,
    }
    return Reconciled(**fields | how)


def explained(line_id: str | None = "s1/2", event_id: str = "why", **how: Any) -> BreakExplained:
    fields: dict[str, Any] = {
        "id": event_id,
        "at": at(10),
        "payer_id": PAYER,
        "subject": "line",
        "subject_id": line_id,
        "kind": "no_key",
        "line_id": line_id,
        "reason": "rent, paid by hand",
        "maker_id": "maker",
        "checker_id": "checker",
    }
    return BreakExplained(**fields | how)


def charged(line_id: str = "s1/2", event_id: str = "charge", **how: Any) -> RailCharged:
    fields: dict[str, Any] = {
        "id": event_id,
        "at": at(10),
        "payer_id": PAYER,
        "line_id": line_id,
        "currency": CURRENCY,
        "amount_minor": 70,
    }
    return RailCharged(**fields | how)


def instruction(event: Event) -> str:
    """Return the id of the instruction that a withdrawal makes."""
    return derive_id(event.id, "instruction")


def story() -> Iterator[Event]:
    """Yield a statement with a match and a stranger, twice, and what two persons say of it."""
    yield from available("u1", 5_000)
    wanted = withdraw("u1")
    yield wanted
    yield reconciled(matched(instruction(wanted)), stranger(), matched("nobody"))
    yield reconciled(matched(instruction(wanted)), stranger(), event_id="run again")
    yield from (explained(), explained(event_id="twice"), explained("s1/9", event_id="none"))
    yield reconciled(stranger(), event_id="third run")
    yield from (charged(), charged(event_id="charge again"), charged("s1/9", event_id="no line"))
