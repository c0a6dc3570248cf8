"""The envelope (事件信封): what every event has, whatever it says.

Each event is checked as it is made, so a wrong one never reaches a decision.
``recorded_at`` belongs to the envelope: when the host learned of it, which changes
nothing about what it is.

Source: docs/events.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime

from fenxiao.errors import EventError
from fenxiao.model.checks import STRICT, check_id, check_quantity
from fenxiao.model.instants import check_instant
from fenxiao.money import currency

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = [
    "PAGE_LIMIT",
    "Event",
    "WalletEvent",
    "check_after",
    "check_flag",
    "check_two_persons",
    "is_one_of",
]

PAGE_LIMIT = 10_000
"""The most rows that one page of a paged event may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What all events have: an id that stands for one content for ever, and its instant.

    Args:
        id: Unique among all events of the host.
        at: When it happened; an aware datetime, kept in UTC.
        recorded_at: When the host learned of it, if later; not part of its content.
    """

    __pydantic_config__ = STRICT

    id: str
    at: datetime
    recorded_at: datetime | None = None

    def __post_init__(self) -> None:
        """Check the envelope and bring both instants to UTC."""
        check_id(self.id, "id")
        object.__setattr__(self, "at", check_instant(self.at, "at"))
        if self.recorded_at is not None:
            recorded_at = check_instant(self.recorded_at, "recorded_at")
            object.__setattr__(self, "recorded_at", recorded_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletEvent(Event):
    """What all events of one wallet have: its payer, its member, its currency."""

    payer_id: str
    member_id: str
    currency: str

    @override
    def __post_init__(self) -> None:
        """Check the wallet."""
        Event.__post_init__(self)
        check_id(self.payer_id, "payer_id")
        check_id(self.member_id, "member_id")
        currency(self.currency)


def check_flag(value: object, field: str) -> None:
    """Refuse what is neither true nor false.

    Raises:
        EventError: ``event.bad_field``.
    """
    if type(value) is not bool:
        got, problem = repr(value)[:160], "it must be true or false"
        raise EventError("event.bad_field", field=field, got=got, problem=problem)


def check_two_persons(maker_id: str, checker_id: str) -> None:
    """Refuse a correction that one person alone made and approved (制单与复核分离).

    Raises:
        EventError: ``event.bad_id``; ``event.bad_field`` when both are one person.
    """
    check_id(maker_id, "maker_id")
    check_id(checker_id, "checker_id")
    if maker_id == checker_id:
        problem = "who approves must be another person than who asked"
        raise EventError(
            "event.bad_field", field="checker_id", got=repr(checker_id), problem=problem
        )


def is_one_of(value: object, known: tuple[str, ...], field: str) -> None:
    """Refuse a word that is none of a published list.

    Raises:
        EventError: ``event.bad_field``.
    """
    if not isinstance(value, str) or value not in known:
        problem = f"it must be one of {', '.join(known)}"
        raise EventError("event.bad_field", field=field, got=repr(value)[:160], problem=problem)


def check_after(value: object) -> tuple[int, str]:
    """Return where a page ended: an instant in microseconds and an id.

    Raises:
        EventError: ``event.bad_field``, ``event.bad_quantity``, ``event.bad_id``.
    """
    if not isinstance(value, (tuple, list)) or len(value) != 2:  # noqa: PLR2004  # an instant and an id
        problem = "it must be an instant in microseconds and an id"
        raise EventError("event.bad_field", field="after", got=repr(value)[:160], problem=problem)
    due_us, order_id = value
    check_quantity(due_us, "after", low=-(2**63), high=2**63 - 1)
    return due_us, check_id(order_id, "after")
