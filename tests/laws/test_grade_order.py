"""Promotion does not depend on the order of independent facts.

Facts that only ever add, told in any order, with looks at anybody in between or none:
once everybody is looked at until nobody rises, all grades are those that a naive fixpoint
works out from who stands under whom.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.grades import AtLeast, Grade
from fenxiao.model.events import Event
from fenxiao.model.who import Who
from fenxiao.settlement.book import Book
from tests.support.build import confirmed, line, paid, release
from tests.support.careers import (
    applied,
    decided,
    direct,
    fans,
    grades,
    ladder,
    money,
    policy,
    review,
    settle_grades,
    told,
    touched,
    verified,
)
from tests.support.stories import tries

PEOPLE = [f"u{number}" for number in range(9)]
LADDER = ladder(
    Grade(name="keeper", any_of=(fans(2), money("own_sales", 100))),
    Grade(name="star", all_of=(direct("keeper", 1), fans(2))),
    Grade(
        name="sun",
        any_of=(direct("star", 1), AtLeast(counter="active_recruits", count=2)),
    ),
    active=(money("purchases", 50),),
)
OF = policy(LADDER)
trees = st.lists(st.integers(0, 7), min_size=8, max_size=8).map(
    lambda found: {PEOPLE[n + 1]: PEOPLE[min(up, n)] for n, up in enumerate(found)}
)
sales = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from([30, 60, 100]), max_size=4)


def expected(parents: Mapping[str, str], bought: Mapping[str, int]) -> dict[str, str]:
    """Work out the grades in plain words: raise whoever may rise, until nobody may."""
    names = ["", "keeper", "star", "sun"]
    fans_of = Counter(parents.values())
    sold: Counter[str] = Counter()
    for buyer, amount in bought.items():
        if buyer in parents:
            sold[parents[buyer]] += amount
    active = Counter(parents[one] for one in bought if bought[one] >= 50 and one in parents)
    now = dict.fromkeys(PEOPLE, 0)
    while True:
        before = dict(now)
        for one in PEOPLE:
            direct_of = [before[fan] for fan, parent in parents.items() if parent == one]
            may = [
                fans_of[one] >= 2 or sold[one] >= 100,
                fans_of[one] >= 2 and any(grade >= 1 for grade in direct_of),
                active[one] >= 2 or any(grade >= 2 for grade in direct_of),
            ]
            if now[one] < len(may) and may[now[one]]:
                now[one] += 1
        if now == before:
            return {one: names[place] for one, place in now.items() if place}


def facts_of(parents: Mapping[str, str], bought: Mapping[str, int]) -> list[list[Event]]:
    """Return what happened, as independent histories: each tells its own facts in order."""
    binds: list[list[Event]] = [[touched(up, one)] for one, up in parents.items()]
    for number, (buyer, amount) in enumerate(sorted(bought.items())):
        order = f"o{number}"
        life = [paid(order, buyer, line(amount)), confirmed(order)]
        binds.append([*life, release(day=3, event_id=f"release {number}")])
    return binds


@tries(60)
@given(parents=trees, bought=sales, how=st.data())
def test_no_order_of_facts_and_looks_changes_a_grade(
    parents: dict[str, str], bought: dict[str, int], how: st.DataObject
) -> None:
    book = Book(OF)
    binds, sold = facts_of(parents, bought)[: len(parents)], facts_of(parents, bought)[8:]
    looks = st.lists(st.sampled_from(PEOPLE), max_size=3)
    number = 0
    for histories in (binds, sold):  # an order counts for whom the buyer stood under
        for history in how.draw(st.permutations(histories)):
            told(book, *history)
            for one in how.draw(looks):
                number += 1
                told(book, review(one, day=4, event_id=f"look {number}"))
    settle_grades(book, how.draw(st.permutations(PEOPLE)), day=5)
    assert expected(parents, bought) == grades(book)


@given(parents=trees)
def test_one_look_at_each_sharer_after_each_touch_is_enough(parents: dict[str, str]) -> None:
    book = Book(OF)
    for one, up in parents.items():
        told(book, touched(up, one, day=1), review(up, day=1, event_id=f"look {one}"))
    assert expected(parents, {}) == grades(book)


FULL = policy(
    ladder(
        Grade(name="keeper", all_of=(fans(1),)),
        Grade(name="star", who=Who(is_verified=True)),
        Grade(name="sun", who=Who(statuses=("active",))),
    ),
    EnrolmentPolicy(),
)
STEPS: tuple[list[Event], ...] = (
    [touched("u1", "u2")],
    [verified("u1", day=1)],
    [applied("u1", day=1), decided("u1", day=2)],
)


@tries(60)
@given(
    order=st.permutations([0, 1, 2, 2]),
    looks=st.lists(st.lists(st.floats(0, 9), max_size=2), min_size=4, max_size=4),
)
def test_no_order_of_steps_and_looks_changes_a_grade(
    order: list[int], looks: list[list[float]]
) -> None:
    book = Book(FULL)
    steps = [list(history) for history in STEPS]
    for number, (which, days) in enumerate(zip(order, looks, strict=True)):
        told(book, steps[which].pop(0))
        for day in days:
            told(book, review("u1", day=day, event_id=f"look {number} {day} {len(book.rows)}"))
    settle_grades(book, ["u1"], day=10)
    assert grades(book) == {"u1": "sun"}


def test_an_identity_that_is_told_after_a_look_of_later_counts() -> None:
    book = Book(FULL)
    told(book, touched("u1", "u2", day=0), review("u1", day=2))
    told(book, verified("u1", day=1), review("u1", day=5))
    assert grades(book) == {"u1": "star"}


def test_a_promotion_that_is_forgotten_would_be_seen() -> None:
    parents = {"u1": "u0", "u2": "u0"}
    book = Book(OF)
    told(book, *(touched(up, one) for one, up in parents.items()))
    with pytest.raises(AssertionError):
        assert expected(parents, {}) == grades(book)
    settle_grades(book, PEOPLE, day=5)
    assert expected(parents, {}) == grades(book)
