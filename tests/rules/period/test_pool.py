"""Pool: exact to the unit, however it is shared."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.model.who import ANYBODY
from fenxiao.rules.people import blank
from fenxiao.rules.period.pool import Pool, Weight
from fenxiao.rules.period.sales import PeriodSales
from tests.rules.period.forests import Forest, forests

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


def test_a_refund_of_one_can_raise_the_part_of_another() -> None:
    """An expected failure: the pool shrinks by less than the other's part of it grows."""
    pool = Pool(rule_id="p", amount_minor=100, by="volume", volume="own")
    people = {"a": None, "b": None}
    before = shared(pool, Forest(people, {"a": 100, "b": 100}).sales())
    after = shared(pool, Forest(people, {"a": 100, "b": 0}).sales())
    assert (before["a"], after["a"]) == (50, 100)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"rate_ppm": 0}, id="no pool"),
        pytest.param({"amount_minor": 5}, id="two pools"),
        pytest.param({"by": "volume"}, id="weights of volumes"),
        pytest.param({"weights": ()}, id="no holder"),
        pytest.param({"weights": (SHAREHOLDERS[0], SHAREHOLDERS[0])}, id="a holder twice"),
        pytest.param({"at_least_minor": 5}, id="a volume of holders"),
        pytest.param({"earner": ANYBODY}, id="a condition on holders"),
        pytest.param({"by": "all"}, id="another way"),
    ],
)
def test_what_is_no_pool_is_refused(fields: dict[str, object]) -> None:
    given_fields = {"rule_id": "p", "rate_ppm": 10_000, "weights": SHAREHOLDERS}
    with pytest.raises(PolicyError):
        Pool(**given_fields | fields)  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize("weight", [0, -1, 1.5, 10**9 + 1])
def test_a_weight_is_a_whole_number(weight: int) -> None:
    with pytest.raises(PolicyError):
        Weight(name="s", weight=weight)


def test_what_a_rate_bounds() -> None:
    assert Pool(rule_id="p", rate_ppm=5, by="volume").share_ppm == 5
    assert Pool(rule_id="p", amount_minor=5, by="volume").share_ppm is None
