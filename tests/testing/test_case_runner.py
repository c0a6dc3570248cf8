"""The runner: what it finds, what it says of each case, and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fenxiao.testing.case_runner import find_cases, main
from tests.testing.case_files import case_bytes
from tests.tidy.house import ROOT

Said = pytest.CaptureFixture[str]
GOOD, WRONG, BROKEN = case_bytes(), case_bytes(expect={"wallets": [{"member_id": "u2"}]}), b"{"


def write(folder: Path, **contents: bytes) -> None:
    for name, content in contents.items():
        path = folder / f"{name.replace('__', '/')}.case.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def run(capsys: Said, *paths: Path) -> tuple[int, list[str]]:
    code = main([str(path) for path in paths])
    return code, capsys.readouterr().out.splitlines()


def test_cases_that_hold(tmp_path: Path, capsys: Said) -> None:
    write(tmp_path, b=GOOD, deep__a=GOOD)
    (tmp_path / "notes.json").write_bytes(BROKEN)
    name = tmp_path.as_posix()
    expected = [f"ok   {name}/b", f"ok   {name}/deep/a", "2 cases: 2 ok"]
    assert run(capsys, tmp_path) == (0, expected)


def test_a_case_that_fails_says_what_differs(tmp_path: Path, capsys: Said) -> None:
    write(tmp_path, a=WRONG, b=GOOD)
    name = tmp_path.as_posix()
    assert run(capsys, tmp_path) == (
        1,
        [
            f"FAIL {name}/a",
            "  wallets › u2 (CNY of m1) › deferred_minor",
            "    expected  0",
            "    got       100",
            f"ok   {name}/b",
            "2 cases: 1 FAIL, 1 ok",
        ],
    )


def test_findings_of_a_policy_are_told_below_the_case_and_fail_nothing(
    tmp_path: Path, capsys: Said
) -> None:
    case = json.loads(GOOD)
    plan = case["policy"]["plans"][0]
    plan["ceiling_ppm"], plan["rules"][0]["rates_ppm"] = 100_005, [100_000, 5]
    (tmp_path / "a.case.json").write_text(json.dumps(case), encoding="utf-8")
    code, lines = run(capsys, tmp_path)
    assert (0, "1 case: 1 ok") == (code, lines[-1])
    assert lines[1].startswith("  warning plan.tiny_rate: ")


def test_a_file_that_is_no_case_goes_before_one_that_fails(tmp_path: Path, capsys: Said) -> None:
    write(tmp_path, a=WRONG, b=BROKEN, c=GOOD)
    code, lines = run(capsys, tmp_path)
    assert code == 2
    assert lines[-1] == "3 cases: 1 FAIL, 1 no case, 1 ok"
    assert lines[4].startswith("no case ")
    assert lines[5].startswith("  A case must be one TOML or JSON document in UTF-8")


def test_a_path_that_does_not_exist(tmp_path: Path, capsys: Said) -> None:
    code, lines = run(capsys, tmp_path / "none.case.json")
    assert code == 2
    assert lines[1] == "  The file cannot be read: No such file or directory."


def test_a_file_of_another_name_is_no_case(tmp_path: Path, capsys: Said) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(GOOD)
    code, lines = run(capsys, path)
    assert code == 2
    assert 'the name is "a.json"' in lines[1]


def test_a_folder_without_cases_is_no_success(tmp_path: Path, capsys: Said) -> None:
    assert run(capsys, tmp_path) == (2, ["0 cases: nothing was run"])


def test_no_path_is_asked_for(capsys: Said) -> None:
    with pytest.raises(SystemExit) as caught:
        main([])
    assert caught.value.code == 2
    assert "PATH" in capsys.readouterr().err


def test_a_case_that_is_named_twice_is_run_once(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD, b=GOOD)
    (tmp_path / "c.case.toml").touch()
    (tmp_path / "folder.case.json").mkdir()
    first = tmp_path / "a.case.json"
    found = [path.name for path in find_cases([first, tmp_path, first])]
    assert ["a.case.json", "b.case.json", "c.case.toml"] == found


def test_what_a_terminal_cannot_show_is_escaped(tmp_path: Path) -> None:
    write(tmp_path, a=WRONG)
    finished = subprocess.run(
        [sys.executable, "-m", "fenxiao.testing.cases", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert (finished.returncode, finished.stderr) == (1, "")
    assert r"wallets \u203a u2 (CNY of m1)" in finished.stdout


def test_as_a_command() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "fenxiao.testing.cases", "tests/cases/good"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    first, *_, last = finished.stdout.splitlines()
    assert first.startswith("ok   tests/cases/good/")
    assert last.endswith(" ok")
