"""A shop whose periods close: two lines of members, a month, and short ways to say events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from fenxiao.model.events import Event, OrderPaid, PeriodClosed, Refunded, RefundLine
from fenxiao.rules.levels import Levels
from fenxiao.rules.period.bands import Band
from fenxiao.rules.plan import Plan
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from tests.support.build import CURRENCY, PAYER, START, line, line_of

SALE = Levels(rule_id="sale", rates_ppm=(100_000,))
MONTH_DAYS = 30


def bands(*rows: tuple[int, int]) -> tuple[Band, ...]:
    return tuple(Band(from_minor=start, rate_ppm=percent * 10_000) for start, percent in rows)


def plan(*period_rules: Any, rules: tuple[Any, ...] = (SALE,), **fields: Any) -> Plan:
    given: dict[str, Any] = {
        "plan_id": "p1",
        "effective_from": START,
        "ceiling_ppm": 900_000,
        "trim": "nearest_first",
        "currency": CURRENCY,
    }
    return Plan(**given | fields, rules=rules, period_rules=period_rules)


def policy(*period_rules: Any, campaigns: tuple[Any, ...] = (), **fields: Any) -> Policy:
    parts = {name: fields.pop(name) for name in ("grades",) if name in fields}
    return Policy(plans=(plan(*period_rules, **fields),), campaigns=campaigns, **parts)


def opened(found: Policy, members: Sequence[str] = ("u1", "u2", "u3", "u4")) -> Book:
    """Return a book with members in one line, each under the one before."""
    book = Book(found)
    for event in line_of(*members):
        book.apply(event)
    return book


def at(month: int, day: float = 0) -> datetime:
    return START + timedelta(days=month * MONTH_DAYS + day)


def buy(
    order_id: str, buyer_id: str, *amounts_minor: int, month: int = 0, day: float = 1
) -> OrderPaid:
    lines = tuple(line(one, line_id=str(n)) for n, one in enumerate(amounts_minor, start=1))
    return OrderPaid(
        id=f"paid {order_id}",
        at=at(month, day),
        order_id=order_id,
        merchant_id=PAYER,
        payer_id=PAYER,
        buyer_id=buyer_id,
        currency=CURRENCY,
        lines=lines,
    )


def back(
    order_id: str, amount_minor: int, *, month: int, line_id: str = "1", turn: int = 0
) -> Refunded:
    gone = RefundLine(line_id=line_id, amount_minor=amount_minor)
    name = f"back {order_id} {line_id} {month} {turn}"
    return Refunded(id=name, at=at(month, 2), order_id=order_id, lines=(gone,))


def close(month: int = 0, *, limit: int = 500, event_id: str = "", **fields: Any) -> PeriodClosed:
    given: dict[str, Any] = {
        "id": event_id or f"close {month}",
        "at": at(month + 1),
        "payer_id": PAYER,
        "currency": CURRENCY,
        "period": f"m{month}",
        "since": at(month),
        "until": at(month + 1),
        "limit": limit,
    }
    return PeriodClosed(**given | fields)


def told(book: Book, *events: Event) -> Book:
    """Feed events, and carry each to its end."""
    for event in events:
        decision = book.apply(event)
        assert decision.refusal is None, decision.refusal.message
        list(book.resume())
    return book


def booked(book: Book, month: int = 0) -> dict[tuple[str, str], int]:
    """Return what is booked for a month, by rule and member."""
    found = book.awards(PAYER, CURRENCY, f"m{month}")
    return {(one.rule_id, one.member_id): one.amount_minor for one in found if one.amount_minor}


def wallets(book: Book) -> dict[str, tuple[int, int]]:
    """Return what is held and available, by member."""
    return {one.member_id: (one.held_minor, one.available_minor) for one in book.wallets()}
