"""Proof: the greatest share is what the worst order pays, found again by trying them all.

The brute force settles a real line of every class for every chain of grades, mixed ones
too; it shares with the proof nothing but what settles orders.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.model.who import Who
from fenxiao.money import PPM
from fenxiao.rules import proof
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Multiply
from fenxiao.rules.conditions import Condition
from fenxiao.rules.custom import Custom
from fenxiao.rules.differential import Differential
from fenxiao.rules.levels import Levels
from fenxiao.rules.peer_bonus import PeerBonus
from fenxiao.rules.people import People, Person
from fenxiao.rules.plan import InForce, Plan
from fenxiao.rules.price_gap import PriceGap
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.role import Role
from fenxiao.rules.written import AnyRule
from tests.rules.desk import campaign, credit, item, made, over, people, person, row, settled, worth

GRADES = ("", "a", "b")
CATEGORIES = ("tea", "toys", "other")
small_rates = st.sampled_from([0, 10_000, 30_000, 55_555])


def chains(grades: tuple[str, ...] = GRADES) -> Iterator[People]:
    """Yield the buyer with three uplines, and a holder with inviters, of every mix of grades."""
    for mix in product(grades, repeat=4):
        for held in grades:
            inviters: dict[tuple[str, str], tuple[Person, ...]] = {
                ("team", "h"): (person("i", held), person("j", held))
            }
            yield people(
                *mix[1:],
                buyer=mix[0],
                credits=(credit("room", "h"),),
                holders={"h": person("h", held)},
                inviters=inviters,
            )


def paid_share(plan: Plan | InForce, who: People, category: str, paid_minor: int = PPM) -> Fraction:
    line = item(paid_minor, category=category, list_minor=paid_minor, cost_minor=0)
    drafts = settled(plan, who, line)[0].drafts
    whole = sum((worth(one) for one in drafts if one.is_paid), Fraction(0))
    return whole * PPM / paid_minor


def worst(plan: Plan | InForce, grades: tuple[str, ...] = GRADES) -> Fraction:
    """Return the most that any line pays, in ppm, by trying every class and chain."""
    return max(paid_share(plan, who, one) for who in chains(grades) for one in CATEGORIES)


@st.composite
def tables_of(draw: st.DrawFn, places: int) -> dict[str, Any]:
    """Draw rows by grade or category, and amounts of the rule's own."""
    amounts = st.lists(small_rates, min_size=1, max_size=places).map(tuple)
    rows = []
    for grade in draw(st.sets(st.sampled_from(["a", "b"]))):
        words = draw(st.sampled_from([(), ("tea",)]))
        rows.append(Row(grades=(grade,), categories=words, rates_ppm=draw(amounts)))
    if draw(st.booleans()):
        rows.append(Row(categories=("toys",), rates_ppm=draw(amounts)))
    return {"rows": tuple(rows), "rates_ppm": draw(amounts)}


conditions = st.sampled_from([(), ("tea",), ("tea", "toys")]).map(
    lambda words: Condition(categories=words)
)


@st.composite
def lists_of_rules(draw: st.DrawFn) -> tuple[AnyRule, ...]:
    """Draw rules of which a chain of one kind of person is the worst."""
    rules: list[AnyRule] = []
    if draw(st.booleans()):
        rules.append(Levels(rule_id="sale", when=draw(conditions), **draw(tables_of(3))))
    if draw(st.booleans()):
        own = draw(st.booleans())
        gap = Differential(rule_id="gap", has_own_sales=own, **draw(tables_of(1)))
        rules.append(gap)
    if draw(st.booleans()):
        rules.append(Role(rule_id="anchor", role="room", **draw(tables_of(3))))
    if draw(st.booleans()) or not rules:
        rules.append(Rebate(rule_id="back", when=draw(conditions), **draw(tables_of(1))))
    return tuple(rules)


@settings(max_examples=25)
@given(rules=lists_of_rules())
def test_the_greatest_share_is_what_the_worst_order_pays(rules: tuple[AnyRule, ...]) -> None:
    plan = made(*rules)
    found = plan.greatest_share()
    most = worst(plan)
    assert most <= found.share_ppm
    if found.is_exact:
        assert found.share_ppm - 1 < most  # the share is rounded up to a whole ppm


@settings(max_examples=15)
@given(rules=lists_of_rules())
def test_an_exact_witness_pays_its_share_with_everybody_of_its_grade(
    rules: tuple[AnyRule, ...],
) -> None:
    plan = made(*rules)
    found = plan.greatest_share()
    category = found.words[2] or "other"
    paid = max(paid_share(plan, who, category) for who in chains((found.grade,)))
    assert found.is_exact is (found.share_ppm - 1 < paid)


@settings(max_examples=25)
@given(rules=lists_of_rules(), ceiling_ppm=st.integers(0, 300_000))
def test_a_plan_above_its_ceiling_is_refused(rules: tuple[AnyRule, ...], ceiling_ppm: int) -> None:
    share_ppm = made(*rules).greatest_share().share_ppm
    if share_ppm <= ceiling_ppm:
        plan = made(*rules, trim="refuse", ceiling_ppm=ceiling_ppm)
        assert share_ppm == plan.greatest_share().share_ppm
        return
    with pytest.raises(PolicyError) as caught:
        made(*rules, trim="refuse", ceiling_ppm=ceiling_ppm)
    assert ("plan.ceiling", share_ppm) == (caught.value.code, caught.value.facts["share_ppm"])


