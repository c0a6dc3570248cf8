"""Reading a balance: checkpoint and whole tail, and the write that guards both."""

from __future__ import annotations

import pytest

from fenxiao.model.records import Refusal, Wallet
from fenxiao.settlement import balances
from fenxiao.settlement.balances import (
    Balance,
    checkpoint,
    first_balance,
    own_wallet_key,
    read_balance,
)
from tests.support.build import (
    CURRENCY,
    PAYER,
    available,
    book_of,
    fold_wallet,
    wallet,
    withdraw,
)

EMPTY = Wallet(PAYER, "u1", CURRENCY, 0, 0, 0, 0)


def test_a_wallet_is_that_of_the_event() -> None:
    assert wallet("u1") == own_wallet_key(withdraw("u1"))


def test_what_was_folded_and_what_was_not_count_together() -> None:
    book = book_of(
        *available("u1", 500), fold_wallet("u1", limit=2), *available("u1", 7, prefix="b")
    )
    event = withdraw("u1")
    facts = book.store.load(*first_balance(event))
    found = read_balance(event, facts)
    assert isinstance(found, Balance)
    assert book.wallet(PAYER, "u1", CURRENCY) == found.wallet
    assert book.rows[wallet("u1")] == (found.guard.record, found.guard.expected_revision)


def test_a_wallet_of_which_nothing_is_stored_is_empty() -> None:
    event = withdraw("u1")
    facts = book_of().store.load(*first_balance(event))
    assert (EMPTY, 0) == checkpoint(event, facts)
    assert (EMPTY, (wallet("u1"), EMPTY, 0)) == read_balance(event, facts)


def test_a_tail_of_the_limit_may_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    book, event = book_of(*available("u1", 500)), withdraw("u1")
    found: dict[int, bool] = {}
    for limit in (3, 4):
        monkeypatch.setattr(balances, "TAIL_LIMIT", limit)
        facts = book.store.load(*first_balance(event))
        found[limit] = isinstance(read_balance(event, facts), Refusal)
    assert {3: True, 4: False} == found
