"""Withdrawal policy: thresholds by currency, and why a withdrawal is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError
from fenxiao.model.records import Refusal, Wallet
from fenxiao.payout.limits import HOUR_US, Used
from fenxiao.payout.policy import (
    Minimum,
    PayoutPolicy,
    Tier,
    WithdrawalFee,
    WithdrawalRule,
    one_refusal,
    withdrawal_problems,
)

amounts = st.integers(-2_000, 2_000)


def wallet(available_minor: int) -> Wallet:
    return Wallet("m1", "u1", "CNY", 7_000, 8_000, available_minor, 9_000)


def problems(available: int, wanted: int, minimum: int) -> list[Refusal]:
    """Return what a withdrawal breaks where only a threshold is said."""
    policy = PayoutPolicy(minimums=(Minimum(currency="CNY", amount_minor=minimum),))
    return list(withdrawal_problems(wallet(available), wanted, policy, Used(), 0))


@given(available=amounts, wanted=amounts, minimum=st.integers(1, 2_000))
def test_every_rule_that_is_broken_is_told(available: int, wanted: int, minimum: int) -> None:
    expected = ["payout.below_minimum"] * (wanted < minimum)
    expected += ["payout.exceeds_available"] * (wanted > available)
    assert expected == [one.code for one in problems(available, wanted, minimum)]


@pytest.mark.parametrize(
    ("available", "wanted", "expected"),
    [
        pytest.param(1_000, 1_000, [], id="threshold and balance are met by equality"),
        pytest.param(5_000, 999, ['"u1" would get 999.'], id="below the threshold"),
        pytest.param(
            1_000,
            1_001,
            ['"u1" has 1000 minor units of CNY, asked for 1001.'],
            id="more than there is",
        ),
        pytest.param(-50, -50, ['"u1" would get -50.'], id="all of a debt"),
    ],
)
def test_the_refusal_names_the_figures(available: int, wanted: int, expected: list[str]) -> None:
    found = problems(available, wanted, 1_000)
    assert len(expected) == len(found)
    for refusal, end in zip(found, expected, strict=True):
        assert "final" == refusal.kind
        assert refusal.message.endswith(end)


def test_what_is_deferred_held_or_on_its_way_is_not_available() -> None:
    assert problems(0, 1, 1)


RULE = WithdrawalRule(
    currency="CNY",
    minimum_minor=100,
    maximum_minor=1_000,
    day_most_minor=1_500,
    day_most_count=3,
    cool_down_hours=2,
)
USED = Used(day_count=2, day_minor=1_000, last_us=0)


@pytest.mark.parametrize(
    ("wanted", "used", "at_us", "expected"),
    [
        pytest.param(99, Used(), 0, ["below_minimum"], id="one below the least"),
        pytest.param(100, Used(), 0, [], id="the least"),
        pytest.param(1_000, Used(), 0, [], id="the most"),
        pytest.param(1_001, Used(), 0, ["above_maximum"], id="one above the most"),
        pytest.param(500, USED, 2 * HOUR_US, [], id="the most of a day, at the end of the wait"),
        pytest.param(501, USED, 2 * HOUR_US, ["day_amount"], id="one above the most of a day"),
        pytest.param(500, USED, 2 * HOUR_US - 1, ["cool_down"], id="a moment too early"),
        pytest.param(500, USED, -1, ["cool_down"], id="told late, of before the last one"),
        pytest.param(
            100, USED._replace(day_count=3), 3 * HOUR_US, ["day_count"], id="one too many of a day"
        ),
        pytest.param(
            9_000,
            USED._replace(day_count=3),
            0,
            ["exceeds_available", "above_maximum", "day_amount", "day_count", "cool_down"],
            id="all at once",
        ),
    ],
)
def test_the_limits(wanted: int, used: Used, at_us: int, expected: list[str]) -> None:
    policy = PayoutPolicy(rules=(RULE,))
    found = list(withdrawal_problems(wallet(5_000), wanted, policy, used, at_us))
    assert [f"payout.{one}" for one in expected] == [one.code for one in found]
    assert all(one.message.endswith(".") for one in found)


def test_one_broken_rule_is_itself_and_several_are_one_with_findings() -> None:
    one, two = problems(0, 500, 1_000)
    assert (one, ()) == one_refusal([one])
    refusal, findings = one_refusal([one, two])
    assert "payout.broken_rules" == refusal.code
    assert (one, two) == findings
    assert refusal.message.endswith("breaks 2: payout.below_minimum, payout.exceeds_available.")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, False),
        ({"maximum_minor": 9, "automatic_below_minor": 5, "fee": WithdrawalFee()}, False),
        ({"day_most_minor": 9}, True),
        ({"day_most_count": 9}, True),
        ({"cool_down_hours": 1}, True),
        ({"fee": WithdrawalFee(free_count=1)}, True),
        ({"fee": WithdrawalFee(free_minor=1)}, True),
    ],
)
def test_only_what_depends_on_others_counts_them(fields: dict[str, Any], expected: bool) -> None:
    assert expected is WithdrawalRule(currency="CNY", **fields).counts_uses


@pytest.mark.parametrize(("gross", "expected"), [(99, True), (100, False), (101, False)])
def test_below_an_amount_nobody_need_approve(gross: int, expected: bool) -> None:
    rule = WithdrawalRule(currency="CNY", automatic_below_minor=100)
    assert expected is rule.is_automatic(gross)
    assert not WithdrawalRule(currency="CNY").is_automatic(gross)


TIERS = (Tier(up_to_minor=100), Tier(up_to_minor=200, checkers=2), Tier(checkers=3))


@pytest.mark.parametrize(("total", "checkers"), [(99, 1), (100, 1), (101, 2), (200, 2), (201, 3)])
def test_the_total_chooses_the_tier(total: int, checkers: int) -> None:
    assert checkers == WithdrawalRule(currency="CNY", tiers=TIERS).tier(total).checkers
    assert 1 == WithdrawalRule(currency="CNY").tier(total).checkers


FEE = WithdrawalFee(rate_ppm=10_000, least_minor=10, most_minor=50, fixed_minor=3)


@pytest.mark.parametrize(
    ("gross", "is_free", "free", "expected"),
    [
        pytest.param(1, False, 0, 13, id="the least and what is fixed"),
        pytest.param(1_000, False, 0, 13, id="1% is the least"),
        pytest.param(1_100, False, 0, 14, id="1% above the least"),
        pytest.param(1_199, False, 0, 14, id="floored"),
        pytest.param(5_000, False, 0, 53, id="1% is the most"),
        pytest.param(6_000, False, 0, 53, id="the most"),
        pytest.param(6_000, True, 0, 3, id="free but for what is fixed"),
        pytest.param(6_000, False, 6_000, 3, id="the whole is free by amount"),
        pytest.param(6_000, False, 4_000, 23, id="part is free by amount"),
        pytest.param(6_000, False, 5_999, 13, id="all but one is free by amount"),
    ],
)
def test_the_fee(gross: int, is_free: bool, free: int, expected: int) -> None:
    assert expected == FEE.fee_minor(gross, is_free=is_free, free_minor=free)


@given(
    gross=st.integers(1, 10**9),
    more=st.integers(0, 10**6),
    rate=st.integers(0, 10**6),
    least=st.integers(0, 100),
    span=st.none() | st.integers(0, 10**6),
)
def test_a_fee_never_falls_with_the_amount(
    gross: int, more: int, rate: int, least: int, span: int | None
) -> None:
    most = None if span is None else least + span
    fee = WithdrawalFee(rate_ppm=rate, least_minor=least, most_minor=most)
    low = fee.fee_minor(gross, is_free=False, free_minor=0)
    assert 0 <= low <= fee.fee_minor(gross + more, is_free=False, free_minor=0)


@pytest.mark.parametrize(
    ("refused", "problem"),
    [
        (lambda: WithdrawalFee(least_minor=2, most_minor=1), "not be below its least"),
        (lambda: WithdrawalRule(currency="CNY", minimum_minor=2, maximum_minor=1), "its least"),
        (lambda: WithdrawalRule(currency="CNY", tiers=TIERS[:1]), "the last tier, and no other"),
        (lambda: WithdrawalRule(currency="CNY", tiers=(Tier(), Tier())), "the last tier, and no"),
        (
            lambda: WithdrawalRule(currency="CNY", tiers=(TIERS[1], TIERS[0], TIERS[2])),
            "further up than the one before",
        ),
        (
            lambda: WithdrawalRule(currency="CNY", tiers=(TIERS[0], TIERS[0], TIERS[2])),
            "further up than the one before",
        ),
        (lambda: Tier(roles=("a", "b")), "have a person of its own"),
        (lambda: Tier(checkers=2, roles=("a", "a")), "must stand once"),
    ],
)
def test_a_rule_that_makes_no_sense(refused: Callable[[], object], problem: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        refused()
    assert "policy.withdrawal" == caught.value.code
    assert problem in str(caught.value.problem)


def test_each_currency_has_its_threshold() -> None:
    policy = PayoutPolicy(
        minimums=(
            Minimum(currency="CNY", amount_minor=1_000),
            Minimum(currency="JPY", amount_minor=500),
        )
    )
    asked = [policy.minimum_minor(code) for code in ("CNY", "JPY", "USD")]
    assert asked == [1_000, 500, 1]
    assert PayoutPolicy().minimum_minor("CNY") == 1


def test_lists_become_tuples() -> None:
    one: Any = [Minimum(currency="CNY", amount_minor=1)]
    assert PayoutPolicy(minimums=one) == PayoutPolicy(minimums=tuple(one))


@pytest.mark.parametrize(
    ("currency", "amount", "code"),
    [
        ("CNY", 0, "money.amount_range"),
        ("CNY", 10.0, "money.not_integer"),
        ("cny", 10, "money.unknown_currency"),
    ],
)
def test_wrong_thresholds_are_refused(currency: str, amount: Any, code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        Minimum(currency=currency, amount_minor=amount)
    assert code == caught.value.code


def test_a_currency_has_one_threshold() -> None:
    twice = (
        Minimum(currency="CNY", amount_minor=1),
        Minimum(currency="JPY", amount_minor=1),
        Minimum(currency="CNY", amount_minor=1),
    )
    with pytest.raises(FenxiaoError) as caught:
        PayoutPolicy(minimums=twice)
    assert (caught.value.code, caught.value.currency) == ("policy.repeated_currency", "CNY")


def test_a_currency_has_a_threshold_or_a_rule() -> None:
    with pytest.raises(FenxiaoError) as caught:
        PayoutPolicy(minimums=(Minimum(currency="CNY", amount_minor=1),), rules=(RULE,))
    assert "policy.repeated_currency" == caught.value.code
    assert 100 == PayoutPolicy(rules=(RULE,)).minimum_minor("CNY")
