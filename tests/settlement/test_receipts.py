"""Receipt: all at once or piece by piece, held for itself; exchanges begin again."""

from __future__ import annotations

import pytest

from fenxiao.model.events import Event
from fenxiao.model.records import Kept, Part, Pieces
from fenxiao.settlement.book import Book
from tests.support.build import (
    HOLDING_DAYS,
    at_us,
    back,
    book_of,
    codes,
    components,
    confirmed,
    feed,
    line,
    paid,
    policy,
    refunded,
    release,
    touch,
)
from tests.support.orders import exchanged, order_of, received, shop


def test_confirmation_holds_from_its_own_instant() -> None:
    book = shop(10_000)
    feed(book, confirmed("o1", day=3))
    order = book.order("o1")
    assert order is not None
    expected = ("confirmed", at_us(3), at_us(3 + HOLDING_DAYS))
    assert expected == (order.state, order.confirmed_us, order.due_us)
    assert (0, 1000, 0, 0) == components(book, "u3")


def test_holding_is_never_shorter_because_clocks_disagree() -> None:
    book = shop(10_000)
    feed(book, confirmed("o1", day=-5))
    order = book.order("o1")
    assert order is not None
    assert (at_us(-5), at_us(1 + HOLDING_DAYS)) == (order.confirmed_us, order.due_us)


def test_no_holding_is_due_at_once() -> None:
    book = book_of(touch("u1", "u2"), of=policy(100_000, holding_days=0))
    feed(book, paid("o1", "u2"), confirmed("o1", day=2), release(day=2))
    assert (0, 0, 1000, 0) == components(book, "u1")


def test_an_order_that_pays_nobody_is_confirmed_all_the_same() -> None:
    book = book_of(paid("o1", "u4"), confirmed("o1"))
    order = book.order("o1")
    assert ("confirmed", ()) == (order and order.state, book.entries)


@pytest.mark.parametrize("is_released", [False, True])
def test_an_order_is_confirmed_once(is_released: bool) -> None:
    book = shop(10_000)
    feed(book, confirmed("o1"), *([release()] if is_released else []))
    decision = book.apply(confirmed("o1", event_id="again"))
    assert ["order.already_confirmed"] == codes([decision])


def order_of_three() -> Book:
    """Return a book with an order "o1" of three pieces, 10% of 1,000 for u1."""
    return book_of(touch("u1", "u2"), paid("o1", "u2", line(1_000, quantity=3)))


def test_what_is_received_is_held_and_the_rest_waits() -> None:
    book = order_of_three()
    feed(book, received({"1": 1}, day=3))
    order = order_of(book)
    # One of three pieces cost 1,000 less two thirds of it, rounded down: 334.
    part = Part(at_us(3 + HOLDING_DAYS), (Pieces("1", 1),), (Kept("u1", 33),), 0)
    assert ("paid", (part,), part.due_us) == (order.state, order.parts, order.due_us)
    assert (67, 33, 0, 0) == components(book, "u1")


def test_each_part_is_held_from_its_own_day() -> None:
    book = order_of_three()
    feed(book, received({"1": 1}, day=3), received({"1": 1}, day=5))
    feed(book, release(day=3 + HOLDING_DAYS))
    assert (34, 33, 33, 0) == components(book, "u1")
    order = order_of(book)
    assert ("paid", at_us(5 + HOLDING_DAYS)) == (order.state, order.due_us)
    feed(book, release(day=5 + HOLDING_DAYS))
    assert (34, 0, 66, 0) == components(book, "u1")
    assert order_of(book).due_us is None


def test_with_the_last_piece_the_order_is_confirmed_and_with_the_last_part_released() -> None:
    book = order_of_three()
    feed(book, received({"1": 2}, day=3), received({"1": 1}, day=5))
    order = order_of(book)
    assert ("confirmed", at_us(5)) == (order.state, order.confirmed_us)
    feed(book, release(day=4 + HOLDING_DAYS))
    assert "confirmed" == order_of(book).state
    feed(book, release(day=5 + HOLDING_DAYS))
    assert ("released", None) == (order_of(book).state, order_of(book).due_us)
    assert (0, 0, 100, 0) == components(book, "u1")


