"""Team bonus: the whole team at the rate reached, less the teams below."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.model.who import ANYBODY
from fenxiao.money import PPM
from fenxiao.rules.period.bands import BANDINGS, Band, Banding, value
from fenxiao.rules.period.team_bonus import TeamBonus
from tests.rules.period.forests import Forest, forests

BANDS = (Band(from_minor=500, rate_ppm=20_000), Band(from_minor=1_000, rate_ppm=100_000))


def bonus(forest: Forest, rule: TeamBonus) -> dict[str, int]:
    return {one.member_id: one.amount_minor for one in rule.award(forest.sales(), ANYBODY)}


@given(forest=forests(), mode=st.sampled_from(BANDINGS), less=st.booleans())
def test_it_is_the_difference_and_never_below_nothing(
    forest: Forest, mode: Banding, less: bool
) -> None:
    rule = TeamBonus(rule_id="team", bands=BANDS, mode=mode, less_below=less)
    found = bonus(forest, rule)
    for member in forest.parents:
        fans = [one for one, parent in forest.parents.items() if parent == member and less]
        exact = value(BANDS, forest.below(member, 3), mode)
        exact -= sum(value(BANDS, forest.below(fan, 2), mode) for fan in fans)
        assert found.get(member, 0) == max(0, exact // PPM)
    assert all(found.values())
    assert rule.share_ppm is not None
    assert sum(found.values()) * PPM <= rule.share_ppm * sum(forest.own.values())


def test_where_rates_fall_a_team_that_is_worth_less_than_those_below_gets_nothing() -> None:
    falling = (Band(from_minor=0, rate_ppm=100_000), Band(from_minor=1_000, rate_ppm=20_000))
    people = {"a": None, "b": "a", "c": "a"}
    rule = TeamBonus(rule_id="team", bands=falling)
    assert bonus(Forest(people, {"b": 900, "c": 900}), rule) == {"b": 90, "c": 90}
    assert bonus(Forest(people, {"a": 10, "b": 9}), rule) == {"a": 1}  # b's part is not a unit


def test_bands_are_a_tuple_whatever_list_they_were() -> None:
    listed: Any = list(BANDS)
    assert TeamBonus(rule_id="team", bands=listed).bands == BANDS


@pytest.mark.parametrize(
    "fields", [{"is_held": 1}, {"bands": ()}, {"mode": "part"}, {"less_below": 1}]
)
def test_what_is_no_team_bonus_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(PolicyError):
        TeamBonus(**{"rule_id": "team", "bands": BANDS} | fields)  # type: ignore[arg-type]  # wrong on purpose


def test_a_refund_below_can_raise_the_bonus_above() -> None:
    """An expected failure: the fan's whole team drops to a lower rate, and less is taken off."""
    rule = TeamBonus(rule_id="team", bands=BANDS)
    people = {"a": None, "b": "a"}
    before = bonus(Forest(people, {"a": 1_000, "b": 1_000}), rule)
    after = bonus(Forest(people, {"a": 1_000, "b": 900}), rule)
    assert (before["a"], after["a"]) == (100, 172)
