"""Placements: an order that is known before its payment, and what the payment must say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fenxiao.errors import CODES
from fenxiao.graph.credits import AttributionPolicy, CreditRule
from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.contract import Need, order_key
from fenxiao.model.events import Event, LinePieces
from fenxiao.rules.role import Role
from fenxiao.settlement.book import Book
from fenxiao.settlement.decide import decide
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.store import Loaded
from tests.support.build import (
    POLICY,
    at,
    at_us,
    book_of,
    codes,
    confirmed,
    feed,
    line,
    paid,
    policy,
    rebind,
    refunded,
    touch,
)
from tests.support.operations import open_order, parts
from tests.support.orders import captured, exchanged, given_up, order_of, placed, received

PLACED = replace(POLICY, plans=tuple(replace(one, terms_at="placed") for one in POLICY.plans))
PAYMENT = paid("o1", "u2", line(1_000), day=3)
BOUND = touch("u1", "u2")
MOVED = rebind("u2", "u9", day=2)


def earned(book: Book, member_id: str) -> int:
    return sum(parts(book, member_id))


def test_people_are_those_of_the_placement_though_the_payment_comes_later() -> None:
    events = (BOUND, placed("u2", day=1), MOVED, PAYMENT)
    book = book_of(*events, of=PLACED)
    assert (100, 0) == (earned(book, "u1"), earned(book, "u9"))
    terms = book.terms("o1")
    assert terms is not None
    assert at_us(1) == terms.terms_us


def test_a_plan_that_goes_by_the_payment_looks_at_the_payment() -> None:
    book = book_of(BOUND, placed("u2", day=1), MOVED, PAYMENT, of=POLICY)
    assert (0, 100) == (earned(book, "u1"), earned(book, "u9"))


def changed(first: str, second: str) -> Policy:
    """Return a plan of 10 % and, from day 2 on, one of 5 %, each with its own instant."""
    ten, five = policy(100_000).plans[0], policy(50_000).plans[0]
    plans = (
        replace(ten, terms_at=first),  # type: ignore[arg-type]  # one of the plan's words
        replace(five, plan_id="p2", effective_from=at(2), terms_at=second),  # type: ignore[arg-type]  # the same
    )
    return replace(POLICY, plans=plans)


@pytest.mark.parametrize(
    ("first", "second", "minor"),
    [
        pytest.param("placed", "paid", 100, id="the plan of the placement says so"),
        pytest.param("placed", "placed", 100, id="both do"),
        pytest.param("paid", "placed", 100, id="the plan of the payment says so"),
        pytest.param("paid", "paid", 50, id="neither does"),
    ],
)
def test_which_plan_settles_an_order(first: str, second: str, minor: int) -> None:
    book = book_of(BOUND, placed("u2", day=1), PAYMENT, of=changed(first, second))
    assert minor == earned(book, "u1")


def test_an_order_that_was_never_placed_goes_on_as_before() -> None:
    book = book_of(BOUND, PAYMENT, of=changed("placed", "paid"))
    assert 50 == earned(book, "u1")
    assert order_of(book).placed is None


def test_a_merchant_without_a_plan_yet_may_take_orders() -> None:
    later = replace(POLICY, plans=(replace(POLICY.plans[0], effective_from=at(2)),))
    book = book_of(BOUND, placed("u2", day=1), PAYMENT, of=later)
    assert 100 == earned(book, "u1")


def test_a_placed_order_posts_nothing_until_it_is_paid() -> None:
    book = book_of(BOUND, placed("u2"), of=PLACED)
    order = order_of(book)
    assert ("placed", None, (), ()) == (order.state, order.paid_us, order.kept, book.entries)
    feed(book, given_up(day=2))
    assert ("cancelled", ()) == (order_of(book).state, book.entries)
    assert [] == [one for one in book.wallets() if any(one[3:])]


def test_a_paid_order_remembers_when_it_was_placed() -> None:
    book = book_of(BOUND, placed("u2", day=1), PAYMENT, confirmed("o1", day=4), of=PLACED)
    order = order_of(book)
    assert order.placed is not None
    assert (at_us(1), at_us(3), "confirmed") == (order.placed.placed_us, order.paid_us, order.state)


def test_a_binding_at_the_purchase_begins_after_the_placement() -> None:
    bought = replace(PLACED, bindings=(BindingPolicy(binds_at="purchase"),))
    book = book_of(BOUND, placed("u2", day=1), PAYMENT, of=bought)
    assert 0 == earned(book, "u1")
    assert ("u1",) == book.upline("u2", "customer", at(4))


def test_who_stands_in_a_relation_is_credited_as_of_the_placement() -> None:
    rule = Role(rule_id="fan", role="relation", rates_ppm=(20_000,))
    credited = replace(
        PLACED,
        plans=(replace(PLACED.plans[0], rules=(rule,)),),
        attributions=(
            AttributionPolicy(rules=(CreditRule(kind="relation", relation="customer"),)),
        ),
    )
    book = book_of(BOUND, placed("u2", day=1), MOVED, PAYMENT, of=credited)
    assert (20, 0) == (earned(book, "u1"), earned(book, "u9"))


AGREED: dict[str, Any] = {
    "lines": (LinePieces(line_id="1", quantity=1),),
    "channel": "live",
    "cart_id": "c1",
}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"merchant_id": "m9"}, "merchant_id"),
        ({"payer_id": "m9"}, "payer_id"),
        ({"buyer_id": "u9"}, "buyer_id"),
        ({"currency": "USD"}, "currency"),
        ({"channel": None}, "channel"),
        ({"cart_id": "c2"}, "cart_id"),
        ({"placed_at": at(0.5)}, "placed_at"),
        ({"at": at(1) - timedelta(microseconds=1)}, "at"),
        ({"lines": (line(1_000, quantity=2),)}, "lines"),
        ({"lines": (line(1_000), line(5, line_id="2"))}, "lines"),
        ({"lines": (line(1_000, line_id="2"),)}, "lines"),
    ],
)
def test_a_payment_that_says_otherwise_is_refused_by_name(
    changes: dict[str, Any], field: str
) -> None:
    book = book_of(BOUND, replace(placed("u2", day=1), **AGREED), of=PLACED)
    payment = replace(PAYMENT, channel="live", cart_id="c1")
    rows = {key for key in book.rows if key[0] != "event"}
    refusal = book.apply(replace(payment, id="other", **changes)).refusal
    assert refusal is not None
    assert ("order.placed_otherwise", field) == (refusal.code, dict(refusal.facts)["field"])
    assert rows == {key for key in book.rows if key[0] != "event"}
    feed(book, payment)
    assert 100 == earned(book, "u1")


def test_a_payment_may_repeat_when_the_order_was_placed() -> None:
    book = book_of(BOUND, placed("u2", day=1), replace(PAYMENT, placed_at=at(1)), of=PLACED)
    assert 100 == earned(book, "u1")


def test_prices_may_change_until_the_payment() -> None:
    event = replace(placed("u2", day=1), lines=AGREED["lines"])
    book = book_of(BOUND, event, paid("o1", "u2", line(500), day=3), of=PLACED)
    assert 50 == earned(book, "u1")


@pytest.mark.parametrize(
    ("before", "event", "code"),
    [
        ((placed("u2"),), placed("u2", event_id="again"), "order.already_placed"),
        ((PAYMENT,), placed("u2", day=4), "order.already_paid"),
        ((PAYMENT, confirmed("o1", day=4)), placed("u2", day=5), "order.already_paid"),
        ((placed("u2"), given_up()), placed("u2", event_id="again"), "order.cancelled"),
        ((placed("u2"), given_up()), PAYMENT, "order.cancelled"),
        ((placed("u2"), given_up()), given_up(event_id="again"), "order.cancelled"),
        ((placed("u2"), PAYMENT), given_up(day=4), "order.already_paid"),
        ((placed("u2"), PAYMENT), replace(PAYMENT, id="again"), "order.already_paid"),
        ((), given_up(), "order.not_placed"),
        ((placed("u2"),), confirmed("o1"), "order.unknown"),
        ((placed("u2"),), received({"1": 1}), "order.unknown"),
        ((placed("u2"),), exchanged({"1": 1}), "order.unknown"),
        ((placed("u2"),), refunded("o1"), "order.unknown"),
        ((placed("u2"),), captured("rest", line(1)), "order.unknown"),
        ((placed("u2"), given_up()), confirmed("o1"), "order.unknown"),
        ((placed("u2"),), open_order("o1"), "opening.in_use"),
    ],
)
def test_what_is_refused(before: tuple[Event, ...], event: Event, code: str) -> None:
    book = book_of(BOUND, *before, of=PLACED)
    assert [code] == codes([book.apply(event)])
    assert CODES[code].kind in {"final", "retry"}


def test_of_a_placement_and_a_payment_at_one_moment_one_wins() -> None:
    for first, second in ((placed("u2"), PAYMENT), (PAYMENT, placed("u2"))):
        book = book_of(BOUND, of=PLACED)
        made = []
        for event in (first, second):
            facts: Loaded = {}
            while isinstance(step := decide(event, facts, PLACED), Need):
                facts |= book.store.load(step.keys, step.scans)
            made.append(step)
        assert [True, False] == [book.store.commit(one) for one in made]
        assert order_key("o1") in book.rows