def test_a_receipt_without_lines_is_of_all_that_waits() -> None:
    book = order_of_three()
    feed(book, received({"1": 1}, day=3), confirmed("o1", day=4))
    pieces = [part.pieces for part in order_of(book).parts]
    assert [(Pieces("1", 1),), (Pieces("1", 2),)] == pieces
    assert (0, 100, 0, 0) == components(book, "u1")


def test_receipts_of_one_day_are_one_part() -> None:
    book = order_of_three()
    feed(book, received({"1": 1}, event_id="r1"), received({"1": 1}, event_id="r2"))
    (part,) = order_of(book).parts
    assert (Pieces("1", 2),) == part.pieces
    assert (Kept("u1", 66),) == part.kept


@pytest.mark.parametrize(
    ("event", "code"),
    [
        pytest.param(received({"9": 1}), "order.unknown_line", id="no such line"),
        pytest.param(received({"1": 3}), "order.confirm_exceeds_quantity", id="more than wait"),
        pytest.param(exchanged({"9": 1}), "order.unknown_line", id="nothing to exchange"),
        pytest.param(exchanged({"1": 2}), "order.exchange_exceeds_quantity", id="not received"),
    ],
)
def test_no_more_pieces_are_named_than_there_are(event: Event, code: str) -> None:
    book = order_of_three()
    feed(book, received({"1": 1}, event_id="first"))
    before = order_of(book)
    assert [code] == codes([book.apply(event)])
    assert before == order_of(book)


def test_an_exchange_of_an_unknown_order_waits() -> None:
    book = book_of()
    assert ["order.unknown"] * 2 == codes(
        [book.apply(one) for one in (exchanged({"1": 1}), received({"1": 1}))]
    )


def test_what_is_exchanged_waits_again_and_is_held_anew() -> None:
    book = order_of_three()
    feed(book, confirmed("o1", day=2), exchanged({"1": 1}, day=4))
    order = order_of(book)
    assert ("paid", (34, 66, 0, 0)) == (order.state, components(book, "u1"))
    feed(book, received({"1": 1}, day=6), release(day=2 + HOLDING_DAYS))
    assert (0, 34, 66, 0) == components(book, "u1")
    feed(book, release(day=6 + HOLDING_DAYS))
    assert ("released", (0, 0, 100, 0)) == (order_of(book).state, components(book, "u1"))


def test_an_order_that_is_exchanged_whole_stands_as_if_just_paid() -> None:
    book = order_of_three()
    before = order_of(book)
    feed(book, confirmed("o1"), exchanged({"1": 3}))
    assert before == order_of(book)
    assert (100, 0, 0, 0) == components(book, "u1")


def test_what_was_received_last_is_exchanged_first() -> None:
    book = order_of_three()
    feed(book, received({"1": 1}, day=2), received({"1": 2}, day=4), exchanged({"1": 2}, day=5))
    (part,) = order_of(book).parts
    assert (at_us(2 + HOLDING_DAYS), (Pieces("1", 1),)) == part[:2]


def test_what_was_released_stays_released_whatever_is_exchanged() -> None:
    book = order_of_three()
    feed(book, confirmed("o1", day=2), release(day=2 + HOLDING_DAYS))
    feed(book, exchanged({"1": 2}, day=20))
    assert ("released", (0, 0, 100, 0)) == (order_of(book).state, components(book, "u1"))
    assert ["order.already_confirmed"] == codes([book.apply(confirmed("o1", event_id="again"))])


def test_an_order_of_several_uplines_is_released_by_parts() -> None:
    book = shop(1_000, quantity=2)
    feed(book, received({"1": 1}, day=2), release(day=2 + HOLDING_DAYS))
    assert (50, 0, 50, 0) == components(book, "u3")


def test_all_that_was_received_may_come_back_before_the_rest_is_received() -> None:
    book = order_of_three()
    feed(book, received({"1": 1}, day=2), release(day=2 + HOLDING_DAYS), received({"1": 1}, day=10))
    # Two go back: the one that waits, then the one that was received last.
    feed(book, refunded("o1", back(quantity=2), day=11))
    order = order_of(book)
    assert ("released", (0, 0, 33, 0)) == (order.state, components(book, "u1"))
    assert None is order.due_us
