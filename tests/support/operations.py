"""Short ways to write operations by hand, take-overs and corrections."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

from fenxiao.model.events import Event, OrderCorrected, OrderPaid
from fenxiao.model.openings import (
    OpeningBinding,
    OpeningCounter,
    OpeningLine,
    OpeningOrder,
    OpeningPayout,
    OpeningQuota,
    OpeningShare,
    OpeningWallet,
    OpenPayoutState,
)
from fenxiao.model.operations import (
    Adjusted,
    Converted,
    DebtPaid,
    DebtSettled,
    DormantTaken,
    Forfeited,
    Frozen,
    OperationReversed,
    PartEvent,
    Reversible,
    Unfrozen,
    WrittenOff,
)
from fenxiao.settlement.book import Book
from tests.support.build import CURRENCY, PAYER, at, paid

P = TypeVar("P", bound=PartEvent)
PERSONS: dict[str, Any] = {"reason": "asked for", "maker_id": "maker", "checker_id": "checker"}


def _wallet(member_id: str) -> dict[str, Any]:
    return {"payer_id": PAYER, "member_id": member_id, "currency": CURRENCY}


def _part(kind: type[P], event_id: str, day: float, member_id: str, amount: int | None) -> P:
    fields: dict[str, Any] = {**_wallet(member_id), **PERSONS, "amount_minor": amount}
    return kind(id=event_id, at=at(day), **fields)


def freeze(
    member_id: str, amount_minor: int | None = None, *, day: float = 10, event_id: str = ""
) -> Frozen:
    return _part(Frozen, event_id or f"freeze {member_id}", day, member_id, amount_minor)


def unfreeze(
    member_id: str, amount_minor: int | None = None, *, day: float = 11, event_id: str = ""
) -> Unfrozen:
    return _part(Unfrozen, event_id or f"unfreeze {member_id}", day, member_id, amount_minor)


def forfeit(
    member_id: str, amount_minor: int | None = None, *, day: float = 11, event_id: str = ""
) -> Forfeited:
    return _part(Forfeited, event_id or f"forfeit {member_id}", day, member_id, amount_minor)


def write_off(
    member_id: str, amount_minor: int | None = None, *, day: float = 11, event_id: str = ""
) -> WrittenOff:
    return _part(WrittenOff, event_id or f"write off {member_id}", day, member_id, amount_minor)


def take_dormant(
    member_id: str, amount_minor: int | None = None, *, day: float = 11, event_id: str = ""
) -> DormantTaken:
    return _part(DormantTaken, event_id or f"dormant {member_id}", day, member_id, amount_minor)


def adjust(member_id: str, amount_minor: int, *, day: float = 10, event_id: str = "") -> Adjusted:
    name = event_id or f"adjust {member_id} {amount_minor}"
    wallet = _wallet(member_id)
    return Adjusted(id=name, at=at(day), amount_minor=amount_minor, **wallet, **PERSONS)


def reverse(
    member_id: str,
    operation: Reversible,
    operation_id: str,
    *,
    day: float = 12,
    event_id: str = "",
) -> OperationReversed:
    return OperationReversed(
        id=event_id or f"reverse {operation_id}",
        at=at(day),
        operation=operation,
        operation_id=operation_id,
        **_wallet(member_id),
        **PERSONS,
    )


def settle_debt(member_id: str, *, day: float = 12, event_id: str = "") -> DebtSettled:
    name = event_id or f"settle debt {member_id} {day}"
    return DebtSettled(id=name, at=at(day), **_wallet(member_id))


def pay_debt(
    member_id: str,
    amount_minor: int,
    *,
    day: float = 13,
    reference: str | None = None,
    event_id: str = "",
) -> DebtPaid:
    name = event_id or f"pay debt {member_id}"
    wallet = _wallet(member_id)
    return DebtPaid(id=name, at=at(day), amount_minor=amount_minor, reference=reference, **wallet)


def convert(
    sold_minor: int = 71_234, bought_minor: int = 10_000, *, day: float = 10, event_id: str = ""
) -> Converted:
    return Converted(
        id=event_id or "convert",
        at=at(day),
        payer_id=PAYER,
        sold_currency="CNY",
        sold_minor=sold_minor,
        bought_currency="USD",
        bought_minor=bought_minor,
        rate="7.1234",
        rate_source="bank of the day",
        **PERSONS,
    )


def open_binding(
    member_id: str, parent_id: str, *, day: float = 0, event_id: str = ""
) -> OpeningBinding:
    return OpeningBinding(
        id=event_id or f"open binding {member_id}",
        at=at(day),
        relation="customer",
        member_id=member_id,
        parent_id=parent_id,
    )


def open_wallet(
    member_id: str,
    available_minor: int = 0,
    *,
    frozen_minor: int = 0,
    debt_minor: int = 0,
    day: float = 0,
    event_id: str = "",
) -> OpeningWallet:
    return OpeningWallet(
        id=event_id or f"open wallet {member_id}",
        at=at(day),
        available_minor=available_minor,
        frozen_minor=frozen_minor,
        debt_minor=debt_minor,
        **_wallet(member_id),
    )


def open_line(
    *shares: OpeningShare,
    line_id: str = "1",
    quantity: int = 1,
    paid_minor: int = 1_000,
    returned_quantity: int = 0,
    refunded_minor: int = 0,
) -> OpeningLine:
    return OpeningLine(
        line_id=line_id,
        quantity=quantity,
        paid_minor=paid_minor,
        shares=shares,
        returned_quantity=returned_quantity,
        refunded_minor=refunded_minor,
    )


def open_share(payee_id: str, numerator: int, denominator: int = 1) -> OpeningShare:
    return OpeningShare(payee_id=payee_id, numerator=numerator, denominator=denominator)


def open_order(
    order_id: str,
    *lines: OpeningLine,
    state: Literal["paid", "confirmed", "released"] = "confirmed",
    upline: tuple[str, ...] = (),
    due_day: float = 7,
    day: float = 0,
    event_id: str = "",
) -> OpeningOrder:
    return OpeningOrder(
        id=event_id or f"open order {order_id}",
        at=at(day),
        order_id=order_id,
        merchant_id="m1",
        payer_id=PAYER,
        buyer_id="buyer",
        currency=CURRENCY,
        state=state,
        paid_at=at(-3),
        confirmed_at=None if state == "paid" else at(-1),
        due_at=None if state == "paid" else at(due_day),
        lines=lines or (open_line(open_share("u1", 100)),),
        upline=upline,
    )


def open_payout(
    member_id: str,
    amount_minor: int,
    *,
    instruction_id: str = "",
    state: OpenPayoutState = "submitted",
    day: float = 0,
    event_id: str = "",
) -> OpeningPayout:
    name = instruction_id or f"old {member_id}"
    return OpeningPayout(
        id=event_id or f"open payout {name}",
        at=at(day),
        instruction_id=name,
        key=f"K{member_id}",
        amount_minor=amount_minor,
        payee_token="token",
        state=state,
        requested_at=at(-1),
        **_wallet(member_id),
    )


def open_quota(
    member_id: str, sales_minor: int, used_count: int = 0, *, day: float = 0, event_id: str = ""
) -> OpeningQuota:
    return OpeningQuota(
        id=event_id or f"open quota {member_id}",
        at=at(day),
        member_id=member_id,
        sales_minor=sales_minor,
        used_count=used_count,
    )


def open_counter(
    member_id: str, counter: str, amount: int, *, day: float = 0, event_id: str = ""
) -> OpeningCounter:
    return OpeningCounter(
        id=event_id or f"open counter {member_id} {counter}",
        at=at(day),
        member_id=member_id,
        counter=counter,
        currency=CURRENCY,
        amount=amount,
    )


def correct(
    payment: OrderPaid, correction_id: str = "slip", *, day: float = 20, event_id: str = ""
) -> OrderCorrected:
    return OrderCorrected(
        id=event_id or f"correct {payment.order_id}",
        at=at(day),
        payment=payment,
        correction_id=correction_id,
        **PERSONS,
    )


def parts(book: Book, member_id: str) -> tuple[int, ...]:
    """Return deferred, held, available, in transit, frozen and debt of a wallet."""
    return tuple(map(int, book.wallet(PAYER, member_id, CURRENCY)[3:]))


ONE_OF_EACH: tuple[Event, ...] = (
    freeze("u1", 1),
    unfreeze("u1", 1),
    forfeit("u1", 1),
    write_off("u1", 1),
    take_dormant("u1", 1),
    adjust("u1", 1),
    reverse("u1", "forfeited", "e0"),
    settle_debt("u1"),
    pay_debt("u1", 1),
    convert(),
    open_binding("u2", "u1"),
    open_wallet("u1", 1),
    open_order("o1"),
    open_payout("u1", 1),
    open_quota("u1", 1),
    open_counter("u1", "own_sales", 1),
    correct(paid("o1", "u2")),
)
"""An event of each kind of these."""
