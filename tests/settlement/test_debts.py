"""Debts: noted, earned back, paid by the member, given up; each once."""

from __future__ import annotations

import pytest

from fenxiao.model.records import Wallet
from fenxiao.settlement.debts import netted_minor, refuse_more, without_debt
from tests.support.build import (
    available,
    book_of,
    codes,
    feed,
    instruction_id,
    policy,
    refunded,
    withdraw,
)
from tests.support.operations import parts, pay_debt, settle_debt, write_off

PAID_OUT = (*available("u1", 500), withdraw("u1"), refunded("order u1"))
OWING = (*PAID_OUT, settle_debt("u1"))
EARNED = available("u1", 800, prefix="more ")


def wallet(available_minor: int, debt_minor: int) -> Wallet:
    return Wallet("m1", "u1", "CNY", 0, 0, available_minor, 0, debt_minor=debt_minor)


@pytest.mark.parametrize(
    ("available_minor", "debt_minor", "netted"),
    [
        pytest.param(100, 0, 0, id="no debt"),
        pytest.param(100, 40, 40, id="a smaller debt"),
        pytest.param(40, 100, 40, id="a larger debt"),
        pytest.param(0, 100, 0, id="nothing available"),
        pytest.param(-5, 100, 0, id="below 0"),
    ],
)
def test_what_is_available_pays_a_debt_as_far_as_it_goes(
    available_minor: int, debt_minor: int, netted: int
) -> None:
    before = wallet(available_minor, debt_minor)
    assert netted == netted_minor(before)
    assert wallet(available_minor - netted, debt_minor - netted) == without_debt(before)


def test_a_refusal_names_what_is_there() -> None:
    refusal = refuse_more(wallet(1, 2), "debt_minor", 2, 3)
    assert 'No more can be moved than is there; "u1" has 2 minor units' in refusal.message


def test_a_clawback_after_a_payout_becomes_a_debt() -> None:
    book = book_of(*PAID_OUT)
    assert (0, 0, -500, 500, 0, 0) == parts(book, "u1")
    feed(book, settle_debt("u1"))
    assert (0, 0, 0, 500, 0, 500) == parts(book, "u1")


def test_settling_again_posts_nothing() -> None:
    book = book_of(*OWING)
    entries = len(book.entries)
    feed(book, settle_debt("u1", event_id="again"))
    assert (entries, (0, 0, 0, 500, 0, 500)) == (len(book.entries), parts(book, "u1"))


def test_a_debt_is_paid_out_of_what_is_earned_and_once() -> None:
    book = book_of(*OWING, *EARNED, settle_debt("u1", event_id="net"))
    assert (0, 0, 300, 500, 0, 0) == parts(book, "u1")
    feed(book, settle_debt("u1", event_id="again"), withdraw("u1", event_id="w2"))
    assert (0, 0, 0, 800, 0, 0) == parts(book, "u1")


def test_more_is_noted_on_top_of_a_debt() -> None:
    more = (*EARNED, withdraw("u1", event_id="w2"), refunded("more order u1"))
    book = book_of(*OWING, *more, settle_debt("u1", event_id="note"))
    assert (0, 0, 0, 800, 0, 800) == parts(book, "u1")


def test_a_withdrawal_pays_the_debt_first_in_the_same_decision() -> None:
    book = book_of(*OWING, *EARNED)
    decision = feed(book, withdraw("u1", event_id="w2"))[0]
    assert (0, 0, 0, 800, 0, 0) == parts(book, "u1")
    payout = book.payout(instruction_id("w2"))
    assert payout is not None
    assert 300 == payout.amount_minor
    templates = [entry.template for entry in book.entries if entry.event_id == "w2"]
    assert ["debt_netted", "withdrawal"] == templates
    assert 5 == len(decision.appends) + 1


@pytest.mark.parametrize(
    ("wanted", "minimum", "code"),
    [
        pytest.param(300, 1, None, id="what is left of it"),
        pytest.param(301, 1, "payout.exceeds_available", id="more than is left of it"),
        pytest.param(None, 301, "payout.below_minimum", id="less than the threshold is left"),
    ],
)
def test_a_refused_withdrawal_pays_no_debt(
    wanted: int | None, minimum: int, code: str | None
) -> None:
    book = book_of(*OWING, *EARNED, of=policy(100_000, minimum_minor=minimum))
    assert [code] == codes([book.apply(withdraw("u1", wanted, event_id="w2"))])
    assert (0 if code is None else 500) == parts(book, "u1")[5]


def test_a_member_pays_his_debt_in_parts() -> None:
    book = book_of(*OWING, pay_debt("u1", 200), pay_debt("u1", 300, event_id="rest"))
    assert (0, 0, 0, 500, 0, 0) == parts(book, "u1")
    assert ["wallet.too_little"] == codes([book.apply(pay_debt("u1", 1, event_id="more"))])


def test_what_came_in_is_about_the_banks_own_payment() -> None:
    book = book_of(*OWING, pay_debt("u1", 200, reference="bank 7"))
    assert "bank 7" == book.entries[-1].subject_id


def test_a_debt_that_is_given_up_is_gone() -> None:
    book = book_of(*OWING, write_off("u1"))
    assert (0, 0, 0, 500, 0, 0) == parts(book, "u1")
    rows = {row.account: row.amount_minor for row in book.trial_balance()}
    assert 500 == rows["bad_debt"]
