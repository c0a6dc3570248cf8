"""Counting: after any story, every counter is what a recount of the rows finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.grades import AtLeast, Grade
from fenxiao.graph.policy import BindingPolicy, Who
from fenxiao.model.contract import Need
from fenxiao.model.events import Event, Registered
from fenxiao.model.people import SettleFans
from fenxiao.model.records import Order, Refusal
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
from tests.support.careers import (
    KEEPER,
    applied,
    closed,
    counters,
    direct,
    fans,
    folded,
    graded,
    ladder,
    left,
    money,
    of_fans,
    policy,
    rebound,
    recounted,
    review,
    touched,
)
from tests.support.stories import tries

COUNTS = ladder(
    KEEPER,
    Grade(name="star", any_of=(direct("keeper", 2), money("own_sales", 500))),
    Grade(
        name="sun",
        any_of=(
            money("team_sales", 9_000),
            AtLeast(counter="recruits", count=3),
            AtLeast(counter="active_recruits", count=2),
            AtLeast(counter="unit", count=9),
        ),
    ),
    active=(money("purchases", 300),),
)
LAST = (
    BindingPolicy(takes="last", valid_days=4, on_leave="lift", channels=("click", "registration")),
    BindingPolicy(relation="team", on_leave="lift"),
    BindingPolicy(relation="unit", channels=("scan",), on_leave="freeze"),
)
OF = policy(COUNTS, bindings=LAST)
AT_PURCHASE = policy(COUNTS, bindings=(BindingPolicy(binds_at="purchase"), LAST[1]))

people = st.sampled_from(["u0", "u1", "u2", "u3", "u4"])
orders = st.sampled_from(["o0", "o1", "o2"])
days = st.integers(0, 15)
relations = st.sampled_from(["customer", "team", "unit"])
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(touched, people, people, day=days, channel=st.sampled_from(["click", "scan"])),
    st.builds(touched, people, people, day=days),
    st.builds(
        lambda one, other, day: Registered(id="r", at=at(day), member_id=one, sharer_id=other),
        people,
        st.none() | people,
        days,
    ),
    st.builds(
        rebound,
        people,
        st.none() | people,
        day=days,
        relation=relations,
        with_subtree=st.booleans(),
        limit=st.sampled_from([1, 2, 500]),
    ),
    st.builds(
        lambda one, day, limit: SettleFans(id="s", at=at(day), member_id=one, limit=limit),
        people,
        days,
        st.sampled_from([1, 500]),
    ),
    st.builds(
        lambda order, buyer, amount, pieces, day: paid(
            order, buyer, line(amount, quantity=pieces), line(99, line_id="2"), day=day
        ),
        orders,
        people,
        st.sampled_from([0, 100, 333, 5_000]),
        st.integers(1, 3),
        days,
    ),
    st.builds(confirmed, orders, day=days),
    st.builds(lambda day, limit: release(day=day, limit=limit), days, st.sampled_from([1, 500])),
    st.builds(
        lambda order, pieces, day: refunded(order, back(quantity=pieces), day=day),
        orders,
        st.integers(1, 2),
        days,
    ),
    st.builds(
        lambda order, amount, day: refunded(order, back("2", amount_minor=amount), day=day),
        orders,
        st.sampled_from([1, 50, 99]),
        days,
    ),
    st.builds(review, people, day=days, period=st.none() | st.sampled_from(["a", "b"])),
    st.builds(graded, people, st.sampled_from(["", "keeper", "star", "sun"]), day=days),
    st.builds(
        lambda one, counter, day: folded(one, *counter, day=day, limit=2),
        people,
        st.sampled_from([("fans", ""), ("own_sales", CURRENCY), ("direct:keeper", "")]),
        days,
    ),
)
OLD_SHOP: tuple[Event, ...] = (
    *(touched(upper, lower) for upper, lower in pairwise(["u0", "u1", "u2", "u3"])),
    *(touched(upper, lower, channel="scan") for upper, lower in [("u0", "u2"), ("u1", "u4")]),
    touched("u1", "u4"),
    paid("o0", "u3", line(5_000, quantity=3), line(99, line_id="2")),
    paid("o1", "u2", line(333, quantity=2), line(99, line_id="2")),
    confirmed("o0"),
    confirmed("o1"),
    release(day=2),
    review("u2", day=2),
    graded("u3", "keeper", day=3),
    graded("u4", "star", day=3),
)


@st.composite
def told_stories(draw: st.DrawFn) -> list[Event]:
    """Draw a history, most often of an old shop, with days that are often in order."""
    found = draw(st.lists(events, min_size=5, max_size=40))
    old = OLD_SHOP if draw(st.integers(0, 3)) else ()
    if draw(st.booleans()):
        found = sorted(found, key=lambda event: event.at)
    return [replace(event, id=f"e{number}") for number, event in enumerate((*old, *found))]


stories = told_stories()


def book_of_all(story: Sequence[Event], of: Policy) -> Book:
    """Return a book after a story in which anything may be refused."""
    book = Book(of)
    for event in story:
        book.apply(event)
        list(book.resume())
    return book


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


def test_an_order_counts_for_whom_it_was_paid_under() -> None:
    book = Book(OF)
    feed(book, touched("u0", "u1"), paid("o1", "u1", line(100)), rebound("u1", "u9", day=2))
    feed(book, confirmed("o1"), release())
    assert book.counter("u0", "own_sales", CURRENCY) == 100
    assert book.counter("u9", "own_sales", CURRENCY) == 0


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
    book = Book(OF)
    feed(book, *of_fans("u1", 2))
    page = book.store.load((), (scan,))[scan]
    assert isinstance(page, tuple)
    facts: Loaded = {scan: tuple(page[0] for _ in range(scan.limit))}
    refused = sums(facts, "u1", (condition,), at_us(1))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.kind) == ("grade.fold_first", "retry")
