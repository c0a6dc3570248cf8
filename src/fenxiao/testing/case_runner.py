"""The runner of case files (案例运行器): finds them, runs each, says what differs.

What authors should know of a policy that loads is told below its case, and fails nothing.

``python -m fenxiao.testing.cases PATH...`` takes files and folders. Exit code 0: every case
holds; 1: one does not; 2: a file is no case, a path does not exist, or there is no case.

Source: docs/cases.md, "Running cases".
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from fenxiao.errors import CaseError
from fenxiao.testing.cases import JSON_END, TOML_END, compare, load_case, report, run_case
from fenxiao.testing.plans import told

__all__ = ["find_cases", "main", "show_anything"]

Verdict = Literal["ok", "FAIL", "no case"]
_ENDS = (TOML_END, JSON_END)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every case below some paths and say of each whether it holds.

    Args:
        arguments: Files and folders; None takes those of the command line.

    Returns:
        The exit code: 0, 1 or 2.
    """
    parser = argparse.ArgumentParser(
        prog="python -m fenxiao.testing.cases",
        description="Run case files (*.case.toml, *.case.json) and say what differs.",
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file or a folder")
    show_anything()
    counts: Counter[Verdict] = Counter()
    for path in find_cases(parser.parse_args(arguments).paths):
        verdict, text = _judge(path)
        counts[verdict] += 1
        print(f"{verdict:4} {_name(path)}")
        if text:
            print(text)
    found = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    print(f"{_count(counts.total())}: {found or 'nothing was run'}")
    if counts["no case"] or not counts:
        return 2
    return 1 if counts["FAIL"] else 0


def find_cases(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield every file that is named, and every case file below a folder, once and in order."""
    seen: set[Path] = set()
    for path in paths:
        below = sorted(one for end in _ENDS for one in path.rglob(f"*{end}") if one.is_file())
        for one in below if path.is_dir() else [path]:
            if one not in seen:
                seen.add(one)
                yield one


def show_anything() -> None:
    """Write escapes where the terminal's encoding lacks a character, instead of stopping."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _judge(path: Path) -> tuple[Verdict, str]:
    try:
        case = load_case(path.name, path.read_bytes())
        outcome = run_case(case)
        differences = compare(case, outcome)
    except CaseError as error:
        return "no case", f"  {error}"
    except OSError as error:
        return "no case", f"  The file cannot be read: {error.strerror}."
    findings = () if outcome.book is None else outcome.book.policy.findings
    lines = [report(differences)] if differences else []
    lines += [f"  {told(one)}" for one in findings]
    return "FAIL" if differences else "ok", "\n".join(lines)


def _name(path: Path) -> str:
    """Return the path as it was given, without the end that all case files have."""
    text = path.as_posix()
    return next((text.removesuffix(end) for end in _ENDS if text.endswith(end)), text)


def _count(total: int) -> str:
    return "1 case" if total == 1 else f"{total} cases"
