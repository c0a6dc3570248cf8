"""Same input, same bytes: on every hash seed, and on every Python that is installed.

The decisions of the scenario and of the shop's first quarter are digested in fresh
interpreters. Another Python borrows this one's installed packages, of which the core
imports none that is compiled.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.tidy.house import ROOT

pytestmark = pytest.mark.slow

SEEDS = ("0", "1", "20111209")
VERSIONS = ("3.11", "3.12", "3.13")
SCENARIO = ("-c", "from tests.purity.scenario import scenario; print(scenario())")
QUARTER = ("-m", "examples.shop_year", "--digest", "--until", "2011-03-01")


def pythons() -> list[str]:
    """Find one interpreter of each version: on the path, or where pyenv keeps them."""
    found: dict[str, str] = {f"{sys.version_info[0]}.{sys.version_info[1]}": sys.executable}
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for version in VERSIONS:
        places = [shutil.which(f"python{version}"), *sorted(kept.glob(f"{version}.*/bin/python"))]
        for place in places:
            if place is not None and version not in found and works(str(place), version):
                found[version] = str(place)
    return [found[version] for version in sorted(found)]


def works(python: str, version: str) -> bool:
    """Say whether an interpreter starts and is of the version; a shim may be neither."""
    command = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    finished = subprocess.run(command, capture_output=True, check=False, text=True)
    return finished.stdout.strip() == version


def digest(python: str, seed: str, program: tuple[str, ...]) -> str:
    installed = sysconfig.get_path("purelib")
    finished = subprocess.run(
        [python, *program],
        cwd=ROOT,
        env={
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT), installed)),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        check=False,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.strip()


@pytest.mark.parametrize("program", [SCENARIO, QUARTER], ids=["scenario", "first quarter"])
def test_decisions_are_the_same_bytes_everywhere(program: tuple[str, ...]) -> None:
    runs = [(sys.executable, seed) for seed in SEEDS]
    runs += [(python, "0") for python in pythons() if python != sys.executable]
    with ThreadPoolExecutor(max_workers=2) as pool:
        digests = list(pool.map(lambda run: digest(run[0], run[1], program), runs))
    assert len(digests[0]) == 64
    assert {digests[0]} == set(digests), dict(zip(runs, digests, strict=True))


def test_a_set_that_is_walked_would_be_caught() -> None:
    walked = ("-c", "print(list({'u1', 'u2', 'u3', 'u4', 'u5', 'u6', 'u7', 'u8'}))")
    assert len({digest(sys.executable, seed, walked) for seed in SEEDS}) > 1
