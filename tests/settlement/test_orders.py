"""Orders: paid; what each keeps, posts and refuses."""

from __future__ import annotations

from fenxiao.model.records import Kept
from fenxiao.settlement.book import Book
from tests.support.build import (
    POLICY,
    at,
    at_us,
    book_of,
    codes,
    components,
    confirmed,
    line_of,
    paid,
    refunded,
    touch,
)
from tests.support.orders import kept, shop


def test_three_above_the_buyer_earn_by_depth() -> None:
    assert (("u1", 200), ("u2", 500), ("u3", 1000)) == kept(shop(10_000))


def test_a_paid_order_waits_for_its_confirmation() -> None:
    book = shop(10_000)
    order = book.order("o1")
    assert order is not None
    expected = ("o1", "m1", "m1", "u4", "CNY", "paid", at_us(1), None, None)
    assert expected == order[:9]
    assert () == order.progress
    assert (1000, 0, 0, 0) == components(book, "u3")


def test_each_line_is_floored_alone() -> None:
    by_hand = {"u3": 4 + 4 + 1, "u2": 2 + 2 + 0, "u1": 0}
    expected = tuple(Kept(who, minor) for who, minor in sorted(by_hand.items()) if minor)
    assert expected == kept(shop(49, 49, 19))


def test_a_fourth_above_the_buyer_earns_nothing() -> None:
    book = book_of(*line_of("u0", "u1", "u2", "u3", "u4"), paid("o1", "u4"))
    assert ["u1", "u2", "u3"] == [payee for payee, _ in kept(book)]


def test_an_order_of_nobodys_fan_posts_nothing() -> None:
    book = book_of(paid("o1", "u4"))
    assert ((), ()) == (kept(book), book.entries)
    assert [] == [key for key in book.rows if key[0] == "delta"]


def test_the_upline_is_as_of_the_order() -> None:
    book = book_of(touch("u1", "u2", day=5), paid("o1", "u2", day=4), paid("o2", "u2", day=5))
    assert ((), (Kept("u1", 1000),)) == (kept(book), kept(book, "o2"))


def test_the_walk_ends_at_the_first_later_binding() -> None:
    early, late = touch("u2", "u3", day=1), touch("u1", "u2", day=5)
    book = book_of(early, late, paid("o1", "u3", day=3))
    assert (Kept("u2", 1000),) == kept(book)


def test_the_terms_are_stored_with_the_order() -> None:
    book = shop(10_000)
    terms = book.terms("o1")
    assert terms is not None
    assert ("o1", "p1", POLICY.plans[0].digest) == terms[:3]
    assert ("u3", "u2", "u1") == terms.upline


def test_an_order_is_paid_once() -> None:
    book = shop(10_000)
    decision = book.apply(paid("o1", "u4", event_id="again"))
    assert ["order.already_paid"] == codes([decision])


def test_an_order_before_every_plan_waits() -> None:
    book = Book(POLICY)
    decision = book.apply(paid("o1", "u4", day=-1))
    assert ["order.no_plan"] == codes([decision])
    assert decision.refusal is not None
    assert {"merchant_id": "m1", "at": at(-1).isoformat()} == dict(decision.refusal.facts)
    assert {} == dict(book.rows)


def test_nothing_is_told_of_an_order_before_its_payment() -> None:
    book = Book(POLICY)
    decisions = [book.apply(confirmed("o1")), book.apply(refunded("o1"))]
    assert ["order.unknown"] * 2 == codes(decisions)
    assert {} == dict(book.rows)
