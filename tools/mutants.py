"""What the page of mutants knows (变异文档): a survivor is explained, or it fails.

Source: docs/mutants.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "mutants.md"
REPORT = ROOT / "out" / "mutants.md"

_CELL = r" `(?P<{}>(?:[^`|]|\\\|)+)` \|"
_ROW = re.compile(r"\|" + "".join(map(_CELL.format, ("place", "line", "was", "now"))) + " ?")
_UNREAD = re.compile(r"- `(fenxiao\.[\w.]+)`")


class Mutant(NamedTuple):
    """A change: the function it is in, its line, and the words before and after."""

    place: str
    line: str
    was: str
    now: str

    def is_in(self, module: str) -> bool:
        """Say whether a module was changed."""
        return f"{self.place}.".startswith(f"{module}.")


def path_of(module: str) -> Path:
    """Return a module's file, from the folder of sources."""
    return Path(*module.split(".")).with_suffix(".py")


def modules(folders: Iterable[str]) -> tuple[str, ...]:
    """Return the modules of some folders and of the folders within, in order."""
    source = ROOT / "src"
    return tuple(
        ".".join(path.relative_to(source).with_suffix("").parts)
        for folder in folders
        for path in sorted((source / "fenxiao" / folder).rglob("*.py"))
        if path.stem != "__init__"
    )


def explained_in(page: str) -> set[Mutant]:
    """Return the survivors that a page or a report lists: the rows of its tables."""
    rows = (_ROW.match(line.strip()) for line in page.splitlines())
    return {Mutant(*(cell.replace(r"\|", "|") for cell in row.groups())) for row in rows if row}


def unread_in(page: str) -> set[str]:
    """Return the modules whose survivors nobody has read, as the page admits."""
    return {match[1] for match in map(_UNREAD.match, page.splitlines()) if match}


def row_of(mutant: Mutant) -> str:
    """Write a survivor as a row of the page, up to its reason."""
    return "".join(f"| `{cell.replace('|', chr(92) + '|')}` " for cell in mutant) + "|"


def report(
    tried: Mapping[str, int], alive: Mapping[str, Sequence[Mutant]], page: str
) -> tuple[str, int]:
    """Write what became of the mutants.

    Args:
        tried: How many there were, by module.
        alive: Which of them survived, by module.
        page: What is known of them.

    Returns:
        The report, and how many survivors the page neither explains nor leaves unread.
    """
    explained, unread = explained_in(page), unread_in(page)
    found = {one for module in alive for one in alive[module]}
    unknown = [
        one for name in alive if name not in unread for one in alive[name] if one not in explained
    ]
    gone = sorted(one for one in explained - found if any(map(one.is_in, tried)))
    parts = {
        "Tried": [f"- {name}: {len(alive[name])} of {tried[name]} survived" for name in tried],
        "Survivors that are not explained": map(row_of, unknown),
        "Survivors in modules that are listed as unread": [
            row_of(one) for name in alive if name in unread for one in alive[name]
        ],
        "Explained, and noticed by a test now": map(row_of, gone),
    }
    written = [f"# {title}\n\n" + ("\n".join(rows) or "None.") for title, rows in parts.items()]
    return "\n\n".join(written) + "\n", len(unknown)


def judge(found: Mapping[str, tuple[list[Mutant], int]]) -> int:
    """Write the report of a run; 1 if it found a survivor that the page does not know."""
    tried = {module: count for module, (_, count) in found.items()}
    alive = {module: mutants for module, (mutants, _) in found.items()}
    written, unknown = report(tried, alive, PAGE.read_text("utf-8"))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(written, encoding="utf-8")
    print(f"{unknown} survivors are not explained; all are in {REPORT.relative_to(ROOT)}.")
    return 1 if unknown else 0
