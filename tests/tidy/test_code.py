"""The house: size, tests, exactness and honesty of every source file."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from tests.tidy import code_checks
from tests.tidy.house import ROOT, modules, name, scripts

MOST_LINES = 500
MEDIAN_LINES = 200
EXACT = ("money", "rules", "ledger")

every_module = pytest.mark.parametrize("path", modules(), ids=name)
every_script = pytest.mark.parametrize("path", scripts(), ids=name)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def line_count(path: Path) -> int:
    return len(read(path).splitlines())


def test_there_is_a_library_to_check() -> None:
    assert modules()


@every_module
def test_no_module_is_long(path: Path) -> None:
    assert line_count(path) <= MOST_LINES


def test_most_modules_are_short() -> None:
    assert statistics.median(map(line_count, modules())) < MEDIAN_LINES


@every_module
def test_every_module_has_its_tests(path: Path) -> None:
    expected = code_checks.test_path(name(path))
    assert expected is None or (ROOT / expected).is_file(), f"{expected} is missing."


@pytest.mark.parametrize(
    "path",
    [path for path in modules() if name(path).split("/")[2].removesuffix(".py") in EXACT],
    ids=name,
)
def test_money_is_never_inexact(path: Path) -> None:
    assert [] == code_checks.inexact(read(path))


@every_module
def test_nothing_is_left_undone(path: Path) -> None:
    assert [] == code_checks.left_undone(read(path))


@every_module
def test_public_modules_state_their_names(path: Path) -> None:
    is_public = path.name == "__init__.py" or not path.name.startswith("_")
    assert not (is_public and code_checks.lacks_public_names(read(path)))


@every_module
def test_every_source_exists(path: Path) -> None:
    missing = [p for p in code_checks.sources_named(read(path)) if not (ROOT / p).exists()]
    assert [] == missing


@every_script
def test_every_silenced_tool_has_a_reason(path: Path) -> None:
    assert [] == code_checks.silent_directives(read(path))
