"""Keys: one for each attempt, and only as long as the rail knows it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PayoutError
from fenxiao.model.instants import to_us
from fenxiao.model.records import Payout
from fenxiao.payout.keys import KEY_LIVES, check_resend, first_key, is_key, next_key
from fenxiao.payout.rails.form import Contract, Limit
from tests.model.strategies import ids

SENT = datetime(2026, 6, 1, tzinfo=UTC)
PAYOUT = Payout("I1", "K1", "m1", "u1", "CNY", 9, "t1", "unknown", 0, 0, None)


def sent_by(rail: str | None) -> Payout:
    return PAYOUT._replace(rail=rail, submitted_us=to_us(SENT))


@given(name=ids, attempts=st.sets(st.integers(2, 100), min_size=2, max_size=5))
def test_each_attempt_has_a_key_of_its_own(name: str, attempts: set[int]) -> None:
    keys = {first_key(name), *(next_key(name, one) for one in attempts)}
    assert len(attempts) + 1 == len(keys)
    assert all(map(is_key, keys))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("A" * 30, True), ("0", True), ("A" * 31, False), ("", False), ("a", False), ("A\n", False)],
)
def test_what_a_key_is(text: str, expected: bool) -> None:
    assert expected is is_key(text)


@pytest.mark.parametrize("rail", KEY_LIVES)
def test_a_key_is_good_until_its_last_moment(rail: str) -> None:
    end = SENT + timedelta(days=30)
    check_resend(sent_by(rail), end - timedelta(microseconds=1))
    with pytest.raises(PayoutError) as caught:
        check_resend(sent_by(rail), end)
    assert ("payout.key_too_old", "I1", rail, 30) == (
        caught.value.code,
        caught.value.instruction_id,
        caught.value.rail,
        caught.value.days,
    )


@pytest.mark.parametrize("payout", [PAYOUT, sent_by("bank"), sent_by(None)])
def test_nothing_ends_that_nobody_says_ends(payout: Payout) -> None:
    check_resend(payout, SENT + timedelta(days=10_000))


def test_a_contract_goes_before() -> None:
    life = KEY_LIVES["paypal_payouts"]
    ours = Contract((Limit(life.name, 10, "days", SENT.date(), "clause 3"),))
    lives = MappingProxyType({"paypal_payouts": life})
    late = SENT + timedelta(days=10)
    with pytest.raises(PayoutError):
        check_resend(sent_by("paypal_payouts"), late, lives, ours)
    check_resend(sent_by("paypal_payouts"), late, lives)
