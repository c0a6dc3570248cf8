"""Hypothesis strategies: histories of careers, with whatever may come between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from hypothesis import strategies as st

from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.grades import AtLeast, Grade
from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.events import Event, Registered
from fenxiao.model.people import SettleFans
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Policy
from tests.support.build import CURRENCY, at, back, confirmed, line, paid, refunded, release
from tests.support.careers import (
    KEEPER,
    applied,
    closed,
    decided,
    direct,
    folded,
    graded,
    ladder,
    left,
    money,
    policy,
    rebound,
    returned,
    review,
    status,
    touched,
    verified,
)

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
ENROLMENT = EnrolmentPolicy(is_automatic=True, grace_days=2)
OF = policy(COUNTS, ENROLMENT, bindings=LAST)
AT_PURCHASE = policy(COUNTS, bindings=(BindingPolicy(binds_at="purchase"), LAST[1]))

people = st.sampled_from(["u0", "u1", "u2", "u3", "u4"])
orders = st.sampled_from(["o0", "o1", "o2"])
days = st.integers(0, 15)
relations = st.sampled_from(["customer", "team", "unit"])
limits = st.sampled_from([1, 2, 500])
lives: st.SearchStrategy[Event] = st.one_of(
    st.builds(applied, people, day=days),
    st.builds(decided, people, is_approved=st.booleans(), day=days),
    st.builds(verified, people, day=days, is_verified=st.booleans()),
    st.builds(status, people, st.sampled_from(["suspended", "active"]), day=days),
    st.builds(left, people, day=days),
    st.builds(returned, people, day=days),
    st.builds(closed, people, day=days, limit=limits),
)
events: st.SearchStrategy[Event] = st.one_of(
    lives,
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
