"""What one event costs a host: statements, rows, bytes, and where the processor's time goes.

One client on a PostgreSQL of its own. Run it as ``python -m benchmarks.host_costs``;
``--short`` writes no file.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.event import listens_for

from benchmarks.host_clients import LATER, POLICY, STAR_SHARE, START, buyers_under, fill, order
from benchmarks.star_promoter import private_server, write
from examples.host_sqlalchemy.host import Host, Loaded, load
from examples.host_sqlalchemy.schema import TABLE, columns
from fenxiao import (
    Decision,
    Event,
    FoldWallet,
    Need,
    OrderConfirmed,
    OrderPaid,
    PayoutResult,
    Refunded,
    RefundLine,
    Release,
    Touch,
    WithdrawalRequested,
    decide,
    dump_record,
    load_record,
)

ORDERS = 2_000
TOUCHED = ("event", "order", "terms", "entry", "delta")


def orders(name: str, number: int) -> list[OrderPaid]:
    """Make some orders, nine of ten under the star."""
    chance = random.Random(name)
    return [order(f"{name}-{place}", buyers_under(STAR_SHARE, chance)) for place in range(number)]


def bytes_of(engine: Engine, partition: str) -> tuple[int, int, int]:
    """Return rows, bytes of the table and bytes of its indexes."""
    name = TABLE[partition].name
    counted = text(
        f"SELECT (SELECT count(*) FROM {name}), pg_table_size('{name}'), pg_indexes_size('{name}')"  # noqa: S608  # our own names
    )
    with engine.connect() as connection:
        rows, table, indexes = connection.execute(counted).one()
    return rows, table, indexes


def storage(engine: Engine, host: Host) -> dict[str, Any]:
    """Return rows and bytes per order, table by table, and the log's bytes per order."""
    lsn = text("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")
    before = {partition: bytes_of(engine, partition) for partition in TOUCHED}
    with engine.connect() as connection:
        log_before = connection.scalar(lsn)
    for event in orders("stored", ORDERS):
        host.apply(event)
    with engine.connect() as connection:
        log_after = connection.scalar(lsn)
    after = {partition: bytes_of(engine, partition) for partition in TOUCHED}
    tables = {}
    for partition in TOUCHED:
        rows, table, indexes = (
            (new - old) / ORDERS
            for new, old in zip(after[partition], before[partition], strict=True)
        )
        tables[partition] = {
            "rows": round(rows, 2),
            "table_bytes": round(table),
            "index_bytes": round(indexes),
        }
    return {"per_order": tables, "log_bytes_per_order": round((log_after - log_before) / ORDERS)}


def round_trips(engine: Engine, host: Host) -> dict[str, dict[str, int]]:
    """Return how many statements, and how many round trips, each event takes when applied."""
    told: Counter[str] = Counter()

    @listens_for(engine, "before_cursor_execute")
    def _(*_: object) -> None:
        told["statements"] += 1

    @listens_for(engine, "begin")
    def _(*_: object) -> None:
        told["begins"] += 1

    @listens_for(engine, "commit")
    def _(*_: object) -> None:
        told["commits"] += 1

    made: dict[str, dict[str, int]] = {}
    for event in life(host):
        told.clear()
        decision = host.apply(event)
        assert decision.status == "applied", decision
        made[type(event).__name__] = {
            "statements": told["statements"],
            "round_trips": told.total(),
            "rows": len(decision.puts) + len(decision.appends),
        }
    return made


def life(host: Host) -> Iterable[Event]:
    """Yield one event of each kind, each of which is applied."""
    wallet: dict[str, Any] = {"payer_id": "shop", "member_id": "promoter-7", "currency": "CNY"}
    back = RefundLine(line_id="2", quantity=1)
    yield Touch(id="life-1", at=START, sharer_id="promoter-7", visitor_id="new")
    yield order("life", "buyer-7")
    yield OrderConfirmed(id="life-2", at=START, order_id="life")
    yield Refunded(id="life-3", at=START, order_id="life", lines=(back,))
    yield Release(id="life-4", at=LATER, limit=100)
    asked = WithdrawalRequested(id="life-5", at=LATER, payee_token="t1", **wallet)  # noqa: S106  # made up
    yield asked
    with host.engine.connect() as connection:
        found = text("SELECT record FROM fenxiao_payout")
        payout: Any = load_record(connection.execute(found).scalar_one())
    yield PayoutResult(
        id="life-6",
        at=LATER,
        instruction_id=payout.instruction_id,
        outcome="paid",
        amount_minor=payout.amount_minor,
        currency="CNY",
    )
    yield FoldWallet(id="life-7", at=LATER, limit=100, **wallet)


def processor(engine: Engine, host: Host) -> dict[str, float]:
    """Return the milliseconds of processor time that one order takes, part by part."""
    events = orders("timed", ORDERS)
    warm, timed = events[: ORDERS // 4], events[ORDERS // 4 :]
    for event in warm:
        host.apply(event)
    started, waited = process_time(), perf_counter()
    for event in timed:
        host.apply(event)
    whole, wall = process_time() - started, perf_counter() - waited
    inputs, decisions, rows = [], [], []
    for event in orders("parts", 500):
        need = decide(event, {}, POLICY)
        assert isinstance(need, Need)
        with engine.connect() as connection:
            facts: Loaded = load(connection, need.keys, need.scans)
        step = decide(event, facts, POLICY)
        assert isinstance(step, Decision)
        inputs.append((event, facts))
        decisions.append([*((put.key, put.record) for put in step.puts), *step.appends])
        chain: Any = facts[need.scans[0]]
        rows.append([dump_record(record) for record, _ in chain])
    per_order = {
        "all": whole * 1_000 / len(timed),
        "decide": _milliseconds(
            lambda: [
                (decide(event, {}, POLICY), decide(event, facts, POLICY)) for event, facts in inputs
            ],
            len(inputs),
        ),
        "write_json": _milliseconds(
            lambda: [columns(key, record) for made in decisions for key, record in made],
            len(inputs),
        ),
        "read_json": _milliseconds(
            lambda: [load_record(one) for made in rows for one in made], len(inputs)
        ),
    }
    known = sum(value for name, value in per_order.items() if name != "all")
    per_order["database_driver_and_sqlalchemy"] = per_order["all"] - known
    per_order["wall"] = wall * 1_000 / len(timed)
    return {name: round(value, 3) for name, value in per_order.items()}


def _milliseconds(work: Callable[[], object], number: int) -> float:
    """Return the best of some tries, in milliseconds of processor time for each."""
    best = float("inf")
    for _ in range(5):
        started = process_time()
        work()
        best = min(best, process_time() - started)
    return best * 1_000 / number


def main() -> None:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="no file")
    options = parser.parse_args()
    with private_server() as url:
        engine = create_engine(url)
        fill(engine)
        host = Host(engine, POLICY)
        measured: dict[str, Any] = {"date": datetime.now(UTC).date().isoformat()}
        measured["events"] = round_trips(engine, host)
        measured |= storage(engine, host)
        measured["client_milliseconds_per_order"] = processor(engine, host)
        engine.dispose()
    for name, value in measured.items():
        print(name, value)
    if not options.short:
        write("costs", measured)


if __name__ == "__main__":
    main()