@settings(max_examples=15)
@given(rules=lists_of_rules())
def test_beyond_the_search_the_sum_of_the_rules_is_never_too_low(
    rules: tuple[AnyRule, ...],
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proof, "SEARCH_LIMIT", 0)
        found = made(*rules).greatest_share()
    assert not found.is_exact
    assert made(*rules).greatest_share().share_ppm <= found.share_ppm


PERCENT = PPM // 100
GRADED = (row("a", percent=[5]), row("b", percent=[12]))
GAP = Differential(rule_id="gap", rows=GRADED)


@pytest.mark.parametrize(
    ("rules", "percent"),
    [
        pytest.param((Levels(rule_id="s", rates_ppm=(100_000, 50_000)),), 15, id="levels"),
        pytest.param(
            (Levels(rule_id="s", rates_ppm=(100_000,), self_rate_ppm=20_000),), 12, id="self too"
        ),
        pytest.param((GAP,), 12, id="a differential pays its best grade"),
        pytest.param(
            (GAP, PeerBonus(rule_id="p", of="gap", rates_ppm=(500_000, 250_000))),
            21,
            id="and peers of that: 12 + 6 + 3",
        ),
        pytest.param(
            (
                Levels(rule_id="s", rates_ppm=(10_000,)),
                Custom(rule_id="c", custom="x", at_most_ppm=20_000),
            ),
            3,
            id="the most that a custom rule may pay",
        ),
        pytest.param(
            (
                Levels(rule_id="s", rates_ppm=(100_000,)),
                Rebate(rule_id="r", base="commission", of="s", funded_by="s", rates_ppm=(500_000,)),
            ),
            10,
            id="what is paid out of a commission adds nothing",
        ),
        pytest.param(
            (
                Levels(rule_id="s", rates_ppm=(100_000,)),
                Rebate(rule_id="r", base="commission", of="s", rates_ppm=(500_000,)),
            ),
            15,
            id="a commission of a commission by the platform",
        ),
        pytest.param(
            (
                Custom(rule_id="c", custom="x", at_most_ppm=100_000),
                Rebate(rule_id="r", base="commission", of="c", rates_ppm=(500_000,)),
            ),
            15,
            id="a commission on the most that a custom rule may pay",
        ),
        pytest.param((PriceGap(rule_id="d", base="paid", rates_ppm=(600_000,)),), 40, id="a gap"),
        pytest.param(
            (
                Levels(rule_id="s", rates_ppm=(50_000,), when=Condition(is_first_order=True)),
                Levels(rule_id="t", rates_ppm=(70_000,), when=Condition(is_first_order=False)),
            ),
            7,
            id="an order is the first, or it is not",
        ),
        pytest.param(
            (
                Levels(rule_id="s", rates_ppm=(50_000,), when=Condition(at_least_minor=10**9)),
                Levels(rule_id="t", rates_ppm=(10_000,)),
            ),
            6,
            id="amounts that few orders reach",
        ),
        pytest.param(
            (
                Levels(
                    rule_id="s",
                    rows=(
                        Row(tenure_until_days=30, rates_ppm=(80_000,)),
                        Row(tenure_from_days=30, rates_ppm=(0,)),
                    ),
                    rates_ppm=(10_000,),
                ),
            ),
            8,
            id="promoters of less than a month",
        ),
        pytest.param(
            (
                Levels(rule_id="s", rates_ppm=(50_000,), when=Condition(at_least_minor=1_000)),
                Levels(
                    rule_id="t",
                    rows=(Row(until_minor=1_000, rates_ppm=(30_000,)),),
                    rates_ppm=(10_000,),
                    amount_of="order",
                ),
            ),
            6,
            id="a line is no more than its order",
        ),
    ],
)
def test_the_greatest_share_by_hand(rules: tuple[AnyRule, ...], percent: int) -> None:
    assert percent * PERCENT == made(*rules).greatest_share().share_ppm


def test_levels_of_which_each_place_has_its_own_worst_grade_are_summed_not_exact() -> None:
    rows = (row("a", percent=[10, 0]), row("b", percent=[0, 10]))
    found = made(Levels(rule_id="sale", rows=rows)).greatest_share()
    assert (20 * PERCENT, False) == (found.share_ppm, found.is_exact)


def test_campaigns_multiply_what_they_take_and_a_buyer_may_be_taken_or_not() -> None:
    plan = made(Levels(rule_id="sale", rates_ppm=(100_000,)))
    double = Multiply(rule_id="sale", factor_ppm=2_000_000)
    less = Multiply(rule_id="sale", factor_ppm=500_000)
    vips = Condition(buyer=Who(grades=("vip",)))
    first = campaign("1", multiplies=(double,), when=vips)
    second = campaign("2", multiplies=(less,))
    assert 20 * PERCENT == over(plan, first).witness.share_ppm
    assert 10 * PERCENT == over(plan, first, second).witness.share_ppm
    shut = campaign("0", multiplies=(less,), when=vips, excludes=("1",))
    assert 10 * PERCENT == over(plan, shut).witness.share_ppm


