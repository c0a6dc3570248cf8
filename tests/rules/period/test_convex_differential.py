"""Convex differential: the formula, its bound, and an attack search without gain."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, assume, find, given, settings
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.model.who import ANYBODY, Who
from fenxiao.money import PPM
from fenxiao.rules.period.bands import Band
from fenxiao.rules.period.convex_differential import ConvexDifferential, reward
from fenxiao.rules.period.sales import PeriodSales
from tests.rules.period.forests import Forest, forests


def bands(*rows: tuple[int, int]) -> tuple[Band, ...]:
    return tuple(Band(from_minor=start, rate_ppm=percent * 10_000) for start, percent in rows)


GROWING = ConvexDifferential(rule_id="growth", bands=bands((0, 5), (1_000, 10), (4_000, 20)))
FALLING = ConvexDifferential(
    rule_id="growth", bands=bands((0, 20), (1_000, 5)), permits_fake_gain=True
)


def awarded(rule: ConvexDifferential, sales: PeriodSales) -> dict[str, int]:
    return {one.member_id: one.amount_minor for one in rule.award(sales, ANYBODY)}


@st.composite
def curves(draw: st.DrawFn) -> ConvexDifferential:
    """Draw a convex curve, starting at 0 or above it."""
    starts = sorted(draw(st.sets(st.integers(0, 6_000), min_size=1, max_size=4)))
    slopes = sorted(draw(st.tuples(*(st.integers(0, PPM - 1) for _ in starts))))
    found = tuple(
        Band(from_minor=one, rate_ppm=rate) for one, rate in zip(starts, slopes, strict=True)
    )
    return ConvexDifferential(rule_id="growth", bands=found)


def test_the_worked_example() -> None:
    forest = Forest({"a": None, "b": "a", "c": "b"}, {"a": 0, "b": 1_000, "c": 3_000})
    # c: 50 + 200; b: the curve at 4000 is 350, less 250; a: the same 4000, less b's 4000
    assert awarded(GROWING, forest.sales()) == {"b": 100, "c": 250}


@given(forest=forests(), rule=curves())
def test_it_is_the_formula(forest: Forest, rule: ConvexDifferential) -> None:
    """A plain model: the curve of the recursion within three, less that within two of each fan."""

    def curve(volume: int) -> int:
        """Sum the slope of every single minor unit of a volume."""
        total = 0
        for place, band in enumerate(rule.bands):
            later = [one.from_minor for one in rule.bands[place + 1 :]]
            end = min([volume, *later])
            total += max(0, end - band.from_minor) * band.rate_ppm
        return total

    expected = {}
    for member in forest.parents:
        fans = [one for one, parent in forest.parents.items() if parent == member]
        exact = curve(forest.below(member, 3)) - sum(curve(forest.below(fan, 2)) for fan in fans)
        assert exact >= 0
        if exact >= PPM:
            expected[member] = exact // PPM
    assert awarded(rule, forest.sales()) == expected
    for one in rule.award(forest.sales(), ANYBODY):
        facts = dict(one.facts)
        fans = [fan for fan, parent in forest.parents.items() if parent == one.member_id]
        assert facts["below"] == str(sum(curve(forest.below(fan, 2)) for fan in fans))
        assert facts["children"] == len(fans)


@given(forest=forests(), rule=curves())
def test_all_together_get_at_most_the_steepest_slope(
    forest: Forest, rule: ConvexDifferential
) -> None:
    paid = sum(awarded(rule, forest.sales()).values())
    share_ppm = rule.share_ppm
    assert share_ppm is not None
    assert paid * PPM <= share_ppm * sum(forest.own.values())


@given(volumes=st.lists(st.integers(0, 5_000), max_size=4), own=st.integers(0, 5_000))
def test_no_reward_is_below_nothing(volumes: list[int], own: int) -> None:
    assert reward(GROWING.bands, own + sum(volumes), volumes) >= 0


# ---------------------------------------------------------------- the attack search


class Attack(NamedTuple):
    """A forest, and what one of its members made of it with accounts of his own."""

    before: Forest
    after: Forest
    attacker: str
    fakes: tuple[str, ...]
    extra_minor: int

    def gain(self, rule: ConvexDifferential) -> int:
        """Return what he has more of in the end, in minor units."""
        honest = awarded(rule, self.before.sales()).get(self.attacker, 0)
        found = awarded(rule, self.after.sales())
        return (
            sum(found.get(one, 0) for one in (self.attacker, *self.fakes))
            - honest
            - self.extra_minor
        )


@st.composite
def attacks(draw: st.DrawFn) -> Attack:
    """Draw an attack: fakes above, beside, below him and below his recruits, recruits moved."""
    before = draw(forests(most=7))
    attacker = draw(st.sampled_from(sorted(before.parents)))
    over = before.parents[attacker]
    parents = dict(before.parents)
    own = dict(before.own)
    fakes = tuple(f"f{number}" for number in range(draw(st.integers(0, 3))))
    mine = [one for one in before.parents if _stands_below(before, one, attacker)]
    places: list[str | None] = [over, attacker, *mine]
    for fake in fakes:
        parents[fake] = draw(st.sampled_from(places))
        places.append(fake)
    parents[attacker] = draw(st.sampled_from([over, *fakes]))
    for recruit in [one for one, parent in before.parents.items() if parent == attacker]:
        parents[recruit] = draw(st.sampled_from([attacker, *fakes]))
    left = own[attacker]
    for fake in fakes:
        own[fake] = draw(st.integers(0, left))
        left -= own[fake]
    own[attacker] = left
    extra = 0
    for one in (attacker, *fakes):
        bought = draw(st.integers(0, 2_000))
        own[one] += bought
        extra += bought
    after = Forest(parents, own)
    assume(after.is_forest())
    return Attack(before, after, attacker, fakes, extra)


def _stands_below(forest: Forest, member: str, other: str) -> bool:
    above = forest.parents[member]
    while above is not None and above != other:
        above = forest.parents[above]
    return above == other


@settings(max_examples=600, suppress_health_check=[HealthCheck.filter_too_much])
@given(attack=attacks(), rule=curves() | st.just(GROWING))
def test_no_attack_gains(attack: Attack, rule: ConvexDifferential) -> None:
    assert attack.gain(rule) <= 0


def every_small_attack() -> Iterator[Attack]:
    """Yield every attack with one fake on every forest of three members and some volumes."""
    names = ("u0", "u1", "u2")
    for places in product((None,), (None, "u0"), (None, "u0", "u1")):
        for volumes in product((0, 600, 1_500), repeat=3):
            before = Forest(
                dict(zip(names, places, strict=True)), dict(zip(names, volumes, strict=True))
            )
            for attacker in names:
                yield from _with_one_fake(before, attacker)


def _with_one_fake(before: Forest, attacker: str) -> Iterator[Attack]:
    over, own = before.parents[attacker], before.own[attacker]
    recruits = [one for one, parent in before.parents.items() if parent == attacker]
    mine = [one for one in before.parents if _stands_below(before, one, attacker)]
    homes = product((attacker, "f"), repeat=len(recruits))
    for place, top, moved in product((over, attacker, *mine), (over, "f"), list(homes)):
        parents = dict(before.parents) | {"f": place, attacker: top}
        parents |= dict(zip(recruits, moved, strict=True))
        for kept in {0, own // 2, own}:
            after = Forest(parents, dict(before.own) | {attacker: kept, "f": own - kept})
            if after.is_forest():
                yield Attack(before, after, attacker, ("f",), 0)


def test_no_small_attack_gains_and_falling_slopes_reward_many() -> None:
    """Every one of some thousands of attacks is tried, on both curves."""
    tried = list(every_small_attack())
    assert len(tried) > 3_000
    assert max(one.gain(GROWING) for one in tried) == 0
    assert sum(one.gain(FALLING) > 0 for one in tried) > len(tried) // 10


def test_the_same_search_finds_a_gain_where_slopes_fall() -> None:
    """The negative control: a team cut in two earns the steep first slope twice."""
    gained = find(
        attacks(),
        lambda one: one.gain(FALLING) > 0,
        settings=settings(max_examples=5_000, suppress_health_check=list(HealthCheck)),
    )
    assert gained.gain(FALLING) > 0
    assert gained.gain(GROWING) <= 0


def test_two_fakes_beside_each_other_double_a_falling_curve() -> None:
    whole = Forest({"u": None, "a": "u", "b": "u"}, {"u": 0, "a": 1_000, "b": 1_000})
    cut = Forest({"u": None, "f": None, "a": "u", "b": "f"}, dict(whole.own))
    own = Forest({"u": None}, {"u": 2_000})
    apart = Forest({"u": None, "f": None}, {"u": 1_000, "f": 1_000})
    assert Attack(own, apart, "u", ("f",), 0).gain(FALLING) == 150
    assert Attack(own, apart, "u", ("f",), 0).gain(GROWING) == -50
    assert Attack(whole, cut, "u", ("f",), 0).gain(GROWING) <= 0


# ---------------------------------------------------------------- what pays by nature


def test_merging_honest_accounts_pays() -> None:
    """An expected failure: two honest members who become one account earn more together."""
    apart = awarded(GROWING, Forest({"a": None, "b": None}, {"a": 1_000, "b": 1_000}).sales())
    merged = awarded(GROWING, Forest({"a": None}, {"a": 2_000}).sales())
    assert (sum(apart.values()), sum(merged.values())) == (100, 150)


def test_poaching_by_a_rebind_pays() -> None:
    """An expected failure: whoever gets another's recruit moved under himself earns more."""
    own = {"a": 1_000, "b": 0, "c": 3_000}
    before = awarded(GROWING, Forest({"a": None, "b": None, "c": "b"}, own).sales())
    after = awarded(GROWING, Forest({"a": None, "b": None, "c": "a"}, own).sales())
    assert (before["a"], after["a"]) == (50, 100)


