"""An index serves every scan: PostgreSQL's own plans, over 200,000 bindings and more.

A plan may read no table from end to end, and no more rows than it returns, three times
over at most: a walk up looks for the newest row, reads it, and goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from examples.host_sqlalchemy.scans import SCAN, names_of
from examples.host_sqlalchemy.schema import METADATA
from fenxiao import Scan
from fenxiao.model.contract import (
    assortments_scan,
    batch_scan,
    below_scan,
    chain_scan,
    fans_scan,
    holds_due_scan,
    invites_due_scan,
    payee_standing_scan,
    requested_scan,
    standing_scan,
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
from tests.hosts.server import fresh_schema

pytestmark = pytest.mark.hosts

SIZE = 200_000
LOWEST = f"u{SIZE - 1}"
PARENT = "CASE WHEN n < 10 THEN NULL ELSE 'u' || (n / 10) END"
FROM = f"FROM generate_series(1, {SIZE}) AS n"
INVITE_STATE = "CASE WHEN n % 2 = 0 THEN 'issued' ELSE 'redeemed' END"
HOLD_STATE = "CASE WHEN n % 2 = 0 THEN 'open' ELSE 'posted' END"
ORDER_STATE = "CASE WHEN n % 2 = 0 THEN 'confirmed' ELSE 'paid' END"
COUNTED = "CASE WHEN n % 2 = 0 THEN 'm0' ELSE '' END"
ASKED = "CASE WHEN n % 2 = 0 THEN 'requested' ELSE 'paid' END"
TAKEN = "CASE WHEN n % 5 = 0 THEN NULL ELSE 'b' || n % 50 END"
PART = ("m1", "CNY", "m0", "p1")
LONG = "FROM generate_series(1, 5000) AS n"
FILL = (
    f"node SELECT 'customer', 'u' || n, {PARENT}, NULL, '', 1 {FROM}",
    f"binding SELECT 'customer', 'u' || n, 'first', 'u1', n % 1000, NULL, '', 1 {FROM}",
    f"binding SELECT 'customer', 'u' || n, 'later', {PARENT}, 2000 + n % 1000, NULL, '', 1 {FROM}",
    f"binding SELECT 'customer', 'u19999', 'again ' || n, 'u1999', 4000 + n, NULL, '', 1 {LONG}",
    f"tally SELECT 'u' || n % 2000, 'sales', 'CNY', 't' || n, n % 99, '', 1 {FROM}",
    f"tally SELECT 'u7', 'sales', 'CNY', 'long ' || n, 99 + n, '', 1 {LONG}",
    f"delta SELECT 'shop', 'u' || n % 2000, 'CNY', 'd' || n, '', 1 {FROM}",
    f"movement SELECT 'shop', 'merchant_payable', 'm' || n % 2000, 'CNY', 'n' || n, '', 1 {FROM}",
    f"visit SELECT 'u' || n % 2000, 'e' || n, n, '', 1 {FROM}",
    f"invite SELECT 'c' || n, {INVITE_STATE}, n, '', 1 {FROM}",
    f"assortment SELECT 'u' || n % 2000, 'e' || n, n, '', 1 {FROM}",
    f"standing SELECT 'u' || n % 2000, 'e' || n, n, '', 1 {FROM}",
    f"standing SELECT 'u7', 'long ' || n, 300000 + n, '', 1 {LONG}",
    f"sale SELECT 'o' || n, 'm' || n % 9, 'CNY', n, {COUNTED}, '', 1 {FROM}",
    f"volume SELECT 'm1', 'CNY', 'm' || n % 20, 'p1', 'u' || n, '', '', 1 {FROM}",
    f"qualified SELECT 'm1', 'CNY', 'm' || n % 20, 'p1', 'u' || n, '', 1 {FROM}",
    f"award SELECT 'm1', 'CNY', 'm' || n % 20, 'p1', 'r', 'u' || n, '', 1 {FROM}",
    f"hold SELECT 'h' || n, {HOLD_STATE}, n, '', 1 {FROM}",
    f"unsealed SELECT 'p' || n % 50, 'e' || n, n, '', 1 {FROM}",
    f"tax_year SELECT 'm' || n % 9, 'CNY', '2025', 'p' || n, '', 1 {FROM}",
    f"payee_standing SELECT 'm1', 'u' || n % 2000, 'e' || n, n, '', 1 {FROM}",
    f"payee_standing SELECT 'm1', 'u7', 'long ' || n, 300000 + n, '', 1 {LONG}",
    f"payout SELECT 'i' || n, 'm' || n % 9, 'CNY', {ASKED}, {TAKEN}, n, '', 1 {FROM}",
    f"order SELECT 'o' || n, {ORDER_STATE}, n, '', 1 {FROM}",
)
"""Member n stands under member n / 10: a forest six deep, ten fans each, two rows a history;
one of them was bound again 5,000 times, one counter has 5,000 changes more, and one member
5,000 rows of what he was, to the platform and to a payer."""

SCANS = (
    upline_scan("customer", LOWEST, 8_000, limit=3),
    upline_scan("customer", LOWEST, 8_000, limit=100),
    upline_scan("customer", LOWEST, 1_500, limit=100),
    chain_scan("customer", LOWEST, 5_000, limit=100),
    fans_scan("customer", "u7", limit=500),
    below_scan("customer", "u7", 2, limit=1),
    tallies_scan("u7", "sales", "CNY", (10, 20), limit=500),
    Scan("wallet_tail", ("shop", "u7", "CNY"), None, 10_000),
    Scan("movements", ("shop", "merchant_payable", "m7", "CNY"), None, 10_000),
    Scan("orders_due", (1_000,), None, 500),
    visits_scan("u7", (50_000, 90_000), limit=500),
    visits_before_scan(100_000, limit=500),
    invites_due_scan(100_000, limit=500),
    assortments_scan("u7", 100_000),
    standing_scan("u7", 100_000),
    standing_scan("u7", 302_500),
    standing_scan("u8", 400_000),
    payee_standing_scan("m1", "u7", 302_500),
    sales_open_scan("m1", "CNY", (0, 100_000), 500),
    sales_scan("m1", "CNY", (0, 100_000), 500, (50_000, "o50000")),
    volumes_scan(PART, 500, ("u5", "")),
    qualified_scan(PART, 500, ("u5",)),
    awards_scan(PART, 500, ("r", "u5")),
    to_seal_scan("p7", 150_000, limit=500),
    tax_years_scan("m1", "CNY", "2025", limit=500, after="p5"),
    requested_scan("m1", "CNY", 150_000, limit=500, after=(50_000, "i50000")),
    batch_scan("b2", limit=500, after=(50_000, "i50000")),
    holds_due_scan(100_000, limit=500),
)
MOST_READ = 3 * 500 + 10
BAD = re.compile(r"Seq Scan on fenxiao|Hash Join|Merge Join")


@pytest.fixture(scope="module")
def many(postgres_url: str) -> Iterator[Engine]:
    """Give PostgreSQL with 200,000 rows or more in each table that is scanned."""
    with fresh_schema(postgres_url) as url:
        engine = create_engine(url)
        METADATA.create_all(engine)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for rows in FILL:
                connection.execute(text(f"INSERT INTO fenxiao_{rows}"))
            connection.execute(text("ANALYZE"))
        yield engine
        engine.dispose()


def plan_of(connection: Connection, scan: Scan) -> str:
    """Return how PostgreSQL answers a scan, with the rows that it really read."""
    statement = SCAN[scan.name].compile(connection.engine)
    words = f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) {statement}"
    names = statement.construct_params(names_of(scan))
    return "\n".join(row[0] for row in connection.exec_driver_sql(words, names))


def rows_read(plan: str) -> int:
    """Return how many rows all reads of indexes gave or threw away."""
    given = re.findall(r"Index .*?rows=([\d.]+) loops=(\d+)", plan)
    removed = re.findall(r"Rows Removed by Filter: (\d+)", plan)
    return sum(round(float(count) * int(loops)) for count, loops in given) + sum(map(int, removed))


@pytest.mark.parametrize(
    "scan", SCANS, ids=lambda scan: f"{scan.name} {scan.args[-1]} {scan.limit}"
)
def test_an_index_serves_every_scan(many: Engine, scan: Scan) -> None:
    with many.connect() as connection:
        plan = plan_of(connection, scan)
    assert not BAD.search(plan), plan
    assert 0 < rows_read(plan) <= MOST_READ, plan


@pytest.mark.parametrize(
    ("index", "scan"),
    [
        ("fenxiao_fans", SCANS[4]),
        ("fenxiao_binding_at", SCANS[0]),
        ("fenxiao_tallies", SCANS[6]),
        ("fenxiao_standing_at", standing_scan("u7", 302_500)),
        ("fenxiao_to_seal", to_seal_scan("p7", 150_000, limit=500)),
        ("fenxiao_payee_at", payee_standing_scan("m1", "u7", 302_500)),
        ("fenxiao_payouts_requested", requested_scan("m1", "CNY", 150_000, limit=500)),
        ("fenxiao_batch_payouts", batch_scan("b2", limit=500)),
    ],
)
def test_without_its_index_a_scan_reads_too_much(many: Engine, index: str, scan: Scan) -> None:
    """Each index is needed, and these tests can fail."""
    with many.connect() as connection:
        connection.execute(text(f"DROP INDEX {index}"))
        plan = plan_of(connection, scan)
        connection.rollback()
    assert BAD.search(plan) or rows_read(plan) > MOST_READ, plan
