"""What examples show while they work: one line on a terminal, a few lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable

__all__ = ["Progress", "progress", "say"]

Progress = Callable[[int, int], None]


def say(text: str) -> None:
    """Show what is going on, on a line that the next one overwrites."""
    end = "" if sys.stderr.isatty() else "\n"
    start = "\r\033[K" if sys.stderr.isatty() else ""
    if text or sys.stderr.isatty():
        print(f"{start}{text}", end=end, file=sys.stderr, flush=True)


def progress(title: str, what: str = "events") -> Progress:
    """Return a progress line: every hundredth on a terminal, else every tenth."""
    shown = -1

    def show(number: int, total: int) -> None:
        nonlocal shown
        percent = min(100, 100 * number // max(1, total))
        step = percent if sys.stderr.isatty() else percent // 10 * 10
        if step > shown:
            shown = step
            say(f"{title} … {step}%  ({number:,} of about {total:,} {what})")

    return show
