"""Operations for the crash tests: what persons do to a wallet, a take-over, a correction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from examples.shop_year.source import CURRENCY, SHOP
from fenxiao import (
    Adjusted,
    Converted,
    DebtPaid,
    DebtSettled,
    DormantTaken,
    Event,
    ExpireHolds,
    Forfeited,
    Frozen,
    HoldPlaced,
    HoldPosted,
    HoldReturned,
    HoldVoided,
    Levels,
    OpeningBinding,
    OpeningCounter,
    OpeningLine,
    OpeningOrder,
    OpeningPayout,
    OpeningQuota,
    OpeningShare,
    OpeningWallet,
    OperationReversed,
    OrderCorrected,
    OrderPaid,
    Plan,
    PlanCorrection,
    Unfrozen,
    WrittenOff,
)

__all__ = ["CORRECTION", "operations"]

START = datetime(2010, 1, 1, tzinfo=UTC)
CORRECTION = PlanCorrection(
    correction_id="slip",
    starts_at=START,
    ends_at=START + timedelta(days=1_000),
    plan=Plan(
        plan_id="right",
        effective_from=START,
        ceiling_ppm=100_000,
        rules=(Levels(rule_id="share", rates_ppm=(50_000, 20_000)),),
    ),
)
PERSONS: dict[str, Any] = {"reason": "asked for", "maker_id": "ann", "checker_id": "bob"}


def operations(part: int, at: datetime, payment: OrderPaid) -> Iterator[Event]:
    """Yield a take-over, all that persons do to that wallet, and an order settled again."""
    member = f"old:{part}"
    wallet: dict[str, Any] = {"payer_id": SHOP, "member_id": member, "currency": CURRENCY}
    yield from _openings(part, at, wallet)
    hand: dict[str, Any] = {"at": at, **wallet, **PERSONS}
    yield Frozen(id=f"freeze:{part}", amount_minor=300, **hand)
    yield Unfrozen(id=f"unfreeze:{part}", amount_minor=100, **hand)
    yield Forfeited(id=f"forfeit:{part}", **hand)
    undo: dict[str, Any] = {"operation": "forfeited", "operation_id": f"forfeit:{part}"}
    yield OperationReversed(id=f"undo a part:{part}", amount_minor=20, **undo, **hand)
    yield OperationReversed(id=f"undo:{part}", **undo, **hand)
    yield Adjusted(id=f"adjust:{part}", amount_minor=-50, **hand)
    yield Adjusted(id=f"adjust too much:{part}", amount_minor=-50_000, **hand)  # refused
    yield from _holds(part, at, wallet)
    yield DebtSettled(id=f"settle:{part}", at=at, **wallet)
    yield DebtPaid(id=f"pay debt:{part}", at=at, amount_minor=5, **wallet)
    yield WrittenOff(id=f"write off:{part}", amount_minor=5, **hand)
    yield DormantTaken(id=f"dormant:{part}", **hand)
    yield Converted(
        id=f"convert:{part}",
        at=at,
        payer_id=SHOP,
        sold_currency=CURRENCY,
        sold_minor=100,
        bought_currency="EUR",
        bought_minor=118,
        rate="1.18",
        rate_source="the bank",
        **PERSONS,
    )
    yield OrderCorrected(
        id=f"correct:{part}", at=at, payment=payment, correction_id="slip", **PERSONS
    )


def _holds(part: int, at: datetime, wallet: dict[str, Any]) -> Iterator[Event]:
    """Yield a hold that is posted in parts and given back, one voided, one that expires."""
    for number in range(3):
        yield HoldPlaced(
            id=f"place:{part}:{number}",
            at=at,
            hold_id=f"hold:{part}:{number}",
            amount_minor=50,
            expires_at=at + timedelta(hours=1),
            **wallet,
        )
    of_first: dict[str, Any] = {"at": at, "hold_id": f"hold:{part}:0"}
    yield HoldPosted(id=f"post:{part}", amount_minor=20, **of_first)
    yield HoldPosted(id=f"post the last:{part}", amount_minor=10, is_last=True, **of_first)
    yield HoldPosted(id=f"post too late:{part}", **of_first)  # refused
    yield HoldReturned(id=f"return:{part}", amount_minor=5, **of_first)
    yield HoldVoided(id=f"void:{part}", at=at, hold_id=f"hold:{part}:1")
    yield ExpireHolds(id=f"expire holds:{part}", at=at + timedelta(hours=1), limit=1)


def _openings(part: int, at: datetime, wallet: dict[str, Any]) -> Iterator[Event]:
    member = wallet["member_id"]
    yield OpeningBinding(
        id=f"open binding:{part}",
        at=at,
        relation="customer",
        member_id=f"fan of {member}",
        parent_id=member,
    )
    money: dict[str, Any] = {"available_minor": 1_000, "frozen_minor": 20, "debt_minor": 400}
    yield OpeningWallet(id=f"open wallet:{part}", at=at, **money, **wallet)
    yield OpeningPayout(
        id=f"open payout:{part}",
        at=at,
        instruction_id=f"old instruction:{part}",
        key=f"OLD{part}",
        amount_minor=30,
        payee_token="token",
        state="unknown",
        requested_at=at,
        **wallet,
    )
    share = OpeningShare(payee_id=member, numerator=100, denominator=3)
    line = OpeningLine(line_id="1", quantity=2, paid_minor=500, shares=(share,))
    yield OpeningOrder(
        id=f"open order:{part}",
        at=at,
        order_id=f"old order:{part}",
        merchant_id=SHOP,
        payer_id=SHOP,
        buyer_id=f"fan of {member}",
        currency=CURRENCY,
        state="confirmed",
        paid_at=at,
        confirmed_at=at,
        due_at=at,
        lines=(line,),
    )
    yield OpeningQuota(id=f"open quota:{part}", at=at, member_id=member, sales_minor=100)
    yield OpeningCounter(
        id=f"open counter:{part}",
        at=at,
        member_id=member,
        counter="own_sales",
        amount=100,
        currency=CURRENCY,
    )
