"""Other programs that read our books: found on this machine, or the test says what it lacks."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from fenxiao.money import parse_amount

HLEDGER = shutil.which("hledger")
needs_hledger = pytest.mark.skipif(
    HLEDGER is None, reason="hledger is not installed; on Debian: apt-get install hledger"
)


def hledger(*arguments: str | Path) -> str:
    """Return what hledger prints; it fails if hledger finds a fault."""
    assert HLEDGER is not None
    command = [HLEDGER, *map(str, arguments)]
    finished = subprocess.run(
        command, check=False, capture_output=True, encoding="utf-8", env={"LANG": "C.UTF-8"}
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def hledger_balances(path: Path) -> dict[tuple[str, str], int]:
    """Return every balance that hledger finds, by account and currency, in minor units."""
    hledger("check", "--strict", "-f", path)
    printed = hledger(
        *("balance", "-f", path, "--flat", "--no-total", "--empty", "--no-elide"),
        *("--layout", "bare", "--output-format", "csv"),
    )
    rows = list(csv.reader(printed.splitlines()))[1:]
    return {(name, code): parse_amount(amount, code) for name, code, amount in rows if code}
