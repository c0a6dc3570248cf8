"""The pytest plug-in: every case file is a test, and its failure says what differs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from fenxiao.testing.plugin import CaseFailure, CaseItem, pytest_collect_file
from tests.testing.case_files import case_bytes
from tests.tidy.house import ROOT

GOOD, WRONG, BROKEN = case_bytes(), case_bytes(expect={"wallets": [{"member_id": "u2"}]}), b"{"


def item(request: pytest.FixtureRequest, path: Path, content: bytes) -> CaseItem:
    path.write_bytes(content)
    collected = pytest_collect_file(path, request.session)
    assert collected is not None
    (made,) = collected.collect()
    assert isinstance(made, CaseItem)
    return made


def failure(made: CaseItem) -> str:
    with pytest.raises(CaseFailure) as caught:
        made.runtest()
    return made.repr_failure(caught)


@pytest.mark.parametrize(
    ("name", "title"), [("a.case.json", "a"), ("two words.case.json", "two words")]
)
def test_a_case_is_one_test(
    request: pytest.FixtureRequest, tmp_path: Path, name: str, title: str
) -> None:
    made = item(request, tmp_path / name, GOOD)
    made.runtest()
    assert (made.name, made.reportinfo()) == (title, (tmp_path / name, None, f"case {title}"))


def test_its_failure_says_what_differs(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    text = failure(item(request, tmp_path / "a.case.json", WRONG))
    assert text.splitlines()[0] == "  wallets › u2 (CNY of m1) › deferred_minor"


def test_what_is_no_case_says_so(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    text = failure(item(request, tmp_path / "a.case.toml", b"source ="))
    assert text.startswith("A case must be one TOML or JSON document")


def test_any_other_fault_is_shown_as_pytest_shows_it(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    made = item(request, tmp_path / "a.case.json", GOOD)
    made.path.unlink()
    with pytest.raises(FileNotFoundError) as caught:
        made.runtest()
    assert "FileNotFoundError" in made.repr_failure(caught)


@pytest.mark.parametrize("name", ["a.json", "a.toml", "case.json", "a.case.yaml"])
def test_other_files_are_left_alone(request: pytest.FixtureRequest, name: str) -> None:
    assert pytest_collect_file(Path(name), request.session) is None


def test_pyproject_names_the_plug_in() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (home,) = project["entry-points"]["pytest11"].values()
    assert import_module(home).pytest_collect_file is pytest_collect_file


def test_our_own_runs_leave_it_out() -> None:
    # Loaded before coverage starts, it would hide what it imports, and run every case twice.
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (name,) = settings["project"]["entry-points"]["pytest11"]
    assert f"no:{name}" in settings["tool"]["pytest"]["ini_options"]["addopts"]


def test_it_loads_no_more_than_itself() -> None:
    program = "import fenxiao.testing.plugin, json, sys; print(json.dumps(sorted(sys.modules)))"
    listed = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout
    ours = {name for name in json.loads(listed) if name.split(".")[0] == "fenxiao"}
    assert ours == {"fenxiao", "fenxiao.homes", "fenxiao.testing", "fenxiao.testing.plugin"}


def test_in_a_run_of_pytest(tmp_path: Path) -> None:
    for name, content in (("a", GOOD), ("b", WRONG), ("c", BROKEN)):
        (tmp_path / f"{name}.case.json").write_bytes(content)
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    finished = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "fenxiao.testing.plugin", "-p"),
            *("no:cacheprovider", "-W", "error", "-v", str(tmp_path)),
        ],
        cwd=ROOT,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
    )
    assert finished.returncode == 1, finished.stderr
    assert "a.case.json::a PASSED" in finished.stdout
    assert "deferred_minor\n    expected  0\n    got       100\n" in finished.stdout
    assert "2 failed, 1 passed" in finished.stdout
    assert "Traceback" not in finished.stdout
