"""The tables of docs/relations-at-size.md: ``python -m benchmarks.relation_tables``.

It writes them into the page, between its markers; the words around them stay.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.host_tables import MARKED, table

__all__ = ["PAGE", "RESULTS", "drawn"]

RESULTS = Path(__file__).with_name("relations.json")
PAGE = RESULTS.parents[1] / "docs" / "relations-at-size.md"

LARGE = {
    "bound_per_second": "bound, members/s",
    "lookups_per_second": "three up, of members in no order, lookups/s",
    "lookups_in_order_per_second": "three up, of members in the order of codes, lookups/s",
    "bytes_per_member": "bytes a member, without ids and instants",
    "loaded_megabytes": "most memory while loading, MB, all of the program",
    "peak_megabytes": "most memory in all, MB, with columns of 10 million lookups",
}
STORED = {
    "snapshot_bytes_per_member": "bytes a member in a snapshot, with instants",
    "written_per_second": "snapshot written, members/s",
    "read_per_second": "snapshot read and checked, members/s",
    "interned_per_second": "ids interned, texts/s",
    "written_with_ids_per_second": "snapshot with ids written, members/s",
    "read_with_ids_per_second": "snapshot with ids read and checked, members/s",
    "depths_per_second": "`depth`, members/s",
    "within3_per_second": "`within3`, members/s",
    "descendants_per_second": "`descendants`, members/s",
}
SINGLE = {
    "book_touches_per_second": "`Book.apply(Touch)`, touches/s",
    "forest_touches_per_second": "`Forest.bind`, touches/s",
}


def bulk(results: dict[str, Any]) -> str:
    """Draw touches a second of each rival, and how many times as fast the forest is."""
    streams = results["bulk"]
    rivals = next(iter(streams.values()))["touches_per_second"]
    rows = []
    for rival in rivals:
        cells = [
            f"{found['touches_per_second'][rival]:,}"
            + (f" ({times}×)" if (times := found["times_as_fast_as"].get(rival)) else "")
            for found in streams.values()
        ]
        rows.append([rival, *cells])
    rows.append(["members", *(f"{found['members']:,}" for found in streams.values())])
    for outcome in next(iter(streams.values()))["outcomes"]:
        told = (f"{found['outcomes'][outcome]:,}" for found in streams.values())
        rows.append([f"`{outcome}`", *told])
    return table(["touches/s (the forest is … times as fast)", *streams], rows)


def _figures(part: str, words: dict[str, str]) -> Any:  # noqa: ANN401  # a drawing like the others
    def draw(results: dict[str, Any]) -> str:
        found = results[part]
        return table(("what", "figure"), ((words[name], f"{found[name]:,}") for name in words))

    return draw


TABLES = {
    "bulk": bulk,
    "single": _figures("single", SINGLE),
    "large": _figures("large", LARGE),
    "stored": _figures("stored", STORED),
}


def drawn(page: str, results: Path = RESULTS) -> str:
    """Return a page with its tables drawn anew."""
    measured = json.loads(results.read_text(encoding="utf-8"))
    return MARKED.sub(lambda found: found[1] + TABLES[found[2]](measured) + found[3], page)


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
