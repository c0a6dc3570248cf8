"""Settle the year, print the page, write the files."""

from __future__ import annotations

import argparse
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

from examples.progress import progress, say
from examples.shop_year.figures import bare_loop_rate, figures
from examples.shop_year.files import write_files
from examples.shop_year.page import Speed, page
from examples.shop_year.source import read_year
from examples.shop_year.year import replay, settle


def main() -> None:
    """Run the demo."""
    parser = argparse.ArgumentParser(prog="shop_year", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out"), help="where the files go")
    parser.add_argument("--replay", action="store_true", help="feed every event a second time")
    parser.add_argument(
        "--digest", action="store_true", help="only print a digest of all decisions"
    )
    parser.add_argument(
        "--until", type=_instant, help="leave out what happened from this day on, as in 2011-03-01"
    )
    options = parser.parse_args()
    say("Reading a year of orders …")
    year = read_year(options.until)
    run = settle(year, progress=progress("Settling"), with_digest=options.digest)
    if options.digest:
        print(run.digest)
        return
    speed: Speed = {
        "book_lines_per_second": round(run.paid_lines / run.paid_seconds),
        "bare_loop_lines_per_second": round(bare_loop_rate(year.events)),
        "milliseconds": round(run.seconds * 1000),
    }
    if options.replay:
        before = dict(run.book.rows)
        answers = replay(run, progress=progress("Replaying"))
        if answers["replayed"] != len(run.fed) or before != dict(run.book.rows):
            sys.exit(f"Replaying changed something: {answers}")
        speed["replayed"] = answers["replayed"]
    say("Adding up …")
    found = figures(year, run)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    speed["peak_mebibytes"] = peak // (1024 * 1024 if sys.platform == "darwin" else 1024)
    say(f"Writing files to {options.out} …")
    paths = write_files(options.out, run, found, speed)
    say("")
    for line in page(found, speed):
        print(line)
    print()
    for path in paths:
        if path.parent == options.out:
            print(f"  {path}  {path.stat().st_size:,} bytes")
    print(f"  {options.out / 'books'}  journals and vouchers of each month, for other programs")


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


if __name__ == "__main__":
    main()
