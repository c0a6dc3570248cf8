"""Paid lines a second: the book beside what one would write without it, in one run.

Each alternative does the same lines in this process, in turn, several times; the best
round of each counts, since noise only slows. ``--short`` measures a quarter of a year
and writes no file.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from examples.shop_year.source import read_year
from examples.shop_year.year import RATES_PPM, make_policy
from fenxiao import Book, Event, OrderPaid, Touch

RESULTS = Path(__file__).with_name("results.json")
GOAL_LINES_PER_SECOND = 20_000
IMPORT_GOAL_MILLISECONDS = 100


def through_the_book(events: Sequence[Event]) -> None:
    """Apply every bind and payment: terms, entries, wallet changes, guards."""
    book = Book(make_policy())
    for event in events:
        book.apply(event)


def bare_dictionary(events: Sequence[Event]) -> None:
    """Keep one sum a member and nothing else."""
    parents: dict[str, str] = {}
    sums: dict[str, int] = {}
    for event in events:
        if isinstance(event, Touch):
            parents[event.visitor_id] = event.sharer_id
        elif isinstance(event, OrderPaid):
            for line in event.lines:
                if line.line_kind == "product":
                    member = parents.get(event.buyer_id)
                    for rate_ppm in RATES_PPM:
                        if member is None:
                            break
                        share_minor = line.paid_minor * rate_ppm // 1_000_000
                        sums[member] = sums.get(member, 0) + share_minor
                        member = parents.get(member)


def dictionary_with_rows(events: Sequence[Event]) -> None:
    """Keep a row for every share as well, as a shop's commission table does."""
    parents: dict[str, str] = {}
    sums: dict[str, int] = {}
    rows: list[dict[str, object]] = []
    for event in events:
        if isinstance(event, Touch):
            parents[event.visitor_id] = event.sharer_id
        elif isinstance(event, OrderPaid):
            for line in event.lines:
                member = parents.get(event.buyer_id) if line.line_kind == "product" else None
                for depth, rate_ppm in enumerate(RATES_PPM, start=1):
                    if member is None:
                        break
                    share_minor = line.paid_minor * rate_ppm // 1_000_000
                    sums[member] = sums.get(member, 0) + share_minor
                    row = {
                        "order_id": event.order_id,
                        "line_id": line.line_id,
                        "member_id": member,
                        "depth": depth,
                        "rate_ppm": rate_ppm,
                        "amount_minor": share_minor,
                    }
                    rows.append(row)
                    member = parents.get(member)


ALTERNATIVES: dict[str, Callable[[Sequence[Event]], None]] = {
    "book": through_the_book,
    "bare dictionary": bare_dictionary,
    "dictionary with rows": dictionary_with_rows,
}


def measure(events: Sequence[Event], rounds: int) -> dict[str, float]:
    """Return the best time of each alternative, in seconds."""
    best = dict.fromkeys(ALTERNATIVES, float("inf"))
    for _ in range(rounds):
        for name, run in ALTERNATIVES.items():
            gc.collect()
            started = perf_counter()
            run(events)
            best[name] = min(best[name], perf_counter() - started)
    return best


def import_milliseconds(rounds: int = 7) -> float:
    """Return what ``import fenxiao`` and its main names cost above pydantic."""
    program = (
        "import pydantic\nfrom time import perf_counter\nstarted = perf_counter()\n"
        "import fenxiao\nfenxiao.Book, fenxiao.OrderPaid, fenxiao.Plan\n"
        "print((perf_counter() - started) * 1000)"
    )
    times = [
        float(
            subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
        )
        for _ in range(rounds)
    ]
    return min(times)


def main() -> None:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a quarter, one round, no file")
    options = parser.parse_args()
    until = datetime(2011, 3, 1, tzinfo=UTC) if options.short else None
    events = [event for event in read_year(until).events if isinstance(event, (Touch, OrderPaid))]
    lines = sum(len(event.lines) for event in events if isinstance(event, OrderPaid))
    best = measure(events, rounds=1 if options.short else 3)
    speeds = {name: round(lines / seconds) for name, seconds in best.items()}
    for name, speed in speeds.items():
        ratio = f"{best[name] / best['book']:.3f} of the book's time"
        print(f"{name:<22}{speed:>12,} lines/s   {ratio}")
    imported = import_milliseconds()
    print(f"{'import fenxiao':<22}{imported:>12.1f} ms above pydantic")
    if speeds["book"] < GOAL_LINES_PER_SECOND:
        print(f"The goal of {GOAL_LINES_PER_SECOND:,} lines/s is missed.")
    if options.short:
        return
    results = {
        "python": platform.python_version(),
        "lines": lines,
        "lines_per_second": speeds,
        "book_to_bare_dictionary": round(best["book"] / best["bare dictionary"], 1),
        "book_to_dictionary_with_rows": round(best["book"] / best["dictionary with rows"], 1),
        "import_milliseconds_above_pydantic": round(imported, 1),
    }
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
