"""``import fenxiao`` is quick and brings in nothing heavy."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

RUNS = 7
MOST_MILLISECONDS = 100
HEAVY = {"hypothesis", "networkx", "numpy", "pyarrow", "pytest"}

_TIMED = """
import time, pydantic
started = time.perf_counter()
import fenxiao
print((time.perf_counter() - started) * 1000)
"""
_LISTED = """
import json, sys
import {module}
print(json.dumps(sorted(sys.modules)))
"""


def fresh(program: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout


def loaded_by(module: str) -> set[str]:
    return set(json.loads(fresh(_LISTED.format(module=module))))


def test_nothing_heavy_is_imported() -> None:
    assert set() == HEAVY & loaded_by("fenxiao")


def test_something_heavy_would_be_seen() -> None:
    assert "networkx" in loaded_by("networkx")


def test_it_takes_little_more_than_pydantic() -> None:
    taken = [float(fresh(_TIMED)) for _ in range(RUNS)]
    assert statistics.median(taken) < MOST_MILLISECONDS, taken
