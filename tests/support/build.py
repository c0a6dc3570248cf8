"""Short ways to write events, policies and books."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.contract import Decision, Key, wallet_key
from fenxiao.model.encoding import derive_id
from fenxiao.model.events import (
    Event,
    FoldWallet,
    Line,
    OrderConfirmed,
    OrderPaid,
    PayoutOutcome,
    PayoutResult,
    Rebind,
    Refunded,
    RefundLine,
    Registered,
    Release,
    SettleFans,
    Touch,
    WithdrawalRequested,
)
from fenxiao.model.instants import DAY_US, to_us
from fenxiao.model.people import Relation
from fenxiao.payout.policy import Minimum, PayoutPolicy
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Holding, Policy

START = datetime(2024, 1, 1, tzinfo=UTC)
START_US = to_us(START)
HOLDING_DAYS = 7
PAYER, CURRENCY = "m1", "CNY"


def at(day: float) -> datetime:
    return START + timedelta(days=day)


def at_us(day: int) -> int:
    return START_US + day * DAY_US


def policy(
    *rates_ppm: int, holding_days: int = HOLDING_DAYS, minimum_minor: int = 1, ceiling_ppm: int = 0
) -> Policy:
    plan = Plan(
        plan_id="p1",
        effective_from=START,
        ceiling_ppm=ceiling_ppm or sum(rates_ppm),
        rules=(Levels(rule_id="sale", rates_ppm=rates_ppm),),
    )
    minimum = Minimum(currency=CURRENCY, amount_minor=minimum_minor)
    return Policy(
        plans=(plan,),
        holding=Holding(holding_days=holding_days),
        payout=PayoutPolicy(minimums=(minimum,)),
    )


POLICY = policy(100_000, 50_000, 20_000)
"""10 %, 5 %, 2 %; seven days of holding."""


def binding(*rules: BindingPolicy) -> Policy:
    """Return the usual policy with other rules of binding."""
    return replace(POLICY, bindings=rules)


def touch(
    sharer_id: str,
    visitor_id: str,
    *,
    day: float = 0,
    event_id: str = "",
    channel: str = "click",
) -> Touch:
    return Touch(
        id=event_id or f"touch {sharer_id} {visitor_id}",
        at=at(day),
        sharer_id=sharer_id,
        visitor_id=visitor_id,
        channel=channel,
    )


def registered(
    member_id: str, sharer_id: str | None = None, *, day: float = 1, event_id: str = ""
) -> Registered:
    name = event_id or f"register {member_id}"
    return Registered(id=name, at=at(day), member_id=member_id, sharer_id=sharer_id)


def rebind(
    member_id: str,
    parent_id: str | None,
    *,
    day: float = 5,
    with_subtree: bool = True,
    limit: int = 500,
    relation: Relation = "customer",
    event_id: str = "",
) -> Rebind:
    return Rebind(
        id=event_id or f"rebind {member_id} {parent_id}",
        at=at(day),
        relation=relation,
        member_id=member_id,
        parent_id=parent_id,
        reason="asked for",
        maker_id="maker",
        checker_id="checker",
        with_subtree=with_subtree,
        limit=limit,
    )


def settle_fans(
    member_id: str,
    *relations: Relation,
    day: float = 5,
    limit: int = 500,
    event_id: str = "",
) -> SettleFans:
    return SettleFans(
        id=event_id or f"settle {member_id}",
        at=at(day),
        member_id=member_id,
        relations=relations or ("customer",),
        limit=limit,
    )


def line(paid_minor: int, *, quantity: int = 1, line_id: str = "1", category: str = "c1") -> Line:
    return Line(
        line_id=line_id,
        sku="s1",
        category=category,
        line_kind="product",
        quantity=quantity,
        paid_minor=paid_minor,
    )


def paid(
    order_id: str,
    buyer_id: str,
    *lines: Line,
    day: float = 1,
    payer_id: str = PAYER,
    currency: str = CURRENCY,
    event_id: str = "",
) -> OrderPaid:
    return OrderPaid(
        id=event_id or f"pay {order_id}",
        at=at(day),
        order_id=order_id,
        merchant_id="m1",
        payer_id=payer_id,
        buyer_id=buyer_id,
        currency=currency,
        lines=lines or (line(10_000),),
    )


def confirmed(order_id: str, *, day: float = 2, event_id: str = "") -> OrderConfirmed:
    return OrderConfirmed(id=event_id or f"confirm {order_id}", at=at(day), order_id=order_id)


def back(line_id: str = "1", *, quantity: int = 0, amount_minor: int = 0) -> RefundLine:
    return RefundLine(line_id=line_id, quantity=quantity, amount_minor=amount_minor)


def refunded(order_id: str, *lines: RefundLine, day: float = 3, event_id: str = "") -> Refunded:
    name = event_id or f"refund {order_id}"
    return Refunded(id=name, at=at(day), order_id=order_id, lines=lines or (back(quantity=1),))


def release(
    *, day: float = 9, limit: int = 500, after: tuple[int, str] | None = None, event_id: str = ""
) -> Release:
    return Release(id=event_id or f"release {day}", at=at(day), limit=limit, after=after)


def fold_wallet(
    member_id: str, *, day: float = 9, limit: int = 1_000, event_id: str = ""
) -> FoldWallet:
    return FoldWallet(
        id=event_id or f"fold {member_id} {day}",
        at=at(day),
        payer_id=PAYER,
        member_id=member_id,
        currency=CURRENCY,
        limit=limit,
    )


def withdraw(
    member_id: str, amount_minor: int | None = None, *, day: float = 10, event_id: str = ""
) -> WithdrawalRequested:
    return WithdrawalRequested(
        id=event_id or f"withdraw {member_id}",
        at=at(day),
        payer_id=PAYER,
        member_id=member_id,
        currency=CURRENCY,
        payee_token="token",
        amount_minor=amount_minor,
    )


def result(
    request_id: str,
    outcome: PayoutOutcome,
    amount_minor: int,
    *,
    day: float = 11,
    currency: str = CURRENCY,
    reference: str | None = None,
    event_id: str = "",
) -> PayoutResult:
    return PayoutResult(
        id=event_id or f"{outcome} {request_id}",
        at=at(day),
        instruction_id=instruction_id(request_id),
        outcome=outcome,
        amount_minor=amount_minor,
        currency=currency,
        reference=reference,
    )


def instruction_id(request_id: str) -> str:
    """Return the id of the instruction that a withdrawal gives."""
    return derive_id(request_id, "instruction")


def wallet(member_id: str) -> Key:
    return wallet_key(PAYER, member_id, CURRENCY)


def feed(book: Book, *events: Event) -> list[Decision]:
    """Apply events, each of which must be taken."""
    made = [book.apply(event) for event in events]
    assert ["applied"] * len(made) == [one.status for one in made], [one.refusal for one in made]
    return made


def book_of(*events: Event, of: Policy = POLICY) -> Book:
    """Return a book that has taken some events."""
    book = Book(of)
    feed(book, *events)
    return book


def line_of(*members: str) -> tuple[Touch, ...]:
    """Return touches that bind each member under the one before."""
    return tuple(touch(upper, lower) for upper, lower in pairwise(members))


def available(member_id: str, amount_minor: int, *, prefix: str = "") -> tuple[Event, ...]:
    """Return events after which a member has an amount available, of one order of his fan."""
    order = f"{prefix}order {member_id}"
    fan = f"{prefix}fan {member_id}"
    return (
        touch(member_id, fan),
        paid(order, fan, line(amount_minor * 10)),
        confirmed(order),
        release(event_id=f"release {order}"),
    )


def components(book: Book, member_id: str, payer_id: str = PAYER) -> tuple[int, int, int, int]:
    """Return deferred, held, available, in transit, where there is nothing else."""
    *four, frozen, debt, reserved = map(int, book.wallet(payer_id, member_id, CURRENCY)[3:])
    assert frozen == debt == reserved == 0
    deferred, held, available, in_transit = four
    return deferred, held, available, in_transit


def codes(decisions: Iterable[Decision]) -> list[str | None]:
    return [one.refusal.code if one.refusal else None for one in decisions]
