"""Awarding: the order of rules, what budgets and caps leave, and the ceiling over all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.who import Who
from fenxiao.money import PPM
from fenxiao.rules.period.awarding import Closing, awards
from fenxiao.rules.period.bands import Band
from fenxiao.rules.period.member_cap import MemberCap
from fenxiao.rules.period.milestone import Milestone
from fenxiao.rules.period.pool import Pool, Weight
from fenxiao.rules.period.sales import PeriodSales
from fenxiao.rules.period.tiers import Tiers
from tests.rules.period.forests import Forest, forests

TIERS = Tiers(
    rule_id="month", bands=(Band(from_minor=0, rate_ppm=100_000),), volume="own", is_held=False
)
GOAL = Milestone(rule_id="goal", from_minor=500, amount_minor=100, volume="own")


def test_lines_that_waited_come_first_and_a_cap_cuts_what_stands_before_it() -> None:
    cap = MemberCap(rule_id="cap", of_rules=("sale", "month"), at_most_minor=120)
    closing = Closing("p", "", (TIERS, cap, GOAL), waiting=("sale",))
    sales = Forest({"a": None}, {"a": 1_000}).sales()._replace(claims={("sale", "a"): (50, 50)})
    found = [(one.rule_id, one.amount_minor) for one in awards(closing, sales)]
    assert found == [("sale", 50), ("month", 70), ("goal", 100)]


def test_who_waits_is_taken_in_the_order_of_the_plan() -> None:
    closing = Closing("p", "", (), waiting=("z", "a"))
    sales = PeriodSales(claims={("a", "u"): (1, 1), ("z", "v"): (5, 2), ("z", "u"): (3, 3)})
    found = awards(closing, sales)
    assert [one[:3] for one in found] == [("z", "u", 3), ("z", "v", 2), ("a", "u", 1)]
    assert [[tuple(cut) for cut in one.cuts] for one in found] == [[], [("budget", 3)], []]


def test_a_trim_fills_the_ceiling_rule_by_rule_and_shares_the_last() -> None:
    closing = Closing("p", "", (TIERS, GOAL), ceiling_ppm=200_000, is_trimmed=True)
    forest = Forest({"a": None, "b": None}, {"a": 500, "b": 501})
    sales = forest.sales()._replace(kept_minor=40)  # room: 200 - 40
    found = {(one.rule_id, one.member_id): one.amount_minor for one in awards(closing, sales)}
    assert found == {
        ("month", "a"): 50,
        ("month", "b"): 50,
        ("goal", "a"): 30,
        ("goal", "b"): 30,
    }


def test_who_is_left_whole_by_a_trim_has_no_cut() -> None:
    equal = Milestone(rule_id="goal", from_minor=1, amount_minor=1, volume="own")
    closing = Closing("p", "", (equal,), ceiling_ppm=10_000, is_trimmed=True)
    sales = Forest({"a": None, "b": None}, {"a": 50, "b": 50}).sales()  # room for one of two
    first, second = awards(closing, sales)
    assert (first.amount_minor, first.cuts) == (1, ())
    assert (second.amount_minor, [tuple(cut) for cut in second.cuts]) == (0, [("ceiling", 1)])


def test_awards_of_which_a_cap_left_nothing_need_no_room() -> None:
    cap = MemberCap(rule_id="cap", of_rules=("goal",), at_most_minor=0)
    closing = Closing("p", "", (GOAL, cap), ceiling_ppm=0, is_trimmed=True)
    (found,) = awards(closing, Forest({"a": None}, {"a": 500}).sales())
    assert (found.amount_minor, [tuple(cut) for cut in found.cuts]) == (0, [("cap:cap", 100)])


def test_nothing_is_trimmed_where_no_plan_says_so() -> None:
    most = Milestone(rule_id="goal", from_minor=1, amount_minor=100, volume="own")
    (found,) = awards(Closing("p", "", (most,)), Forest({"a": None}, {"a": 1}).sales())
    assert found.amount_minor == 100


@given(
    forest=forests(),
    ceiling_ppm=st.integers(0, PPM),
    kept_ppm=st.integers(0, PPM),
    asked=st.integers(0, 500),
)
def test_no_period_pays_above_its_ceiling(
    forest: Forest, ceiling_ppm: int, kept_ppm: int, asked: int
) -> None:
    pool = Pool(rule_id="pool", amount_minor=777, weights=(Weight(name="s", weight=1),))
    closing = Closing(
        "p", "", (TIERS, GOAL, pool), ("sale",), (), Who(), ceiling_ppm, is_trimmed=True
    )
    total = sum(forest.own.values())
    most = total * ceiling_ppm // PPM
    kept = most * kept_ppm // PPM
    waited = min(asked, kept)
    sales = forest.sales()._replace(kept_minor=kept, claims={("sale", "u0"): (waited, waited)})
    found = awards(closing, sales)
    paid = sum(one.amount_minor for one in found) - waited
    assert kept + paid <= most
    assert all(one.amount_minor >= 0 for one in found)
    loose = awards(closing._replace(is_trimmed=False), sales)
    assert [one[:2] for one in loose] == [one[:2] for one in found]
    for free, cut in zip(loose, found, strict=True):
        assert free.amount_minor == cut.amount_minor + sum(one.amount_minor for one in cut.cuts)
    wanted = sum(one.amount_minor for one in loose) - waited
    assert paid == min(wanted, most - kept)


def test_what_asks_who_a_seller_is() -> None:
    graded = Pool(rule_id="p", amount_minor=1, by="grades", weights=(Weight(name="g", weight=1),))
    cap = MemberCap(rule_id="cap", of_rules=("month",), at_most_minor=1)
    assert not Closing("p", "", (TIERS, cap)).asks
    assert Closing("p", "", (TIERS, graded)).asks
    strict = Milestone(rule_id="m", from_minor=1, amount_minor=1, earner=Who(is_verified=True))
    assert Closing("p", "", (TIERS, strict)).asks
    assert Closing("p", "", (TIERS,), earner=Who(is_verified=True)).asks


def test_awards_of_lines_are_held_and_others_as_their_rule_says() -> None:
    cap = MemberCap(rule_id="cap", of_rules=("month",), at_most_minor=1)  # has no awards itself
    closing = Closing("p", "", (TIERS, cap, GOAL), waiting=("sale",))
    found = [closing.is_held(one) for one in ("sale", "month", "cap", "goal")]
    assert found == [True, False, True, True]
