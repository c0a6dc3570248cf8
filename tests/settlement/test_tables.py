"""Tables: what a host stores, as data that agrees with the records."""

from __future__ import annotations

import pytest

from fenxiao.model.contract import (
    assortments_scan,
    balance_key,
    batch_scan,
    below_scan,
    chain_scan,
    due_scan,
    fans_scan,
    holds_due_scan,
    invites_due_scan,
    movements_scan,
    payee_standing_scan,
    requested_scan,
    standing_scan,
    tail_scan,
    tallies_scan,
    tax_years_scan,
    to_seal_scan,
    upline_scan,
    visits_before_scan,
    visits_scan,
)
from fenxiao.model.period_keys import (
    awards_scan,
    qualified_scan,
    sales_open_scan,
    sales_scan,
    volumes_scan,
)
from fenxiao.model.records import RECORDS
from fenxiao.settlement.tables import SCANS, TABLES, ScanSpec, Table
from tests.support.build import wallet

PART = ("m1", "CNY", "2024-06", "p1")
tables = pytest.mark.parametrize("table", TABLES, ids=[one.name for one in TABLES])
scans = pytest.mark.parametrize("scan", SCANS, ids=[one.name for one in SCANS])


def test_every_stored_record_has_its_table() -> None:
    assert list(RECORDS) == [table.name for table in TABLES]


@tables
def test_a_key_is_made_of_fields_of_its_record(table: Table) -> None:
    assert set() == set(table.key) - set(RECORDS[table.name].kind._fields)


@tables
def test_it_says_what_it_holds_in_both_languages(table: Table) -> None:
    assert table.holds
    assert table.holds_zh


@tables
def test_the_columns_to_index_are_fields_of_its_record(table: Table) -> None:
    assert set() == set(table.columns) - set(RECORDS[table.name].kind._fields)
    assert set() == set(table.columns) & set(table.key)


@scans
def test_a_scan_is_of_a_table_and_ordered_by_its_fields(scan: ScanSpec) -> None:
    fields = RECORDS[scan.table].kind._fields
    assert set() == set(scan.order) - set(fields) - {
        "distance from the member",
        "member_id of the node",
        "at_us, the newest first",
        "since_us, the newest first",
    }
    assert scan.where


def test_scans_are_asked_with_the_arguments_that_are_published() -> None:
    asked = (
        upline_scan("customer", "u1", 0, limit=3),
        chain_scan("customer", "u1", 0, limit=3),
        fans_scan("customer", "u1", limit=3),
        below_scan("customer", "u1", 3),
        tail_scan(wallet("u1"), limit=3),
        tallies_scan("u1", "fans", "", (0, 1), limit=3),
        standing_scan("u1", 0),
        invites_due_scan(0, limit=3),
        due_scan(0, limit=3),
        visits_scan("u1", (0, 1), limit=3),
        visits_before_scan(0, limit=3),
        assortments_scan("u1", 0),
        to_seal_scan("m1", 0, limit=3),
        sales_open_scan("m1", "CNY", (0, 1), 3),
        sales_scan("m1", "CNY", (0, 1), 3),
        volumes_scan(PART, 3),
        qualified_scan(PART, 3),
        awards_scan(PART, 3),
        movements_scan(balance_key("m1", "merchant_payable", "shop", "CNY"), limit=3),
        tax_years_scan("m1", "CNY", "2025", limit=3),
        payee_standing_scan("m1", "u1", 1),
        requested_scan("m1", "CNY", 0, limit=3),
        batch_scan("b1", limit=3),
        holds_due_scan(0, limit=3),
    )
    assert [(scan.name, len(scan.args)) for scan in SCANS] == [
        (one.name, len(one.args)) for one in asked
    ]
