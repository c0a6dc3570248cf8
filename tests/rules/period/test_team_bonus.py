"""Team bonus: the whole team at the rate reached, less the teams below."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

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
    assert rule.share_ppm is not None
    assert sum(found.values()) * PPM <= rule.share_ppm * sum(forest.own.values())


def test_a_refund_below_can_raise_the_bonus_above() -> None:
    """An expected failure: the fan's whole team drops to a lower rate, and less is taken off."""
    rule = TeamBonus(rule_id="team", bands=BANDS)
    people = {"a": None, "b": "a"}
    before = bonus(Forest(people, {"a": 1_000, "b": 1_000}), rule)
    after = bonus(Forest(people, {"a": 1_000, "b": 900}), rule)
    assert (before["a"], after["a"]) == (100, 172)
