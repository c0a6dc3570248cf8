"""The house: pages lead somewhere, and say the same in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tidy import page_checks
from tests.tidy.house import ROOT, files, name, pages
from tests.tidy.words import WORDS

every_page = pytest.mark.parametrize("path", pages(), ids=name)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def english_and_chinese() -> tuple[str, str]:
    return read(ROOT / "README.md"), read(ROOT / "README.zh.md")


def test_both_readmes_have_the_same_outline() -> None:
    english, chinese = map(page_checks.outline, english_and_chinese())
    assert english == chinese


def test_both_readmes_have_the_same_code() -> None:
    english, chinese = map(page_checks.blocks, english_and_chinese())
    assert english == chinese


@every_page
def test_links_lead_to_files(path: Path) -> None:
    assert [] == page_checks.broken_links(read(path), lambda link: (path.parent / link).exists())


@every_page
def test_python_examples_are_run(path: Path) -> None:
    assert [] == page_checks.unrun_blocks(read(path))


def test_the_lock_has_only_names_and_versions() -> None:
    assert [] == page_checks.unpinned(read(ROOT / "requirements-dev.lock"))


def test_no_file_names_one_machine() -> None:
    found = {}
    for path in files():
        try:
            complaints = page_checks.machine_words(read(path), WORDS)
        except UnicodeDecodeError:
            continue  # an image or an archive
        if complaints:
            found[name(path)] = complaints
    assert {} == found
