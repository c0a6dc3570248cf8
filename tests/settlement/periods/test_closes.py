"""Closes: what begins, what goes on, what is refused, and what earlier periods are corrected by."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fenxiao.errors import PolicyError
from fenxiao.graph.grades import AtLeast, Grade, GradePolicy
from fenxiao.model.careers import GradeSet
from fenxiao.model.records import Periods
from fenxiao.model.who import Who
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.levels import Levels
from fenxiao.rules.period.member_cap import MemberCap
from fenxiao.rules.period.pool import Pool, Weight
from fenxiao.rules.period.tiers import Tiers
from fenxiao.settlement.policy import Policy
from tests.settlement.periods.shop import (
    at,
    back,
    bands,
    booked,
    buy,
    close,
    opened,
    plan,
    policy,
    told,
    wallets,
)

TIERS = Tiers(rule_id="month", bands=bands((0, 10)), volume="direct")
FREE = replace(TIERS, is_held=False)


def refusal(book: Any, event: Any) -> Any:
    found = book.apply(event).refusal
    assert found is not None
    return found.code, found.kind, dict(found.facts)


def test_awards_are_held_until_the_next_close() -> None:
    book = told(opened(policy(TIERS, ceiling_ppm=500_000)), buy("o1", "u2", 1_000), close(0))
    assert wallets(book)["u1"] == (100, 0)
    told(book, close(1))
    assert wallets(book)["u1"] == (0, 100)
    assert [one.deferred_minor for one in book.wallets()] == [100]  # the line rule's


def test_a_rule_may_pay_at_once() -> None:
    book = told(opened(policy(FREE)), buy("o1", "u2", 1_000), close(0))
    assert wallets(book)["u1"] == (0, 100)


def test_a_late_refund_is_corrected_in_the_next_close_and_may_be_a_debt() -> None:
    book = told(opened(policy(FREE)), buy("o1", "u2", 1_000), close(0))
    told(book, back("o1", 1_000, month=1), close(1))
    assert booked(book) == {}
    assert wallets(book)["u1"] == (0, 0)
    (gone,) = book.awards("m1", "CNY", "m0")
    assert book.explain_period("m1", "CNY", "m0") == ("month: nothing is left for u1.",)
    assert (gone.amount_minor, gone.facts) == (0, (("kind", "nothing"),))


def test_an_order_that_is_told_late_counts_in_its_own_period() -> None:
    early = replace(plan(TIERS), terms_at="placed")
    book = told(opened(Policy(plans=(early,))), buy("o1", "u2", 1_000), close(0))
    late = replace(buy("o2", "u2", 500, month=1), placed_at=at(0, 5))
    told(book, late, close(1))
    assert (booked(book, 0), booked(book, 1)) == ({("month", "u1"): 150}, {})


def test_what_is_before_the_first_period_is_never_counted() -> None:
    book = told(opened(policy(TIERS)), buy("o1", "u2", 1_000), close(1))
    assert booked(book, 1) == {}


def test_each_payer_and_currency_closes_alone() -> None:
    book = told(opened(policy(TIERS)), buy("o1", "u2", 1_000))
    told(book, close(0, payer_id="m2", event_id="other"), close(0))
    assert booked(book) == {("month", "u1"): 100}


def test_a_period_is_closed_once() -> None:
    book = told(opened(policy(TIERS)), close(0))
    code, kind, facts = refusal(book, close(0, event_id="again"))
    assert (code, kind) == ("period.already_closed", "final")
    assert facts == {"period": "m0", "payer_id": "m1", "currency": "CNY"}
    assert book.apply(close(0, event_id="again")).refusal is not None  # remembered
    assert book.apply(close(0)).status == "replayed"


@pytest.mark.parametrize("days", [-1, 1], ids=["an overlap", "a gap"])
def test_periods_follow_each_other(days: int) -> None:
    book = told(opened(policy(TIERS)), close(0))
    wrong = close(1, since=at(1) + timedelta(days=days))
    assert refusal(book, wrong)[:2] == ("period.gap", "final")


def test_a_close_waits_for_the_one_before() -> None:
    book = told(opened(policy(TIERS)), buy("o1", "u2", 1_000), buy("o2", "u2", 1_000))
    book.apply(close(0, limit=1))
    assert refusal(book, close(1))[:2] == ("period.unfinished", "retry")
    list(book.resume())
    told(book, close(1))


def test_where_a_close_stands_is_one_row() -> None:
    book = told(opened(policy(TIERS)), buy("o1", "u2", 1_000))
    book.apply(close(0, limit=1))
    found, _ = book.rows["periods", "m1", "CNY"]
    assert isinstance(found, Periods)
    assert (found.phase, found.run, [one.plan_id for one in found.work]) == ("count", 1, ["p1"])
    list(book.resume())
    done, _ = book.rows["periods", "m1", "CNY"]
    assert isinstance(done, Periods)
    assert (done.phase, done.work) == ("done", ())


def test_a_plan_that_is_gone_or_changed_stops_the_correction() -> None:
    book = told(opened(policy(TIERS)), buy("o1", "u2", 1_000), close(0))
    told(book, back("o1", 100, month=1))
    later = replace(plan(TIERS), plan_id="p2")
    book.policy = Policy(plans=(later,))
    assert book.apply(close(1)).status == "applied"  # counting needs no plan
    for found, code in ((later, "period.no_plan"), (plan(FREE), "period.rules_changed")):
        book.policy = Policy(plans=(found,))
        (decision,) = book.resume()
        assert decision.refusal is not None
        assert (decision.refusal.code, decision.refusal.kind) == (code, "retry")
    book.policy = policy(TIERS)
    list(book.resume())
    assert booked(book) == {("month", "u1"): 90}
    assert book.store.waiting == ()


LADDER = GradePolicy(grades=(Grade(name="gold", all_of=(AtLeast(counter="fans", count=1_000),)),))


def gold(member_id: str, month: int, day: float = 3, grade: str | None = "gold") -> GradeSet:
    return GradeSet(
        id=f"grade {member_id} {month} {day}",
        at=at(month, day),
        member_id=member_id,
        grade=grade,
        reason="by hand",
        maker_id="maker",
        checker_id="checker",
    )


def test_who_qualifies_is_frozen_at_the_close() -> None:
    golden = replace(TIERS, earner=Who(grades=("gold",)))
    shared = Pool(
        rule_id="pool", rate_ppm=100_000, by="grades", weights=(Weight(name="gold", weight=1),)
    )
    found = policy(golden, shared, grades=LADDER)
    book = told(opened(found), gold("u1", 0), buy("o1", "u2", 1_000), buy("o2", "u3", 1_000))
    assert {one.member_id for one in book.estimate("m1", "CNY", at(0), at(1))} == {"u1"}
    told(book, close(0, limit=1))
    assert booked(book) == {("month", "u1"): 100, ("pool", "u1"): 200}
    told(book, gold("u2", 1), gold("u1", 1, grade=None))  # too late for the first month
    told(book, back("o1", 500, month=1), close(1, limit=1))
    assert booked(book) == {("month", "u1"): 50, ("pool", "u1"): 150}


GIFT = Campaign(
    campaign_id="618",
    starts_at=at(0),
    ends_at=at(1),
    rules=(Levels(rule_id="gift", rates_ppm=(100_000,)),),
    budget_minor=150,
)


def test_a_budget_ends_in_the_middle_of_an_order() -> None:
    found = policy(campaigns=(GIFT,))
    book = told(
        opened(found), buy("o1", "u2", 1_000), buy("o2", "u3", 300, 400), buy("o3", "u2", 100)
    )
    assert {one.deferred_minor for one in book.wallets()} == {110, 70}  # the sale rule alone
    told(book, close(0, limit=1))
    # in canonical order: 100 for u1; 30 and 20 of 40 for u2; nothing for u1 again
    assert booked(book) == {("gift", "u1"): 100, ("gift", "u2"): 50}
    first, second = book.explain_period("m1", "CNY", "m0")
    assert first == (
        "gift: u1 earned 1.10 on orders of the period; 0.10 were beyond the budget; 1.00 is paid."
    )
    assert second.endswith("0.20 were beyond the budget; 0.50 is paid.")


def test_a_refund_gives_the_budget_to_the_next_in_line() -> None:
    found = policy(campaigns=(GIFT,))
    book = told(opened(found), buy("o1", "u2", 1_000), buy("o2", "u3", 700), close(0))
    told(book, back("o1", 200, month=1), close(1))
    assert booked(book) == {("gift", "u1"): 80, ("gift", "u2"): 70}


def test_what_an_order_promised_is_not_passed_over() -> None:
    book = told(opened(policy(campaigns=(GIFT,))), buy("o1", "u2", 1_000))
    book.policy = policy()
    assert book.estimate("m1", "CNY", at(0), at(1)) == ()
    assert refusal(book, close(0))[:2] == ("period.rules_changed", "retry")
    book.policy = Policy(plans=(plan(plan_id="p2"),), campaigns=(GIFT,))
    assert refusal(book, close(0))[:2] == ("period.no_plan", "retry")
    book.policy = policy(campaigns=(GIFT,))
    assert booked(told(book, close(0))) == {("gift", "u1"): 100}


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(replace(TIERS, earner=Who(grades=("gold",))), id="who may earn"),
        pytest.param(
            Pool(rule_id="p", rate_ppm=1, by="grades", weights=(Weight(name="gold", weight=1),)),
            id="who shares a pool",
        ),
    ],
)
def test_grades_of_period_rules_are_those_of_the_ladder(rule: Any) -> None:
    with pytest.raises(PolicyError) as caught:
        policy(rule)
    assert (caught.value.code, caught.value.grade) == ("policy.unknown_grade", "gold")
    assert policy(rule, grades=LADDER).plans


def test_a_slot_that_waits_says_for_what() -> None:
    cap = MemberCap(rule_id="cap", of_rules=("sale",), at_most_minor=130)
    book = told(opened(policy(cap, campaigns=(GIFT,))), buy("o1", "u2", 1_000))
    sale, gift = book.explain("o1", "1")
    assert sale.endswith("; paid when the period closes, within a cap.")
    assert gift.endswith('; paid when the period closes, while the budget of "618" lasts.')
    sale, gift = book.explain("o1", "1", language="zh")
    assert sale.endswith("；周期关账时在封顶之内发放。")
    assert gift.endswith("；周期关账时发放，以活动“618”的预算为限。")


def test_a_capped_line_rule_waits_for_the_close() -> None:
    cap = MemberCap(rule_id="cap", of_rules=("sale",), at_most_minor=130)
    book = told(opened(policy(cap)), buy("o1", "u2", 1_000), buy("o2", "u2", 500))
    assert book.wallets() == ()
    order = book.order("o1")
    assert order is not None
    assert order.kept == ()
    told(book, close(0))
    assert booked(book) == {("sale", "u1"): 130}
    told(book, back("o1", 500, month=1), close(1))
    assert booked(book) == {("sale", "u1"): 100}
