"""Run a function in a fresh interpreter and say what it did to the machine.

An audit hook is set once the function's module is imported. It notes every event but
those of code itself: compiling, executing, looking at frames, and reading modules
where the import system itself reads them. It does not see clocks, nor threads before
Python 3.12; for those there is the import ban. A hook cannot be taken off, hence the
interpreter of its own.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_HARMLESS = {
    "array.__new__",
    "builtins.id",
    "code.__new__",
    "compile",
    "exec",
    "function.__new__",
    "import",
    "marshal.dumps",
    "marshal.load",
    "marshal.loads",
    "object.__delattr__",
    "object.__getattr__",
    "object.__setattr__",
    "pickle.find_class",
    "sys._current_exceptions",
    "sys._getframe",
    "sys._getframemodulename",
}


def what_it_does(target: str) -> list[str]:
    """Return the names of the events that a function causes, in order.

    Args:
        target: Module and function, as ``tests.purity.scenario:scenario``.
    """
    finished = subprocess.run(
        [sys.executable, "-m", __name__, target],
        cwd=_ROOT,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
        text=True,
    )
    if finished.returncode:
        message = f"{target} failed by itself:\n{finished.stderr}"
        raise RuntimeError(message)
    events: list[str] = json.loads(finished.stdout)
    return events


def _watch(target: str) -> list[str]:
    module, _, function = target.partition(":")
    run = getattr(importlib.import_module(module), function)
    events: list[str] = []
    is_watching = True

    def note(event: str, details: tuple[object, ...]) -> None:
        if not is_watching or event in _HARMLESS:
            return
        cause = sys._getframe(1).f_code.co_filename
        if not cause.startswith("<frozen importlib"):
            events.append(f"{event} {details[:1]}")

    sys.addaudithook(note)
    run()
    is_watching = False
    return events


if __name__ == "__main__":
    print(json.dumps(_watch(sys.argv[1])))  # noqa: T201 - this is how the parent hears of it
