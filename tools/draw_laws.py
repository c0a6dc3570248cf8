"""Draw the tables of laws (定律表): which law holds for which class of rules, and the witnesses.

Source: CONTRIBUTING.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fenxiao.testing.law_objects import Law
from fenxiao.testing.laws import LAWS, law_named
from fenxiao.testing.rule_classes import CLASSES
from fenxiao.testing.witnesses import WITNESSES

__all__ = ["LAW_DRAWINGS"]


def _rows(lines: Sequence[tuple[str, ...]]) -> str:
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _mark(law: Law, name: str) -> str:
    if name in law.fails_for:
        return "✗"
    return "?" if name == "custom" and law.is_asked else "✓"


def _table() -> str:
    """Draw laws by classes; names are the same in both languages."""
    head = ("", *(f"`{one.name}`" for one in CLASSES))
    lines = [head, ("---",) * len(head)]
    lines += [(f"`{law.name}`", *(_mark(law, one.name) for one in CLASSES)) for law in LAWS]
    return _rows(lines)


def _statements(language: str) -> str:
    title, statement = f"title_{language}", f"statement_{language}"
    lines = [("", "", ""), ("---",) * 3]
    lines += [(f"`{one.name}`", getattr(one, title), getattr(one, statement)) for one in LAWS]
    return _rows(lines)


def _classes(language: str) -> str:
    lines = [("", ""), ("---",) * 2]
    lines += [(f"`{one.name}`", getattr(one, f"title_{language}")) for one in CLASSES]
    return _rows(lines)


def _witnesses() -> str:
    lines = [("", "", ""), ("---",) * 3]
    for (law, name), sale in WITNESSES.items():
        lines.append((f"`{law}`", f"`{name}`", law_named(law).find(sale)))
    return _rows(lines)


LAW_DRAWINGS: dict[str, Callable[[], str]] = {
    "law_classes": lambda: _classes("en"),
    "law_classes_zh": lambda: _classes("zh"),
    "law_statements": lambda: _statements("en"),
    "law_statements_zh": lambda: _statements("zh"),
    "law_table": _table,
    "law_witnesses": _witnesses,
}
"""What draws each name that a page on laws may call."""
