"""Refunds of whole shops: a line keeps exactly what its remainder alone would earn."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from fenxiao.model.events import Event, OrderPaid
from fenxiao.model.records import Kept
from fenxiao.rules.terms import remaining
from fenxiao.settlement.book import Book
from tests.support.build import (
    POLICY,
    back,
    confirmed,
    feed,
    line,
    line_of,
    paid,
    policy,
    refunded,
    release,
)
from tests.support.stories import stories

percents = st.lists(st.integers(0, 333_333), min_size=1, max_size=3)
amounts = st.integers(0, 20_000) | st.sampled_from([9_223_372_036_854 // 2])


def progress_of(book: Book, order_id: str) -> dict[str, tuple[int, int]]:
    order = book.order(order_id)
    assert order is not None
    return {one.line_id: (one.returned_quantity, one.refunded_minor) for one in order.progress}


def remainder(book: Book, sold: OrderPaid) -> OrderPaid:
    """Return an order of what is left of each line, as if nothing else had been sold."""
    terms, order = book.terms(sold.order_id), book.order(sold.order_id)
    assert terms is not None
    assert order is not None
    gone = {one.line_id: one for one in order.progress}
    lines = tuple(
        replace(one, paid_minor=remaining(agreed, gone[one.line_id]))
        if one.line_id in gone
        else one
        for one, agreed in zip(sold.lines, terms.lines, strict=True)
    )
    return replace(sold, id=f"rest {sold.id}", order_id=f"rest {sold.order_id}", lines=lines)


@given(story=stories(is_clean=True))
def test_each_order_keeps_what_its_remainder_alone_would_earn(story: list[Event]) -> None:
    book = Book(POLICY)
    applied = [event for event in story if book.apply(event).status == "applied"]
    sold = [event for event in applied if isinstance(event, OrderPaid)]
    kept = {event.order_id: book.order(event.order_id) for event in sold}
    terms = {event.order_id: book.terms(event.order_id) for event in sold}
    for event in sold:
        book.apply(remainder(book, event))
        alone, before = book.order(f"rest {event.order_id}"), kept[event.order_id]
        again, agreed = book.terms(f"rest {event.order_id}"), terms[event.order_id]
        assert alone and before and again and agreed  # noqa: PT018 - all were just made
        assume(again.upline == agreed.upline)  # a late touch may have bound since
        assert alone.kept == before.kept


@given(
    rates=percents,
    paid_minor=amounts,
    quantity=st.integers(1, 5),
    cuts=st.lists(st.integers(1, 3), max_size=5),
    moments=st.lists(st.integers(0, 9), min_size=5, max_size=5),
)
def test_pieces_may_go_back_in_any_parts_at_any_time(
    rates: list[int], paid_minor: int, quantity: int, cuts: list[int], moments: list[int]
) -> None:
    cuts = [cut for place, cut in enumerate(cuts) if sum(cuts[: place + 1]) <= quantity]
    of = policy(*rates)
    sold = paid("o1", "u4", line(paid_minor, quantity=quantity))
    split, whole = Book(of), Book(of)
    for book in (split, whole):
        feed(book, *line_of("u1", "u2", "u3", "u4"), sold)
    steps: list[tuple[int, Event]] = [(3, confirmed("o1")), (6, release())]
    for number, cut in enumerate(cuts):
        gone = refunded("o1", back(quantity=cut), event_id=f"r{number}")
        steps.append((moments[number], gone))
    feed(split, *(event for _, event in sorted(steps, key=lambda step: step[0])))
    feed(whole, confirmed("o1"), release())
    if cuts:
        feed(whole, refunded("o1", back(quantity=sum(cuts))))
    assert whole.order("o1") == split.order("o1")
    assert whole.wallets() == split.wallets()


@given(
    paid_minor=st.integers(1, 20_000),
    parts=st.lists(st.integers(1, 9_000), min_size=1, max_size=5),
)
def test_money_may_go_back_in_any_parts(paid_minor: int, parts: list[int]) -> None:
    parts = [part for place, part in enumerate(parts) if sum(parts[: place + 1]) <= paid_minor]
    assume(parts)
    start = (*line_of("u1", "u2", "u3", "u4"), paid("o1", "u4", line(paid_minor)))
    split, whole = Book(POLICY), Book(POLICY)
    feed(split, *start)
    for number, part in enumerate(parts):
        before = split.order("o1")
        feed(split, refunded("o1", back(amount_minor=part), event_id=f"r{number}"))
        after = split.order("o1")
        assert before is not None
        assert after is not None
        assert all(minor <= dict(before.kept)[payee] for payee, minor in after.kept)
    feed(whole, *start, refunded("o1", back(amount_minor=sum(parts))))
    assert whole.order("o1") == split.order("o1")
    assert whole.wallets() == split.wallets()


@given(story=stories(is_clean=True))
def test_everything_back_leaves_nobody_anything(story: list[Event]) -> None:
    book = Book(POLICY)
    taken = [event for event in story if book.apply(event).status == "applied"]
    sold = [event for event in taken if isinstance(event, OrderPaid)]
    for event in sold:
        gone = progress_of(book, event.order_id)
        lines = [
            back(one.line_id, quantity=one.quantity - gone.get(one.line_id, (0, 0))[0])
            for one in event.lines
            if one.quantity > gone.get(one.line_id, (0, 0))[0]
        ]
        if lines:
            feed(book, refunded(event.order_id, *lines, event_id=f"all {event.order_id}"))
        order = book.order(event.order_id)
        assert order is not None
        assert () == order.kept
    out = {one.member_id: 0 for one in book.wallets()}
    for payout in book.payouts():
        if payout.state not in {"failed", "returned", "expired", "cancelled", "rejected"}:
            out[payout.member_id] -= payout.amount_minor
    assert out == {one.member_id: one.available_minor for one in book.wallets()}
    assert not any(one.deferred_minor or one.held_minor for one in book.wallets())


@given(paid_minor=amounts, rates=percents)
def test_nobody_earns_more_than_his_rate_of_what_was_paid(
    paid_minor: int, rates: list[int]
) -> None:
    book = Book(policy(*rates))
    feed(book, *line_of("u1", "u2", "u3", "u4"), paid("o1", "u4", line(paid_minor)))
    order = book.order("o1")
    assert order is not None
    shares = (paid_minor * rate // 1_000_000 for rate in rates)
    expected = [Kept(who, minor) for who, minor in zip(("u3", "u2", "u1"), shares, strict=False)]
    assert tuple(sorted(one for one in expected if one.amount_minor)) == order.kept
