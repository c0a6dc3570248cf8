"""The shop's year as events: what its data say, and what of it cannot be settled.

The data and their licences are described in examples/data/README.md.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from fenxiao import Event, Line, OrderConfirmed, OrderPaid, Refunded, RefundLine, Touch

__all__ = ["CURRENCY", "DATA", "SHOP", "Finding", "Year", "read_year"]

DATA = Path(__file__).resolve().parent.parent / "data"
SHOP = "shop"
CURRENCY = "GBP"

# At one instant: bind, pay, confirm, refund; the calendar's events come after them.
RANKS = {Touch: 0, OrderPaid: 1, OrderConfirmed: 2, Refunded: 3}


@dataclass(slots=True)
class Finding:
    """Something in the data that no event can be made of: how often, and what it is worth."""

    count: int = 0
    value_minor: int = 0

    def add(self, value_minor: int) -> None:
        """Count one more."""
        self.count += 1
        self.value_minor += value_minor


@dataclass(slots=True)
class Year:
    """The events in the order in which they are fed, and the findings."""

    events: list[Event] = field(default_factory=list)
    findings: dict[str, Finding] = field(default_factory=lambda: defaultdict(Finding))
    base_minor: int = 0
    base_lines: int = 0


class SourceLine(NamedTuple):
    """One line of the data, with its order's kind, instant and customer."""

    line_id: str
    order_id: str
    kind: str
    at: datetime
    customer_id: str
    sku: str
    quantity: int
    amount_minor: int


def read_year(until: datetime | None = None) -> Year:
    """Read the shop's year and return its events, by instant and rank.

    Args:
        until: Leave out the events from this instant on; None for the whole year.
    """
    year = Year()
    lines = _read_lines()
    fed = _orders(year, lines)
    _refunds(year, lines, fed)
    _binds(year)
    year.events.sort(key=lambda event: (event.at, RANKS[type(event)]))
    if until is not None:
        year.events = [event for event in year.events if event.at < until]
    return year


def _rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(DATA / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _tuples(name: str) -> Iterator[list[str]]:
    """Read a long file by position, which is three times as fast."""
    with gzip.open(DATA / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        yield from reader


def _instant(text: str) -> datetime:
    """Read a wall clock as UTC; the data do not say which zone it was."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _read_lines() -> dict[str, SourceLine]:
    orders = {
        row["order_id"]: (row["order_kind"], _instant(row["at"]), row["customer_id"])
        for row in _rows("onlineretail_orders")
    }
    return {
        line_id: SourceLine(
            line_id, order_id, *orders[order_id], sku, int(quantity), int(amount_minor)
        )
        for line_id, order_id, sku, quantity, _, amount_minor in _tuples("onlineretail_lines")
    }


def _orders(year: Year, lines: dict[str, SourceLine]) -> set[str]:
    """Add a payment and a confirmation for each sale, and return the orders that were fed.

    The data do not say when goods arrived: receipt is taken as confirmed at payment, so
    that holding counts from the order's own instant.
    """
    products = {row["sku"]: row for row in _rows("onlineretail_products")}
    by_order: dict[str, list[SourceLine]] = defaultdict(list)
    for line in lines.values():
        if line.kind == "adjust":
            year.findings["bookkeeping adjustments, not sales"].add(line.amount_minor)
        elif line.kind == "sale":
            by_order[line.order_id].append(line)
    fed: set[str] = set()
    for order_id, sold in by_order.items():
        first = sold[0]
        value_minor = sum(line.amount_minor for line in sold)
        goods = [line for line in sold if products[line.sku]["line_kind"] == "product"]
        base = [line.amount_minor for line in goods if line.amount_minor > 0]
        if not first.customer_id:
            year.findings["orders without a customer"].add(value_minor)
            continue
        if not base:
            year.findings["orders without a product that was paid for"].add(value_minor)
            continue
        fed.add(order_id)
        year.base_minor += sum(base)
        year.base_lines += len(base)
        paid = tuple(
            Line(
                line_id=line.line_id,
                sku=line.sku,
                category=products[line.sku]["category"],
                line_kind=products[line.sku]["line_kind"],
                quantity=line.quantity,
                paid_minor=line.amount_minor,
            )
            for line in sold
            if line.quantity > 0 and line.amount_minor >= 0
        )
        year.events.append(
            OrderPaid(
                id=f"pay:{order_id}",
                at=first.at,
                order_id=order_id,
                merchant_id=SHOP,
                payer_id=SHOP,
                buyer_id=first.customer_id,
                currency=CURRENCY,
                lines=paid,
            )
        )
        year.events.append(OrderConfirmed(id=f"confirm:{order_id}", at=first.at, order_id=order_id))
    return fed


def _refunds(year: Year, lines: dict[str, SourceLine], fed: set[str]) -> None:
    """Add a refund for each pair of a cancellation and a sale that it takes from."""
    linked: dict[str, int] = defaultdict(int)
    taken: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in _rows("onlineretail_refund_links"):
        cancel, sale = lines[row["cancel_line_id"]], lines[row["sale_line_id"]]
        quantity = int(row["quantity"])
        linked[cancel.line_id] += quantity
        if sale.order_id in fed:
            taken[cancel.order_id, sale.order_id][sale.line_id] += quantity
        else:
            value_minor = sale.amount_minor * quantity // sale.quantity
            year.findings["cancellations of orders that were not fed"].add(value_minor)
    instants = {line.order_id: line.at for line in lines.values() if line.kind == "cancel"}
    for (cancel_id, sale_id), quantities in taken.items():
        year.events.append(
            Refunded(
                id=f"refund:{cancel_id}:{sale_id}",
                at=instants[cancel_id],
                order_id=sale_id,
                lines=tuple(
                    RefundLine(line_id=line_id, quantity=quantity)
                    for line_id, quantity in quantities.items()
                ),
            )
        )
    for line in lines.values():
        if line.kind != "cancel":
            continue
        if not line.customer_id:
            year.findings["cancelled lines without a customer"].add(line.amount_minor)
        elif linked[line.line_id] < -line.quantity:
            open_quantity = -line.quantity - linked[line.line_id]
            value_minor = line.amount_minor * open_quantity // -line.quantity
            year.findings["cancelled lines without (enough of) a sale"].add(value_minor)


def _binds(year: Year) -> None:
    """Add the touch that binds each customer who has somebody above him."""
    for row in _rows("join_onlineretail_uboot"):
        if row["parent_customer_id"]:
            year.events.append(
                Touch(
                    id=f"bind:{row['customer_id']}",
                    at=_instant(row["bound_at"]),
                    sharer_id=row["parent_customer_id"],
                    visitor_id=row["customer_id"],
                    channel="link",
                )
            )
