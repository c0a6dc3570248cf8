"""The house: a Chinese page has the outline and the code of its English twin."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tidy import page_checks
from tests.tidy.house import ROOT, name, pages

TWINS = [
    path for path in pages() if path.is_relative_to(ROOT / "docs") and path.name.endswith(".zh.md")
]
every_twin = pytest.mark.parametrize("path", TWINS, ids=name)


def both(path: Path) -> tuple[str, str]:
    english = path.with_name(path.name.replace(".zh.md", ".md"))
    return english.read_text(encoding="utf-8"), path.read_text(encoding="utf-8")


@every_twin
def test_both_have_the_same_outline(path: Path) -> None:
    english, chinese = map(page_checks.outline, both(path))
    assert english == chinese


@every_twin
def test_both_have_the_same_code(path: Path) -> None:
    english, chinese = map(page_checks.blocks, both(path))
    assert english == chinese
