"""The books in the stream of the crashes: seals of small pages, and every step of a period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

from examples.shop_year.source import SHOP
from fenxiao import BooksClosed, BooksLocked, BooksPolicy, BooksReopened, Event, Period, Seal

__all__ = ["BOOKS", "books"]

FIRST_YEAR, TRADE_YEAR, END_YEAR = 2000, 2009, 2040
_YEARS = (*range(FIRST_YEAR, TRADE_YEAR + 1), END_YEAR)
BOOKS = BooksPolicy(
    periods=tuple(
        Period(
            period_id=f"from {one}",
            starts_at=datetime(one, 1, 1, tzinfo=UTC),
            ends_at=datetime(other, 1, 1, tzinfo=UTC),
        )
        for one, other in pairwise(_YEARS)
    )
)
"""Years before the shop traded, one to close in each part, and one period for all its trade."""


def books(part: int, at: datetime) -> Iterator[Event]:
    """Yield a seal of what is effective by an instant, and the life of an old year."""
    yield Seal(id=f"seal:{part}", at=at, payer_id=SHOP, limit=7)
    turns = (BooksClosed, BooksReopened, BooksClosed, BooksLocked)
    for number, kind in enumerate(turns):
        yield kind(
            id=f"year:{part}:{number}",
            at=at,
            payer_id=SHOP,
            period_id=f"from {FIRST_YEAR + part}",
            reason="year end",
            maker_id="ann",
            checker_id="bob",
        )
