"""Draw the tables of reconciliation (对账): kinds of breaks, and what to do about each.

Source: CONTRIBUTING.md.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from fenxiao.payout.reconcile.breaks import BREAKS

__all__ = ["RECONCILIATION_DRAWINGS"]

HEADS = {"en": ("kind", "what it is", "what to do"), "zh": ("种类", "是什么", "怎么办")}


def _breaks(language: str) -> str:
    rows = [
        (f"`{one.kind}`", one.title_zh, one.todo_zh)
        if language == "zh"
        else (f"`{one.kind}`", one.title, one.todo)
        for one in BREAKS.values()
    ]
    head = HEADS[language]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows))


RECONCILIATION_DRAWINGS: dict[str, Callable[[], str]] = {
    "breaks": partial(_breaks, "en"),
    "breaks_zh": partial(_breaks, "zh"),
}
"""What draws each name of these pages."""
