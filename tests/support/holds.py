"""Short ways to write holds, and what a naive model says of them."""

from __future__ import annotations

from dataclasses import dataclass

from fenxiao.model.events import Event
from fenxiao.model.holds import ExpireHolds, HoldPlaced, HoldPosted, HoldReturned, HoldVoided
from fenxiao.settlement.book import Book
from tests.support.build import CURRENCY, PAYER, at


@dataclass
class Reserved:
    """What a naive model keeps of a hold."""

    wallet: tuple[str, str, str]
    left_minor: int
    expires_us: int | None
    spent_minor: int = 0
    state: str = "open"


def place(
    member_id: str,
    amount_minor: int,
    hold_id: str = "h1",
    *,
    day: float = 10,
    expires_day: float | None = None,
    tender: str = "balance",
    reference: str | None = None,
    event_id: str = "",
) -> HoldPlaced:
    return HoldPlaced(
        id=event_id or f"place {hold_id}",
        at=at(day),
        payer_id=PAYER,
        member_id=member_id,
        currency=CURRENCY,
        hold_id=hold_id,
        amount_minor=amount_minor,
        expires_at=None if expires_day is None else at(expires_day),
        tender=tender,
        reference=reference,
    )


def post_hold(
    hold_id: str = "h1",
    amount_minor: int | None = None,
    *,
    is_last: bool = False,
    reference: str | None = None,
    day: float = 11,
    event_id: str = "",
) -> HoldPosted:
    return HoldPosted(
        id=event_id or f"post {hold_id} {amount_minor}",
        at=at(day),
        hold_id=hold_id,
        amount_minor=amount_minor,
        is_last=is_last,
        reference=reference,
    )


def void_hold(hold_id: str = "h1", *, day: float = 11, event_id: str = "") -> HoldVoided:
    return HoldVoided(id=event_id or f"void {hold_id}", at=at(day), hold_id=hold_id)


def give_back(
    hold_id: str = "h1", amount_minor: int | None = None, *, day: float = 12, event_id: str = ""
) -> HoldReturned:
    name = event_id or f"give back {hold_id} {amount_minor}"
    return HoldReturned(id=name, at=at(day), hold_id=hold_id, amount_minor=amount_minor)


def expire(*, day: float = 20, limit: int = 500, event_id: str = "") -> ExpireHolds:
    return ExpireHolds(id=event_id or f"expire {day}", at=at(day), limit=limit)


def purse(book: Book, member_id: str = "u1") -> tuple[int, int]:
    """Return what is available and what is reserved."""
    wallet = book.wallet(PAYER, member_id, CURRENCY)
    return wallet.available_minor, wallet.reserved_minor


ONE_OF_EACH: tuple[Event, ...] = (
    place("u1", 1),
    post_hold(),
    void_hold(),
    give_back(),
    expire(),
)
"""An event of each kind of these."""
