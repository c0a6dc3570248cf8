"""Bindings: a naive model, races on one snapshot, answers as of a time."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import example, given

from fenxiao.graph.bindings import CUSTOMER, refuse_bind, upline
from fenxiao.model.records import Node, Refusal
from tests.graph.forest import Forest, Touched, members, touches


def is_forest(parents: dict[str, str]) -> bool:
    return all(member not in above(parents, member) for member in parents)


def above(parents: dict[str, str], member: str) -> list[str]:
    found: list[str] = []
    while member in parents and parents[member] not in found:
        member = parents[member]
        found.append(member)
    return found


@given(told=touches)
def test_the_first_touch_binds_and_no_circle_closes(told: list[Touched]) -> None:
    naive: dict[str, str] = {}
    for sharer, visitor in told:
        if visitor not in naive and sharer != visitor and visitor not in above(naive, sharer):
            naive[visitor] = sharer
    forest = Forest(told)
    assert naive == forest.parents()
    assert {m: p.node.has_fans for m, p in forest.places.items()} == {
        member: member in naive.values() for member in {*naive, *naive.values()}
    }


@given(told=touches, member=members)
def test_the_upline_is_the_nearest_three(told: list[Touched], member: str) -> None:
    forest = Forest(told)
    everyone = above(forest.parents(), member)
    assert tuple(everyone[:3]) == upline(forest.chain(member))
    assert tuple(everyone) == upline(forest.chain(member), limit=10)


@given(told=touches, later=touches, member=members)
def test_later_binds_change_no_earlier_answer(
    told: list[Touched], later: list[Touched], member: str
) -> None:
    at_us = len(told) - 1
    then, now = Forest(told), Forest(told + later)
    assert upline(then.chain(member)) == upline(now.chain(member), at_us)


def test_a_binding_counts_from_its_own_instant() -> None:
    chain = [Node(CUSTOMER, "c", "b", 20, "e2", has_fans=False)]
    assert [(), ("b",)] == [upline(chain, at_us) for at_us in (19, 20)]


# Decided on one snapshot, committed one after the other: as two hosts' workers would.
@given(told=touches, meanwhile=touches)
@example(told=[("a", "x"), ("b", "y"), ("c", "z")], meanwhile=[("x", "b"), ("y", "c"), ("z", "a")])
def test_binds_that_share_no_node_never_close_a_circle(
    told: list[Touched], meanwhile: list[Touched]
) -> None:
    forest = Forest(told)
    decided = [(one, forest.decide(*one, at_us=99)) for one in meanwhile]
    made = [(one, places) for one, places in decided if not isinstance(places, Refusal)]
    for count in (2, 3):
        for group in combinations(made, count):
            written = [place.node.member_id for _, places in group for place in places]
            if len(set(written)) == len(written):
                both = forest.parents() | {visitor: sharer for (sharer, visitor), _ in group}
                assert is_forest(both), group


def test_without_the_root_two_binds_would_close_a_circle() -> None:
    forest = Forest([("a", "x"), ("b", "y")])
    one, other = forest.decide("y", "a", 9), forest.decide("x", "b", 9)
    assert not isinstance(one, Refusal)
    assert not isinstance(other, Refusal)
    assert not is_forest(forest.parents() | {"a": "y", "b": "x"})
    names = [{place.node.member_id for place in made} for made in (one, other)]
    assert [{"a", "y", "b"}, {"b", "x", "a"}] == names
    without_root = [{"a", "y"}, {"b", "x"}]
    assert without_root[0].isdisjoint(without_root[1])


@pytest.mark.parametrize(
    ("told", "sharer", "visitor", "expected"),
    [
        pytest.param([], "a", "b", {"b", "a"}, id="the sharer's first fan writes him too"),
        pytest.param([("a", "c")], "a", "b", {"b"}, id="his second does not"),
        pytest.param([("a", "c")], "c", "b", {"b", "c"}, id="a fan's first fan"),
        pytest.param([("b", "c")], "a", "b", {"b", "a"}, id="a visitor with fans, a new sharer"),
        pytest.param(
            [("b", "c"), ("a", "d")], "a", "b", {"b", "a"}, id="with fans: a sharer who is root"
        ),
        pytest.param(
            [("b", "c"), ("r", "a"), ("a", "d")], "a", "b", {"b", "r"}, id="with fans: the root"
        ),
        pytest.param(
            [("b", "c"), ("r", "a")], "a", "b", {"b", "a", "r"}, id="with fans: sharer and root"
        ),
    ],
)
def test_what_a_bind_writes(
    told: list[Touched], sharer: str, visitor: str, expected: set[str]
) -> None:
    made = Forest(told).decide(sharer, visitor, 9)
    assert not isinstance(made, Refusal)
    assert sorted(expected) == sorted(place.node.member_id for place in made)


def test_the_root_is_written_as_it_is() -> None:
    forest = Forest([("b", "c"), ("r", "a"), ("a", "d")])
    made = forest.decide("a", "b", 9)
    assert forest.places["r"] in made


@pytest.mark.parametrize(
    ("told", "sharer", "visitor", "expected"),
    [
        ([], "a", "a", ("graph.self_bind", {"member_id": "a"})),
        (
            [("a", "b")],
            "c",
            "b",
            ("graph.already_bound", {"visitor_id": "b", "parent_id": "a", "sharer_id": "c"}),
        ),
        (
            [("a", "b"), ("b", "c")],
            "c",
            "a",
            ("graph.circle", {"visitor_id": "a", "sharer_id": "c", "path": "a → c → b → a"}),
        ),
    ],
    ids=["himself", "bound before", "a circle of three, with its path"],
)
def test_why_somebody_may_not_be_bound(
    told: list[Touched], sharer: str, visitor: str, expected: tuple[str, dict[str, str]]
) -> None:
    refusal = Forest(told).decide(sharer, visitor, 9)
    assert isinstance(refusal, Refusal)
    assert expected == (refusal.code, dict(refusal.facts))


def test_the_middle_of_a_long_path_is_counted() -> None:
    above = [
        Node(CUSTOMER, f"u{number}", f"u{number + 1}", 0, "e", has_fans=True)
        for number in range(3_000)
    ]
    refusal = refuse_bind("u3000", "u0", None, above)
    assert refusal is not None
    path = dict(refusal.facts)["path"]
    assert path == (
        "u3000 → u0 → u1 → u2 → u3 → u4 → … 2990 more … → u2995 → u2996 → u2997 → u2998"
        " → u2999 → u3000"
    )


def test_a_path_that_fits_is_told_in_full() -> None:
    above = [
        Node(CUSTOMER, f"u{number}", f"u{number + 1}", 0, "e", has_fans=True)
        for number in range(10)
    ]
    refusal = refuse_bind("u10", "u0", None, above)
    assert refusal is not None
    assert "more" not in str(dict(refusal.facts)["path"])
    assert refusal.message.count(" → ") == 11
