"""Short ways to write trade: policies with books, orders with parts, balances by account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from fenxiao.ledger.policy import LedgerPolicy, PayerBooks
from fenxiao.model.events import Line, OrderConfirmed, OrderPaid, Refunded, RefundLine, Tender
from fenxiao.model.lines import Coupon
from fenxiao.model.records import Entry
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.settlement.policy import Policy
from tests.support.build import CURRENCY, PAYER, START, at

SALE = Levels(rule_id="sale", rates_ppm=(100_000,))
SHOP = Levels(rule_id="shop", rates_ppm=(50_000,), funded_by="merchant")
PLAN = Plan(plan_id="p1", effective_from=START, ceiling_ppm=150_000, rules=(SALE, SHOP))


def books(**fields: Any) -> Policy:
    """Return a policy of 10 % by the platform and 5 % by the merchant, with a ledger."""
    ledger = LedgerPolicy(payers=(PayerBooks(payer_id=PAYER, free_tenders=("points",), **fields),))
    return Policy(plans=(PLAN,), ledger=ledger)


COMMISSIONS = replace(books(mode="agent"), ledger=None)
PRINCIPAL = books(mode="principal")
AGENT = books(mode="agent", fee_ppm=50_000)


def line(line_id: str = "1", **changed: Any) -> Line:
    fields: dict[str, Any] = {
        "line_id": line_id,
        "sku": "s1",
        "category": "c1",
        "line_kind": "product",
        "quantity": 2,
        "paid_minor": 10_000,
        "freight_minor": 800,
        "tax_minor": 200,
        "fee_minor": 54,
        "cost_minor": 4_000,
        "supplier_id": "factory",
        "tenders": (
            Tender(tender="wechat", amount_minor=9_000),
            Tender(tender="points", amount_minor=1_000),
        ),
        "coupons": (
            Coupon(coupon_id="c1", amount_minor=500, funder="platform"),
            Coupon(coupon_id="c1", amount_minor=700, funder="merchant"),
            Coupon(coupon_id="c1", amount_minor=300, funder="other", funder_id="brand"),
        ),
    }
    return Line(**fields | changed)


def sold(order_id: str = "o1", *lines: Line, day: float = 1, **changed: Any) -> OrderPaid:
    fields: dict[str, Any] = {
        "merchant_id": "shop",
        "payer_id": PAYER,
        "buyer_id": "u2",
        "currency": CURRENCY,
        "lines": lines or (line(),),
    }
    return OrderPaid(id=f"paid {order_id}", at=at(day), order_id=order_id, **fields | changed)


def received(order_id: str = "o1", *, day: float = 2) -> OrderConfirmed:
    return OrderConfirmed(id=f"received {order_id}", at=at(day), order_id=order_id)


def back(
    number: int, order_id: str = "o1", line_id: str = "1", *, day: float = 3, **how: Any
) -> Refunded:
    lines = (RefundLine(line_id=line_id, **how),)
    return Refunded(id=f"back {order_id} {number}", at=at(day), order_id=order_id, lines=lines)


def balances(entries: Iterable[Entry]) -> dict[tuple[str, str], int]:
    """Return what is on each account of each party, accounts of nothing left out."""
    sums: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        for account, party_id, amount_minor in entry.postings:
            sums[account, party_id] += amount_minor
    return {place: amount for place, amount in sums.items() if amount}
