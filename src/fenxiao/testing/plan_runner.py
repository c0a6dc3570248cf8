"""The runner of plan files (方案命令): proves files for their authors, or says what changed.

``python -m fenxiao.testing.plans check FILE...`` has exit code 0: every file loads; 1: one
does not; 2: one is no document or cannot be read. ``diff OLD NEW`` has 0: nothing changed;
1: something did; 2: one does not load, or they are not of one kind.

Source: docs/rules/plan-files.md, "From the command line".
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from fenxiao.errors import FenxiaoError
from fenxiao.rules.difference import diff
from fenxiao.testing.case_runner import show_anything
from fenxiao.testing.plans import describe, read_part
from fenxiao.trace import Language

__all__ = ["main"]

_NO_DOCUMENT = {"plan.not_toml", "event.not_json"}
_UNCHANGED = {"en": "Nothing changed.", "zh": "没有变化。"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Check plan files, or compare two of them.

    Args:
        arguments: The command and its files; None takes those of the command line.

    Returns:
        The exit code: 0, 1 or 2.
    """
    parser = argparse.ArgumentParser(
        prog="python -m fenxiao.testing.plans",
        description="Prove plan, campaign and policy files (TOML or JSON), or compare two.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="prove files and say what they pay at most")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    compare = commands.add_parser("diff", help="say in sentences what changed")
    compare.add_argument("old", type=Path, metavar="OLD")
    compare.add_argument("new", type=Path, metavar="NEW")
    compare.add_argument("--language", choices=("en", "zh"), default="en")
    chosen = parser.parse_args(arguments)
    show_anything()
    if chosen.command == "check":
        return max(_check(path) for path in chosen.files)
    return _compare(chosen.old, chosen.new, chosen.language)


def _check(path: Path) -> int:
    """Print what a file holds or what is wrong with it; return its exit code."""
    try:
        lines = describe(read_part(path.read_bytes()))
    except (FenxiaoError, OSError) as error:
        is_document = isinstance(error, FenxiaoError) and error.code not in _NO_DOCUMENT
        print(f"{'WRONG' if is_document else 'no plan'} {path.as_posix()}\n  {_told(error)}")
        return 1 if is_document else 2
    print(f"ok   {path.as_posix()}", *lines, sep="\n  ")
    return 0


def _compare(old: Path, new: Path, language: Language) -> int:
    """Print what changed between two files; return the exit code."""
    path = old
    try:
        before = read_part(old.read_bytes())
        path = new
        after = read_part(new.read_bytes())
        changes = diff(before, after, language=language)
    except (FenxiaoError, OSError) as error:
        print(f"WRONG {path.as_posix()}\n  {_told(error)}")
        return 2
    print(*changes or (_UNCHANGED[language],), sep="\n")
    return 1 if changes else 0


def _told(error: FenxiaoError | OSError) -> str:
    if isinstance(error, FenxiaoError):
        return f"{error.code}: {error}"
    return f"The file cannot be read: {error.strerror}."
