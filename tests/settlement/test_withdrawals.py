"""Withdrawals: what is taken out of a wallet, and what is refused."""

from __future__ import annotations

import pytest

from fenxiao.model.records import Wallet
from fenxiao.payout.policy import WithdrawalFee
from fenxiao.settlement import balances
from fenxiao.settlement.book import Book
from tests.settlement.test_wallets import held
from tests.support.build import (
    CURRENCY,
    PAYER,
    POLICY,
    available,
    book_of,
    codes,
    components,
    feed,
    fold_wallet,
    instruction_id,
    policy,
    refunded,
    release,
    wallet,
    withdraw,
)
from tests.support.host import ask
from tests.support.operations import settle_debt
from tests.support.payouts import retry, ruled, said


def test_a_withdrawal_moves_what_was_asked_for() -> None:
    book = book_of(*available("u1", 500), withdraw("u1", 200))
    assert (0, 0, 300, 200) == components(book, "u1")
    payout = book.payout(instruction_id("withdraw u1"))
    assert payout is not None
    assert ("u1", 200, "approved", "token") == (
        payout.member_id,
        payout.amount_minor,
        payout.state,
        payout.payee_token,
    )


def test_a_withdrawal_of_no_amount_is_of_all() -> None:
    assert (0, 0, 0, 500) == components(book_of(*available("u1", 500), withdraw("u1")), "u1")


def test_a_withdrawal_writes_the_wallet_as_it_was() -> None:
    book = book_of(*available("u1", 500))
    feed(book, fold_wallet("u1"))
    before = book.rows[wallet("u1")]
    feed(book, withdraw("u1"))
    assert (before[0], before[1] + 1) == book.rows[wallet("u1")]


def test_a_withdrawal_without_checkpoint_makes_an_empty_one() -> None:
    book = book_of(*available("u1", 500), withdraw("u1"))
    assert (Wallet(PAYER, "u1", CURRENCY, 0, 0, 0, 0), 1) == book.rows[wallet("u1")]


@pytest.mark.parametrize(
    ("wanted", "minimum", "code"),
    [
        pytest.param(99, 100, "payout.below_minimum", id="below the threshold"),
        pytest.param(100, 100, None, id="at the threshold"),
        pytest.param(500, 100, None, id="all"),
        pytest.param(501, 100, "payout.exceeds_available", id="more than there is"),
        pytest.param(None, 500, None, id="all of it, at the threshold"),
        pytest.param(None, 501, "payout.below_minimum", id="all of it, below the threshold"),
    ],
)
def test_what_may_be_withdrawn(wanted: int | None, minimum: int, code: str | None) -> None:
    book = book_of(*available("u1", 500), of=policy(100_000, minimum_minor=minimum))
    assert [code] == codes([book.apply(withdraw("u1", wanted))])
    taken = 0 if code else wanted or 500
    assert (500 - taken, taken) == components(book, "u1")[2:]


@pytest.mark.parametrize("wanted", [None, 1])
def test_nothing_is_withdrawn_from_a_debt(wanted: int | None) -> None:
    book = book_of(*available("u1", 500), withdraw("u1"), refunded("order u1"))
    assert (0, 0, -500, 500) == components(book, "u1")
    code = "payout.below_minimum" if wanted is None else "payout.exceeds_available"
    assert [code] == codes([book.apply(withdraw("u1", wanted, event_id="w2"))])


def test_nothing_is_withdrawn_from_an_unknown_wallet() -> None:
    decision = Book(POLICY).apply(withdraw("nobody"))
    assert ["payout.below_minimum"] == codes([decision])


def test_a_tail_that_is_too_long_has_to_be_folded_first(monkeypatch: pytest.MonkeyPatch) -> None:
    book = held(2)
    feed(book, release(day=30))
    assert 5 == len(book.store.tail(wallet("u1")))
    monkeypatch.setattr(balances, "TAIL_LIMIT", 5)
    before = dict(book.rows)
    assert ["payout.fold_first"] == codes([book.apply(withdraw("u1", 200))])
    assert before == dict(book.rows)
    feed(book, fold_wallet("u1"))
    assert "applied" == book.apply(withdraw("u1", 200)).status


def test_a_tail_below_the_limit_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    book = held(2)
    feed(book, release(day=30))
    monkeypatch.setattr(balances, "TAIL_LIMIT", 6)
    needs, _, decision = ask(withdraw("u1", 200), book.rows, POLICY)
    assert (1, "applied") == (len(needs), decision.status)


