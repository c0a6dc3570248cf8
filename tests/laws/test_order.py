"""The order of independent events changes no balance and no order."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.events import Event
from fenxiao.settlement.book import Book
from tests.support.build import (
    POLICY,
    back,
    book_of,
    confirmed,
    feed,
    line,
    line_of,
    paid,
    refunded,
    release,
    touch,
)
from tests.support.stories import amounts, limits

MEMBERS = [f"u{number}" for number in range(6)]


@st.composite
def lives(draw: st.DrawFn) -> list[list[Event]]:
    """Draw the lives of some orders: what follows a payment commutes, so none is refused."""
    made: list[list[Event]] = []
    for number in range(draw(st.integers(1, 5))):
        name = f"o{number}"
        goods = line(draw(amounts), quantity=4)
        more = line(draw(amounts), line_id="2")
        life: list[Event] = [paid(name, draw(st.sampled_from(MEMBERS)), goods, more)]
        if draw(st.booleans()):
            life.append(confirmed(name, day=draw(st.integers(2, 5))))
        for turn in range(draw(st.integers(0, 3))):
            lines = [back(quantity=1)]
            if turn == 0 and more.paid_minor:
                lines.append(back("2", amount_minor=draw(st.integers(1, more.paid_minor))))
            life.append(refunded(name, *lines, event_id=f"refund {name} {turn}"))
        made.append(life)
    return made


def outcome(book: Book, order_count: int) -> object:
    orders = [book.order(f"o{number}") for number in range(order_count)]
    balances = [row for row in book.trial_balance() if row.amount_minor]
    return orders, book.wallets(), balances, book.nodes()


@given(orders=lives(), chance=st.randoms(use_true_random=False), limit=limits)
def test_orders_may_be_told_in_any_order(
    orders: list[list[Event]], chance: random.Random, limit: int
) -> None:
    """Each payment before what follows it; what follows it in any order, too."""
    told, mixed = book_of(*line_of(*MEMBERS)), book_of(*line_of(*MEMBERS))
    feed(told, *(event for life in orders for event in life))
    rest = [event for life in orders for event in life[1:]]
    firsts = [life[0] for life in orders]
    chance.shuffle(rest)
    chance.shuffle(firsts)
    waiting = [*firsts, *rest]
    chance.shuffle(waiting)
    while waiting:
        waiting = [event for event in waiting if mixed.apply(event).status == "refused"]
    for book in (told, mixed):
        feed(book, release(day=20, limit=limit))
        list(book.resume())
    assert outcome(told, len(orders)) == outcome(mixed, len(orders))


@given(orders=lives(), chance=st.randoms(use_true_random=False))
def test_the_journal_holds_the_same_entries_in_another_order(
    orders: list[list[Event]], chance: random.Random
) -> None:
    told, mixed = book_of(*line_of(*MEMBERS)), book_of(*line_of(*MEMBERS))
    feed(told, *(event for life in orders for event in life))
    lives_left = [list(life) for life in orders]
    while lives_left:
        life = chance.choice(lives_left)
        feed(mixed, life.pop(0))
        lives_left = [one for one in lives_left if one]
    assert sorted(told.entries) == sorted(mixed.entries)
    assert dict(told.rows) == dict(mixed.rows)


@given(
    chance=st.randoms(use_true_random=False),
    pairs=st.lists(
        st.tuples(st.sampled_from(MEMBERS), st.sampled_from(MEMBERS)),
        max_size=8,
        unique_by=lambda pair: pair[1],
    ),
)
def test_touches_of_different_visitors_bind_alike_in_any_order(
    chance: random.Random, pairs: list[tuple[str, str]]
) -> None:
    """Unless they would close a circle, of which the last one told is refused."""
    touches = [touch(sharer, visitor) for sharer, visitor in pairs]
    told, mixed = Book(POLICY), Book(POLICY)
    refused = [event for event in touches if told.apply(event).status == "refused"]
    kept = [event for event in touches if event not in refused]
    chance.shuffle(kept)
    feed(mixed, *kept)
    assert [one[:4] for one in told.nodes()] == [one[:4] for one in mixed.nodes()]


@given(orders=lives())
def test_an_id_is_no_content(orders: list[list[Event]]) -> None:
    """Other ids give the same balances."""
    told, renamed = book_of(*line_of(*MEMBERS)), book_of(*line_of(*MEMBERS))
    for life in orders:
        for event in life:
            feed(told, event)
            feed(renamed, replace(event, id=f"x{event.id}"))
    assert outcome(told, len(orders)) == outcome(renamed, len(orders))
