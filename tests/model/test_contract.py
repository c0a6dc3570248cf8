"""The contract: keys and scans are those of the published tables."""

from __future__ import annotations

import pytest

from fenxiao.model.contract import (
    Decision,
    Key,
    Put,
    Scan,
    continuation_key,
    delta_key,
    due_scan,
    entry_key,
    event_key,
    node_key,
    order_key,
    payout_key,
    tail_scan,
    terms_key,
    upline_scan,
    wallet_key,
)
from fenxiao.model.instants import FOREVER_US
from fenxiao.model.records import Delta
from fenxiao.settlement.tables import SCANS, TABLES

WALLET = wallet_key("m1", "u1", "CNY")
DELTA = Delta("d1", "m1", "u1", "CNY", 1, 2, 3, 4)
KEYS = [
    (event_key("e1"), ("event", "e1")),
    (continuation_key("e1"), ("continuation", "e1")),
    (node_key("customer", "u1"), ("node", "customer", "u1")),
    (order_key("o1"), ("order", "o1")),
    (terms_key("o1"), ("terms", "o1")),
    (entry_key("n1"), ("entry", "n1")),
    (delta_key(DELTA), ("delta", "m1", "u1", "CNY", "d1")),
    (WALLET, ("wallet", "m1", "u1", "CNY")),
    (payout_key("i1"), ("payout", "i1")),
]
UPLINE = upline_scan("customer", "u1", limit=3)
SCANS_MADE = [
    (UPLINE, Scan("upline", ("customer", "u1", FOREVER_US), None, 3)),
    (tail_scan(WALLET, limit=5), Scan("wallet_tail", ("m1", "u1", "CNY"), None, 5)),
    (due_scan(9, limit=5), Scan("orders_due", (9,), None, 5)),
]


@pytest.mark.parametrize(("made", "expected"), KEYS, ids=[key[0] for key, _ in KEYS])
def test_keys_are_the_partition_then_its_parts(made: Key, expected: Key) -> None:
    assert expected == made


def test_every_table_has_its_key() -> None:
    lengths = {table.name: 1 + len(table.key) for table in TABLES}
    assert lengths == {key[0]: len(key) for key, _ in KEYS}


@pytest.mark.parametrize(
    ("made", "expected"), SCANS_MADE, ids=[made.name for made, _ in SCANS_MADE]
)
def test_scans_ask_bounded_questions(made: Scan, expected: Scan) -> None:
    assert expected == made


def test_every_published_scan_is_made() -> None:
    arguments = {scan.name: len(scan.args) for scan in SCANS}
    assert arguments == {made.name: len(made.args) for made, _ in SCANS_MADE}


def test_pages_go_on_after_the_last_row() -> None:
    assert due_scan(9, limit=5, after=(7, "o1")).after == (7, "o1")
    assert upline_scan("customer", "u1", limit=3, at_us=7).args[2] == 7


def test_ids_cannot_run_together_in_keys() -> None:
    assert wallet_key("a", "b c", "CNY") != wallet_key("a b", "c", "CNY")


def test_scans_and_keys_share_a_mapping_without_meeting() -> None:
    keys = {key for key, _ in KEYS}
    scans = {made for made, _ in SCANS_MADE}
    assert keys.isdisjoint(scans)
    assert len({*keys, *scans}) == len(KEYS) + len(SCANS_MADE)


def test_a_decision_changes_nothing_unless_it_says_so() -> None:
    assert Decision("replayed") == ("replayed", (), (), None, None)


def test_a_put_of_nothing_removes_the_row() -> None:
    assert Put(WALLET, None, 3) == (WALLET, None, 3)