def test_a_witness_is_named_in_words() -> None:
    when = Condition(categories=("tea",))
    rule = Levels(rule_id="sale", rows=(row("a", percent=[3]),), rates_ppm=(0,), when=when)
    assert "category tea, everybody of grade a" == made(rule).greatest_share().line


def test_each_line_is_held_to_its_own_ceiling() -> None:
    when = Condition(categories=("tea",))
    plan = made(Levels(rule_id="sale", rates_ppm=(100_000,)), ceiling_ppm=100_000, trim="refuse")
    double = (Multiply(rule_id="sale", factor_ppm=2_000_000),)
    tea = campaign(multiplies=double, when=when, ceiling_ppm=200_000)
    found = over(plan, tea).witness
    assert (200_000, 200_000, "category tea") == (found.share_ppm, found.ceiling_ppm, found.line)
    assert found.above is None
    low = campaign(multiplies=double, when=when, ceiling_ppm=199_999)
    with pytest.raises(PolicyError) as caught:
        over(plan, low)
    facts = caught.value.facts
    assert (200_000, 199_999, "category tea") == (
        facts["share_ppm"],
        facts["ceiling_ppm"],
        facts["line"],
    )


def test_rules_that_pay_nothing_are_known_by_their_place() -> None:
    rules = (Levels(rule_id="s", rates_ppm=(0,)), Levels(rule_id="t", rates_ppm=(1,)))
    found = made(*rules).greatest_share()
    assert (frozenset({1}), frozenset({0, 1})) == (found.paying, found.taken)


def most_is_known(plan: Plan, grades: tuple[str, ...] = GRADES) -> bool:
    return worst(plan, grades) <= plan.greatest_share().share_ppm


def test_peers_in_two_runs_are_counted() -> None:
    gap = Differential(rule_id="gap", rows=GRADED, has_own_sales=True)
    peer = PeerBonus(rule_id="peer", of="gap", base="paid", rates_ppm=(20_000,))
    assert most_is_known(made(gap, peer))


def test_peers_of_a_grade_that_the_plan_does_not_name_are_counted() -> None:
    gap = Differential(rule_id="gap", rates_ppm=(100_000,))
    peer = PeerBonus(rule_id="peer", of="gap", rates_ppm=(100_000,))
    assert most_is_known(made(gap, peer))


def test_a_commission_of_a_mixed_chain_is_counted() -> None:
    rows = (row("a", percent=[10, 0]), row("b", percent=[0, 10]))
    sale = Levels(rule_id="sale", rows=rows)
    back = Rebate(rule_id="back", base="commission", of="sale", rates_ppm=(500_000,))
    assert most_is_known(made(sale, back))


def test_a_condition_that_a_refund_does_not_test_again_is_still_met_at_the_sale() -> None:
    when = Condition(at_least_minor=1_000)
    rule = Levels(rule_id="sale", rates_ppm=(100_000,), when=when, refund="no_retest")
    assert 10 * PERCENT == made(rule).greatest_share().share_ppm


def test_a_band_that_a_refund_does_not_test_again_is_still_met_at_the_sale() -> None:
    rows = (Row(from_minor=1_000, rates_ppm=(100_000,)),)
    rule = Levels(rule_id="sale", rows=rows, rates_ppm=(0,), refund="no_retest")
    assert 10 * PERCENT == made(rule).greatest_share().share_ppm


def test_peers_of_several_tenures_are_counted() -> None:
    rows = (
        Row(tenure_until_days=30, rates_ppm=(100_000, 0)),
        Row(tenure_from_days=30, rates_ppm=(0, 100_000)),
    )
    peer = PeerBonus(rule_id="peer", of="gap", rows=rows)
    plan = made(GAP, peer)
    tenures = (("u1", 0), ("u2", 0), ("u3", 30))
    chain = tuple(person(name, "b", days=days) for name, days in tenures)
    paid = paid_share(plan, People(person("b"), chain), "other")
    assert 144_000 == paid  # 12%, and of that a tenth to each of two peers
    assert paid <= plan.greatest_share().share_ppm


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param(
            tuple(
                Levels(rule_id=one, rates_ppm=(100_000,), when=Condition(buyer=Who(grades=(one,))))
                for one in ("a", "b")
            ),
            id="no buyer has two grades",
        ),
        pytest.param(
            tuple(
                Levels(rule_id=one, rates_ppm=(100_000,), earner=Who(grades=(one,)))
                for one in ("a", "b")
            ),
            id="no upline has two grades",
        ),
    ],
)
def test_what_nobody_can_meet_together_is_not_called_exact(rules: tuple[AnyRule, ...]) -> None:
    plan = made(*rules)
    assert 100_000 == worst(plan)
    assert not plan.greatest_share().is_exact
