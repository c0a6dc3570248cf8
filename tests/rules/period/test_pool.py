"""Pool: exact to the unit, however it is shared."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.model.who import ANYBODY
from fenxiao.rules.people import blank
from fenxiao.rules.period.pool import Pool, Weight
from fenxiao.rules.period.sales import PeriodSales
from tests.rules.period.forests import Forest, forests

BY_VOLUME = {"by": "volume", "weights": ()}
SHAREHOLDERS = tuple(Weight(name=f"s{number:02}", weight=1) for number in range(17))


def shared(pool: Pool, sales: PeriodSales) -> dict[str, int]:
    return {one.member_id: one.amount_minor for one in pool.award(sales, ANYBODY)}


def test_ten_among_seventeen_shareholders_is_exact() -> None:
    pool = Pool(rule_id="pool", rate_ppm=10_000, weights=SHAREHOLDERS)
    found = shared(pool, PeriodSales(volume_minor=100_000))
    assert sum(found.values()) == 1_000
    assert sorted(found.values()) == [58] * 3 + [59] * 14
    assert min(found) == "s00"


@given(
    total=st.integers(1, 10**12),
    weights=st.lists(st.integers(1, 10**9), min_size=1, max_size=17),
)
def test_holders_get_the_pool_and_less_than_a_unit_off_their_part(
    total: int, weights: list[int]
) -> None:
    holders = tuple(Weight(name=f"s{place}", weight=one) for place, one in enumerate(weights))
    found = shared(Pool(rule_id="p", amount_minor=total, weights=holders), PeriodSales())
    assert sum(found.values()) == total
    for holder in holders:
        exact = Fraction(total * holder.weight, sum(weights))
        assert abs(found.get(holder.name, 0) - exact) < 1


@given(forest=forests(), rate_ppm=st.integers(1, 1_000_000))
def test_by_volume_it_is_shared_as_was_sold(forest: Forest, rate_ppm: int) -> None:
    pool = Pool(rule_id="p", rate_ppm=rate_ppm, by="volume", volume="own")
    total = sum(forest.own.values())
    found = shared(pool, forest.sales())
    assert sum(found.values()) == total * rate_ppm // 1_000_000
    for member, own in forest.own.items():
        if total:
            exact = Fraction(total * rate_ppm // 1_000_000 * own, total)
            assert abs(found.get(member, 0) - exact) < 1


def test_by_grade_only_sellers_of_a_named_grade_share() -> None:
    forest = Forest({"a": None, "b": "a", "c": "b"}, {"a": 0, "b": 100, "c": 900})
    known = {
        name: blank(name)._replace(grade=grade) for name, grade in (("a", "gold"), ("b", "silver"))
    }
    weights = (Weight(name="gold", weight=3), Weight(name="silver", weight=1))
    pool = Pool(rule_id="p", amount_minor=100, by="grades", weights=weights)
    assert shared(pool, forest.sales(known)) == {"a": 75, "b": 25}
    more = Pool(rule_id="p", amount_minor=100, by="grades", weights=weights, at_least_minor=901)
    assert shared(more, forest.sales(known)) == {"a": 100}


def test_who_has_just_the_volume_that_is_asked_shares() -> None:
    forest = Forest({"a": None, "b": None}, {"a": 300, "b": 299})
    pool = Pool(rule_id="p", amount_minor=10, by="volume", volume="own", at_least_minor=300)
    assert shared(pool, forest.sales()) == {"a": 10}


def test_a_pool_of_which_nobody_has_a_part_is_not_paid() -> None:
    assert shared(Pool(rule_id="p", amount_minor=10, by="volume"), PeriodSales()) == {}
    assert shared(Pool(rule_id="p", rate_ppm=10_000, weights=SHAREHOLDERS), PeriodSales()) == {}


def test_who_gets_no_unit_of_a_pool_has_no_award() -> None:
    pool = Pool(rule_id="p", amount_minor=3, weights=SHAREHOLDERS)
    assert shared(pool, PeriodSales()) == {"s00": 1, "s01": 1, "s02": 1}


def test_percents_and_lists_become_what_the_rule_holds() -> None:
    written: dict[str, Any] = {"rate_ppm": "10%", "weights": list(SHAREHOLDERS)}
    pool = Pool(rule_id="p", **written)
    assert (pool.rate_ppm, pool.weights) == (100_000, SHAREHOLDERS)


def test_a_refund_of_one_can_raise_the_part_of_another() -> None:
    """An expected failure: the pool shrinks by less than the other's part of it grows."""
    pool = Pool(rule_id="p", amount_minor=100, by="volume", volume="own")
    people = {"a": None, "b": None}
    before = shared(pool, Forest(people, {"a": 100, "b": 100}).sales())
    after = shared(pool, Forest(people, {"a": 100, "b": 0}).sales())
    assert (before["a"], after["a"]) == (50, 100)


@pytest.mark.parametrize(
    ("at_fault", "fields"),
    [
        pytest.param("is_held", {"is_held": 1}, id="no flag"),
        pytest.param("rate_ppm", {"rate_ppm": "101%"}, id="more than all"),
        pytest.param("amount_minor", {"rate_ppm": 0, "amount_minor": -5}, id="less than nothing"),
        pytest.param("amount_minor", {"rate_ppm": 0}, id="no pool"),
        pytest.param("amount_minor", {"amount_minor": 5}, id="two pools"),
        pytest.param("weights", {"by": "volume"}, id="weights of volumes"),
        pytest.param("weights", {"weights": ()}, id="no holder"),
        pytest.param("weights", {"weights": SHAREHOLDERS[:1] * 2}, id="a holder twice"),
        pytest.param("volume", {"volume": "x"}, id="no volume"),
        pytest.param("at_least_minor", {"at_least_minor": 5}, id="a volume of holders"),
        pytest.param("at_least_minor", BY_VOLUME | {"at_least_minor": -5}, id="less than none"),
        pytest.param("earner", {"earner": ANYBODY}, id="a condition on holders"),
        pytest.param("by", {"by": "all"}, id="another way"),
    ],
)
def test_what_is_no_pool_is_refused(at_fault: str, fields: dict[str, object]) -> None:
    given_fields = {"rule_id": "p", "rate_ppm": 10_000, "weights": SHAREHOLDERS}
    with pytest.raises(PolicyError) as caught:
        Pool(**given_fields | fields)  # type: ignore[arg-type]  # wrong on purpose
    assert caught.value.field == at_fault


@pytest.mark.parametrize("weight", [0, -1, 1.5, 10**9 + 1])
def test_a_weight_is_a_whole_number(weight: int) -> None:
    with pytest.raises(PolicyError):
        Weight(name="s", weight=weight)


def test_whoever_has_a_weight_has_a_name() -> None:
    with pytest.raises(PolicyError):
        Weight(name="", weight=1)


def test_what_a_rate_bounds() -> None:
    assert Pool(rule_id="p", rate_ppm=5, by="volume").share_ppm == 5
    assert Pool(rule_id="p", amount_minor=5, by="volume").share_ppm is None
