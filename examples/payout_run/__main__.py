"""Pay the promoters, print the report, write it."""

from __future__ import annotations

import argparse
import gc
import json
from pathlib import Path

from examples.payout_run.figures import figures
from examples.payout_run.report import sections, to_html, to_markdown
from examples.payout_run.run import run
from examples.progress import progress, say


def main() -> None:
    """Run the scene."""
    parser = argparse.ArgumentParser(prog="payout_run", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out/payout"), help="where the files go")
    parser.add_argument("--promoters", type=int, default=20_000, help="how many are paid")
    options = parser.parse_args()
    # Rows come and stay: to look for circles among them, over and over, takes a third of the time.
    gc.disable()
    day = run(options.promoters, progress(f"Paying {options.promoters:,} promoters"))
    found = figures(day)
    parts = tuple(sections(found))
    text = to_markdown(parts)
    options.out.mkdir(parents=True, exist_ok=True)
    files = {
        "report.html": to_html(parts),
        "report.md": text,
        "figures.json": json.dumps(found, indent=2, ensure_ascii=False) + "\n",
    }
    for name, content in files.items():
        (options.out / name).write_text(content, encoding="utf-8", newline="\n")
    for rail in dict.fromkeys(one.rail for one in day.sent):
        first = next(one for one in day.sent if one.rail == rail)
        ending = {"bank_files": "csv", "iso20022": "xml"}.get(rail, "json")
        (options.out / f"first_{rail}.{ending}").write_bytes(first.body)
    say("")
    print(text)
    for path in sorted(options.out.iterdir()):
        print(f"  {path}  {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
