"""A small shop for tests: one instant, one currency, short ways to say what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from fenxiao.model.events import Line, OrderConfirmed, OrderPaid, Refunded, RefundLine, Touch
from fenxiao.model.instants import to_us
from fenxiao.model.records import Terms
from fenxiao.money import PPM
from fenxiao.rules.conditions import Condition
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import plain_people
from fenxiao.rules.plan import Plan
from fenxiao.rules.resolve import resolve
from fenxiao.rules.written import Trim
from fenxiao.settlement.policy import Holding, Policy

AT = datetime(2024, 6, 18, tzinfo=UTC)


def levels(*rates_ppm: int, rule_id: str = "sale", when: Condition | None = None) -> Levels:
    return Levels(rule_id=rule_id, rates_ppm=rates_ppm, when=when or Condition())


def plan(
    *rules: Levels, ceiling_ppm: int = PPM, trim: Trim = "refuse", currency: str | None = None
) -> Plan:
    return Plan(
        plan_id="p1",
        effective_from=AT,
        ceiling_ppm=ceiling_ppm,
        rules=rules,
        trim=trim,
        currency=currency,
    )


def settled(order: OrderPaid, made: Plan, upline: Sequence[str]) -> Terms:
    """Resolve the terms of an order of whose people nothing is known but where they stand."""
    people = plain_people(order.buyer_id, tuple(upline[:3]))
    return resolve(order, made.alone, people, to_us(order.at))


def policy(*rates_ppm: int, holding_days: int = 0) -> Policy:
    return Policy(plans=(plan(levels(*rates_ppm)),), holding=Holding(holding_days=holding_days))


def touch(event_id: str, sharer_id: str, visitor_id: str, at: datetime = AT) -> Touch:
    return Touch(id=event_id, at=at, sharer_id=sharer_id, visitor_id=visitor_id)


def line(
    paid_minor: int,
    *,
    line_id: str = "1",
    quantity: int = 1,
    category: str = "c1",
    line_kind: str = "product",
) -> Line:
    return Line(
        line_id=line_id,
        sku="s1",
        category=category,
        line_kind=line_kind,
        quantity=quantity,
        paid_minor=paid_minor,
    )


def paid(
    *lines: Line, event_id: str = "paid", order_id: str = "o1", at: datetime = AT
) -> OrderPaid:
    return OrderPaid(
        id=event_id,
        at=at,
        order_id=order_id,
        merchant_id="m1",
        payer_id="m1",
        buyer_id="u1",
        currency="CNY",
        lines=lines,
    )


def confirmed(event_id: str = "confirmed", order_id: str = "o1") -> OrderConfirmed:
    return OrderConfirmed(id=event_id, at=AT, order_id=order_id)


def refunded(
    event_id: str, *, line_id: str = "1", quantity: int = 0, amount_minor: int = 0
) -> Refunded:
    gone = RefundLine(line_id=line_id, quantity=quantity, amount_minor=amount_minor)
    return Refunded(id=event_id, at=AT, order_id="o1", lines=(gone,))
