"""Tiers: the worked example, a plain model, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.model.who import ANYBODY
from fenxiao.money import PPM
from fenxiao.rules.period.bands import BANDINGS, Band, Banding, value
from fenxiao.rules.period.sales import VOLUMES, VolumeOf
from fenxiao.rules.period.tiers import Tiers
from tests.rules.period.forests import Forest, forests

BANDS = (Band(from_minor=0, rate_ppm=10_000), Band(from_minor=1_000, rate_ppm=50_000))
SIZES: dict[VolumeOf, range] = {
    "own": range(1),
    "direct": range(1, 2),
    "team": range(1, 4),
    "team_and_own": range(4),
}


@pytest.mark.parametrize(("mode", "expected"), [("marginal", 60), ("whole", 100)])
def test_the_worked_example(mode: Banding, expected: int) -> None:
    rule = Tiers(rule_id="month", bands=BANDS, mode=mode)
    forest = Forest({"a": None, "b": "a"}, {"b": 2_000})
    (given_one,) = rule.award(forest.sales(), ANYBODY)
    assert (given_one.member_id, given_one.amount_minor) == ("a", expected)


@given(forest=forests(), volume=st.sampled_from(VOLUMES), mode=st.sampled_from(BANDINGS))
def test_each_gets_his_bands_of_his_volume(forest: Forest, volume: VolumeOf, mode: Banding) -> None:
    rule = Tiers(rule_id="month", bands=BANDS, mode=mode, volume=volume)
    found = {one.member_id: one.amount_minor for one in rule.award(forest.sales(), ANYBODY)}
    for member in forest.parents:
        sold = sum(forest.at(member, distance) for distance in SIZES[volume])
        assert found.get(member, 0) == value(BANDS, sold, mode) // PPM
    assert rule.share_ppm is not None
    assert sum(found.values()) * PPM <= rule.share_ppm * sum(forest.own.values())


def test_a_whole_unit_is_paid_and_less_is_not() -> None:
    rule = Tiers(rule_id="month", bands=BANDS, volume="own")
    found = rule.award(Forest({"a": None, "b": None}, {"a": 100, "b": 99}).sales(), ANYBODY)
    assert [(one.member_id, one.amount_minor) for one in found] == [("a", 1)]


@pytest.mark.parametrize(
    "fields", [{"mode": "part"}, {"volume": "all"}, {"bands": ()}, {"is_held": 1}]
)
def test_what_is_no_field_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(PolicyError):
        Tiers(**{"rule_id": "month", "bands": BANDS} | fields)  # type: ignore[arg-type]  # wrong on purpose
