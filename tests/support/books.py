"""Short ways to keep books: three months of 2024, seals, closes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from fenxiao.ledger.periods import BooksPolicy, Period
from fenxiao.model.books import BooksClosed, BooksLocked, BooksReopened, PeriodEvent, Seal
from fenxiao.model.events import Event
from fenxiao.model.instants import to_us
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from tests.support.build import PAYER, POLICY, at, feed

MONTHS = tuple(datetime(2024, month, 1, tzinfo=UTC) for month in (1, 2, 3, 4))
PERIODS = tuple(
    Period(period_id=f"2024-0{number}", starts_at=one, ends_at=other)
    for number, (one, other) in enumerate(pairwise(MONTHS), 1)
)
JANUARY, FEBRUARY, MARCH = (one.period_id for one in PERIODS)
FEBRUARY_US, MARCH_US = to_us(MONTHS[1]), to_us(MONTHS[2])
KEPT = BooksPolicy(periods=PERIODS)


def kept(of: Policy = POLICY, **fields: object) -> Policy:
    """Return a policy that keeps books."""
    return replace(of, books=replace(KEPT, **fields))  # type: ignore[arg-type]  # fields of a BooksPolicy


BOOKED = kept()
"""The usual policy, with books of three months."""


def seal(*, day: float = 80, limit: int = 500, payer_id: str = PAYER, event_id: str = "") -> Seal:
    return Seal(id=event_id or f"seal {day}", at=at(day), payer_id=payer_id, limit=limit)


def period_event(kind: type[PeriodEvent], period_id: str, day: float, event_id: str) -> PeriodEvent:
    return kind(
        id=event_id or f"{kind.__name__} {period_id} {day}",
        at=at(day),
        payer_id=PAYER,
        period_id=period_id,
        reason="month end",
        maker_id="amy",
        checker_id="bo",
    )


def closed(period_id: str = JANUARY, *, day: float = 90, event_id: str = "") -> PeriodEvent:
    return period_event(BooksClosed, period_id, day, event_id)


def reopened(period_id: str = JANUARY, *, day: float = 91, event_id: str = "") -> PeriodEvent:
    return period_event(BooksReopened, period_id, day, event_id)


def locked(period_id: str = JANUARY, *, day: float = 92, event_id: str = "") -> PeriodEvent:
    return period_event(BooksLocked, period_id, day, event_id)


def kept_book(*events: Event, of: Policy = BOOKED) -> Book:
    """Return a book with kept books that has taken some events."""
    book = Book(of)
    feed(book, *events)
    return book


def sealed_whole(book: Book, event: Seal) -> list[Event]:
    """Feed a seal and all its pages; return the events."""
    fed: list[Event] = []
    waiting: Event | None = event
    while waiting is not None:
        fed.append(waiting)
        waiting = book.apply(waiting).continuation
    return fed


def periods_of(book: Book, payer_id: str = PAYER) -> list[str]:
    """Return the period of each place of a chain."""
    return [one.period_id for one in book.sealed(payer_id)]


def told(book: Book, events: Iterable[Event]) -> list[str | None]:
    """Apply events; return the code of each refusal, or None."""
    made = [book.apply(event).refusal for event in events]
    return [one.code if one else None for one in made]
