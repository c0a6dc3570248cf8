"""Drawn people: forests without circles, crowds in which one member stands in many places."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import Phase, find, given, settings

from fenxiao.model.records import Member
from fenxiao.rules.people import People
from fenxiao.testing.strategies.people import GRADES, MEMBERS, crowds, forests, members

FIRST = settings(phases=[Phase.generate], max_examples=3_000)


@given(forest=forests())
def test_parents_come_before_their_children(forest: dict[str, str]) -> None:
    assert all(MEMBERS.index(parent) < MEMBERS.index(child) for child, parent in forest.items())


@pytest.mark.parametrize(
    ("what", "found"),
    [
        pytest.param("a chain of six", lambda one: [*one.values()] == [*MEMBERS[:-1]], id="chain"),
        pytest.param("a star", lambda one: [*one.values()] == [MEMBERS[0]] * 5, id="star"),
        pytest.param("nobody bound", lambda one: one == {}, id="nobody"),
    ],
)
def test_every_shape_is_drawn(what: str, found: Callable[[dict[str, str]], bool]) -> None:
    assert find(forests(), found, settings=FIRST) is not None, what


@given(one=members(("u9",)))
def test_a_member_has_a_grade_of_the_vocabulary(one: Member) -> None:
    assert ("u9", True) == (one.member_id, one.grade in ("", *GRADES))


@given(people=crowds(["1", "2"]))
def test_nobody_stands_twice_above_the_buyer(people: People) -> None:
    chain = [one.member.member_id for one in (people.buyer, *people.upline)]
    assert len(set(chain)) == len(chain) <= 4
    assert people.far.isdisjoint(chain)
    assert not people.far or 3 == len(people.upline)


@given(people=crowds(["1", "2"]))
def test_a_member_is_the_same_wherever_he_stands(people: People) -> None:
    placed = [people.buyer, *people.upline, *people.holders.values()]
    placed += [one for found in people.inviters.values() for one in found]
    assert len({one.member.member_id for one in placed}) == len(set(placed))


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(
            lambda one: any(who.holder_id == one.buyer.member.member_id for who in one.credits),
            id="the buyer holds a role",
        ),
        pytest.param(
            lambda one: any(who.holder_id in one.far for who in one.credits),
            id="a holder stands beyond three",
        ),
        pytest.param(
            lambda one: one.buyer.person_id in {who.person_id for who in one.upline} - {""},
            id="an upline is the buyer's second account",
        ),
    ],
)
def test_places_coincide(found: Callable[[People], bool]) -> None:
    assert find(crowds(["1"]), found, settings=FIRST) is not None
