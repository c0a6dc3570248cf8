"""Relations at size, beside what one would write without them, in one run.

Touches are bound by the forest, by dictionaries, and, fewer of them, by networkx and
rustworkx; every rival must come to the same outcomes. Seconds are of the processor, all
on one core, since others use the machine too; the best round of each counts, since noise
only slows. ``--short`` takes a fiftieth of everything and writes no file.
``python -m benchmarks.relation_tables`` then draws the tables of the page.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from benchmarks import relation_rivals as rivals
from benchmarks.relation_touches import Touches, drawn, grown, shop, shuffled, uniform
from examples.shop_year.year import make_policy
from fenxiao import Book, Touch
from fenxiao.batch import Forest, Outcome, TextIds, from_bytes, to_bytes

RESULTS = Path(__file__).with_name("relations.json")
TOUCHES = 10_000_000
MEMBERS = 50_000_000
GOAL_RATIO = 20
GOAL_BYTES = 5
FEWER = 50
"""How many times fewer touches networkx and rustworkx are given, and ``--short`` takes."""


def timed(run: Callable[[], Any], rounds: int = 1) -> tuple[float, Any]:
    """Return the best time in seconds, and what the last round returned."""
    best, made = float("inf"), None
    for _ in range(rounds):
        made = None
        gc.collect()
        started = process_time()
        made = run()
        best = min(best, process_time() - started)
    return best, made


def bulk(touches: Touches, rounds: int) -> dict[str, Any]:
    """Bind the same touches by each rival; return touches a second and ratios."""
    members, sharers, visitors = touches
    count = sharers.size
    seconds, outcomes = timed(lambda: Forest(members).bind_many(sharers, visitors), 2 * rounds)
    pairs = list(zip(sharers.tolist(), visitors.tolist(), strict=True))
    fewer = pairs[: count // FEWER]
    within = 1 + max(max(pair) for pair in fewer)
    alternatives: dict[str, tuple[Callable[[], bytearray], int, int]] = {
        "dictionary": (lambda: rivals.dictionary(pairs), count, rounds),
        "dictionary and set": (lambda: rivals.dictionary_and_set(pairs), count, rounds),
        "networkx": (lambda: rivals.networkx(fewer), len(fewer), 1),
        "rustworkx": (lambda: rivals.rustworkx(fewer, within), len(fewer), 1),
    }
    best = {"forest": seconds / count}
    gc.disable()  # as for a program that keeps millions of tuples
    for name, (run, told, turns) in alternatives.items():
        seconds, made = timed(run, turns)
        best[name] = seconds / told
        assert bytes(made) == outcomes[:told].tobytes(), name
    gc.enable()
    counts = np.bincount(outcomes, minlength=len(Outcome)).tolist()
    return {
        "members": members,
        "touches": count,
        "touches_of_networkx_and_rustworkx": len(fewer),
        "outcomes": {one.name.lower(): counts[one] for one in Outcome},
        "touches_per_second": {name: round(1 / each) for name, each in best.items()},
        "times_as_fast_as": {name: round(best[name] / best["forest"], 1) for name in alternatives},
    }


def single(count: int) -> dict[str, int]:
    """Take touches one by one; return touches a second."""
    touches = shop(count)
    pairs = list(zip(touches.sharers.tolist(), touches.visitors.tolist(), strict=True))
    noon = datetime(2024, 6, 18, 12, tzinfo=UTC)
    events = [
        Touch(
            id=f"t{number}",
            at=noon + timedelta(seconds=number),
            sharer_id=f"u{sharer}",
            visitor_id=f"u{visitor}",
        )
        for number, (sharer, visitor) in enumerate(islice(pairs, count // 10))
    ]

    def through_the_book() -> None:
        book = Book(make_policy())
        for event in events:
            book.apply(event)

    def through_the_forest() -> None:
        forest = Forest(touches.members)
        for sharer, visitor in pairs:
            forest.bind(sharer, visitor)

    book_seconds, _ = timed(through_the_book)
    forest_seconds, _ = timed(through_the_forest)
    return {
        "book_events": len(events),
        "book_touches_per_second": round(len(events) / book_seconds),
        "forest_touches_per_second": round(count / forest_seconds),
    }


def stored(count: int) -> dict[str, int]:
    """Write and read snapshots, intern ids, measure the whole; return members a second."""
    touches = grown(1, count - 1)
    forest = Forest(count, is_timed=True)
    forest.bind_many(touches.sharers, touches.visitors, at_us=np.arange(count - 1))
    writing, snapshot = timed(lambda: to_bytes(forest), 2)
    reading, _ = timed(lambda: from_bytes(snapshot), 2)
    names = [f"u{number}" for number in range(count // 10)]
    named = Forest(ids=TextIds())
    interning, _ = timed(lambda: named.intern(names))
    naming, with_ids = timed(lambda: to_bytes(named), 2)
    reading_names, _ = timed(lambda: from_bytes(with_ids), 2)
    return {
        "members": count,
        "snapshot_bytes_per_member": round(len(snapshot) / count),
        "written_per_second": round(count / writing),
        "read_per_second": round(count / reading),
        "members_with_ids": len(names),
        "interned_per_second": round(len(names) / interning),
        "written_with_ids_per_second": round(len(names) / naming),
        "read_with_ids_per_second": round(len(names) / reading_names),
        "depths_per_second": round(count / timed(forest.depth)[0]),
        "within3_per_second": round(count / timed(forest.within3)[0]),
        "descendants_per_second": round(count / timed(forest.descendants)[0]),
    }


def peak_kilobytes() -> int:
    """Return the most memory that this process has held at once, as Linux tells it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def large(members: int) -> dict[str, Any]:
    """Load many members, look three up above many; meant for an interpreter of its own."""
    step = min(members, 5_000_000)
    idle = peak_kilobytes()
    forest = Forest(members)
    loading = 0.0
    for first in range(0, members, step):
        # The first member comes through his own share and stays a root.
        touches = grown(first, step)
        loading += timed(partial(forest.bind_many, touches.sharers, touches.visitors))[0]
    loaded = peak_kilobytes()
    kept = sum(one.nbytes for one in vars(forest).values() if isinstance(one, np.ndarray))
    asked = (drawn(step * 2, 9) * members).astype(np.int32)
    looking, found = timed(lambda: forest.uplines(asked), 2)
    assert found.shape == (asked.size, 3)
    in_order = np.arange(asked.size, dtype=np.int32) % members
    looking_in_order, _ = timed(lambda: forest.uplines(in_order), 2)
    peak = peak_kilobytes()
    return {
        "members": members,
        "bound": int((forest.parent >= 0).sum()),
        "bound_per_second": round(members / loading),
        "bytes_per_member": kept / members,
        "lookups": asked.size,
        "hops": 3,
        "lookups_per_second": round(asked.size / looking),
        "lookups_in_order_per_second": round(asked.size / looking_in_order),
        "import_megabytes": round(idle / 1024),
        "loaded_megabytes": round(loaded / 1024),
        "peak_megabytes": round(peak / 1024),
    }


