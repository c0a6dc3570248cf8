"""Counters: who counts where, and what an event changes in them."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.graph.counters import (
    SALES,
    Count,
    Counting,
    day_start,
    heads,
    moved,
    sales,
    sales_counted,
    tallies,
)
from fenxiao.model.instants import DAY_US
from fenxiao.model.records import Member, Order

ALL = frozenset({"fans", "recruits", "unit", "active_recruits", "direct:a", "direct:b"})
COUNTING = Counting(ALL, ("a", "b"), "customer")
names = st.sampled_from(["u1", "u2", "u3"])
counts = st.builds(
    Count, names, st.sampled_from(["fans", "own_sales"]), st.just(""), st.integers(-9, 9)
)


def member(grade: str = "", active_us: int | None = None) -> Member:
    return Member("u7", None, None, "none", 0, grade, is_verified=False, active_us=active_us)


def order(*upline: str, counts: tuple[str, ...] = tuple(SALES)) -> Order:
    return Order(*("o1", "m1", "m1", "u0", "CNY", "released", 0, 0, 0, (), ()), upline, 100, counts)


@pytest.mark.parametrize(
    ("relation", "who", "expected"),
    [
        pytest.param("customer", None, ("fans",), id="a stranger is a fan"),
        pytest.param("team", member(), ("recruits",), id="a recruit"),
        pytest.param("unit", member("b", 5), ("unit",), id="a unit looks at nothing else"),
        pytest.param("customer", member("b"), ("fans", "direct:a", "direct:b"), id="at least"),
        pytest.param("customer", member("a"), ("fans", "direct:a"), id="the lower grade"),
        pytest.param("customer", member("gone"), ("fans",), id="a grade of no ladder"),
        pytest.param("team", member("b", 5), ("recruits", "active_recruits"), id="active"),
        pytest.param("customer", member("", 5), ("fans",), id="active counts in the team"),
    ],
)
def test_who_counts_as_what(relation: str, who: Member | None, expected: tuple[str, ...]) -> None:
    assert expected == heads(COUNTING, relation, who)


def test_only_what_is_asked_for_is_counted() -> None:
    assert heads(Counting(), "customer", member("b")) == ()
    assert sales_counted(Counting(frozenset({"fans", "own_sales"}))) == ("own_sales",)


@pytest.mark.parametrize(
    ("counting", "relation", "expected"),
    [
        pytest.param(COUNTING, "customer", True, id="the ladder's relation"),
        pytest.param(COUNTING, "team", True, id="active recruits"),
        pytest.param(COUNTING, "unit", False, id="another relation"),
        pytest.param(Counting(frozenset({"fans"}), ("a",)), "customer", False, id="heads alone"),
        pytest.param(Counting(), "team", False, id="nothing"),
    ],
)
def test_a_member_is_read_only_where_it_matters(
    counting: Counting,
    relation: str,
    expected: bool,
) -> None:
    assert expected is counting.asks_who(relation)


@given(old=st.none() | names, new=st.none() | names, who=st.sampled_from(["", "a", "b"]))
def test_a_move_takes_from_one_what_it_gives_another(
    old: str | None, new: str | None, who: str
) -> None:
    counters = heads(COUNTING, "customer", member(who))
    found: Counter[str] = Counter()
    for member_id, _, _, amount in moved((old, new), counters, counters):
        found[member_id] += amount
    expected: Counter[str] = Counter()
    if old is not None:
        expected[old] -= len(counters)
    if new is not None:
        expected[new] += len(counters)
    assert expected == found


def test_sales_count_up_to_their_depth() -> None:
    found = {(one.member_id, one.counter) for one in sales(order("u1", "u2", "u3"), 100)}
    team = {(name, "team_sales") for name in ("u1", "u2", "u3")}
    assert found == {("u0", "purchases"), ("u1", "own_sales"), ("u1", "invite_sales")} | team


def test_an_order_counts_in_what_was_frozen_with_it() -> None:
    assert list(sales(order("u1", counts=()), 100)) == []
    assert list(sales(order(counts=("own_sales",)), 100)) == []
    only = [Count("u1", "own_sales", "CNY", -40)]
    assert only == list(sales(order("u1", "u2", counts=("own_sales",)), -40))


@given(changes=st.lists(counts))
def test_one_row_a_counter_and_none_of_nothing(changes: list[Count]) -> None:
    made = tallies("e1", 5, changes)
    sums: Counter[tuple[str, str]] = Counter()
    for one in changes:
        sums[one.member_id, one.counter] += one.amount
    assert {name: n for name, n in sums.items() if n} == {
        (one.member_id, one.counter): one.amount for one in made
    }
    assert len(made) == len({one[:4] for one in made})


def test_ids_of_tallies_tell_events_and_instants_apart() -> None:
    one = [Count("u1", "fans", "", 1)]
    made = [tallies(*args, one)[0].tally_id for args in (("e1", 5), ("e1", 6), ("e2", 5))]
    assert len(set(made)) == len(made)


@given(at_us=st.integers(-(2**60), 2**60))
def test_a_day_begins_at_most_a_day_before(at_us: int) -> None:
    assert day_start(at_us) % DAY_US == 0
    assert 0 <= at_us - day_start(at_us) < DAY_US
