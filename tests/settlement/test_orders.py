"""Orders: paid, confirmed, refunded; what each keeps, posts and refuses."""

from __future__ import annotations

import pytest

from fenxiao.model.contract import order_key
from fenxiao.model.events import Refunded, RefundLine
from fenxiao.model.records import Kept, LineProgress
from fenxiao.settlement.book import Book
from tests.support.build import (
    HOLDING_DAYS,
    POLICY,
    at,
    at_us,
    back,
    book_of,
    codes,
    components,
    confirmed,
    feed,
    line,
    line_of,
    paid,
    policy,
    refunded,
    release,
    touch,
    withdraw,
)


def shop(*lines_paid: int, quantity: int = 1) -> Book:
    """Return a book with an order "o1" of u4, below u3, u2, u1."""
    lines = [
        line(paid_minor, quantity=quantity, line_id=str(number))
        for number, paid_minor in enumerate(lines_paid, start=1)
    ]
    return book_of(*line_of("u1", "u2", "u3", "u4"), paid("o1", "u4", *lines))


def kept(book: Book, order_id: str = "o1") -> tuple[Kept, ...]:
    order = book.order(order_id)
    assert order is not None
    return order.kept


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


def test_nothing_is_told_of_an_order_before_its_payment() -> None:
    book = Book(POLICY)
    decisions = [book.apply(confirmed("o1")), book.apply(refunded("o1"))]
    assert ["order.unknown"] * 2 == codes(decisions)
    assert {} == dict(book.rows)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param([], (500, 0, 0, 0), id="before receipt, from deferred"),
        pytest.param([confirmed("o1")], (0, 500, 0, 0), id="while held, from held"),
        pytest.param([confirmed("o1"), release()], (0, 0, 500, 0), id="later, from available"),
    ],
)
def test_a_refund_takes_from_where_the_money_is(
    before: list[Refunded], expected: tuple[int, int, int, int]
) -> None:
    book = shop(10_000, quantity=2)
    feed(book, *before, refunded("o1", back(quantity=1)))
    assert expected == components(book, "u3")


def test_a_refund_after_the_payout_is_a_debt() -> None:
    book = shop(10_000)
    feed(book, confirmed("o1"), release(), withdraw("u3"), refunded("o1"))
    assert (0, 0, -1000, 1000) == components(book, "u3")


def test_everything_refunded_leaves_nobody_anything() -> None:
    book = shop(10_000, 333, quantity=3)
    for number in range(3):
        both = (back("1", quantity=1), back("2", quantity=1))
        feed(book, refunded("o1", *both, event_id=f"refund {number}"))
    assert () == kept(book)
    assert [(0, 0, 0, 0)] * 3 == [components(book, member) for member in ("u1", "u2", "u3")]


def test_progress_is_by_line_and_adds_up() -> None:
    book = shop(10_000, 300, quantity=3)
    feed(book, refunded("o1", back("2", amount_minor=10), event_id="r1"))
    feed(book, refunded("o1", back("1", quantity=2), back("2", amount_minor=5), event_id="r2"))
    order = book.order("o1")
    assert order is not None
    assert (LineProgress("1", 2, 0), LineProgress("2", 0, 15)) == order.progress


def test_a_refund_too_small_to_matter_posts_nothing() -> None:
    book = book_of(touch("u1", "u2"), paid("o1", "u2", line(109)))
    before = book.entries
    feed(book, refunded("o1", back(amount_minor=9)))
    assert ((Kept("u1", 10),), before) == (kept(book), book.entries)


@pytest.mark.parametrize(
    ("first", "then", "code"),
    [
        pytest.param(None, back("9", quantity=1), "order.unknown_line", id="no such line"),
        pytest.param(None, back(quantity=4), "order.refund_exceeds_quantity", id="at once"),
        pytest.param(
            back(quantity=2), back(quantity=2), "order.refund_exceeds_quantity", id="together"
        ),
        pytest.param(
            None, back(amount_minor=1001), "order.refund_exceeds_amount", id="more than paid"
        ),
        pytest.param(
            back(quantity=1),
            back(amount_minor=668),
            "order.refund_exceeds_amount",
            id="more than the pieces that are left",
        ),
        pytest.param(
            back(amount_minor=900),
            back(amount_minor=101),
            "order.refund_exceeds_amount",
            id="amounts together",
        ),
    ],
)
def test_no_more_goes_back_than_is_left(
    first: RefundLine | None, then: RefundLine, code: str
) -> None:
    book = shop(1000, quantity=3)
    if first is not None:
        feed(book, refunded("o1", first, event_id="first"))
    before = book.order("o1")
    assert [code] == codes([book.apply(refunded("o1", then))])
    assert before == book.order("o1")


def test_exactly_what_is_left_may_go_back() -> None:
    book = shop(1000, quantity=3)
    feed(book, refunded("o1", back(quantity=1), event_id="r1"))
    feed(book, refunded("o1", back(amount_minor=667), event_id="r2"))
    feed(book, refunded("o1", back(quantity=2), event_id="r3"))
    assert () == kept(book)
    assert [(0, 0, 0, 0)] * 3 == [components(book, member) for member in ("u1", "u2", "u3")]


def test_one_bad_line_refuses_the_whole_refund() -> None:
    book = shop(1000, 1000)
    bad = refunded("o1", back("1", quantity=1), back("2", quantity=2))
    assert ["order.refund_exceeds_quantity"] == codes([book.apply(bad)])
    assert 1 == book.rows[order_key("o1")][1]


def test_a_line_that_cost_nothing_can_go_back() -> None:
    book = shop(0, 1000)
    feed(book, refunded("o1", back("1", quantity=1)))
    assert (Kept("u1", 20), Kept("u2", 50), Kept("u3", 100)) == kept(book)
