"""Accounts of payees: the table is whole, and each step leaves what it says."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import CODES
from fenxiao.model.payee_records import AccountState, Payee, PayeeAccount
from fenxiao.payout.accounts import (
    ACCOUNT_LIFE,
    ACCOUNT_STATES,
    ACCOUNT_STEPS,
    AccountStep,
    account_of_change,
    add_cover,
    ask_alone,
    asked_alone_minor,
    cover_of,
    tell_account,
    turn_account,
    use_cover,
)

EMPTY = Payee("m1", "u1", "company", "p1", 0)
OLD = PayeeAccount("c1", "CNY", "bank", "t1", "active", 0, 10, "clerk")
OPEN: tuple[AccountState, ...] = ("waiting", "limited", "active")
STATES: dict[tuple[AccountState, AccountStep], str] = {
    ("waiting", "approved"): "active",
    ("limited", "approved"): "active",
    ("active", "approved"): "payee.already_approved",
    **{(state, step): "ended" for state in OPEN for step in ("refused", "replaced")},
    **dict.fromkeys(product(("ended",), ACCOUNT_STEPS), "payee.account_ended"),
}


def of(*accounts: PayeeAccount) -> Payee:
    return EMPTY._replace(accounts=accounts, told_count=len(accounts))


def new(state: AccountState, **place: Any) -> PayeeAccount:
    return OLD._replace(change_id="c2", token="t2", state=state, **place)


def test_the_table_of_accounts() -> None:
    assert STATES == {place: turn.refusal or turn.state for place, turn in ACCOUNT_LIFE.items()}
    assert set(product(ACCOUNT_STATES, ACCOUNT_STEPS)) == set(ACCOUNT_LIFE)


def test_every_refusal_of_the_table_is_for_ever() -> None:
    assert {"final"} == {CODES[one.refusal].kind for one in ACCOUNT_LIFE.values() if one.refusal}


@pytest.mark.parametrize(
    ("state", "there", "left"),
    [
        ("waiting", "active", ["t1", "t2"]),
        ("waiting", "limited", ["t1", "t2"]),
        ("waiting", "waiting", ["t2"]),
        ("limited", "active", ["t2"]),
        ("limited", "waiting", ["t2"]),
        ("active", "limited", ["t2"]),
        ("active", "waiting", ["t2"]),
    ],
)
def test_what_a_new_account_replaces(
    state: AccountState, there: AccountState, left: list[str]
) -> None:
    told = tell_account(of(OLD._replace(state=there)), new(state))
    assert left == [one.token for one in told.accounts]
    assert 2 == told.told_count


@pytest.mark.parametrize("place", [{"currency": "USD"}, {"rail": "paypal"}], ids=str)
def test_an_account_of_another_place_replaces_nothing(place: dict[str, str]) -> None:
    told = tell_account(of(OLD), new("active", **place))
    assert (OLD, new("active", **place)) == told.accounts


def test_an_approved_account_takes_its_place() -> None:
    waiting = new("waiting")._replace(payable_us=30)
    moved = turn_account(of(OLD, waiting), waiting, "approved", 20)
    assert (waiting._replace(state="active"),) == moved.accounts


@pytest.mark.parametrize(("at_us", "payable_us"), [(29, 30), (30, 30), (31, 31)])
def test_it_is_paid_after_its_cool_down_and_after_its_approval(at_us: int, payable_us: int) -> None:
    waiting = new("waiting")._replace(payable_us=30)
    moved = turn_account(of(waiting), waiting, "approved", at_us)
    assert payable_us == moved.accounts[0].payable_us


@pytest.mark.parametrize("state", OPEN)
def test_a_refused_account_is_gone_and_the_others_stay(state: AccountState) -> None:
    moved = turn_account(of(OLD, new(state)), new(state), "refused", 20)
    assert (OLD,) == moved.accounts
    assert account_of_change(moved, "c2") is None
    assert OLD == account_of_change(moved, "c1")


def test_invoices_are_those_of_a_person_in_a_currency() -> None:
    payee = add_cover(add_cover(add_cover(EMPTY, "CNY", 5), "USD", 7), "CNY", 6)
    other = add_cover(payee._replace(person_id="p2"), "CNY", 1)
    assert [11, 7] == [cover_of(payee, one).invoiced_minor for one in ("CNY", "USD")]
    assert [1, 0] == [cover_of(other, one).invoiced_minor for one in ("CNY", "USD")]
    assert 11 == cover_of(other._replace(person_id="p1"), "CNY").invoiced_minor


@given(amounts=st.lists(st.integers(1, 10**9), min_size=1, max_size=8), taken=st.data())
def test_what_is_given_back_can_be_used_again(amounts: list[int], taken: st.DataObject) -> None:
    payee = EMPTY
    for amount in amounts:
        payee = add_cover(payee, "CNY", amount)
    used = taken.draw(st.integers(1, sum(amounts)))
    after = use_cover(payee, "p1", "CNY", used)
    assert sum(amounts) - used == cover_of(after, "CNY").invoiced_minor - used
    assert used == cover_of(after, "CNY").used_minor
    assert payee == use_cover(after, "p1", "CNY", -used)


def test_what_was_asked_for_alone_adds_up_by_currency() -> None:
    payee = ask_alone(ask_alone(ask_alone(EMPTY, "CNY", 5), "USD", 1), "CNY", 2)
    assert [7, 1, 0] == [asked_alone_minor(payee, one) for one in ("CNY", "USD", "EUR")]
