"""The house as the checks see it: which files there are.

A checkout lists what git tracks or would track; an unpacked sdist is walked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "fenxiao"
_NOT_OURS = {"build", "dist", "htmlcov", "out", "__pycache__"}


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the project, in order."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        listed = subprocess.run(
            [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        paths = [ROOT / name for name in listed.split("\0") if name]
    else:
        paths = list(_walk())
    return tuple(sorted(path for path in paths if path.is_file()))


def _walk() -> list[Path]:
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [n for n in folders if n not in _NOT_OURS and not n.startswith(".")]
        found += [Path(folder, name) for name in names]
    return found


def pages() -> tuple[Path, ...]:
    """Return the Markdown pages."""
    return tuple(path for path in files() if path.suffix == ".md")


def modules() -> tuple[Path, ...]:
    """Return the modules of the library."""
    return tuple(sorted(SOURCE.rglob("*.py")))


def scripts() -> tuple[Path, ...]:
    """Return every Python file of the project."""
    return tuple(path for path in files() if path.suffix == ".py")


def name(path: Path) -> str:
    """Return a path as people write it, from the root of the project."""
    return path.relative_to(ROOT).as_posix()
