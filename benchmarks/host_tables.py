"""The tables of docs/hosts/load.md, from the results: ``python -m benchmarks.host_tables``.

It writes them into the page, between its markers; the words around them stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.star_promoter import RESULTS

__all__ = ["PAGE", "drawn"]

PAGE = RESULTS.parents[1] / "docs" / "hosts" / "load.md"
MARKED = re.compile(r"(<!-- measured: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
PARTS = {
    "decide": "`decide`, called twice",
    "write_json": "records to JSON",
    "read_json": "records from JSON",
    "database_driver_and_sqlalchemy": "SQLAlchemy, the driver, the socket",
    "all": "all",
}


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table in Markdown."""
    lines = [list(head), *([str(cell) for cell in row] for row in rows)]
    lines.insert(1, ["---"] + ["---:"] * (len(lines[0]) - 1))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def name_of(kind: dict[str, Any]) -> str:
    """Say in words what a kind of round was."""
    if kind["host"] == "naive":
        return "naive host: wallets locked by each order"
    if kind["host"] == "replayed":
        return "the same statements, sent without us"
    if not kind["is_durable"]:
        return "fenxiao, commits do not wait for the disk"
    return "fenxiao, all else running" if kind["is_busy"] else "fenxiao, only orders"


def star(results: dict[str, Any]) -> str:
    """Draw speed, ratio and processor time of each kind of round."""
    head = (
        "round",
        "uniform, orders/s",
        "star, orders/s",
        "star : uniform, median of pairs",
        "by processor time",
        "star, 99 of 100 within ms",
        "pairs",
        "`OrderPaid` decided again",
        "client, ms an order",
        "server, ms an order",
    )
    rows = (
        (
            name_of(kind),
            f"{kind['uniform']['orders_per_second']:.0f}",
            f"{kind['star']['orders_per_second']:.0f}",
            f"{kind['star_to_uniform']:.2f}",
            f"{kind['star_to_uniform_by_processor_time']:.2f}",
            f"{kind['star']['p99_milliseconds']:,.0f}",
            len(kind["star_to_uniform_of_each_pair"]),
            kind["retries"].get("OrderPaid", 0),
            f"{kind['star']['client_cpu_milliseconds_per_order']:.1f}",
            f"{kind['star']['server_cpu_milliseconds_per_order']:.1f}",
        )
        for kind in results["star_promoter"]["kinds"]
    )
    return table(head, rows)


def events(results: dict[str, Any]) -> str:
    """Draw how often each event was applied in the rounds with everything, and again."""
    busy = next(kind for kind in results["star_promoter"]["kinds"] if kind["is_busy"])
    rows = (
        (f"`{name}`", f"{number:,}", busy["retries"].get(name, 0))
        for name, number in busy["events"].items()
    )
    return table(("event", "applied", "decided again"), rows)


def trips(results: dict[str, Any]) -> str:
    """Draw statements and round trips of each event."""
    rows = (
        (f"`{name}`", cost["statements"], cost["round_trips"], cost["rows"])
        for name, cost in results["costs"]["events"].items()
    )
    return table(("event", "statements", "round trips", "rows written"), rows)


def storage(results: dict[str, Any]) -> str:
    """Draw rows and bytes of an order, table by table."""
    tables = results["costs"]["per_order"]
    names = ("rows", "table_bytes", "index_bytes")
    rows = [(f"`{name}`", *(f"{cost[one]:,.0f}" for one in names)) for name, cost in tables.items()]
    sums = (f"{sum(cost[one] for cost in tables.values()):,.0f}" for one in names)
    return table(("table", "rows", "bytes", "bytes of the index"), [*rows, ("all", *sums)])


def processor(results: dict[str, Any]) -> str:
    """Draw where a client's processor time goes."""
    cost = results["costs"]["client_milliseconds_per_order"]
    rows = ((words, f"{cost[name]:.2f}") for name, words in PARTS.items())
    return table(("part", "ms an order"), rows)


TABLES = {
    "star": star,
    "events": events,
    "trips": trips,
    "storage": storage,
    "processor": processor,
}


def drawn(page: str, results: Path = RESULTS) -> str:
    """Return a page with its tables drawn anew."""
    measured = json.loads(results.read_text(encoding="utf-8"))
    return MARKED.sub(lambda found: found[1] + TABLES[found[2]](measured) + found[3], page)


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
