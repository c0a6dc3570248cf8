"""Counting: after any story, every counter is what a recount of the rows finds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given

from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.grades import AtLeast, Grade
from fenxiao.graph.policy import BindingPolicy
from fenxiao.graph.quota import QuotaPolicy
from fenxiao.model.contract import Need
from fenxiao.model.events import Event, Registered
from fenxiao.model.invites import InviteIssued, InviteRedeemed
from fenxiao.model.records import Order, Refusal, Tally
from fenxiao.model.who import Who
from fenxiao.settlement.book import Book
from fenxiao.settlement.counts import sums
from fenxiao.settlement.decide import decide
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.store import Loaded
from tests.support.build import (
    CURRENCY,
    POLICY,
    at,
    at_us,
    back,
    confirmed,
    feed,
    line,
    paid,
    refunded,
    release,
)
from tests.support.career_stories import AT_PURCHASE, COUNTS, LAST, OF, book_of_all, stories
from tests.support.careers import (
    KEEPER,
    applied,
    closed,
    counters,
    direct,
    fans,
    ladder,
    left,
    of_fans,
    policy,
    rebound,
    recounted,
    review,
    touched,
)
from tests.support.orders import captured, exchanged, open_line, received
from tests.support.stories import tries


@pytest.mark.parametrize("of", [OF, AT_PURCHASE], ids=["at once", "at the first purchase"])
def test_every_counter_is_what_a_recount_finds(of: Policy) -> None:
    @given(story=stories)
    def check(story: list[Event]) -> None:
        book = book_of_all(story, of)
        assert recounted(book) == counters(book)

    check()


@tries(50)
@given(story=stories)
def test_telling_everything_twice_counts_it_once(story: list[Event]) -> None:
    taken = [e for e in story if not isinstance(e, (Registered,))]
    once, twice = book_of_all(taken, OF), Book(OF)
    for event in taken:
        for _ in range(2):
            twice.apply(event)
            list(twice.resume())
    assert recounted(twice) == counters(twice)
    assert recounted(once) == counters(once)


def test_a_lost_tally_would_be_seen() -> None:
    book = Book(OF)
    feed(book, touched("u0", "u1"))
    found = counters(book)
    assert found == recounted(book)
    assert found - Counter({("u0", "fans", ""): 1}) != recounted(book)


def test_nothing_is_counted_that_nothing_asks_for() -> None:
    book = Book(POLICY)
    feed(book, touched("u0", "u1"), paid("o1", "u1"), confirmed("o1"), release())
    assert not counters(book)
    order = book.order("o1")
    assert order is not None
    assert (order.upline, order.left_minor, order.counts) == ((), 0, ())


def test_sales_follow_the_order_to_its_end() -> None:
    book = Book(OF)
    feed(book, touched("u0", "u1"), touched("u1", "u2"))
    feed(book, paid("o1", "u2", line(1_000, quantity=4)), refunded("o1"), confirmed("o1"))
    assert book.counter("u1", "own_sales", CURRENCY) == 0
    feed(book, release())
    assert book.counter("u1", "own_sales", CURRENCY) == 750
    assert book.counter("u0", "team_sales", CURRENCY) == 750
    assert book.counter("u0", "own_sales", CURRENCY) == 0
    assert book.counter("u2", "purchases", CURRENCY) == 750
    feed(book, refunded("o1", back(quantity=3), event_id="rest", day=12))
    assert book.counter("u1", "own_sales", CURRENCY) == 0


def test_sales_count_part_by_part_as_they_are_released() -> None:
    book = Book(OF)
    feed(book, touched("u0", "u1"), paid("o1", "u1", open_line(600, 1_000, quantity=4)))
    feed(book, received({"1": 1}, day=2), received({"1": 2}, day=30), release(day=20))
    assert book.counter("u0", "own_sales", CURRENCY) == 150
    feed(book, captured("rest", line(400, quantity=4), day=31))
    assert book.counter("u0", "own_sales", CURRENCY) == 250
    feed(book, release(day=60))
    assert book.counter("u0", "own_sales", CURRENCY) == 750
    feed(book, refunded("o1", back(quantity=2), day=61), exchanged({"1": 1}, day=62))
    assert book.counter("u0", "own_sales", CURRENCY) == 500
    feed(book, refunded("o1", back(quantity=2), day=63, event_id="rest"))
    assert book.counter("u0", "own_sales", CURRENCY) == 0


def test_an_order_counts_for_whom_it_was_paid_under() -> None:
    book = Book(OF)
    feed(book, touched("u0", "u1"), paid("o1", "u1", line(100)), rebound("u1", "u9", day=2))
    feed(book, confirmed("o1"), release())
    assert book.counter("u0", "own_sales", CURRENCY) == 100
    assert book.counter("u9", "own_sales", CURRENCY) == 0


def test_invites_are_earned_by_orders_and_count_recruits() -> None:
    recruits = Grade(name="lead", all_of=(AtLeast(counter="recruits", count=1),))
    earned = QuotaPolicy(currency=CURRENCY, per_sales_minor=100)
    of = replace(policy(ladder(recruits)), quota=earned)
    book = Book(of)
    assert of.counted == {"recruits", "invite_sales"}
    feed(book, touched("u0", "u1"), paid("o1", "u1", line(250)), confirmed("o1"), release())
    assert book.counter("u0", "invite_sales", CURRENCY) == 250
    code = InviteIssued(id="i1", at=at(10), member_id="u0", code="c1")
    feed(book, code, InviteRedeemed(id="i2", at=at(11), code="c1", member_id="new"))
    assert book.counter("u0", "recruits") == 2
    assert book.apply(replace(code, id="i3", code="c2")).refusal is None
    refused = book.apply(replace(code, id="i4", code="c3")).refusal
    assert refused is not None
    assert refused.code == "quota.none_free"


def test_a_policy_of_today_changes_no_order_of_yesterday() -> None:
    book = Book(OF)
    feed(book, touched("u0", "u1"), paid("o1", "u1", line(100)), paid("o2", "u1", line(100)))
    feed(book, confirmed("o1"), confirmed("o2"))
    book.policy = POLICY
    feed(book, release(), refunded("o1", day=12))
    assert book.counter("u0", "own_sales", CURRENCY) == 100


def test_old_orders_count_nothing() -> None:
    book = Book(POLICY)
    feed(book, touched("u0", "u1"), paid("o1", "u1"), confirmed("o1"))
    book.policy = OF
    feed(book, release(), refunded("o1", day=12))
    assert ("u0", "own_sales", CURRENCY) not in counters(book)
    order = book.order("o1")
    assert isinstance(order, Order)
    assert order.left_minor == 0


def test_a_binding_that_runs_out_counts_until_another_takes_over() -> None:
    book = Book(OF)
    feed(book, touched("u0", "u1"))
    feed(book, touched("u0", "u1", day=6))
    assert book.counter("u0", "fans") == 1
    feed(book, touched("u2", "u1", day=12))
    assert (book.counter("u0", "fans"), book.counter("u2", "fans")) == (0, 1)


def test_who_moves_counts_as_what_he_is() -> None:
    book = Book(OF)
    feed(book, touched("u0", "u1"), *of_fans("u1", 2), review("u1"), rebound("u1", "u9", day=2))
    assert book.counter("u0", "direct:keeper") == 0
    assert book.counter("u9", "direct:keeper") == 1


def test_a_leaver_who_is_closed_is_no_shopkeeper_any_more() -> None:
    of = policy(
        ladder(KEEPER, Grade(name="star", all_of=(direct("keeper", 1),))),
        EnrolmentPolicy(is_automatic=True),
    )
    book = Book(of)
    feed(book, touched("u0", "u1"), *of_fans("u1", 2), applied("u1"), review("u1", day=2))
    list(book.resume())
    assert book.counter("u0", "direct:keeper") == 1
    feed(book, left("u1"), closed("u1"))
    assert book.counter("u0", "direct:keeper") == 0
    assert recounted(book) == counters(book)


def facts_for(book: Book, event: Event, of: Policy) -> tuple[list[Need], Loaded]:
    facts: Loaded = {}
    needs = []
    while isinstance(step := decide(event, facts, of), Need):
        needs.append(step)
        facts |= book.store.load(step.keys, step.scans)
    return needs, facts


def test_a_touch_reads_the_visitor_only_if_it_matters_who_he_is() -> None:
    event = touched("u0", "u1")
    for of, expected in ((OF, True), (policy(ladder(KEEPER)), False), (POLICY, False)):
        needs, _ = facts_for(Book(of), event, of)
        assert len(needs) == 1
        assert expected is (("member", "u1") in needs[0].keys)


def test_members_are_read_after_their_nodes() -> None:
    of = policy(COUNTS, bindings=(BindingPolicy(visitor=Who(is_verified=True)), *LAST[1:]))
    kinds = [key[0] for key in facts_for(Book(of), touched("u0", "u1"), of)[0][0].keys]
    assert kinds == sorted(kinds, key=["event", "node", "member"].index)


def test_a_counter_that_was_never_folded_must_be() -> None:
    condition = fans(1)
    need = sums({}, "u1", (condition,), at_us(1))
    assert isinstance(need, Need)
    scan = need.scans[0]
    assert scan.limit == 10_000
    one = Tally("u1", "fans", "", "t1", at_us(0), 1)
    facts: Loaded = {scan: ((one, 1),) * scan.limit}
    refused = sums(facts, "u1", (condition,), at_us(1))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.kind) == ("grade.fold_first", "retry")
