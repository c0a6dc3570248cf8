"""Mutants: which changes are made, and a page that is read as it is written."""

from __future__ import annotations

import sys
from textwrap import dedent
from types import CodeType, ModuleType

import pytest

from tests.tidy.house import ROOT
from tools.mutants import PAGE, Mutant, explained_in, modules, path_of, report, row_of, unread_in
from tools.mutate import FOLDERS, changes, killers
from tools.patching import patch

page = PAGE.read_text("utf-8")
explained = sorted(explained_in(page))


def made(source: str) -> list[tuple[str, str]]:
    return [(one.was, one.now) for one, _ in changes("fenxiao.money.made_up", dedent(source))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("a < b", [("a < b", "a <= b")], id="a bound"),
        pytest.param("a == b", [("a == b", "a != b")], id="an equality"),
        pytest.param("a in b", [("a in b", "a not in b")], id="a membership"),
        pytest.param("a // b", [("a // b", "a * b")], id="a division"),
        pytest.param("a += b", [("a += b", "a -= b")], id="a sum in place"),
        pytest.param("a and b", [("a and b", "a or b")], id="a conjunction"),
        pytest.param("not a", [("not a", "a")], id="a negation"),
        pytest.param("-a", [("-a", "a")], id="a sign"),
        pytest.param("a[1]", [("a[1]", "a[2]"), ("a[1]", "a[0]")], id="a number in its words"),
        pytest.param("a = 0", [("0", "1")], id="nothing"),
        pytest.param("a = True", [("True", "False")], id="a truth"),
        pytest.param("a = max(b)", [("max", "min")], id="an extreme"),
        pytest.param("f(a)", [("f(a)", "pass")], id="a call"),
        pytest.param("for a in b:\n  continue", [("continue", "break")], id="a step of a loop"),
        pytest.param("{a for a in b if c}", [("{a for a in b if c}", "{a for a in b}")], id="some"),
        pytest.param(
            "a if c else b",
            [("a if c else b", "a if True else b"), ("a if c else b", "a if False else b")],
            id="a choice",
        ),
        pytest.param(
            "if c:\n  a", [("if c:", "if True:"), ("if c:", "if False:")], id="a condition"
        ),
        pytest.param("def f() -> int:\n  return a", [("return a", "return None")], id="an answer"),
        pytest.param("zip(a, b, strict=True).c", [], id="not that lengths are one"),
        pytest.param("a: Literal[1]", [], id="not a type"),
        pytest.param("if sys.version_info >= (3, 12):\n  import a", [], id="not which import"),
        pytest.param('"text"', [], id="not a text"),
    ],
)
def test_small_changes(source: str, expected: list[tuple[str, str]]) -> None:
    assert expected == made(source)


def test_a_change_is_compiled_and_leaves_the_others_alone() -> None:
    found = []
    for _, code in changes("fenxiao.money.made_up", "a = 1 + 2 * 3"):
        names: dict[str, int] = {}
        exec(code, names)  # noqa: S102  our own line, just above
        found.append(names["a"])
    assert [1 - 6, 2 + 6, 0 + 6, 1 + 0, 1 + 3 * 3, 1 + 1 * 3, 1 + 2 * 4, 1 + 2 * 2] == found


def test_a_change_names_its_function_and_its_line() -> None:
    source = "class A:\n    def f(self):\n        if a > 1:  # why\n            b()\n"
    found = {one for one, _ in changes("fenxiao.money.made_up", source)}
    place, line = "fenxiao.money.made_up.A.f", "if a > 1:  # why"
    assert Mutant(place, line, "a > 1", "a >= 1") in found
    assert Mutant(place, "b()", "b()", "pass") in found


@pytest.mark.parametrize("module", modules(FOLDERS))
def test_every_module_has_tests_to_ask(module: str) -> None:
    asked = [name for tests in killers(module) for name in tests]
    paths = [name.removeprefix("--ignore=").partition("::")[0] for name in asked]
    assert all((ROOT / path).exists() for path in paths)
    assert killers(module)[0]