@pytest.mark.parametrize("is_folded", [False, True])
def test_a_refused_withdrawal_guards_the_wallet_that_it_read(is_folded: bool) -> None:
    book = book_of(*available("u1", 500), *([fold_wallet("u1")] if is_folded else []))
    stored = book.rows.get(wallet("u1"))
    decision = book.apply(withdraw("u1", 501))
    expected = (stored[0], stored[1]) if stored else (Wallet(PAYER, "u1", CURRENCY, 0, 0, 0, 0), 0)
    assert [expected] == [put[1:] for put in decision.puts if put.key[0] == "wallet"]
    assert (0, 0, 500, 0) == components(book, "u1")


def test_without_a_rule_nothing_is_counted() -> None:
    book = book_of(*available("u1", 500), withdraw("u1", 200))
    assert not [key for key in book.rows if key[0] == "withdrawals"]


def test_the_fee_is_kept_of_what_was_asked_for() -> None:
    book = Book(ruled(fee=WithdrawalFee(rate_ppm=10_000, free_count=1, fixed_minor=2)))
    feed(book, *available("u1", 1_000))
    for number, expected in enumerate(((298, 2), (295, 5))):
        feed(book, withdraw("u1", 300, event_id=f"w{number}"))
        payout = book.payout(instruction_id(f"w{number}"))
        assert payout is not None
        assert (*expected, 300) == (payout.amount_minor, payout.fee_minor, payout.gross_minor)
    assert (0, 0, 400, 600) == components(book, "u1")


def test_a_free_amount_is_used_up_withdrawal_by_withdrawal() -> None:
    book = Book(ruled(fee=WithdrawalFee(rate_ppm=100_000, free_minor=250)))
    feed(book, *available("u1", 1_000))
    feed(book, *(withdraw("u1", 100, event_id=f"w{number}") for number in range(4)))
    fees = [book.payout(instruction_id(f"w{number}")) for number in range(4)]
    assert [0, 0, 5, 10] == [one.fee_minor for one in fees if one]


@pytest.mark.parametrize(("wanted", "code"), [(60, "payout.nothing_left"), (61, None)])
def test_something_must_be_left_after_the_fee(wanted: int, code: str | None) -> None:
    book = Book(ruled(fee=WithdrawalFee(fixed_minor=60)))
    feed(book, *available("u1", 100))
    assert [code] == codes([book.apply(withdraw("u1", wanted))])


def test_all_broken_rules_come_together_and_replay_together() -> None:
    book = Book(ruled(minimum_minor=100, day_most_minor=50))
    event = withdraw("u1", 60)
    for _ in range(2):
        decision = book.apply(event)
        assert ["payout.broken_rules"] == codes([decision])
        assert ["payout.below_minimum", "payout.exceeds_available", "payout.day_amount"] == [
            one.code for one in decision.findings
        ]


def test_a_retry_of_more_than_is_there_is_refused() -> None:
    book = book_of(*available("u1", 500), withdraw("u1"))
    name = instruction_id("withdraw u1")
    feed(book, said(name, "failed", 500), withdraw("u1", 1, event_id="w2"))
    assert ["payout.exceeds_available"] == codes([book.apply(retry(name))])
    assert (0, 0, 499, 1) == components(book, "u1")


def test_a_retry_pays_a_noted_debt_first() -> None:
    book = book_of(*available("u1", 500), withdraw("u1", 400))
    name = instruction_id("withdraw u1")
    feed(book, refunded("order u1"), settle_debt("u1"), said(name, "failed", 400))
    assert ["payout.exceeds_available"] == codes([book.apply(retry(name))])
    assert 400 == book.wallet(PAYER, "u1", CURRENCY).debt_minor


def test_what_is_tried_again_counts_again_on_its_own_day() -> None:
    book = Book(ruled(day_most_count=1))
    feed(book, *available("u1", 100), withdraw("u1", 50))
    name = instruction_id("withdraw u1")
    feed(book, said(name, "failed", 50), retry(name))
    again = withdraw("u1", 50, day=10.3, event_id="w2")
    assert ["payout.day_count"] == codes([book.apply(again)])
    feed(book, withdraw("u1", 50, day=12, event_id="w3"))
