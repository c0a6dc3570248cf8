"""People: how far somebody stands above the buyer."""

from __future__ import annotations

import pytest

from fenxiao.rules.people import People, blank, plain_people
from tests.rules.desk import credit, person


@pytest.mark.parametrize(
    ("member_id", "expected"),
    [
        pytest.param("b", 0, id="the buyer"),
        pytest.param("u1", 1, id="the nearest"),
        pytest.param("u2", 2, id="the next"),
        pytest.param("far", 4, id="further than three"),
        pytest.param("x", None, id="a stranger"),
    ],
)
def test_how_far_somebody_stands_above_the_buyer(member_id: str, expected: int | None) -> None:
    chain = (person("u1"), person("u2"))
    found = People(person("b"), chain, far=frozenset({"far", "u2", "b"}))
    assert expected == found.depth_of(member_id)


def test_of_plain_people_nothing_is_known_but_where_they_stand() -> None:
    answers = (credit("room", "h"),)
    found = plain_people("b", ("u1", "u2"), answers)
    assert (blank("b"), None, "") == found.buyer
    assert [blank("u1"), blank("u2")] == [one.member for one in found.upline]
    assert answers == found.credits
    assert ({}, {}, frozenset()) == (found.holders, found.inviters, found.far)
    assert not found.is_first_order


def test_of_a_blank_member_nothing_is_known() -> None:
    assert ("u", None, None, "none", 0, "", False) == blank("u")[:7]
