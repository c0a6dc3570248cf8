"""Records of the books: what a change or a wallet leaves out is nothing."""

from __future__ import annotations

import pytest

from fenxiao.model.border import dump_record, load_record
from fenxiao.model.ledger_records import Delta, Entry, Payout, Posting, Wallet
from fenxiao.model.records import Record

WALLET = Wallet("m1", "u1", "CNY", 1, 2, -3, 4, 5, 6)
ENTRY = Entry("n1", "e1", "release", "m1", "CNY", "o1", 7, 8, (Posting("bank", "", 0),))
PAYOUT = Payout("i1", "K1", "m1", "u1", "CNY", 9, "token", "paid", 1, 2, "r1")


@pytest.mark.parametrize(
    "record", [WALLET, ENTRY, PAYOUT, Delta("d1", *WALLET)], ids=lambda one: type(one).__name__
)
def test_what_was_stored_is_read_as_it_was(record: Record) -> None:
    read = load_record(dump_record(record))
    assert record == read
    assert type(record) is type(read)


def test_a_wallet_and_its_changes_have_the_same_parts() -> None:
    assert Wallet._fields == Delta._fields[1:]
    assert (0, 0, 0) == Wallet("m1", "u1", "CNY", 1, 2, 3, 4)[7:]
