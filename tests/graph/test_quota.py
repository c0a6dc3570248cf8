"""Invite quotas: worked examples, the laws of what is free, and a naive count."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError, PolicyError
from fenxiao.graph.quota import QuotaPolicy, earned, free, more_minor, refuse_issue, view
from fenxiao.model.border import read
from fenxiao.model.invite_records import Quota
from fenxiao.model.records import Member
from fenxiao.model.who import Who
from tests.support.invites import quota

grades = st.sampled_from(["", "gold", "guest"])
sales = st.integers(-300, 2_000)
counts = st.integers(0, 12)
policies = st.builds(
    QuotaPolicy,
    currency=st.just("CNY"),
    per_sales_minor=st.integers(1, 200),
    initial=st.integers(0, 3),
    maximum=st.none() | st.integers(3, 9),
    mode=st.sampled_from(["consumed", "seats"]),
    earned=st.sampled_from(["spent", "counted"]),
    grade_multipliers_ppm=st.sampled_from([(), (("gold", 1_500_000), ("guest", 0))]),
)


def member(grade: str) -> Member:
    return Member("u1", None, None, "active", 0, grade, is_verified=False)


def left(policy: QuotaPolicy, sold: int, used: int, gone: int, grade: str = "") -> int:
    return free(policy, sold, grade, used=used, freed=min(gone, used))


@pytest.mark.parametrize(
    ("fields", "sold", "used", "gone", "expected"),
    [
        pytest.param({}, 0, 0, 0, 0, id="nothing sold, nothing earned"),
        pytest.param({}, 99, 0, 0, 0, id="a cent less is not enough"),
        pytest.param({}, 100, 0, 0, 1, id="met by equality"),
        pytest.param({"initial": 2}, 0, 0, 0, 2, id="some to begin with"),
        pytest.param({"initial": 2}, 100, 2, 0, 1, id="the first ones cost no sales"),
        pytest.param({}, 350, 2, 0, 1, id="used ones are gone"),
        pytest.param({}, 350, 2, 2, 1, id="consumed: nothing comes back"),
        pytest.param({"mode": "seats", "earned": "counted"}, 350, 2, 2, 3, id="seats come back"),
        pytest.param({"mode": "seats"}, 350, 2, 2, 1, id="spent: the seat, not its sales"),
        pytest.param({"maximum": 3}, 900, 2, 0, 1, id="no more than the most"),
        pytest.param({"maximum": 3}, 900, 3, 3, 0, id="consumed: the most is for ever"),
        pytest.param({"mode": "seats", "maximum": 3}, 900, 3, 2, 2, id="seats: the most at once"),
        pytest.param({}, 50, 2, 0, 0, id="a refund blocks new ones"),
        pytest.param({}, -50, 0, 0, 0, id="below nothing is nothing"),
        pytest.param({}, 300, 2, 0, 1, id="and sales make it good"),
    ],
)
def test_examples(fields: dict[str, Any], sold: int, used: int, gone: int, expected: int) -> None:
    assert expected == left(quota(**fields), sold, used, gone)


@given(policy=policies, sold=sales, grade=grades, used=counts, gone=counts)
def test_it_is_what_a_naive_count_says(
    policy: QuotaPolicy, sold: int, grade: str, used: int, gone: int
) -> None:
    gone = min(gone, used)
    worth = {"": Fraction(1), "gold": Fraction(3, 2), "guest": Fraction(0)}
    is_told = bool(policy.grade_multipliers_ppm)
    sold_weighted = max(0, sold) * (worth[grade] if is_told else 1)
    made = 0
    while sold_weighted >= policy.per_sales_minor:
        sold_weighted -= policy.per_sales_minor
        made += 1
    assert made == earned(policy, sold, grade)
    # One invite at a time, as long as both the sales and the places allow one more.
    tokens = policy.initial + made
    tokens -= used - (gone if (policy.mode, policy.earned) == ("seats", "counted") else 0)
    places = 10_000 if policy.maximum is None else policy.maximum
    places -= used - (gone if policy.mode == "seats" else 0)
    expected = 0
    while tokens > 0 and places > 0:
        tokens, places, expected = tokens - 1, places - 1, expected + 1
    assert expected == left(policy, sold, used, gone, grade)


@given(policy=policies, sold=sales, more=st.integers(0, 500), used=counts, gone=counts)
def test_more_sales_never_mean_fewer_and_a_refund_undoes_them(
    policy: QuotaPolicy, sold: int, more: int, used: int, gone: int
) -> None:
    assert left(policy, sold, used, gone) <= left(policy, sold + more, used, gone)


@given(policy=policies, sold=sales, used=counts, gone=counts)
def test_an_invite_that_is_issued_takes_exactly_one(
    policy: QuotaPolicy, sold: int, used: int, gone: int
) -> None:
    gone = min(gone, used)
    before = left(policy, sold, used, gone)
    assert max(0, before - 1) == left(policy, sold, used + 1, gone)


@given(policy=policies, sold=sales, used=st.integers(1, 12), gone=counts)
def test_one_that_is_cancelled_gives_at_most_one_back(
    policy: QuotaPolicy, sold: int, used: int, gone: int
) -> None:
    gone = min(gone, used - 1)
    back = left(policy, sold, used - 1, gone) - left(policy, sold, used, gone)
    assert back in {0, 1}


@given(policy=policies, sold=sales, used=st.integers(1, 12), gone=counts)
def test_a_seat_comes_back_only_where_seats_do(
    policy: QuotaPolicy, sold: int, used: int, gone: int
) -> None:
    gone = min(gone, used - 1)
    back = left(policy, sold, used, gone + 1) - left(policy, sold, used, gone)
    assert back in ({0, 1} if policy.mode == "seats" else {0})


@given(policy=policies, sold=sales, used=counts, gone=counts)
def test_nobody_ever_gets_above_the_most(
    policy: QuotaPolicy, sold: int, used: int, gone: int
) -> None:
    gone = min(gone, used)
    held = used - gone if policy.mode == "seats" else used
    found = left(policy, sold, used, gone)
    assert 0 <= found
    if policy.maximum is not None:
        assert found <= max(0, policy.maximum - held)


@given(policy=policies, sold=sales, used=counts, gone=counts)
def test_spent_and_counted_differ_by_the_seats_that_come_back_only(
    policy: QuotaPolicy, sold: int, used: int, gone: int
) -> None:
    spent, counted = (
        left(replace(policy, earned=how), sold, used, gone) for how in ("spent", "counted")
    )
    assert spent <= counted <= spent + min(gone, used)
    if policy.mode == "consumed" or not gone:
        assert spent == counted


@given(policy=policies, sold=sales, grade=grades, used=counts, gone=counts)
def test_what_is_missing_is_the_least_that_helps(
    policy: QuotaPolicy, sold: int, grade: str, used: int, gone: int
) -> None:
    gone = min(gone, used)
    missing = more_minor(policy, sold, grade, used=used, freed=gone)
    if missing is None:
        assert 0 == left(policy, 10**9, used, gone, grade)
    elif not missing:
        assert left(policy, sold, used, gone, grade)
    else:
        assert left(policy, sold + missing, used, gone, grade) >= 1
        assert left(policy, sold + missing - 1, used, gone, grade) == 0


@given(policy=policies, sold=sales, grade=grades, used=counts, gone=counts)
def test_a_refusal_comes_exactly_where_nothing_is_free(
    policy: QuotaPolicy, sold: int, grade: str, used: int, gone: int
) -> None:
    stored = Quota("u1", "CNY", sold, used, min(gone, used))
    refusal = refuse_issue(policy, stored, member(grade))
    assert (refusal is None) == (view(policy, stored, grade).free > 0)
    if refusal is not None:
        assert "retry" == refusal.kind
        assert refusal.message


@pytest.mark.parametrize(
    ("fields", "grade", "used", "code"),
    [
        ({}, "", 1, "quota.none_free"),
        ({"maximum": 2, "initial": 2}, "", 2, "quota.full"),
        ({"grade_multipliers_ppm": (("guest", 0),)}, "guest", 0, "quota.grade_earns_none"),
        ({"initial": 9, "issuer": Who(is_verified=True)}, "", 0, "quota.issuer_unfit"),
    ],
)
def test_the_refusal_names_why(fields: dict[str, Any], grade: str, used: int, code: str) -> None:
    refusal = refuse_issue(quota(**fields), Quota("u1", "CNY", 150, used, 0), member(grade))
    assert refusal is not None
    assert code == refusal.code


def test_the_refusal_says_how_much_more_must_be_sold() -> None:
    refusal = refuse_issue(quota(), Quota("u1", "CNY", 130, 1, 0), member(""))
    assert refusal is not None
    assert refusal.message == (
        'An invite must be earned by own settled sales; "u1" has 1 earned and 0 to begin with,'
        " uses 1, of which 0 are freed seats, and has 0 free: 70 minor units of CNY more must"
        " be sold."
    )


def test_a_promotion_counts_the_same_sales_for_more() -> None:
    policy = quota(grade_multipliers_ppm=(("gold", 1_500_000),))
    found = [view(policy, Quota("u1", "CNY", 200, 2, 0), grade).free for grade in ("", "gold")]
    assert [0, 1] == found


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"currency": "cny"}, "money.unknown_currency"),
        ({"per_sales_minor": 0}, "money.amount_range"),
        ({"per_sales_minor": 1.5}, "money.not_integer"),
        ({"initial": -1}, "event.bad_quantity"),
        ({"maximum": 0}, "event.bad_quantity"),
        ({"initial": 2, "maximum": 1}, "policy.quota"),
        ({"mode": "tokens"}, "event.bad_field"),
        ({"earned": "twice"}, "event.bad_field"),
        ({"relation": "friend"}, "event.bad_field"),
        ({"valid_days": 0}, "event.bad_quantity"),
        ({"grade_multipliers_ppm": "gold"}, "policy.quota"),
        ({"grade_multipliers_ppm": ("gold",)}, "policy.quota"),
        ({"grade_multipliers_ppm": (("gold", -1),)}, "event.bad_quantity"),
        ({"grade_multipliers_ppm": ((" ", 1),)}, "event.bad_id"),
        ({"grade_multipliers_ppm": (("a", 1), ("a", 2))}, "policy.quota"),
    ],
)
def test_a_wrong_policy_is_refused_by_code(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        quota(**fields)
    assert code == caught.value.code


def test_sales_of_two_currencies_do_not_add_up() -> None:
    with pytest.raises(PolicyError) as caught:
        view(quota(), Quota("u1", "USD", 100, 0, 0), "")
    assert caught.value.code == "policy.quota_currency"


def test_it_is_read_from_json() -> None:
    fields = {
        "currency": "CNY",
        "per_sales_minor": 100,
        "valid_days": 30,
        "issuer": {"statuses": ["active"]},
        "grade_multipliers_ppm": [["gold", 1_500_000]],
    }
    issuer = Who(statuses=("active",))
    pairs = (("gold", 1_500_000),)
    expected = quota(valid_days=30, grade_multipliers_ppm=pairs, issuer=issuer)
    assert expected == read(QuotaPolicy, fields)
    assert hash(expected)
