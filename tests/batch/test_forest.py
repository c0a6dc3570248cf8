"""The forest: many touches are as single ones, and a bad call writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.batch import Forest, NumberIds, Outcome, TextIds
from fenxiao.batch.forest import MOST_MEMBERS
from fenxiao.errors import GraphError
from fenxiao.settlement.book import Book
from tests.batch.touches import MEMBERS, Touched, one_by_one, touches
from tests.support.build import POLICY, at
from tests.support.build import touch as tell

REFUSED = {
    "graph.self_bind": Outcome.SELF,
    "graph.already_bound": Outcome.ALREADY_BOUND,
    "graph.circle": Outcome.CYCLE,
}
batches = st.lists(touches, max_size=4)


@given(told=batches)
def test_many_are_as_one_by_one(told: list[list[Touched]]) -> None:
    parents = [-1] * MEMBERS
    at_once, single = Forest(MEMBERS, is_timed=True), Forest(MEMBERS, is_timed=True)
    at_us = 0
    for batch in told:
        times = list(range(at_us, at_us + len(batch)))
        at_us += len(batch)
        expected = one_by_one(batch, parents)
        columns = ([sharer for sharer, _ in batch], [visitor for _, visitor in batch])
        assert expected == at_once.bind_many(*columns, at_us=times).tolist()
        rows = zip(batch, times, strict=True)
        assert expected == [single.bind(*touch, at_us=instant) for touch, instant in rows]
    for forest in (at_once, single):
        assert parents == forest.parent.tolist() == forest.parents(range(MEMBERS)).tolist()
        assert [one in parents for one in range(MEMBERS)] == forest.has_fans.tolist()
    assert at_once.bound_us is not None
    assert single.bound_us is not None
    assert at_once.bound_us.tolist() == single.bound_us.tolist()


@given(told=touches)
def test_the_core_decides_the_same_event_by_event(told: list[Touched]) -> None:
    core, expected, codes = Book(POLICY), list[Outcome](), dict[str, int]()
    for number, (sharer, visitor) in enumerate(told):
        names = str(sharer), str(visitor)
        for name in names:
            codes.setdefault(name, len(codes))
        event = tell(*names, day=number, event_id=f"e{number}")
        refusal = core.apply(event).refusal
        expected.append(Outcome.BOUND if refusal is None else REFUSED[refusal.code])
    forest = Forest(ids=TextIds(), is_timed=True)
    for touch in told:
        forest.intern([str(member) for member in touch])
    sharers, visitors = ([codes[str(touch[side])] for touch in told] for side in (0, 1))
    assert expected == forest.bind_many(sharers, visitors, at_us=range(len(told))).tolist()
    names_of = list(codes)
    for name, code in codes.items():
        for number in range(0, len(told), 5):
            above = core.upline(name, "customer", at(number))
            walked = forest.uplines([code], at_us=number)[0].tolist()
            assert above == tuple(names_of[one] for one in walked if one >= 0)


@given(told=touches, late=touches)
def test_members_who_come_late_are_as_from_the_start(
    told: list[Touched], late: list[Touched]
) -> None:
    moved = [(sharer + MEMBERS, visitor) for sharer, visitor in late]
    whole, grown = Forest(2 * MEMBERS), Forest(MEMBERS)
    for batch, size in ((told, MEMBERS), (moved, 2 * MEMBERS)):
        grown.grow(size)
        columns = ([sharer for sharer, _ in batch], [visitor for _, visitor in batch])
        assert whole.bind_many(*columns).tolist() == grown.bind_many(*columns).tolist()
    assert whole.parent.tolist() == grown.parent.tolist()
    assert whole.children(0).tolist() == grown.children(0).tolist()


def test_growing_step_by_step_moves_the_columns_seldom() -> None:
    forest = Forest(1, is_timed=True)
    moved = 0
    for size in range(2, 2_000):
        column = forest._parent
        forest.grow(size)
        moved += forest._parent is not column
    assert moved == 11
    assert len(forest) == 1_999
    assert (forest.parent == -1).all()


def test_an_index_is_made_anew_after_a_bind() -> None:
    forest = Forest(4)
    forest.bind(0, 1)
    assert [1] == forest.team(0).tolist()
    forest.bind(1, 2)
    assert [1, 2] == forest.team(0).tolist()
    forest.bind_many([2], [3])
    assert [1, 2, 3] == forest.team(0).tolist()


def test_measures_of_a_whole_forest() -> None:
    forest = Forest(6)
    forest.bind_many([0, 1, 2, 3], [1, 2, 3, 4])
    assert [0, 1, 2, 3, 4, 0] == forest.depth().tolist()
    assert [1, 1, 1, 1, 0, 0] == forest.children_counts().tolist()
    assert [3, 3, 2, 1, 0, 0] == forest.within3().tolist()
    assert [4, 3, 2, 1, 0, 0] == forest.descendants().tolist()


def test_an_instant_may_be_one_for_all_or_one_for_each() -> None:
    forest = Forest(3, is_timed=True)
    forest.bind_many([0, 1], [1, 2], at_us=[10, 20])
    assert [[1, 0]] * 2 == forest.uplines([2, 2], hops=2, at_us=20).tolist()
    assert [[-1, -1], [1, 0]] == forest.uplines([2, 2], hops=2, at_us=[19, 20]).tolist()
    assert [[1, 0]] == forest.uplines([2], hops=2).tolist()


@pytest.mark.parametrize(("ids", "named"), [(TextIds(), ["a", "b"]), (NumberIds(), [70, 60])])
def test_a_forest_grows_with_its_ids(ids: Any, named: Any) -> None:
    ids.intern(named[:1])
    forest = Forest(ids=ids)
    assert len(forest) == 1
    forest.bind_many(*(forest.intern(column)[:1] for column in (named, named[::-1])))
    assert [0] == forest.parents([forest.code(named[1])]).tolist()
    assert forest.intern(named[:1]).tolist() == [0]


def test_columns_are_only_to_be_read() -> None:
    forest = Forest(2, is_timed=True)
    for column in (forest.parent, forest.has_fans, forest.bound_us):
        assert column is not None
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1


def test_members_cost_five_bytes() -> None:
    forest = Forest(1_000)
    assert 5 * len(forest) == forest._parent.nbytes + forest._has_fans.nbytes


wrong: Any = "wrong on purpose"
BAD: dict[str, tuple[str, Callable[[Forest], object]]] = {
    "sharer": ("graph.unknown_member", lambda forest: forest.bind_many([3], [1])),
    "visitor": ("graph.unknown_member", lambda forest: forest.bind_many([1, 2], [2, -1])),
    "gap": ("graph.bad_column", lambda forest: forest.bind_many([1, wrong], [2, 1])),
    "lengths": ("graph.columns_differ", lambda forest: forest.bind_many([1, 2], [2])),
    "instants": ("graph.instants", lambda forest: forest.bind_many([1], [2], at_us=[5])),
    "one sharer": ("graph.unknown_member", lambda forest: forest.bind(3, 1)),
    "one visitor": ("graph.unknown_member", lambda forest: forest.bind(1, -1)),
    "no code": ("graph.bad_column", lambda forest: forest.bind(1, wrong)),
    "large code": ("graph.bad_column", lambda forest: forest.bind(1, 2**63)),
    "one instant": ("graph.instants", lambda forest: forest.bind(1, 2, at_us=5)),
    "as of": ("graph.instants", lambda forest: forest.uplines([1], at_us=5)),
    "no hops": ("graph.hops_range", lambda forest: forest.uplines([1], hops=0)),
    "too many hops": ("graph.hops_range", lambda forest: forest.uplines([1], hops=65)),
    "fewer": ("graph.member_range", lambda forest: forest.grow(2)),
    "too many": ("graph.member_range", lambda forest: forest.grow(MOST_MEMBERS + 1)),
    "no ids": ("graph.no_ids", lambda forest: forest.code("u1")),
    "ids": ("graph.no_ids", lambda forest: forest.intern(["u1"])),
    "children": ("graph.unknown_member", lambda forest: forest.children(3)),
    "team": ("graph.unknown_member", lambda forest: forest.team(-1)),
}


@pytest.mark.parametrize(("code", "call"), BAD.values(), ids=list(BAD))
def test_a_bad_call_writes_nothing(code: str, call: Callable[[Forest], object]) -> None:
    forest = Forest(3)
    forest.bind(0, 1)
    with pytest.raises(GraphError) as caught:
        call(forest)
    assert code == caught.value.code
    assert [-1, 0, -1] == forest.parent.tolist()


def test_a_timed_forest_is_told_the_instant() -> None:
    forest = Forest(2, is_timed=True)
    for call in (lambda: forest.bind(0, 1), lambda: forest.bind_many([0], [1])):
        with pytest.raises(GraphError, match="this one does"):
            call()
    assert forest.bind(np.int32(0), np.int64(1), at_us=7) is Outcome.BOUND  # type: ignore[arg-type]  # numpy's numbers are taken too
