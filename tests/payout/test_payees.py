"""Payees: which are paid, and every rule that a withdrawal breaks, at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from fenxiao.errors import EventError, FenxiaoError, PolicyError
from fenxiao.model.payee_records import AccountState, Payee, PayeeAccount, PayeeCover, PayeeKind
from fenxiao.payout.payees import (
    HOUR_US,
    SECOND_PERSONS,
    AloneLimit,
    PayeePolicy,
    PayeeRule,
    SecondPerson,
    Wanted,
    account_wanted,
    payee_after,
    payee_problems,
)

NOW_US = 1_000
ACCOUNT = PayeeAccount("c1", "CNY", "bank", "t1", "active", 0, NOW_US, "clerk")
WANTED = Wanted("m1", "u1", "CNY", "t1", 100, NOW_US)
COMPANY = PayeeRule(kind="company", rails=("bank", "wechat"), needs_invoice=True)
POLICY = PayeePolicy(rules=(PayeeRule(kind="individual"), COMPANY))
LIMITED = PayeePolicy(second_person="above", alone=(AloneLimit(currency="CNY", amount_minor=100),))


def payee(kind: PayeeKind = "individual", *accounts: PayeeAccount, invoiced: int = 0) -> Payee:
    covers = (PayeeCover("p1", "CNY", invoiced, 0),) if invoiced else ()
    return Payee("m1", "u1", kind, "p1", 0, accounts or (ACCOUNT,), covers, 1)


def problems(
    whom: Payee | None, policy: PayeePolicy = POLICY, *, is_verified: bool = True, **wanted: Any
) -> list[str]:
    asked = WANTED._replace(**wanted)
    return [one.code for one in payee_problems(asked, whom, policy, is_verified=is_verified)]


def test_who_keeps_every_rule_is_paid() -> None:
    assert [] == problems(payee())
    assert [] == problems(payee("company", invoiced=100))


@pytest.mark.parametrize(
    ("whom", "wanted", "expected"),
    [
        pytest.param(None, {}, ["payee.not_registered"], id="never registered"),
        pytest.param(payee("employee"), {}, ["payee.employee"], id="an employee"),
        pytest.param(payee("sole_trader"), {}, ["payee.kind_not_paid"], id="a kind without rule"),
        pytest.param(payee(), {"token": "t2"}, ["payee.account_unknown"], id="another token"),
        pytest.param(payee(), {"currency": "USD"}, ["payee.account_unknown"], id="a currency"),
        pytest.param(payee(), {"at_us": NOW_US - 1}, ["payee.account_cooling"], id="too soon"),
        pytest.param(payee(), {"at_us": NOW_US + 1}, [], id="after the cool-down"),
        pytest.param(
            payee("company", invoiced=99), {}, ["payee.invoice_short"], id="one below the invoices"
        ),
        pytest.param(payee("company", invoiced=101), {}, [], id="one above the invoices"),
        pytest.param(
            payee("company", ACCOUNT._replace(rail="paypal"), invoiced=100),
            {},
            ["payee.rail_not_paid"],
            id="another rail",
        ),
        pytest.param(
            payee(
                "company", ACCOUNT._replace(rail="paypal", state="waiting", payable_us=NOW_US + 1)
            ),
            {},
            [
                "payee.account_waiting",
                "payee.account_cooling",
                "payee.rail_not_paid",
                "payee.invoice_short",
            ],
            id="all at once",
        ),
    ],
)
def test_every_broken_rule_is_told(
    whom: Payee | None, wanted: dict[str, Any], expected: list[str]
) -> None:
    assert expected == problems(whom, **wanted)


def test_an_identity_is_asked_for_where_the_rule_says_so() -> None:
    assert ["payee.unverified"] == problems(payee(), is_verified=False)
    free = PayeePolicy(rules=(PayeeRule(kind="individual", needs_identity=False),))
    assert [] == problems(payee(), free, is_verified=False)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [(0, []), (1, ["payee.account_limited"]), (100, ["payee.account_limited"])],
)
def test_without_a_second_person_there_is_a_limit_in_all(asked: int, expected: list[str]) -> None:
    whom = payee("individual", ACCOUNT._replace(state="limited"))
    if asked:
        whom = payee_after(WANTED._replace(amount_minor=asked), whom, LIMITED)
    assert expected == problems(whom, LIMITED)


def test_a_currency_without_a_limit_pays_nothing_alone() -> None:
    dollars = ACCOUNT._replace(state="limited", currency="USD")
    expected = ["payee.account_limited"]
    assert expected == problems(payee("individual", dollars), LIMITED, currency="USD")


def test_a_new_account_does_not_begin_anew() -> None:
    whom = payee("individual", ACCOUNT._replace(state="limited"))
    spent = payee_after(WANTED, whom, LIMITED)
    other = ACCOUNT._replace(change_id="c2", token="t2", state="limited")
    assert ["payee.account_limited"] == problems(
        spent._replace(accounts=(other,)), LIMITED, token="t2", amount_minor=1
    )


def test_what_an_active_account_is_asked_for_is_not_counted() -> None:
    assert payee() == payee_after(WANTED, payee(), LIMITED)


def test_invoices_are_used_up_exactly() -> None:
    after = payee_after(WANTED, payee("company", invoiced=150), POLICY)
    assert (PayeeCover("p1", "CNY", 150, 100),) == after.covers
    assert [] == problems(after, amount_minor=50)
    assert ["payee.invoice_short"] == problems(after, amount_minor=51)


def test_an_account_that_is_paid_goes_before_one_that_waits() -> None:
    waiting = ACCOUNT._replace(change_id="c2", rail="wechat", state="waiting", payable_us=0)
    found = account_wanted(WANTED, payee("individual", waiting, ACCOUNT))
    assert ACCOUNT == found


def test_a_payers_own_rule_goes_before_that_of_all() -> None:
    own = PayeeRule(kind="company", payer_id="m2", needs_identity=False)
    policy = PayeePolicy(rules=(COMPANY, own))
    assert (COMPANY, own) == (policy.rule_of("company", "m1"), policy.rule_of("company", "m2"))
    assert policy.rule_of("individual", "m1") is None


@pytest.mark.parametrize(
    ("second_person", "alone", "with_two"),
    [
        ("always", "waiting", "active"),
        ("above", "limited", "active"),
        ("never", "active", "active"),
    ],
)
def test_the_state_of_a_new_account(
    second_person: SecondPerson, alone: AccountState, with_two: AccountState
) -> None:
    policy = PayeePolicy(second_person=second_person)
    assert alone == policy.state_of_new(is_approved=False)
    assert with_two == policy.state_of_new(is_approved=True)
    assert second_person in SECOND_PERSONS


def test_the_first_account_has_a_cool_down_of_its_own() -> None:
    policy = PayeePolicy(cool_down_hours=48, first_cool_down_hours=1)
    never = payee()._replace(told_count=0)
    assert 7 + HOUR_US == policy.payable_us(never, 7)
    assert 7 + 48 * HOUR_US == policy.payable_us(payee(), 7)


def test_it_is_in_force_from_its_instant_on() -> None:
    policy = PayeePolicy(effective_from=datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    assert [False, True, True] == [policy.is_in_force(us) for us in (999_999, 10**6, 10**6 + 1)]
    assert POLICY.is_in_force(-(10**18))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        pytest.param(lambda: PayeeRule(kind="employee"), "policy.payees", id="an employee"),
        pytest.param(lambda: PayeeRule(kind="robot"), "event.bad_field", id="no kind"),  # type: ignore[arg-type]  # wrong on purpose
        pytest.param(
            lambda: PayeeRule(kind="company", rails=("a", "a")),
            "event.bad_field",
            id="a rail twice",
        ),
        pytest.param(lambda: PayeeRule(kind="company", rails=("",)), "event.bad_id", id="no rail"),
        pytest.param(lambda: PayeeRule(kind="company", payer_id=""), "event.bad_id", id="no payer"),
        pytest.param(
            lambda: PayeePolicy(rules=(COMPANY, COMPANY)), "policy.payees", id="two rules of all"
        ),
        pytest.param(
            lambda: PayeePolicy(rules=(PayeeRule(kind="company", payer_id="m1"),) * 2),
            "policy.payees",
            id="two rules of a payer",
        ),
        pytest.param(
            lambda: PayeePolicy(alone=LIMITED.alone), "policy.payees", id="a limit nobody asks for"
        ),
        pytest.param(
            lambda: PayeePolicy(second_person="above", alone=LIMITED.alone * 2),
            "policy.repeated_currency",
            id="a currency twice",
        ),
        pytest.param(
            lambda: PayeePolicy(cool_down_hours=8_761), "event.bad_quantity", id="too long"
        ),
        pytest.param(
            lambda: PayeePolicy(first_cool_down_hours=-1), "event.bad_quantity", id="too short"
        ),
        pytest.param(
            lambda: PayeePolicy(second_person="sometimes"),  # type: ignore[arg-type]  # wrong on purpose
            "event.bad_field",
            id="no such word",
        ),
        pytest.param(
            lambda: AloneLimit(currency="CNY", amount_minor=0), "money.amount_range", id="no limit"
        ),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(make: Any, code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        make()
    assert code == caught.value.code
    assert isinstance(caught.value, EventError | PolicyError | ValueError)
