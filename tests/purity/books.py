"""The books once through: the part of the scenario that is about them.

Every page, refusal and state of a period. Nothing but the library and the standard
library is imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from fenxiao.ledger.periods import BooksPolicy, Period
from fenxiao.model.books import BooksClosed, BooksLocked, BooksReopened, PeriodEvent, Seal
from fenxiao.model.events import Event, Line, OrderPaid, Touch

PERIOD_DAYS = 30
PERIOD_COUNT = 5


def books_from(start: datetime, *payers: str) -> BooksPolicy:
    """Return the scenario's periods: five of thirty days."""
    starts = [start + timedelta(days=PERIOD_DAYS * number) for number in range(PERIOD_COUNT + 1)]
    periods = tuple(
        Period(period_id=f"期间{number}", starts_at=starts[number], ends_at=starts[number + 1])
        for number in range(PERIOD_COUNT)
    )
    return BooksPolicy(periods=periods, payers=payers)


def story(start: datetime) -> Iterator[Event]:
    """Yield orders, late ones too, their seals, and every step of every period."""

    def at(day: float) -> datetime:
        return start + timedelta(days=day)

    def paid(number: int, day: float, payer_id: str = "m1") -> OrderPaid:
        line = Line(
            line_id="1",
            sku="s1",
            category="c1",
            line_kind="product",
            quantity=1,
            paid_minor=1_000 * number,
        )
        return OrderPaid(
            id=f"book {number}",
            at=at(day),
            order_id=f"b{number}",
            merchant_id="m1",
            payer_id=payer_id,
            buyer_id="买家",
            currency="CNY",
            lines=(line,),
        )

    def step(kind: type[PeriodEvent], number: int, day: float, turn: str = "once") -> PeriodEvent:
        return kind(
            id=f"{kind.__name__} {number} {day} {turn}",
            at=at(day),
            payer_id="m1",
            period_id=f"期间{number}",
            reason="月结",
            maker_id="amy",
            checker_id="bo",
        )

    yield Touch(id="book touch", at=at(0), sharer_id="店员", visitor_id="买家")
    for number in range(1, 6):
        yield paid(number, day=number * 7)
    yield paid(6, day=10, payer_id="m9")
    yield step(BooksClosed, 0, 29)
    yield step(BooksClosed, 0, 31)
    yield step(BooksReopened, 0, 31)
    yield step(BooksLocked, 0, 31)
    yield Seal(id="book seal", at=at(31), payer_id="m1", limit=2)
    yield Seal(id="nobody's seal", at=at(31), payer_id="m9")
    for kind in (BooksClosed, BooksReopened, BooksLocked):
        yield step(kind, 9, 31)
        yield replace(step(kind, 0, 31, "of nobody"), payer_id="m9")
    yield step(BooksClosed, 1, 61)
    yield step(BooksClosed, 0, 32)
    yield step(BooksClosed, 0, 33)
    yield paid(7, day=3)
    yield paid(8, day=70)
    yield Seal(id="late seal", at=at(34), payer_id="m1")
    yield step(BooksReopened, 0, 34)
    yield step(BooksClosed, 0, 35)
    yield Seal(id="empty seal", at=at(61), payer_id="m1")
    yield step(BooksClosed, 1, 62)
    yield step(BooksReopened, 0, 62)
    yield step(BooksLocked, 1, 62)
    for turn in ("a", "b"):
        yield step(BooksLocked, 0, 63, turn)
    yield step(BooksClosed, 0, 64)
    yield step(BooksReopened, 0, 64)
    yield paid(9, day=PERIOD_DAYS * PERIOD_COUNT + 1)
    for turn in ("a", "b"):
        yield Seal(id=f"last seal {turn}", at=at(200), payer_id="m1")
