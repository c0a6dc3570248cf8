"""An order that is taken over in the middle of its life ends where it would have ended.

Whatever was received, released and sent back before the cut-over, and whatever follows.
Beside it stands what its payees had available, which comes with their wallets.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import event as note
from hypothesis import given, settings
from hypothesis import strategies as st

from fenxiao.model.events import Event, LinePieces, OrderConfirmed
from fenxiao.model.instants import from_us
from fenxiao.model.openings import (
    OpeningLine,
    OpeningOrder,
    OpeningPart,
    OpeningShare,
    OpeningWallet,
)
from fenxiao.model.records import LineProgress, Order, Terms
from fenxiao.settlement.book import Book
from fenxiao.settlement.cut_over import control_totals, cut_over
from tests.laws.test_correction_laws import PAYMENT, named, plan, policy, steps
from tests.support.build import CURRENCY, PAYER, at, book_of, line_of
from tests.support.invariants import check_signs, check_trial_balance

POLICY = policy(plan(70_000, 33_333, 20_001))
CUT = at(40)


def taken_over(old: Book) -> Book:
    """Return a new book with the order of an old one and the wallets of its payees."""
    order, terms = old.order("o1"), old.terms("o1")
    assert order is not None
    assert terms is not None
    new = Book(POLICY)
    for wallet in old.wallets():
        event = OpeningWallet(
            id=f"open {wallet.member_id}",
            at=CUT,
            payer_id=PAYER,
            member_id=wallet.member_id,
            currency=CURRENCY,
            available_minor=wallet.available_minor,
        )
        assert "applied" == new.apply(event).status
    assert "applied" == new.apply(opening(order, lines_of(order, terms))).status
    return new


def lines_of(order: Order, terms: Terms) -> tuple[OpeningLine, ...]:
    """Return the lines of an order, with the exact shares and what went back."""
    gone = {one.line_id: one for one in order.progress}
    whole = LineProgress("", 0, 0)
    return tuple(
        OpeningLine(
            line_id=line.line_id,
            quantity=line.quantity,
            paid_minor=line.paid_minor,
            shares=tuple(
                OpeningShare(
                    payee_id=slot.payee_id, numerator=slot.numerator, denominator=slot.denominator
                )
                for slot in line.slots
                if slot.payee_id is not None and slot.numerator
            ),
            returned_quantity=gone.get(line.line_id, whole).returned_quantity,
            refunded_minor=gone.get(line.line_id, whole).refunded_minor,
        )
        for line in terms.lines
    )


def opening(order: Order, lines: tuple[OpeningLine, ...]) -> OpeningOrder:
    """Return the event that takes an order over, as it stands."""
    assert order.paid_us is not None
    received = tuple(
        OpeningPart(
            lines=tuple(LinePieces(line_id=name, quantity=many) for name, many in part.pieces),
            due_at=None if part.due_us is None else from_us(part.due_us),
        )
        for part in order.parts
    )
    is_whole = order.state != "paid" and not received
    return OpeningOrder(
        id="open",
        at=CUT,
        order_id=order.order_id,
        merchant_id=order.merchant_id,
        payer_id=order.payer_id,
        buyer_id=order.buyer_id,
        currency=order.currency,
        state=order.state,  # type: ignore[arg-type]  # it was paid, so it is one of the three
        paid_at=PAYMENT.at,
        confirmed_at=from_us(order.confirmed_us) if is_whole and order.confirmed_us else None,
        due_at=from_us(order.due_us) if is_whole and order.due_us else None,
        lines=lines,
        parts=received,
    )


def ends(book: Book) -> object:
    order = book.order("o1")
    assert order is not None
    wallets = [one for one in book.wallets() if any(one[3:])]
    rest = order._replace(confirmed_us=None, upline=(), alone_minor=0, alone_over=())
    return rest, wallets


@given(life=st.lists(steps, max_size=10), when=st.integers(0, 10))
@settings(deadline=None)
def test_it_ends_where_it_would_have_ended(life: list[Event], when: int) -> None:
    told = named(life)
    old = book_of(*line_of("u0", "u1", "u2", "u3"), PAYMENT, of=POLICY)
    for one in told[:when]:
        old.apply(one)
    order = old.order("o1")
    assert order is not None
    note(f"{order.state}, {min(2, len(order.parts))} parts")
    new = taken_over(old)
    assert cut_over(new.wallets(), control_totals(old.wallets())).is_clean
    for one in told[when:]:
        assert old.apply(one).refusal == new.apply(one).refusal
        check_trial_balance(new)
        check_signs(new)
    assert ends(old) == ends(new)


def test_a_part_that_is_left_out_is_found_by_the_cut_over() -> None:
    piece = LinePieces(line_id="1", quantity=1)
    received = OrderConfirmed(id="a piece", at=at(3), order_id="o1", lines=(piece,))
    old = book_of(*line_of("u0", "u1", "u2", "u3"), PAYMENT, received, of=POLICY)
    order, terms = old.order("o1"), old.terms("o1")
    assert order is not None
    assert terms is not None
    told = opening(order, lines_of(order, terms))
    found = [
        cut_over(book_of(event, of=POLICY).wallets(), control_totals(old.wallets()))
        for event in (told, replace(told, parts=()))
    ]
    assert [True, False] == [one.is_clean for one in found]
    assert {"deferred_minor", "held_minor"} == {one.component for one in found[1].differences}
