"""The contract: keys and scans are those of the published tables."""

from __future__ import annotations

import pytest

from fenxiao.model.book_records import Sealed, Unsealed
from fenxiao.model.contract import (
    Decision,
    Key,
    Put,
    Scan,
    assortment_key,
    assortments_scan,
    audit_key,
    balance_key,
    batch_key,
    batch_scan,
    below_scan,
    binding_key,
    books_key,
    chain_scan,
    continuation_key,
    correction_key,
    delta_key,
    due_scan,
    entry_key,
    event_key,
    fans_scan,
    hold_key,
    holds_due_scan,
    invite_key,
    invites_due_scan,
    invoice_key,
    invoice_use_key,
    member_key,
    movement_key,
    movements_scan,
    node_key,
    order_key,
    payee_key,
    payee_standing_key,
    payee_standing_scan,
    payout_key,
    quota_key,
    reconciliation_key,
    requested_scan,
    sealed_key,
    shelf_key,
    standing_key,
    standing_scan,
    tail_scan,
    tallies_scan,
    tally_key,
    tax_year_key,
    tax_years_scan,
    terms_key,
    to_seal_scan,
    trade_key,
    unsealed_key,
    upline_scan,
    visit_key,
    visits_before_scan,
    visits_scan,
    wallet_key,
    withdrawals_key,
    withholding_key,
)
from fenxiao.model.credit_records import Assortment, Visit
from fenxiao.model.period_keys import (
    award_key,
    awards_scan,
    periods_key,
    qualified_key,
    qualified_scan,
    sale_key,
    sales_open_scan,
    sales_scan,
    sales_total_key,
    volume_key,
    volumes_scan,
)
from fenxiao.model.records import (
    Binding,
    Delta,
    Movement,
    PeriodAward,
    Qualified,
    Standing,
    Tally,
    Volume,
)
from fenxiao.settlement.tables import SCANS, TABLES