def test_bunching_purchases_in_one_period_pays() -> None:
    """An expected failure: two months' purchases in one month earn more."""
    month = awarded(GROWING, Forest({"a": None}, {"a": 1_000}).sales())["a"]
    both = awarded(GROWING, Forest({"a": None}, {"a": 2_000}).sales())["a"]
    assert (2 * month, both) == (100, 150)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"bands": bands((0, 10), (1_000, 5))}, "plan.not_convex", id="falling"),
        pytest.param(
            {"bands": bands((0, 10), (1_000, 100))}, "plan.bad_field", id="a slope of 100%"
        ),
        pytest.param({"bands": ()}, "plan.bad_field", id="no band"),
        pytest.param({"bands": bands((5, 1), (5, 2))}, "plan.bad_field", id="one start twice"),
        pytest.param(
            {"bands": bands((0, 1)), "earner": Who(grades=("gold",))},
            "plan.bad_field",
            id="a curve for some only",
        ),
        pytest.param(
            {"bands": bands((0, 1)), "permits_fake_gain": 1}, "plan.bad_field", id="no flag"
        ),
        pytest.param({"bands": bands((0, 1)), "is_held": 1}, "plan.bad_field", id="no flag either"),
    ],
)
def test_what_is_refused(fields: dict[str, object], code: str) -> None:
    with pytest.raises(PolicyError) as caught:
        ConvexDifferential(rule_id="growth", **fields)  # type: ignore[arg-type]  # wrong on purpose
    assert caught.value.code == code


def test_a_reward_below_nothing_is_none_where_slopes_may_fall() -> None:
    forest = Forest({"u": None, "a": "u", "b": "u"}, {"u": 0, "a": 2_000, "b": 2_000})
    assert sorted(awarded(FALLING, forest.sales())) == ["a", "b"]
