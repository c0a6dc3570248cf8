"""Withdrawal policy: thresholds by currency, and why a withdrawal is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError
from fenxiao.model.records import Wallet
from fenxiao.payout.policy import Minimum, PayoutPolicy, refuse_withdrawal

amounts = st.integers(-2_000, 2_000)


def wallet(available_minor: int) -> Wallet:
    return Wallet("m1", "u1", "CNY", 7_000, 8_000, available_minor, 9_000)


@given(available=amounts, wanted=amounts, minimum=st.integers(1, 2_000))
def test_a_withdrawal_is_refused_by_the_first_rule_it_breaks(
    available: int, wanted: int, minimum: int
) -> None:
    refusal = refuse_withdrawal(wallet(available), wanted, minimum)
    if wanted < minimum:
        expected: str | None = "payout.below_minimum"
    else:
        expected = "payout.exceeds_available" if wanted > available else None
    assert expected == (refusal.code if refusal else None)


@pytest.mark.parametrize(
    ("available", "wanted", "expected"),
    [
        pytest.param(1_000, 1_000, None, id="threshold and balance are met by equality"),
        pytest.param(
            5_000,
            999,
            '"u1" would get 999.',
            id="below the threshold",
        ),
        pytest.param(
            1_000,
            1_001,
            '"u1" has 1000 minor units of CNY, asked for 1001.',
            id="more than there is",
        ),
        pytest.param(-50, -50, '"u1" would get -50.', id="all of a debt"),
    ],
)
def test_the_refusal_names_the_figures(available: int, wanted: int, expected: str | None) -> None:
    refusal = refuse_withdrawal(wallet(available), wanted, 1_000)
    if expected is None:
        assert refusal is None
    else:
        assert refusal is not None
        assert refusal.kind == "final"
        assert refusal.message.endswith(expected)


def test_what_is_deferred_held_or_on_its_way_is_not_available() -> None:
    assert refuse_withdrawal(wallet(0), 1, 1) is not None


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
