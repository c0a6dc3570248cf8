"""Change functions of a module that is imported already (就地变异), to try many changes quickly.

The tests are collected once; each change is put in place in a child of its own. What survives
there is tried again in a fresh child, since objects that were made while the tests were
imported do not show a change.

Source: docs/mutants.md.
"""

from __future__ import annotations

import inspect
import os
import resource
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from types import CodeType, FunctionType

import pytest

__all__ = ["Functions", "functions_of", "patch", "survivors_in_place"]

Functions = Mapping[str, CodeType]


def functions_of(code: CodeType) -> dict[str, CodeType]:
    """Return the functions of a module and of its classes, by their qualified names."""
    return dict(_functions(code))


def _functions(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            if one.co_flags & inspect.CO_OPTIMIZED:
                yield one.co_qualname, one
            else:
                yield from _functions(one)


def _around(code: CodeType) -> CodeType:
    """Return the code of a module without that of its functions."""
    kept = tuple(
        (None if one.co_flags & inspect.CO_OPTIMIZED else _around(one))
        if isinstance(one, CodeType)
        else one
        for one in code.co_consts
    )
    return code.replace(co_consts=kept)


def patch(module: str, was: CodeType, now: CodeType) -> bool:
    """Put the changed functions in place of those of an imported module.

    Returns:
        Whether that was possible: not where something outside of functions was changed.
    """
    before, after = functions_of(was), functions_of(now)
    if _around(was) != _around(now) or list(before) != list(after):
        return False
    for name in (name for name, code in after.items() if code != before[name]):
        live = _live(module, name)
        if live is None or live.__code__ != before[name]:
            return False
        live.__code__ = after[name]
    return True


def _live(module: str, name: str) -> FunctionType | None:
    found: object = sys.modules[module]
    for part in name.split("."):
        found = vars(found).get(part)
        if isinstance(found, property):
            found = found.fget
        elif isinstance(found, (classmethod, staticmethod)):
            found = found.__func__
        elif isinstance(found, cached_property):
            found = found.func
        if found is None:
            return None
    live = inspect.unwrap(found) if callable(found) else None
    return live if isinstance(live, FunctionType) else None


class _Loop:
    """Run the collected tests once for each change, each time in a child."""

    def __init__(self, module: str, was: CodeType, now: Sequence[CodeType], jobs: int) -> None:
        self.module, self.was, self.now, self.jobs = module, was, now, jobs
        self.alive: list[int] = []
        self.running: dict[int, int] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        self._start(session, -1, self.was, 3600)
        self._end()
        if -1 not in self.alive:
            raise SystemExit(f"The tests of {self.module} fail without any change.")
        taken = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        for number, code in enumerate(self.now):
            if len(self.running) >= self.jobs:
                self._end()
            self._start(session, number, code, int(10 * taken) + 10)
        while self.running:
            self._end()
        return True

    def _start(
        self, session: pytest.Session, number: int, code: CodeType, cpu_seconds: int
    ) -> None:
        child = os.fork()
        if child:
            self.running[child] = number
            return
        status = 1
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, 1)
            os.dup2(nothing, 2)
            status = int(patch(self.module, self.was, code) and _fails(session))
        finally:
            os._exit(status)

    def _end(self) -> None:
        child, status = os.wait()
        number = self.running.pop(child)
        if not status:
            self.alive.append(number)


def _fails(session: pytest.Session) -> bool:
    for place, item in enumerate(session.items):
        following = session.items[place + 1] if place + 1 < len(session.items) else None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return True
    return False


def survivors_in_place(
    module: str, was: CodeType, now: Sequence[CodeType], asked: Sequence[str], jobs: int
) -> set[int]:
    """Return which changes no test noticed, or could not be put in place, by their number."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reader)
            loop = _Loop(module, was, now, jobs)
            status = pytest.main([*asked, "-s"], plugins=[loop])
            told = " ".join(map(str, sorted(set(loop.alive) - {-1})))
            os.write(writer, f"{int(status)} {told}".encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told_by:
        status_text, _, told = told_by.read().partition(" ")
    os.waitpid(child, 0)
    if status_text != "0":
        raise SystemExit(f"The tests of {module} cannot be run in place.")
    return set(map(int, told.split()))