def test_a_module_in_a_folder_within_is_changed_and_asked_of_its_own_tests() -> None:
    assert "fenxiao.rules.period.bands" in modules(["rules"])
    own, *_ = killers("fenxiao.rules.period.bands")
    assert own[0] == "tests/rules/period/test_bands.py"


def test_what_is_unread_is_a_module_that_is_changed() -> None:
    assert unread_in(page) <= set(modules(FOLDERS))


def test_every_row_of_the_page_is_read_and_gives_a_reason() -> None:
    rows = [line for line in page.splitlines() if line.startswith("| `fenxiao.")]
    written = [row for row in rows for one in explained if row.startswith(row_of(one))]
    assert rows == written
    assert all(row.rpartition(" | ")[2].strip("| ") for row in rows)


@pytest.mark.parametrize(
    "module", [one for one in modules(FOLDERS) if any(row.is_in(one) for row in explained)]
)
def test_what_the_page_explains_could_still_be_made(module: str) -> None:
    source = (ROOT / "src" / path_of(module)).read_text("utf-8")
    possible = {mutant for mutant, _ in changes(module, source)}
    assert [] == [row for row in explained if row.is_in(module) and row not in possible]


def test_a_row_comes_back_as_it_was_written() -> None:
    mutant = Mutant("fenxiao.money.text._join", "one = a | b", "a | b", "a & b")
    assert {mutant} == explained_in(f"{row_of(mutant)} No test can tell. |")
    assert {mutant} == explained_in(f"  {row_of(mutant)}\n")  # as the command prints it


def test_a_survivor_is_explained_unread_or_unknown() -> None:
    known, new, unread, noticed = (
        Mutant(f"fenxiao.{name}", "a < b", "a < b", "a <= b")
        for name in ("money.text.f", "money.text.g", "rules.plan.f", "money.text.h")
    )
    of_page = f"{row_of(known)} Why. |\n{row_of(noticed)} Why. |\n- `fenxiao.rules.plan`\n"
    alive = {"fenxiao.money.text": [known, new], "fenxiao.rules.plan": [unread]}
    tried = {"fenxiao.money.text": 5, "fenxiao.rules.plan": 7}
    written, unknown = report(tried, alive, of_page)
    assert unknown == 1
    assert [
        "# Tried",
        "- fenxiao.money.text: 2 of 5 survived",
        "- fenxiao.rules.plan: 1 of 7 survived",
        "# Survivors that are not explained",
        row_of(new),
        "# Survivors in modules that are listed as unread",
        row_of(unread),
        "# Explained, and noticed by a test now",
        row_of(noticed),
    ] == [line for line in written.splitlines() if line]


def in_module(source: str) -> tuple[str, ModuleType, CodeType]:
    module = ModuleType("made_up")
    code = compile(dedent(source), "made_up", "exec")
    exec(code, vars(module))  # noqa: S102  our own lines
    return "made_up", module, code


BEFORE = """
    class A:
        @property
        def one(self): return 1
        @staticmethod
        def two(): return [3 for _ in "a"]
    def f(a=4): return a
"""


@pytest.mark.parametrize(
    ("old", "new", "is_possible"),
    [
        pytest.param("return 1", "return 5", True, id="a property"),
        pytest.param("[3 for", "[5 for", True, id="within a function"),
        pytest.param("return a", "return 5", True, id="a function"),
        pytest.param("a=4", "a=5", False, id="a default"),
        pytest.param("class A:", "class A:\n        B = 1", False, id="a class"),
    ],
)
def test_functions_are_changed_in_place(
    monkeypatch: pytest.MonkeyPatch, old: str, new: str, is_possible: bool
) -> None:
    name, module, was = in_module(BEFORE)
    monkeypatch.setitem(sys.modules, name, module)
    now = compile(dedent(BEFORE.replace(old, new)), "made_up", "exec")
    a, f, before = module.A, module.f, [1, 3, 4]
    assert is_possible is patch(name, was, now)
    found = [a().one, a.two()[0], f()]
    assert (1 if is_possible else 0) == sum(
        one != two for one, two in zip(found, before, strict=True)
    )
