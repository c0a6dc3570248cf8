"""Wallets: release and fold."""

from __future__ import annotations

import pytest

from fenxiao.errors import EventError
from fenxiao.model.contract import Facts, continuation_key, due_scan, order_key
from fenxiao.model.records import Wallet
from fenxiao.settlement import wallets
from fenxiao.settlement.book import Book
from tests.support.build import (
    CURRENCY,
    PAYER,
    POLICY,
    at_us,
    book_of,
    components,
    confirmed,
    feed,
    fold_wallet,
    line,
    paid,
    release,
    touch,
    wallet,
)
from tests.support.host import ask


def held(order_count: int) -> Book:
    """Return a book with confirmed orders of one fan of u1, each of 100 for u1."""
    book = book_of(touch("u1", "u2"))
    for number in range(order_count):
        name = f"o{number}"
        feed(book, paid(name, "u2", line(1000)), confirmed(name, day=2 + number))
    return book


def test_release_is_for_what_is_due_and_no_sooner() -> None:
    book = held(3)
    feed(book, release(day=10))
    states = [order.state for name in ("o0", "o1", "o2") if (order := book.order(name))]
    assert ["released", "released", "confirmed"] == states
    assert (0, 100, 200, 0) == components(book, "u1")


def test_release_of_nothing_is_nothing() -> None:
    decision = feed(Book(POLICY), release())[0]
    assert (["event"], (), None) == (
        [put.key[0] for put in decision.puts],
        decision.appends,
        decision.continuation,
    )


def test_release_takes_one_row_a_wallet_however_many_orders() -> None:
    decision = feed(held(3), release(day=30))[0]
    names = [one.key[0] for one in decision.appends]
    assert {"entry": 3, "delta": 1} == {name: names.count(name) for name in names}


def test_release_of_an_order_that_keeps_nothing_posts_nothing() -> None:
    book = book_of(paid("o1", "u9"), confirmed("o1"))
    decision = feed(book, release())[0]
    assert ((order_key("o1"), ()), "released") == (
        (decision.puts[1].key, decision.appends),
        (order := book.order("o1")) and order.state,
    )


def test_a_full_page_goes_on_after_its_last_order() -> None:
    book = held(3)
    decision = feed(book, release(day=30, limit=2))[0]
    assert decision.continuation is not None
    assert (at_us(3 + 7), "o1") == decision.continuation.after  # type: ignore[attr-defined]  # a Release goes on as one
    assert [decision.continuation.id] == [one.event_id for one in book.store.waiting]
    assert [2, 1] == [
        sum(put.key[0] == "order" for put in page.puts) for page in (decision, *book.resume())
    ]
    assert () == book.store.waiting
    assert (0, 0, 300, 0) == components(book, "u1")


def test_a_page_that_is_not_full_is_the_last() -> None:
    assert feed(held(3), release(day=30, limit=4))[0].continuation is None


def test_a_continuation_removes_the_row_in_which_it_waited() -> None:
    book = held(2)
    goes_on = feed(book, release(day=30, limit=1))[0].continuation
    assert goes_on is not None
    assert continuation_key(goes_on.id) in book.rows
    decision = feed(book, goes_on)[0]
    assert [(None, 1)] == [put[1:] for put in decision.puts if put.key[0] == "continuation"]
    assert continuation_key(goes_on.id) not in book.rows


def test_an_order_that_is_not_due_is_the_hosts_error() -> None:
    book = held(1)
    event = release(day=30)
    facts: Facts = ask(event, book.rows, POLICY)[1]
    order, _ = book.rows[order_key("o0")]
    wrong = {**facts, due_scan(at_us(30), limit=500): ((order._replace(due_us=None), 1),)}  # type: ignore[call-arg]  # an Order
    with pytest.raises(EventError, match="held Order"):
        wallets.decide_release(event, wrong, POLICY)


def test_a_fold_changes_no_wallet_and_leaves_no_tail() -> None:
    book = held(3)
    before = components(book, "u1")
    decision = feed(book, fold_wallet("u1"))[0]
    removed = [put for put in decision.puts if put.key[0] == "delta"]
    assert [(None, 1)] * 6 == [put[1:] for put in removed]
    assert (before, ()) == (components(book, "u1"), book.store.tail(wallet("u1")))
    assert (Wallet(PAYER, "u1", CURRENCY, *before), 1) == book.rows[wallet("u1")]


def test_a_fold_goes_on_while_its_page_is_full() -> None:
    book = held(2)
    assert feed(book, fold_wallet("u1", limit=3))[0].continuation is not None
    assert 1 == len(book.store.tail(wallet("u1")))
    last = list(book.resume())
    assert [None] == [decision.continuation for decision in last]
    assert 2 == book.rows[wallet("u1")][1]
