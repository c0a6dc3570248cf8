"""The bans bite: a made-up library that breaks each one is refused.

The very contracts and the very linter settings of pyproject.toml are run, against a
package of the same name that consists of one empty package per layer.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.tidy.house import ROOT

SETTINGS = ROOT / "pyproject.toml"
_LINT = "import sys; from importlinter.cli import lint_imports_command as main; main(sys.argv[1:])"


def promised_modules() -> list[str]:
    settings = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))["tool"]["importlinter"]
    return [
        f"{container}.{name}"
        for contract in settings["contracts"]
        if contract["type"] == "layers"
        for container in contract["containers"]
        for line in contract["layers"]
        for name in re.findall(r"\w+", line)
    ]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    for name in ["fenxiao", *promised_modules()]:
        package = tmp_path.joinpath(*name.split("."))
        package.mkdir()
        (package / "__init__.py").touch()
    return tmp_path / "fenxiao"


def lint(library: Path) -> tuple[int, str]:
    finished = subprocess.run(
        [sys.executable, "-c", _LINT, "--config", str(SETTINGS), "--no-cache", "--no-logo"],
        cwd=library.parent,
        env={"PYTHONPATH": str(library.parent)},
        capture_output=True,
        check=False,
        text=True,
    )
    return finished.returncode, finished.stdout + finished.stderr


def test_a_clean_library_passes(library: Path) -> None:
    code, report = lint(library)
    assert code == 0, report


@pytest.mark.parametrize(
    ("module", "line", "expected"),
    [
        pytest.param("money", "import socket", "fenxiao.money -> socket", id="socket"),
        pytest.param("rules", "from time import monotonic", "fenxiao.rules -> time", id="clock"),
        pytest.param("graph", "import os.path", "fenxiao.graph -> os", id="files"),
        pytest.param("model", "from urllib import request", "fenxiao.model -> urllib", id="web"),
        pytest.param("money", "import fenxiao.model", "money -> fenxiao.model", id="upwards"),
        pytest.param("rules", "import fenxiao.payout", "rules -> fenxiao.payout", id="sideways"),
        pytest.param("rules/plan", "import fenxiao.rules.resolve", "plan -> ", id="within"),
        pytest.param("rules/explain", "import fenxiao.rules.resolve", "explain -> ", id="abreast"),
        pytest.param("rules", "import pathlib", "fenxiao.rules -> pathlib", id="paths"),
        pytest.param("testing/cases", "import pathlib", "cases -> pathlib", id="beside the door"),
        pytest.param("testing/plugin", "import os", "fenxiao.testing.plugin -> os", id="door"),
        pytest.param("batch", "import fenxiao.testing", "fenxiao.testing", id="an extra"),
        pytest.param("helpers", "", "fenxiao.helpers", id="a module without a layer"),
    ],
)
def test_an_offender_is_refused(library: Path, module: str, line: str, expected: str) -> None:
    package = library / module
    package.mkdir(exist_ok=True)
    (package / "__init__.py").write_text(line, encoding="utf-8")
    code, report = lint(library)
    assert code == 1, report
    assert expected in report


@pytest.mark.parametrize("door", ["case_runner", "plan_runner", "plugin"])
def test_files_come_in_by_three_doors(library: Path, door: str) -> None:
    module = library / "testing" / f"{door}.py"
    module.write_text("import pathlib", encoding="utf-8")
    code, report = lint(library)
    assert code == 0, report


def ruff(source: str) -> str:
    return subprocess.run(
        [
            *(sys.executable, "-m", "ruff", "check", "--select=TID251", "--no-cache", "--quiet"),
            *("--output-format=concise", "--stdin-filename=src/fenxiao/made_up.py", "-"),
        ],
        cwd=ROOT,
        input=source,
        capture_output=True,
        check=False,
        text=True,
    ).stdout


@pytest.mark.parametrize(
    "source",
    [
        "import datetime\ndatetime.datetime.now()",
        "from datetime import datetime\ndatetime.now()",
        "from datetime import datetime\ndatetime.utcnow()",
        "from datetime import datetime\ndatetime.today()",
        "from datetime import date as d\nd.today()",
        "import time",
        "from random import random",
        "import secrets",
        "import uuid\nuuid.uuid4()",
        "from os import environ",
        "from os import urandom",
    ],
)
def test_clocks_and_chance_are_refused(source: str) -> None:
    assert "TID251" in ruff(source)


def test_given_instants_are_left_alone() -> None:
    assert ruff("from datetime import UTC, datetime\ndatetime.fromtimestamp(0, UTC)") == ""
