"""Corrections of many orders: events that follow from what is told, and what they changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import islice

from fenxiao.model.events import OrderCorrected
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.settlement.book import Book
from fenxiao.settlement.corrections import CorrectionTotal, Ordering, correction_totals, corrections
from fenxiao.settlement.plans import PlanCorrection
from tests.support.build import (
    CURRENCY,
    PAYER,
    START,
    at,
    back,
    book_of,
    confirmed,
    feed,
    line,
    line_of,
    paid,
    policy,
    refunded,
    release,
)
from tests.support.orders import captured, open_line
from tests.support.trades import AGENT

RIGHT = Plan(
    plan_id="right",
    effective_from=START,
    ceiling_ppm=15_000,
    rules=(Levels(rule_id="sale", rates_ppm=(15_000,)),),
)
SLIP = PlanCorrection(correction_id="slip", starts_at=at(1), ends_at=at(2), plan=RIGHT)
WANTED = Ordering(at(30), "a slip", "maker", "checker")
POLICY = replace(policy(150_000), corrections=(SLIP,))
PAYMENTS = [paid(f"o{number}", "u2", line(10_000), day=1 + number / 100) for number in range(20)]


def statuses(book: Book, events: list[OrderCorrected]) -> Counter[str]:
    made = [book.apply(event) for event in events]
    return Counter(one.refusal.code if one.refusal else one.status for one in made)


def test_each_order_has_an_event_of_its_own_whatever_is_told_beside_it() -> None:
    all_of_them = list(corrections(PAYMENTS, SLIP, WANTED))
    assert PAYMENTS == [one.payment for one in all_of_them]
    assert len({one.id for one in all_of_them}) == len(PAYMENTS)
    assert all_of_them[7:9] == list(corrections(PAYMENTS[7:9], SLIP, WANTED))
    other = replace(SLIP, correction_id="other")
    assert not {one.id for one in all_of_them} & {
        one.id for one in corrections(PAYMENTS, other, WANTED)
    }


def test_payments_are_taken_one_by_one() -> None:
    endless = (paid(f"o{number}", "u2", day=1) for number in iter(int, 1))
    assert 3 == len(list(islice(corrections(endless, SLIP, WANTED), 3)))


def test_what_cannot_be_meant_is_left_out() -> None:
    early, theirs = paid("o1", "u2", day=0.9), replace(paid("o2", "u2", day=1), merchant_id="m2")
    late = paid("o3", "u2", day=5)
    told = [early, theirs, late]
    assert [theirs, late] == [one.payment for one in corrections(told, SLIP, WANTED)]
    of_one = replace(SLIP, plan=replace(RIGHT, merchant_id="m2"))
    assert [theirs] == [one.payment for one in corrections(told, of_one, WANTED)]


def test_captures_come_with_the_payment_of_their_order() -> None:
    deposit = paid("o1", "u2", open_line(3_000, 10_000), day=1)
    first, second = captured("a", line(2_000), day=3), captured("b", line(1_000), day=4)
    stranger = replace(first, id="x", order_id="o9")
    (event,) = corrections([deposit], SLIP, WANTED, [first, stranger, second])
    assert (first, second) == event.captures
    book = book_of(*line_of("u1", "u2"), deposit, first, second, event, of=POLICY)
    assert 90 == book.wallet(PAYER, "u1", CURRENCY).deferred_minor


def test_a_run_that_broke_off_is_repeated_as_a_whole() -> None:
    events = list(corrections(PAYMENTS, SLIP, WANTED))
    whole, broken = (book_of(*line_of("u1", "u2"), *PAYMENTS, of=POLICY) for _ in range(2))
    assert {"applied": 20} == statuses(whole, events)
    assert {"applied": 8} == statuses(broken, events[:8])
    assert {"replayed": 8, "applied": 12} == statuses(broken, events)
    assert dict(whole.rows) == dict(broken.rows)


def test_totals_say_what_each_member_gets_more_or_less_and_where() -> None:
    book = book_of(*line_of("u0", "u1", "u2"), *PAYMENTS[:4], of=POLICY)
    feed(book, refunded("o1", back(quantity=1), day=2))
    feed(book, confirmed("o2", day=2), release(day=20), confirmed("o3", day=25))
    events = list(corrections(PAYMENTS[:4], SLIP, WANTED))
    assert {"applied": 4} == statuses(book, events)
    feed(book, refunded("o3", back(quantity=1), day=40))
    expected = CorrectionTotal(PAYER, CURRENCY, "u1", 3, -1_350, -1_350, -1_350)
    found = correction_totals(corrections(PAYMENTS[:4], SLIP, WANTED), book.entries)
    assert (expected,) == found
    assert -4_050 == found[0].change_minor
    assert () == correction_totals([], book.entries)


def test_totals_of_orders_whose_trade_is_posted_are_the_same() -> None:
    books = replace(AGENT, plans=POLICY.plans, corrections=(SLIP,))
    found = []
    for of in (POLICY, replace(POLICY, ledger=books.ledger)):
        book = book_of(*line_of("u1", "u2"), *PAYMENTS[:3], of=of)
        statuses(book, list(corrections(PAYMENTS[:3], SLIP, WANTED)))
        found.append(correction_totals(corrections(PAYMENTS, SLIP, WANTED), book.entries))
    assert found[0] == found[1]
    assert 3 == found[0][0].order_count
