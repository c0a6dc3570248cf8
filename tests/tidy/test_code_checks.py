"""The checks on code can fail: made-up offenders and innocents."""

from __future__ import annotations

import pytest

from tests.tidy import code_checks


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        pytest.param("src/fenxiao/graph.py", "tests/test_graph.py", id="module"),
        pytest.param("src/fenxiao/money/allocate.py", "tests/money/test_allocate.py", id="nested"),
        pytest.param("src/fenxiao/model/_wire.py", "tests/model/test_wire.py", id="private"),
        pytest.param("src/fenxiao/money/__init__.py", None, id="a package's face is exempt"),
    ],
)
def test_where_tests_live(module: str, expected: str | None) -> None:
    assert expected == code_checks.test_path(module)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = a / b", ["line 1: true division"]),
        ("x /= 2", ["line 1: true division"]),
        ("x = 0.5", ["line 1: literal 0.5"]),
        ("x = 1\ny = float(x)", ["line 2: float"]),
        ("def f(x: float) -> int: ...", ["line 1: float"]),
        ("from decimal import Decimal", ["line 1: import Decimal", "line 1: import from decimal"]),
        ("import decimal as d", ["line 1: import decimal"]),
        ("x = y in {0.5}", ["line 1: literal 0.5"]),
        ("x = isinstance(float(y), int)", ["line 1: float"]),
        ("x = d.Decimal(1)", ["line 1: Decimal"]),
        ("from operator import truediv", ["line 1: import truediv"]),
        ("x = Fraction(1, 2).as_integer_ratio()", ["line 1: as_integer_ratio"]),
    ],
)
def test_inexact_code_is_found(source: str, expected: list[str]) -> None:
    assert expected == code_checks.inexact(source)


@pytest.mark.parametrize(
    "source",
    [
        "x = a // b",
        "x //= 2",
        "x = 'a / b, 0.5 as float'",
        "from fractions import Fraction",
        "if isinstance(x, float | Decimal): raise MoneyError",
        "if isinstance(x, (bool, float)): raise MoneyError",
        "if type(x) in {bool, float}: raise MoneyError",
        "match x:\n    case float(): raise MoneyError",
    ],
)
def test_exact_code_is_left_alone(source: str) -> None:
    assert [] == code_checks.inexact(source)


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "XX" + "X"])
def test_what_is_left_undone_is_found(word: str) -> None:
    assert [f"line 2: {word}"] == code_checks.left_undone(f"x = 1\n# {word}: later\n")


def test_longer_words_are_left_alone() -> None:
    assert [] == code_checks.left_undone("XX" + "XL = 1")


@pytest.mark.parametrize(
    "comment",
    [
        "# no" + "qa",
        "# no" + "qa: E501",
        "# no" + "qa: E501, S101",
        "# type: " + "ignore",
        "# type: " + "ignore[arg-type]",
        "# pragma: " + "no cover",
        "# no" + "qa: E501  # because",
    ],
)
def test_a_silenced_tool_without_a_reason_is_found(comment: str) -> None:
    assert [f"line 1: {comment}"] == code_checks.silent_directives(f"x = 1  {comment}\n")


@pytest.mark.parametrize(
    "comment",
    [
        "# a plain comment",
        "# no" + "qa: E501 - the table reads better in one line",
        "# type: " + "ignore[arg-type]  # a made-up wrong value",
        "# no" + "qa: RUF012  # 只读常量表",
    ],
)
def test_a_silenced_tool_with_a_reason_is_left_alone(comment: str) -> None:
    assert [] == code_checks.silent_directives(f"x = 1  {comment}\n")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('__all__ = ["x"]', False),
        ("__all__: list[str] = []", False),
        ("x = 1", True),
        ("from a import b", True),
        ('"""Only a docstring."""\nfrom __future__ import annotations', False),
        ('def f():\n    __all__ = ["x"]', True),
    ],
)
def test_missing_public_names_are_found(source: str, *, expected: bool) -> None:
    assert expected == code_checks.lacks_public_names(source)


def test_sources_are_read_from_docstrings() -> None:
    source = '''"""Module.

Source: docs/rules/levels.md, and docs/cases/levels.case.toml
where its example is.
"""
def f():
    """Do it.

    Source: https://example.org/docs/x.md, 2026-01-01.
    """
    return "Source: docs/none.md"
'''
    expected = ["docs/rules/levels.md", "docs/cases/levels.case.toml"]
    assert expected == code_checks.sources_named(source)
