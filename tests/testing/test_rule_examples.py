"""The worked examples of the pages of rules: each is a case file that its page names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tidy.house import ROOT, name
from tests.tidy.page_checks import blocks

GOOD = ROOT / "tests" / "cases" / "good"
PAGES = sorted((ROOT / "docs" / "rules").glob("*.md"))
EXAMPLES = [
    pytest.param(path, text, id=name(path))
    for path in PAGES
    for language, text in blocks(path.read_text(encoding="utf-8"))
    if language == "toml" and text.startswith("source = ")
]


@pytest.mark.parametrize(("page", "text"), EXAMPLES)
def test_each_example_is_a_case_file_that_its_page_names(page: Path, text: str) -> None:
    same = [path for path in GOOD.glob("*.toml") if path.read_text(encoding="utf-8") == text]
    assert len(same) == 1
    assert f"(../../tests/cases/good/{same[0].name})" in page.read_text(encoding="utf-8")


def test_the_pages_have_examples() -> None:
    assert len(EXAMPLES) >= 6
