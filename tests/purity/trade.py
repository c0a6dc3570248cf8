"""The scenario's part about trade: both modes, tenders by name, gateways, merchants, suppliers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from fenxiao.model.events import (
    Captured,
    Event,
    Exchanged,
    LinePieces,
    OrderConfirmed,
    OrderPaid,
    Refunded,
    RefundLine,
    Release,
    Tender,
    Touch,
)
from tests.purity.books import books_from
from tests.support.build import START, at
from tests.support.remittances import (
    SPOILT,
    TWO_PERSONS,
    arrived,
    fold_balance,
    merchant_paid,
    supplier_paid,
)
from tests.support.trades import AGENT, PRINCIPAL, line, sold

ORDERS = 6
LEDGERS = tuple(replace(one, books=books_from(START)) for one in (AGENT, PRINCIPAL))
"""The policies by which the story is told, each in a book of its own; all books are kept."""


def story() -> Iterator[Event]:
    """Yield orders that are received, go back by any tender, and are settled with everybody."""
    yield Touch(id="shared", at=at(0), sharer_id="u1", visitor_id="u2")
    for number in range(ORDERS):
        gift = line("2", paid_minor=0, freight_minor=0, tax_minor=0, fee_minor=0, tenders=())
        yield _paid(number, line(), gift)
        if number:
            yield OrderConfirmed(id=f"got {number}", at=at(2), order_id=f"o{number}")
    yield from _refunds("soon", day=3)
    yield from _in_parts()
    yield Release(id="freed", at=at(20))
    yield from _refunds("late", day=21)
    for number, party in enumerate(("shop", "brand", "stall")):
        yield merchant_paid(f"merchant {number}", party, amount_minor=1 + number * 10**6)
        yield merchant_paid(f"merchant rest {number}", party)
        yield merchant_paid(f"merchant more {number}", party, amount_minor=9, is_advance=True)
    part = {"deductions": (SPOILT,), **TWO_PERSONS}
    yield supplier_paid("supplier part", amount_minor=7, **part)
    yield supplier_paid("supplier less", amount_minor=0, **part)
    yield supplier_paid("supplier rest")
    yield supplier_paid("supplier again")
    yield supplier_paid("supplier more", amount_minor=9)
    for tender in ("wechat", "points"):
        yield arrived(f"arrived {tender}", tender, fee_minor=5, reference=f"w {tender}")
    yield fold_balance(limit=2)
    yield fold_balance("supplier_payable", "factory")


def _paid(number: int, *lines: object) -> OrderPaid:
    changed = {"merchant_id": "stall" if number % 3 else "shop", "cart_id": f"cart {number // 2}"}
    return sold(f"o{number}", *lines, **changed)  # type: ignore[arg-type]  # lines are lines


def _in_parts() -> Iterator[Event]:
    """Yield an order that is captured and received in parts, exchanged, and soothed."""
    piece = (LinePieces(line_id="1", quantity=1),)
    half: dict[str, Any] = {"paid_minor": 5_000, "tenders": (), "coupons": ()}
    yield sold("parts", line(**half, whole_minor=10_000), day=1)
    yield OrderConfirmed(id="first piece", at=at(2), order_id="parts", lines=piece)
    yield Captured(
        id="the rest", at=at(2), order_id="parts", capture_id="c2", lines=(line(**half),)
    )
    yield OrderConfirmed(id="second piece", at=at(2), order_id="parts")
    yield Exchanged(id="exchanged", at=at(3), order_id="parts", lines=piece)
    soothed = Refunded(id="soothed", at=at(3), order_id="parts", amount_minor=300, kind="goodwill")
    yield soothed
    yield replace(soothed, id="freight", kind="freight")


def _refunds(name: str, *, day: int) -> Iterator[Event]:
    for number in range(ORDERS):
        points = (Tender(tender="points", amount_minor=300),)
        named = RefundLine(line_id="1", amount_minor=300, tenders=points)
        back = named if number % 2 else RefundLine(line_id="1", quantity=1)
        lines = (back, RefundLine(line_id="2", quantity=1))
        yield Refunded(id=f"{name} {number}", at=at(day), order_id=f"o{number}", lines=lines)
    for other, minor in (("alipay", 300), ("points", 299)):
        tenders = (Tender(tender=other, amount_minor=minor),)
        wrong = RefundLine(line_id="1", amount_minor=300, tenders=tenders)
        yield Refunded(id=f"{name} {other}", at=at(day), order_id="o1", lines=(wrong,))