WALLET = wallet_key("m1", "u1", "CNY")
BINDING = Binding("customer", "u2", "e1", "u1", 5, None, "touch")
TALLY = Tally("u1", "fans", "", "t1", 5, 1)
STANDING = Standing("u1", "e1", 5, "active", "", is_verified=False, cause="approved")
VISIT = Visit("u1", "e1", "u2", "click", 5, None, None)
LISTED = Assortment("u1", "e1", 5, "all", (), (), None)
UNSEALED = Unsealed("m1", "n1", 5)
SEALED = Sealed("m1", "n1", 1, "2024-01", 5, "00", "11")
OWED = balance_key("m1", "merchant_payable", "shop", "CNY")
MOVEMENT = Movement("m1", "merchant_payable", "shop", "CNY", "n1", 5)
DELTA = Delta("d1", "m1", "u1", "CNY", 1, 2, 3, 4)
PART = ("m1", "CNY", "2024-06", "p1")
QUALIFIED = Qualified(*PART, "u1", "active", "", False, True, True)
AWARD = PeriodAward(*PART, "r1", "u1", 1, 0, (), (), 0, 0, 1)
KEYS = [
    (event_key("e1"), ("event", "e1")),
    (continuation_key("e1"), ("continuation", "e1")),
    (node_key("customer", "u1"), ("node", "customer", "u1")),
    (binding_key(BINDING), ("binding", "customer", "u2", "e1")),
    (member_key("u1"), ("member", "u1")),
    (tally_key(TALLY), ("tally", "u1", "fans", "", "t1")),
    (standing_key(STANDING), ("standing", "u1", "e1")),
    (audit_key("e1"), ("audit", "e1")),
    (invite_key("c1"), ("invite", "c1")),
    (quota_key("u1"), ("quota", "u1")),
    (order_key("o1"), ("order", "o1")),
    (terms_key("o1"), ("terms", "o1")),
    (entry_key("n1"), ("entry", "n1")),
    (delta_key(DELTA), ("delta", "m1", "u1", "CNY", "d1")),
    (WALLET, ("wallet", "m1", "u1", "CNY")),
    (payout_key("i1"), ("payout", "i1")),
    (withdrawals_key("m1", "u1", "CNY"), ("withdrawals", "m1", "u1", "CNY")),
    (batch_key("b1"), ("batch", "b1")),
    (visit_key(VISIT), ("visit", "u1", "e1")),
    (assortment_key(LISTED), ("assortment", "u1", "e1")),
    (shelf_key("u1"), ("shelf", "u1")),
    (unsealed_key(UNSEALED), ("unsealed", "m1", "n1")),
    (sealed_key(SEALED), ("sealed", "m1", "n1")),
    (books_key("m1"), ("books", "m1")),
    (periods_key("m1", "CNY"), ("periods", "m1", "CNY")),
    (sale_key("o1"), ("sale", "o1")),
    (sales_total_key(PART), ("sales_total", *PART)),
    (volume_key(Volume(*PART, "u2", "u1", 1, 2, 3, 4)), ("volume", *PART, "u2", "u1")),
    (qualified_key(QUALIFIED), ("qualified", *PART, "u1")),
    (award_key(AWARD), ("award", *PART, "r1", "u1")),
    (correction_key("o1", "e9"), ("correction", "o1", "e9")),
    (trade_key("o1"), ("trade", "o1")),
    (reconciliation_key("shop", "line", "s1/2"), ("reconciliation", "shop", "line", "s1/2")),
    (movement_key(MOVEMENT), ("movement", *OWED[1:], "n1")),
    (OWED, ("balance", "m1", "merchant_payable", "shop", "CNY")),
    (hold_key("h1"), ("hold", "h1")),
    (tax_year_key("m1", "CNY", "2025", "p1"), ("tax_year", "m1", "CNY", "2025", "p1")),
    (withholding_key("K1"), ("withholding", "K1")),
    (payee_key("m1", "u1"), ("payee", "m1", "u1")),
    (payee_standing_key("m1", "u1", "e1"), ("payee_standing", "m1", "u1", "e1")),
    (invoice_key("m1", "i1"), ("invoice", "m1", "i1")),
    (invoice_use_key("n1"), ("invoice_use", "n1")),
]
SCANS_MADE = [
    (upline_scan("customer", "u1", 7, limit=3), Scan("upline", ("customer", "u1", 7), None, 3)),
    (chain_scan("customer", "u1", 7, limit=3), Scan("chain", ("customer", "u1", 7), None, 3)),
    (fans_scan("customer", "u1", limit=3), Scan("fans", ("customer", "u1"), None, 3)),
    (below_scan("customer", "u1", 2), Scan("below", ("customer", "u1", 2), None, 1)),
    (
        tallies_scan("u1", "fans", "", (3, 7), limit=5),
        Scan("tallies", ("u1", "fans", "", 3, 7), None, 5),
    ),
    (tail_scan(WALLET, limit=5), Scan("wallet_tail", ("m1", "u1", "CNY"), None, 5)),
    (standing_scan("u1", 7), Scan("standing", ("u1", 7), None, 1)),
    (invites_due_scan(9, limit=5), Scan("invites_due", (9,), None, 5)),
    (due_scan(9, limit=5), Scan("orders_due", (9,), None, 5)),
    (visits_scan("u1", (3, 7), limit=5), Scan("visits", ("u1", 3, 7), None, 5)),
    (visits_before_scan(9, limit=5), Scan("visits_before", (9,), None, 5)),
    (assortments_scan("u1", 9), Scan("assortments", ("u1", 9), None, 1)),
    (to_seal_scan("m1", 9, limit=5), Scan("to_seal", ("m1", 9), None, 5)),
    (
        sales_open_scan("m1", "CNY", (3, 7), 5),
        Scan("sales_open", ("m1", "CNY", 3, 7), None, 5),
    ),
    (sales_scan("m1", "CNY", (3, 7), 5), Scan("sales", ("m1", "CNY", 3, 7), None, 5)),
    (volumes_scan(PART, 5), Scan("volumes", PART, None, 5)),
    (qualified_scan(PART, 5), Scan("qualified", PART, None, 5)),
    (awards_scan(PART, 5), Scan("awards", PART, None, 5)),
    (movements_scan(OWED, limit=5), Scan("movements", OWED[1:], None, 5)),
    (payee_standing_scan("m1", "u1", 7), Scan("payee_standing", ("m1", "u1", 7), None, 1)),
    (
        tax_years_scan("m1", "CNY", "2025", limit=5, after="p1"),
        Scan("tax_years", ("m1", "CNY", "2025"), ("p1",), 5),
    ),
    (
        requested_scan("m1", "CNY", 9, limit=5, after=(7, "i1")),
        Scan("payouts_requested", ("m1", "CNY", 9), (7, "i1"), 5),
    ),
    (batch_scan("b1", limit=5), Scan("batch_payouts", ("b1",), None, 5)),
    (holds_due_scan(9, limit=5), Scan("holds_due", (9,), None, 5)),
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


def test_ids_cannot_run_together_in_keys() -> None:
    assert wallet_key("a", "b c", "CNY") != wallet_key("a b", "c", "CNY")


def test_scans_and_keys_share_a_mapping_without_meeting() -> None:
    keys = {key for key, _ in KEYS}
    scans = {made for made, _ in SCANS_MADE}
    assert keys.isdisjoint(scans)
    assert len({*keys, *scans}) == len(KEYS) + len(SCANS_MADE)


def test_a_decision_changes_nothing_unless_it_says_so() -> None:
    assert Decision("replayed") == ("replayed", (), (), None, None, ())


def test_a_put_of_nothing_removes_the_row() -> None:
    assert Put(WALLET, None, 3) == (WALLET, None, 3)
