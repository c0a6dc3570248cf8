"""Top sellers: prizes by place, shared by equals, to the unit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.model.who import ANYBODY
from fenxiao.rules.period.top_n import TopN
from tests.rules.period.forests import Forest


def ranked(sold: dict[str, int], *prizes: int, at_least: int = 1) -> dict[str, int]:
    rule = TopN(rule_id="top", prizes_minor=prizes, volume="own", at_least_minor=at_least)
    forest = Forest(dict.fromkeys(sold), sold)
    return {one.member_id: one.amount_minor for one in rule.award(forest.sales(), ANYBODY)}


@pytest.mark.parametrize(
    ("sold", "expected"),
    [
        pytest.param({"a": 3, "b": 9, "c": 5}, {"b": 100, "c": 50, "a": 20}, id="three places"),
        pytest.param({"a": 9, "b": 9, "c": 5}, {"a": 75, "b": 75, "c": 20}, id="two are first"),
        pytest.param({"a": 9, "b": 5, "c": 5}, {"a": 100, "b": 35, "c": 35}, id="two are second"),
        pytest.param(
            {"a": 9, "b": 8, "c": 5, "d": 5}, {"a": 100, "b": 50, "c": 10, "d": 10}, id="last"
        ),
        pytest.param({"a": 0, "b": 0}, {}, id="nobody sold anything"),
    ],
)
def test_places(sold: dict[str, int], expected: dict[str, int]) -> None:
    assert ranked(sold, 100, 50, 20) == expected


def test_the_odd_unit_goes_to_the_first_by_id() -> None:
    assert ranked({"b": 5, "a": 5}, 3) == {"a": 2, "b": 1}


def test_each_is_told_his_place_and_with_how_many_he_shares_it() -> None:
    rule = TopN(rule_id="top", prizes_minor=(100, 50, 20), volume="own")
    sold = {"a": 9, "b": 9, "c": 1}  # one unit is enough for a place
    facts = [
        dict(one.facts) for one in rule.award(Forest(dict.fromkeys(sold), sold).sales(), ANYBODY)
    ]
    assert [(one["place"], one["equals"], one["total_minor"]) for one in facts] == [
        (1, 2, 150),
        (1, 2, 150),
        (3, 1, 20),
    ]


def test_who_gets_no_unit_of_a_prize_has_no_award() -> None:
    assert ranked({"a": 5, "b": 5}, 1) == {"a": 1}
    assert ranked({"a": 5, "b": 4}, 1, 0) == {"a": 1}


def test_places_may_get_the_same_and_a_list_becomes_a_tuple() -> None:
    listed: Any = [5, 5]
    assert TopN(rule_id="top", prizes_minor=listed).prizes_minor == (5, 5)


def test_who_sold_too_little_has_no_place() -> None:
    assert ranked({"a": 5, "b": 4}, 10, 5, at_least=5) == {"a": 10}


@given(sold=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 4)))
def test_as_much_is_paid_as_places_are_taken(sold: dict[str, int]) -> None:
    prizes = (100, 51, 20)
    found = ranked(sold, *prizes)
    assert sum(found.values()) == sum(prizes[: sum(one > 0 for one in sold.values())])
    for one, other in ((a, b) for a in found for b in found if sold[a] > sold[b]):
        assert found[one] >= found[other]


@pytest.mark.parametrize(
    ("fields", "got"),
    [
        ({"prizes_minor": ()}, "()"),
        ({"prizes_minor": (1, 2)}, "(1, 2)"),
        ({"volume": "x"}, "'x'"),
        ({"at_least_minor": 0}, "0"),
        ({"is_held": 1}, "1"),
    ],
)
def test_what_is_no_ranking_is_refused(fields: dict[str, object], got: str) -> None:
    with pytest.raises(PolicyError) as caught:
        TopN(**{"rule_id": "top", "prizes_minor": (1,)} | fields)  # type: ignore[arg-type]  # wrong on purpose
    assert (caught.value.field, caught.value.got) == (next(iter(fields)), got)


def test_no_rate_bounds_it() -> None:
    assert TopN(rule_id="top", prizes_minor=(1,)).share_ppm is None
