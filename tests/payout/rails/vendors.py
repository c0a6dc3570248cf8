"""Files of other people's packages, as `make setup` fetches them; none of them is run.

Their names and versions are in ``requirements-vendors.lock``. A package that is missing is
a failure, never a skipped test.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from zipfile import ZipFile

__all__ = ["read"]

LOCK = Path(__file__).parents[3] / "requirements-vendors.lock"
FOLDER = Path(sys.prefix) / "vendors"


@cache
def _wheel(package: str) -> ZipFile:
    lines = LOCK.read_text("utf-8").splitlines()
    (version,) = [one.partition("==")[2] for one in lines if one.startswith(f"{package}==")]
    name = f"{package.replace('-', '_')}-{version}-py3-none-any.whl"
    assert (FOLDER / name).exists(), f"{name} is not in {FOLDER.name}: make setup"
    return ZipFile(FOLDER / name)


def read(package: str, member: str) -> bytes:
    """Return a file of a package."""
    return _wheel(package).read(member)
