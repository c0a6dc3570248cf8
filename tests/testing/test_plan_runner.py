"""The runner of plan files: what it says of each, what changed, and its exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fenxiao.testing.plan_runner import main
from tests.tidy.house import ROOT

Said = pytest.CaptureFixture[str]

PLAN = """
plan_id = "2024"
effective_from = 2024-01-01T00:00:00+08:00
ceiling_ppm = "20%"
rules = [{ kind = "levels", rule_id = "sale", rates_ppm = ["10%", "5%"] }]
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return written(tmp_path / "plan.toml", PLAN)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def run(capsys: Said, *arguments: object) -> tuple[int, list[str]]:
    code = main([str(one) for one in arguments])
    return code, capsys.readouterr().out.splitlines()


def test_a_plan_that_loads_is_told_in_four_lines(plan: Path, capsys: Said) -> None:
    code, lines = run(capsys, "check", plan)
    assert (0, f"ok   {plan.as_posix()}") == (code, lines[0])
    assert lines[1].startswith('  plan "2024", digest ')
    assert lines[2:] == [
        "  greatest share 15% (150000 ppm): a line of any words pays it",
        "  ceiling 20% (200000 ppm)",
    ]


def test_a_plan_that_does_not_load_is_told_with_code_and_place(
    plan: Path, tmp_path: Path, capsys: Said
) -> None:
    wrong = written(tmp_path / "wrong.toml", PLAN.replace("rates_ppm", "rates"))
    code, lines = run(capsys, "check", plan, wrong)
    assert (1, f"WRONG {wrong.as_posix()}") == (code, lines[4])
    assert lines[5].startswith("  plan.unknown_field: At rules[0]: ")


@pytest.mark.parametrize("text", ["{", "a ="])
def test_what_is_no_document_goes_before_what_is_wrong(
    text: str, tmp_path: Path, capsys: Said
) -> None:
    broken = written(tmp_path / "broken", text)
    wrong = written(tmp_path / "wrong.toml", "x = 1")
    code, lines = run(capsys, "check", broken, wrong)
    assert (2, f"no plan {broken.as_posix()}") == (code, lines[0])


def test_a_file_that_is_not_there(tmp_path: Path, capsys: Said) -> None:
    code, lines = run(capsys, "check", tmp_path / "none.toml")
    assert (2, "  The file cannot be read: No such file or directory.") == (code, lines[1])


def test_what_changed_is_told_in_both_languages(plan: Path, tmp_path: Path, capsys: Said) -> None:
    newer = written(tmp_path / "newer.toml", PLAN.replace("10%", "12%"))
    assert run(capsys, "diff", plan, newer) == (
        1,
        ['Rule "sale": rates by place 10%, 5% → 12%, 5%.'],
    )
    assert run(capsys, "diff", plan, newer, "--language", "zh") == (
        1,
        ["规则“sale”：各位置比例 10%、5% → 12%、5%。"],
    )
    assert run(capsys, "diff", plan, plan) == (0, ["Nothing changed."])


def test_what_cannot_be_compared(plan: Path, tmp_path: Path, capsys: Said) -> None:
    policy = written(tmp_path / "policy.toml", f"[[plans]]{PLAN}")
    code, lines = run(capsys, "diff", plan, policy)
    assert (2, True) == (code, "Plan and Policy" in lines[1])
    wrong = written(tmp_path / "wrong.toml", "x = 1")
    code, lines = run(capsys, "diff", wrong, plan)
    assert (2, f"WRONG {wrong.as_posix()}") == (code, lines[0])


def test_a_command_is_asked_for(capsys: Said) -> None:
    with pytest.raises(SystemExit) as caught:
        main([])
    assert caught.value.code == 2
    assert "COMMAND" in capsys.readouterr().err


def test_as_a_command(plan: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "fenxiao.testing.plans", "check", str(plan)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.startswith("ok   ")
