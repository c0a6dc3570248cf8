"""Refunds: by piece, by amount, over the whole order; of every kind, as the plan says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fenxiao.model.contract import order_key
from fenxiao.model.events import Refunded, RefundLine
from fenxiao.model.records import Kept, LineLeft, LineProgress
from fenxiao.model.refund_kinds import REFUND_KINDS, RefundKind
from fenxiao.settlement.book import Book
from tests.support.build import (
    POLICY,
    back,
    book_of,
    codes,
    components,
    confirmed,
    feed,
    line,
    line_of,
    paid,
    refunded,
    release,
    touch,
    withdraw,
)
from tests.support.orders import exchanged, gone, kept, order_of, received, shop


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


def of_plan(**fields: tuple[RefundKind, ...]) -> Book:
    """Return a book with an order of 1,000, 10% of it for u3, whose plan says other things."""
    plan = replace(POLICY.plans[0], **fields)  # type: ignore[arg-type]  # some of its fields
    sold = (*line_of("u2", "u3", "u4"), paid("o1", "u4", line(1_000, quantity=2)))
    return book_of(*sold, of=replace(POLICY, plans=(plan,)))


AMOUNTS = [kind for kind, use in REFUND_KINDS.items() if use.takes != "pieces"]


@pytest.mark.parametrize("kind", AMOUNTS)
@pytest.mark.parametrize("is_named", [True, False])
def test_a_kind_of_refund_takes_commission_back_or_spares_it(
    kind: RefundKind, is_named: bool
) -> None:
    book = of_plan()
    lines = (back(amount_minor=300),) if is_named else ()
    feed(book, gone(kind, *lines, amount_minor=0 if is_named else 300))
    is_spared = REFUND_KINDS[kind].claws == "nothing"
    assert (100 if is_spared else 70) == dict(kept(book))["u3"]
    (progress,) = order_of(book).progress
    assert ((0, 300) if is_spared else (300, 0)) == progress[2:]


def test_the_plan_says_which_refunds_spare_commission() -> None:
    book = of_plan(spared_refunds=("price_protection",))
    feed(book, gone("price_protection", amount_minor=300))
    assert 100 == dict(kept(book))["u3"]
    feed(book, gone("freight", amount_minor=300))
    assert 70 == dict(kept(book))["u3"]


def test_what_the_plan_says_of_refunds_is_frozen_with_the_order() -> None:
    plan = replace(POLICY.plans[0], spared_refunds=(), absorbed_refunds=("chargeback",))
    book = of_plan(spared_refunds=("goods",), absorbed_refunds=("freight", "goodwill"))
    book.policy = replace(POLICY, plans=(plan,))
    terms = book.terms("o1")
    assert terms is not None
    assert (("goods",), ("freight", "goodwill")) == (terms.spared, terms.absorbed)
    feed(book, gone("goods", amount_minor=300))
    assert 100 == dict(kept(book))["u3"]


def test_money_that_was_spared_cannot_go_back_again() -> None:
    book = of_plan()
    feed(book, gone("goodwill", amount_minor=900))
    more = gone("goods", back(amount_minor=101), event_id="more")
    assert ["order.refund_exceeds_amount"] == codes([book.apply(more)])
    whole = gone("goods", amount_minor=101, event_id="whole")
    assert ["order.refund_exceeds_order"] == codes([book.apply(whole)])
    feed(book, gone("goods", amount_minor=100))
    assert 90 == dict(kept(book))["u3"]


def test_pieces_may_come_back_whatever_was_spared_before() -> None:
    book = of_plan()
    feed(book, gone("goodwill", amount_minor=900), refunded("o1", back(quantity=2)))
    assert () == kept(book)


def test_a_refund_of_the_order_is_laid_on_its_lines_by_what_is_left_of_them() -> None:
    book = shop(300, 100)
    feed(book, refunded("o1", back("1", amount_minor=100)))  # 200 and 100 are left
    feed(book, gone("goods", amount_minor=30))
    assert (LineProgress("1", 0, 120), LineProgress("2", 0, 10)) == order_of(book).progress
    order = order_of(book)
    assert (30, (LineLeft("1", 200), LineLeft("2", 100))) == (order.alone_minor, order.alone_over)


def test_a_refund_that_names_a_line_begins_the_count_of_the_order_anew() -> None:
    book = shop(300, 100)
    feed(book, gone("goods", amount_minor=30), refunded("o1", back("1", amount_minor=1)))
    order = order_of(book)
    assert (0, ()) == (order.alone_minor, order.alone_over)


def test_three_refunds_of_the_order_leave_what_one_leaves() -> None:
    one, three = shop(333, 333, 334), shop(333, 333, 334)
    feed(one, gone("goods", amount_minor=100))
    for number, minor in enumerate((33, 33, 34)):
        feed(three, gone("goods", amount_minor=minor, event_id=f"r{number}"))
    assert order_of(one) == order_of(three)


@pytest.mark.parametrize("kind", AMOUNTS)
def test_any_split_of_a_kind_of_refund_leaves_what_one_leaves(kind: RefundKind) -> None:
    one, three = shop(101, 202, 303), shop(101, 202, 303)
    feed(one, gone(kind, amount_minor=100))
    for number, minor in enumerate((1, 1, 98)):
        feed(three, gone(kind, amount_minor=minor, event_id=f"r{number}"))
    assert order_of(one) == order_of(three)
    assert order_of(one).alone_is_spared is (REFUND_KINDS[kind].claws == "nothing")


def test_a_refund_of_another_sort_begins_the_count_anew() -> None:
    book = shop(300, 100)
    feed(book, gone("freight", amount_minor=30), gone("goods", amount_minor=40))
    order = order_of(book)
    # 277 and 93 were left to go back when the second one came: 29.9 and 10.05 of 40.
    assert (40, (LineLeft("1", 277), LineLeft("2", 93))) == (order.alone_minor, order.alone_over)
    assert (LineProgress("1", 0, 30, 23), LineProgress("2", 0, 10, 7)) == order.progress


def test_more_than_the_order_has_left_is_refused() -> None:
    book = shop(300, 100)
    feed(book, gone("goods", amount_minor=399))
    more = gone("goods", amount_minor=2, event_id="more")
    assert ["order.refund_exceeds_order"] == codes([book.apply(more)])
    feed(book, gone("goods", amount_minor=1, event_id="the rest"))
    assert () == kept(book)


def test_what_was_not_received_can_be_cancelled_and_no_more() -> None:
    book = book_of(touch("u1", "u2"), paid("o1", "u2", line(900, quantity=3)))
    feed(book, received({"1": 1}))
    three = gone("cancel", back(quantity=3), event_id="three")
    assert ["order.cancel_received"] == codes([book.apply(three)])
    feed(book, gone("cancel", back(quantity=2)))
    # Nothing waits any more, so the order is confirmed by what was received of it.
    assert ("confirmed", (0, 30, 0, 0)) == (order_of(book).state, components(book, "u1"))


def test_cancelled_pieces_are_as_if_never_sold() -> None:
    book = book_of(touch("u1", "u2"), paid("o1", "u2", line(900, quantity=3)))
    feed(book, gone("cancel", back(quantity=1)), confirmed("o1"))
    assert (0, 60, 0, 0) == components(book, "u1")


def test_what_comes_back_is_taken_from_what_was_received_last() -> None:
    book = book_of(touch("u1", "u2"), paid("o1", "u2", line(900, quantity=3)))
    feed(book, received({"1": 1}, day=2), received({"1": 2}, day=4), release(day=9))
    assert (0, 60, 30, 0) == components(book, "u1")
    feed(book, refunded("o1", back(quantity=1), day=10))
    assert (0, 30, 30, 0) == components(book, "u1")
    feed(book, refunded("o1", back(quantity=2), day=11, event_id="the rest"))
    assert (0, 0, 0, 0) == components(book, "u1")
    assert () == order_of(book).parts


def test_money_alone_is_taken_from_what_was_received_last() -> None:
    book = book_of(touch("u1", "u2"), paid("o1", "u2", line(900, quantity=3)))
    feed(book, received({"1": 1}, day=2), received({"1": 2}, day=4), release(day=9))
    feed(book, refunded("o1", back(amount_minor=200), day=10))
    assert (0, 40, 30, 0) == components(book, "u1")


def test_a_chargeback_after_the_payout_is_a_debt() -> None:
    book = shop(10_000)
    feed(book, confirmed("o1"), release(), withdraw("u3"))
    feed(book, gone("chargeback", amount_minor=10_000, day=20))
    assert (0, 0, -1_000, 1_000) == components(book, "u3")


def test_what_is_exchanged_can_be_cancelled() -> None:
    book = book_of(touch("u1", "u2"), paid("o1", "u2", line(900, quantity=3)))
    feed(book, confirmed("o1"), exchanged({"1": 1}), gone("cancel", back(quantity=1), day=4))
    assert ("confirmed", (0, 60, 0, 0)) == (order_of(book).state, components(book, "u1"))
