"""Captures: a balance, a parcel, a close; each by the terms of the first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fenxiao.model.contract import order_key, terms_key
from fenxiao.model.events import Captured
from fenxiao.model.records import Kept
from fenxiao.rules.levels import Levels
from fenxiao.settlement.book import Book
from tests.support.build import (
    HOLDING_DAYS,
    POLICY,
    at,
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
    rebind,
    refunded,
    release,
)
from tests.support.orders import captured, gone, kept, open_line, order_of, received


def presale(*, quantity: int = 1) -> Book:
    """Return a book with a deposit of 100 on an order of 1,000; 10% for u3, 5% for u2."""
    deposit = paid("o1", "u4", open_line(100, 1_000, quantity=quantity))
    return book_of(*line_of("u2", "u3", "u4"), deposit)


BALANCE = captured("balance", line(900), day=5)


def test_each_capture_promises_its_own_commission() -> None:
    book = presale()
    assert (Kept("u2", 5), Kept("u3", 10)) == kept(book)
    feed(book, BALANCE)
    assert (Kept("u2", 50), Kept("u3", 100)) == kept(book)
    assert (100, 0, 0, 0) == components(book, "u3")


def test_a_capture_is_a_line_of_its_own_and_changes_none() -> None:
    book = presale()
    before = book.terms("o1")
    feed(book, BALANCE)
    after = book.terms("o1")
    assert before is not None
    assert after is not None
    assert before.lines == after.lines[:1]
    assert [("", 100), ("balance", 900)] == [
        (one.capture_id, one.paid_minor) for one in after.lines
    ]
    assert before == after._replace(lines=before.lines)


def test_a_capture_guards_its_order_and_its_terms() -> None:
    book = presale()
    (decision,) = feed(book, BALANCE)
    guarded = {put.key: put.expected_revision for put in decision.puts}
    assert {order_key("o1"): 1, terms_key("o1"): 1}.items() <= guarded.items()


def test_a_capture_pays_those_who_stood_there_at_first() -> None:
    book = presale()
    feed(book, rebind("u4", "u9", day=3), BALANCE)
    assert (Kept("u2", 50), Kept("u3", 100)) == kept(book)


def test_a_capture_is_settled_by_the_plan_of_the_first() -> None:
    book = presale()
    rule = Levels(rule_id="sale", rates_ppm=(500_000,))
    newer = replace(
        POLICY.plans[0], plan_id="p2", effective_from=at(3), ceiling_ppm=500_000, rules=(rule,)
    )
    book.policy = replace(POLICY, plans=(*POLICY.plans, newer))
    feed(book, BALANCE)
    assert (Kept("u2", 50), Kept("u3", 100)) == kept(book)


def test_a_capture_waits_until_its_plan_is_there_again() -> None:
    book = presale()
    known = book.policy
    book.policy = policy(200_000)
    decision = book.apply(BALANCE)
    assert ["order.plan_gone"] == codes([decision])
    assert decision.refusal is not None
    assert "retry" == decision.refusal.kind
    assert {"order_id": "o1", "plan_id": "p1"} == dict(decision.refusal.facts)
    book.policy = known
    feed(book, BALANCE)


@pytest.mark.parametrize(
    ("event", "code"),
    [
        pytest.param(captured("c", line(901)), "order.capture_exceeds", id="more than the line"),
        pytest.param(
            captured("c", line(900, quantity=2)), "order.capture_exceeds", id="other pieces"
        ),
        pytest.param(captured("c", line(1, line_id="9")), "order.unknown_line", id="no such line"),
        pytest.param(
            replace(captured("c", line(1)), order_id="o9"), "order.unknown", id="no such order"
        ),
    ],
)
def test_a_capture_must_be_of_its_order(event: Captured, code: str) -> None:
    book = presale()
    before = order_of(book)
    assert [code] == codes([book.apply(event)])
    assert before == order_of(book)


def test_a_capture_is_told_once() -> None:
    book = presale()
    feed(book, captured("c1", line(300)))
    assert ["order.capture_repeated"] == codes([book.apply(captured("c1", line(1), event_id="c"))])
    assert "replayed" == book.apply(captured("c1", line(300))).status


def test_captures_together_come_to_no_more_than_the_line() -> None:
    book = presale()
    feed(book, captured("c1", line(500)))
    assert ["order.capture_exceeds"] == codes([book.apply(captured("c2", line(401)))])
    feed(book, captured("c3", line(400)))


def test_an_order_captured_at_once_takes_no_more() -> None:
    book = book_of(paid("o1", "u4"))
    assert ["order.all_captured"] == codes([book.apply(captured("c", line(1)))])


def test_what_was_closed_takes_no_more() -> None:
    book = presale()
    feed(book, captured("c1", line(300), is_last=True))
    assert ["order.all_captured"] == codes([book.apply(captured("c2", line(1)))])
    assert 40 == dict(kept(book))["u3"]


def test_an_order_is_closed_without_another_amount() -> None:
    book = presale()
    before = order_of(book)
    feed(book, captured("closed", is_last=True))
    assert before == order_of(book)
    assert ["order.all_captured"] == codes([book.apply(BALANCE)])


def test_a_part_of_a_presale_goes_back_from_deposit_and_balance_alike() -> None:
    book = presale()
    feed(book, BALANCE, refunded("o1", back(amount_minor=333), day=6))
    # 667 is left: 600 of the balance, since 667 x 900 / 1,000 is 600.3, and 67 of the deposit.
    assert {"u3": 60 + 6, "u2": 30 + 3} == dict(kept(book))


def test_parcels_are_captured_when_they_leave() -> None:
    sold = (open_line(0, 600, line_id="1"), open_line(0, 400, line_id="2"))
    book = book_of(*line_of("u3", "u4"), paid("o1", "u4", *sold))
    assert () == kept(book)
    feed(book, captured("parcel 1", line(600, line_id="1"), day=2))
    feed(book, received({"1": 1}, day=4))
    assert (0, 60, 0, 0) == components(book, "u3")
    feed(book, captured("parcel 2", line(400, line_id="2"), day=5))
    assert (40, 60, 0, 0) == components(book, "u3")
    feed(book, release(day=4 + HOLDING_DAYS), confirmed("o1", day=12))
    assert (0, 40, 60, 0) == components(book, "u3")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param([], (100, 0, 0, 0), id="before receipt"),
        pytest.param([confirmed("o1")], (0, 100, 0, 0), id="while held"),
        pytest.param([confirmed("o1"), release()], (0, 0, 100, 0), id="after the release"),
    ],
)
def test_what_is_captured_late_stands_where_its_pieces_do(
    before: list[Captured], expected: tuple[int, int, int, int]
) -> None:
    book = presale()
    feed(book, *before, replace(BALANCE, at=at(12)))
    assert expected == components(book, "u3")


def test_a_capture_begins_the_count_of_refunds_of_the_order_anew() -> None:
    book = presale()
    feed(book, gone("goods", amount_minor=10), BALANCE)
    order = order_of(book)
    assert (0, ()) == (order.alone_minor, order.alone_over)
