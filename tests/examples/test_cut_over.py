"""Another system until the middle of the shop's year, this one after it.

What the first half left is taken over by opening events alone; the second half runs on
them. Every wallet, every order and every instruction ends where it would have ended had
nothing been interrupted. Every third buyer takes part, so that it does not take long.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from examples.shop_year.source import Year, read_year
from examples.shop_year.year import make_policy, with_calendar
from fenxiao import Book, Event, OrderConfirmed, OrderPaid, Refunded, Touch
from fenxiao.model.instants import from_us
from fenxiao.model.openings import (
    OpeningBinding,
    OpeningLine,
    OpeningOrder,
    OpeningPayout,
    OpeningShare,
    OpeningWallet,
)
from fenxiao.model.records import LineProgress, LineTerms, Order, Payout, Wallet
from fenxiao.settlement.cut_over import ControlTotal, control_totals, cut_over

pytestmark = pytest.mark.slow

# At noon of a first: the month's withdrawals are asked for, and the bank has not paid yet.
CUT = datetime(2011, 6, 1, 12, tzinfo=UTC)


class Halves(NamedTuple):
    """The books of both systems, and the old one's totals at the cut."""

    uninterrupted: Book
    taken_over: Book
    totals: tuple[ControlTotal, ...]
    openings: dict[str, int]
    at_cut: tuple[Wallet, ...]


def some_of(year: Year) -> list[Event]:
    """Return the events of every third buyer, and every binding."""
    buyers = {event.buyer_id for event in year.events if isinstance(event, OrderPaid)}
    chosen = set(sorted(buyers)[::3])
    orders: set[str] = set()
    found: list[Event] = []
    for event in year.events:
        if isinstance(event, OrderPaid) and event.buyer_id in chosen:
            orders.add(event.order_id)
        is_own = isinstance(event, Touch) or (
            isinstance(event, (OrderPaid, OrderConfirmed, Refunded)) and event.order_id in orders
        )
        if is_own:
            found.append(event)
    return found


@pytest.fixture(scope="module", name="halves")
def both_halves() -> Halves:
    events = some_of(read_year())
    first = [event for event in events if event.at < CUT]
    second = [event for event in events if event.at >= CUT]
    old = Book(make_policy())
    taken: dict[str, int] = {}
    new = Book(make_policy())
    totals: tuple[ControlTotal, ...] = ()
    at_cut: tuple[Wallet, ...] = ()
    for event in with_calendar(Year(events=[*first, *second]), old):
        if event is second[0]:
            totals = control_totals(old.wallets())
            at_cut = old.wallets()
            for opening in openings(old):
                feed(new, opening)
                taken[type(opening).__name__] = taken.get(type(opening).__name__, 0) + 1
            opened = new.wallets()
            assert cut_over(opened, totals).is_clean
        feed(old, event)
    for event in with_calendar(Year(events=second), new):
        feed(new, event)
    return Halves(old, new, totals, taken, at_cut)


def feed(book: Book, event: Event) -> None:
    decision = book.apply(event)
    assert "applied" == decision.status, (event, decision.refusal)
    while decision.continuation is not None:
        decision = book.apply(decision.continuation)


def openings(old: Book) -> Iterator[Event]:
    """Yield what an old system would tell of itself: what it has, and nothing of how."""
    for node in sorted(old.nodes(), key=lambda one: one.bound_us):
        if node.parent_id is not None:
            yield OpeningBinding(
                id=f"open binding {node.member_id}",
                at=from_us(node.bound_us),
                relation="customer",
                member_id=node.member_id,
                parent_id=node.parent_id,
            )
    for wallet in old.wallets():
        yield OpeningWallet(
            id=f"open wallet {wallet.member_id}",
            at=CUT,
            payer_id=wallet.payer_id,
            member_id=wallet.member_id,
            currency=wallet.currency,
            available_minor=wallet.available_minor,
        )
    for payout in old.payouts():
        if payout.state == "approved":
            yield opening_payout(payout)
    for record, _ in list(old.rows.values()):
        if isinstance(record, Order):
            yield opening_order(old, record)


def opening_payout(payout: Payout) -> OpeningPayout:
    return OpeningPayout(
        id=f"open {payout.instruction_id}",
        at=CUT,
        payer_id=payout.payer_id,
        member_id=payout.member_id,
        currency=payout.currency,
        instruction_id=payout.instruction_id,
        key=payout.key,
        amount_minor=payout.amount_minor,
        payee_token=payout.payee_token,
        state="approved",
        requested_at=from_us(payout.requested_us),
    )


def opening_order(old: Book, order: Order) -> OpeningOrder:
    terms = old.terms(order.order_id)
    assert terms is not None
    gone = {one.line_id: one for one in order.progress}
    is_paid = order.state == "paid"
    assert order.state in {"paid", "confirmed", "released"}
    assert order.paid_us is not None
    return OpeningOrder(
        id=f"open order {order.order_id}",
        at=CUT,
        order_id=order.order_id,
        merchant_id=order.merchant_id,
        payer_id=order.payer_id,
        buyer_id=order.buyer_id,
        currency=order.currency,
        state=order.state,
        paid_at=from_us(order.paid_us),
        confirmed_at=None if is_paid or not order.confirmed_us else from_us(order.confirmed_us),
        due_at=None if is_paid or not order.due_us else from_us(order.due_us),
        lines=tuple(opening_line(line, gone.get(line.line_id)) for line in terms.lines),
    )


def opening_line(line: LineTerms, gone: LineProgress | None) -> OpeningLine:
    shares = tuple(
        OpeningShare(payee_id=slot.payee_id, numerator=slot.numerator, denominator=slot.denominator)
        for slot in line.slots
        if slot.payee_id is not None and slot.numerator
    )
    return OpeningLine(
        line_id=line.line_id,
        quantity=line.quantity,
        paid_minor=line.paid_minor,
        shares=shares,
        returned_quantity=gone.returned_quantity if gone else 0,
        refunded_minor=gone.refunded_minor if gone else 0,
    )


def test_everything_of_the_first_half_is_taken_over(halves: Halves) -> None:
    components = {one.component for one in halves.totals}
    assert {"held_minor", "available_minor", "in_transit_minor"} == components
    assert any(wallet.available_minor < 0 for wallet in halves.at_cut)
    assert halves.openings["OpeningOrder"] > 2_000
    assert halves.openings["OpeningPayout"] > 10


def test_every_wallet_ends_where_it_would_have_ended(halves: Halves) -> None:
    found = [
        [one for one in book.wallets() if any(one[3:])]
        for book in (halves.uninterrupted, halves.taken_over)
    ]
    assert found[0] == found[1]
    assert len(found[0]) > 50


def test_every_order_keeps_what_it_would_have_kept(halves: Halves) -> None:
    kept = [
        {
            record.order_id: (record.state, record.kept, record.progress)
            for record, _ in book.rows.values()
            if isinstance(record, Order)
        }
        for book in (halves.uninterrupted, halves.taken_over)
    ]
    assert kept[0] == kept[1]


def test_every_instruction_of_the_second_half_is_the_same(halves: Halves) -> None:
    both = [
        {
            (one.instruction_id, one.key, one.amount_minor, one.state)
            for one in book.payouts()
            if from_us(one.updated_us) >= CUT
        }
        for book in (halves.uninterrupted, halves.taken_over)
    ]
    assert both[0] == both[1]
    assert len(both[0]) > halves.openings["OpeningPayout"]


def test_both_books_balance(halves: Halves) -> None:
    for book in (halves.uninterrupted, halves.taken_over):
        assert 0 == sum(row.amount_minor for row in book.trial_balance())