def in_its_own_interpreter(members: int) -> dict[str, Any]:
    """Return what ``large`` finds where nothing else has used memory."""
    program = (
        f"import json; from benchmarks.relations import large; print(json.dumps(large({members})))"
    )
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    result: dict[str, Any] = json.loads(finished.stdout)
    return result


def main() -> None:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a fiftieth, one round, no file")
    options = parser.parse_args()
    part = FEWER if options.short else 1
    rounds = 1 if options.short else 2
    count = TOUCHES // part
    streams: dict[str, Callable[[], Touches]] = {
        "shop": lambda: shop(count),
        "shop, codes in no order": lambda: shuffled(shop(count)),
        "uniform": lambda: uniform(count),
    }
    results: dict[str, Any] = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "bulk": {name: bulk(make(), rounds) for name, make in streams.items()},
        "single": single(TOUCHES // 10 // part),
        "stored": stored(TOUCHES // part),
        "large": in_its_own_interpreter(MEMBERS // part),
    }
    for name, found in results["bulk"].items():
        print(f"{name}: {found['members']:,} members, {found['touches']:,} touches")
        for rival, speed in found["touches_per_second"].items():
            ratio = found["times_as_fast_as"].get(rival)
            than = f"   the forest is {ratio} times as fast" if ratio else ""
            print(f"  {rival:<20}{speed:>14,} touches/s{than}")
        if not options.short and found["times_as_fast_as"]["dictionary"] < GOAL_RATIO:
            print(f"  The goal of {GOAL_RATIO} times the dictionary is missed.")
    for part_name in ("single", "stored", "large"):
        print(f"{part_name}:")
        for name, figure in results[part_name].items():
            print(f"  {name:<32}{figure:>14,}")
    if results["large"]["bytes_per_member"] > GOAL_BYTES:
        print(f"The goal of {GOAL_BYTES} bytes a member is missed.")
    if not options.short:
        RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
