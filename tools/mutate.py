"""Change the code in small ways (变异), one at a time, and see whether a test notices.

Each change is compiled and handed to a child process in place of its module; nothing is
written anywhere. The tests of the module itself are asked first, then wider ones. A change
that no test notices has survived; docs/mutants.md says of each why.

``python -m tools.mutate`` tries everything; ``python -m tools.mutate fenxiao.money.text``
one module, or several; with ``--own`` only the module's own tests are asked, which is quick.
``--listed FILE`` tries again what a file lists: an earlier report, or what the command printed.
It needs ``os.fork``.

Source: docs/mutants.md.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import os
import resource
import sys
import time
from collections.abc import Container, Iterator, Mapping, Sequence
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import NamedTuple

import hypothesis
import networkx as nx
import pydantic
import pytest
import sybil

from tools import mutants
from tools.mutants import ROOT, Mutant
from tools.patching import survivors_in_place

PRELOADED = (hypothesis, nx, pydantic, sybil)  # a child that has them starts quickly
FOLDERS = ("money", "rules")
KIN = {
    "rules.bases": ("stages",),
    "rules.compiling": ("tables", "settling", "stages", "campaigns"),
    "rules.crowds": ("profiles", "resolve"),
    "rules.cuts": ("settling",),
    "rules.drafts": ("stages", "settling"),
    "rules.drivers": ("profiles",),
    "rules.fields": ("levels", "role", "differential", "peer_bonus", "rebate", "plan"),
    "rules.people": ("stages", "role", "custom_stage"),
    "rules.plan": ("plan_proved", "plan", "campaigns", "tables", "resolve"),
    "rules.profiles": ("resolve",),
    "rules.proof": ("proof_search", "proof"),  # the quick ones first
    "rules.resolve": ("profiles", "crowds"),
    "rules.settling": ("stages", "custom_stage", "role", "roundings", "profiles"),
    "rules.stages": ("differential", "peer_bonus", "price_gap", "rebate", "role", "settling"),
    "rules.tables": ("compiling", "reach", "settling", "stages"),
    "rules.written": ("plan", "campaigns", "fee"),
}
"""Modules whose quick tests are asked as a module's own: what it does is tested there."""

SLOW = ("difference", "explain", "files")
WIDER = {
    "money": (("tests/money", "tests/rules/test_cuts.py", "tests/rules/test_roundings.py"),),
    "rules": (
        ("tests/test_cases.py::test_what_follows_is_what_the_case_expects",),
        ("tests/laws/test_plan_reading.py",),
        ("tests/rules", *(f"--ignore=tests/rules/test_{one}.py" for one in SLOW)),
    ),
}
BELOW = {"rules": ("fenxiao.model.events", "fenxiao.model.records")}  # they import no rules
FLAGS = ("-q", "-x", "--assert=plain", "-p", "no:cacheprovider", "--hypothesis-profile=mutants")
SECONDS_MORE = 10  # what a mutant may take beyond ten times what its tests take
MOST_BYTES = 4 * 2**30

COMPARISONS: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
UNTOUCHED = {"annotation", "returns", "decorator_list", "type_params", "bases"}


class Change(NamedTuple):
    """A mutant, and its module as it is with that change."""

    mutant: Mutant
    code: CodeType


def changes(module: str, source: str) -> Iterator[Change]:
    """Yield each small change of a module, compiled."""
    tree = ast.parse(source)
    lines = source.splitlines()
    for parent, field, place, node, inside in _sites(tree, module):
        for other in _variants(node):
            whole = parent if isinstance(node, ast.Constant) and _is_shown(parent) else node
            was, line = _first_line(whole), lines[node.lineno - 1].strip()
            _put(parent, field, place, ast.fix_missing_locations(ast.copy_location(other, node)))
            now = _first_line(whole if whole is parent else other)
            code = _compiled(module, tree)
            _put(parent, field, place, node)
            yield Change(Mutant(inside, line, was, now), code)


Site = tuple[ast.AST, str, int | None, "ast.expr | ast.stmt", str]


def _sites(parent: ast.AST, inside: str) -> Iterator[Site]:
    """Yield where something could be changed: its parent, field, place there, node, function."""
    for field, value in ast.iter_fields(parent):
        if field in UNTOUCHED or (field == "test" and isinstance(parent, ast.Assert)):
            continue
        for place, node in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(node, ast.AST) or _is_message(node) or _is_choice(node):
                continue
            named = (ast.FunctionDef, ast.ClassDef)
            within = f"{inside}.{node.name}" if isinstance(node, named) else inside
            if isinstance(node, ast.expr | ast.stmt):
                yield parent, field, place if isinstance(value, list) else None, node, within
            yield from _sites(node, within)


def _compiled(module: str, tree: ast.Module) -> CodeType:
    return compile(tree, str(ROOT / "src" / mutants.path_of(module)), "exec")


def _is_message(node: ast.AST) -> bool:
    """Say whether an argument only states that two sequences are of one length."""
    return isinstance(node, ast.keyword) and node.arg == "strict"


def _is_choice(node: ast.AST) -> bool:
    """Say whether a branch only chooses an import by the version of Python, or for types."""
    tested = ast.unparse(node.test) if isinstance(node, ast.If) else ""
    return "version_info" in tested or tested == "TYPE_CHECKING"


def _is_shown(parent: ast.AST) -> bool:
    return isinstance(parent, ast.expr)


def _put(parent: ast.AST, field: str, place: int | None, node: ast.AST) -> None:
    if place is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[place] = node


def _first_line(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0]


def _variants(node: ast.expr | ast.stmt) -> Iterator[ast.expr | ast.stmt]:
    """Yield what could stand in a node's place."""
    yield from _of_operators(node)
    yield from _of_values(node)
    yield from _of_steps(node)


def _of_operators(node: ast.expr | ast.stmt) -> Iterator[ast.expr | ast.stmt]:
    match node:
        case ast.Compare(ops=ops):
            for place, op in enumerate(ops):
                other = copy.copy(node)
                other.ops = [*ops[:place], COMPARISONS[type(op)](), *ops[place + 1 :]]
                yield other
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in OPERATORS:
            calculation = copy.copy(node)
            calculation.op = OPERATORS[type(op)]()
            yield calculation
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case _:
            return


def _of_values(node: ast.expr | ast.stmt) -> Iterator[ast.expr]:
    match node:
        case ast.Constant(value=bool() as is_so):
            yield ast.Constant(not is_so)
        case ast.Constant(value=int() as number):
            yield ast.Constant(number + 1)
            if number:
                yield ast.Constant(number - 1)
        case ast.Name(id=name) if name in NAMES:
            yield ast.Name(NAMES[name], ast.Load())
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            yield from _unfiltered(node)
        case _:
            return


def _of_steps(node: ast.expr | ast.stmt) -> Iterator[ast.expr | ast.stmt]:
    match node:
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()
        case ast.Continue():
            yield ast.Break()
        case ast.Break():
            yield ast.Continue()
        case ast.If() | ast.IfExp():
            for is_so in (True, False):
                branch = copy.copy(node)
                branch.test = ast.copy_location(ast.Constant(is_so), node.test)
                yield branch
        case _:
            return


Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


def _unfiltered(node: Comprehension) -> Iterator[Comprehension]:
    for place, generator in enumerate(node.generators):
        if generator.ifs:
            bare = ast.comprehension(generator.target, generator.iter, [], generator.is_async)
            other = copy.copy(node)
            other.generators = [*node.generators[:place], bare, *node.generators[place + 1 :]]
            yield other


# ---------------------------------------------------------------- one mutant, one child


Tests = tuple[str, ...]


def killers(module: str) -> tuple[Tests, ...]:
    """Return the tests that are asked about a module, some after others: its own come first."""
    _, top, *within, name = module.split(".")
    kin = KIN.get(".".join((top, *within, name)), ())
    names = kin if name in kin else (name.lstrip("_"), *kin)
    own = tuple("/".join(("tests", top, *within, f"test_{one}.py")) for one in names)
    return (tuple(path for path in own if (ROOT / path).is_file()), *WIDER[top])


def _load_as(module: str, code: CodeType) -> None:
    """Let the next import of a module run this code, whatever its file says."""
    get_code = SourceFileLoader.get_code

    def changed(loader: SourceFileLoader, name: str) -> CodeType | None:
        return code if name == module else get_code(loader, name)

    SourceFileLoader.get_code = changed  # type: ignore[assignment, method-assign]  # in a child of its own


def start(module: str, code: CodeType, asked: Sequence[Tests], cpu_seconds: int) -> int:
    """Start a child that runs tests, some after others; it exits with 0 if all pass."""
    child = os.fork()
    if child:
        return child
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    status = 3
    try:
        _load_as(module, code)
        status = next((got for got in map(_failing, asked) if got), 0)
    finally:
        os._exit(status)


def _failing(tests: Sequence[str]) -> int:
    return int(pytest.main([*FLAGS, *tests])) if tests else 0


def measured(module: str, source: str, asked: Sequence[Tests]) -> int:
    """Return how many seconds of a processor a mutant may take; refuse tests that fail."""
    code = _compiled(module, ast.parse(source))
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    _, status = os.waitpid(start(module, code, asked, 3600), 0)
    if status:
        raise SystemExit(f"The tests of {module} fail without any change.")
    taken = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    return int(10 * taken) + SECONDS_MORE


def survivors(
    module: str, jobs: int, *, own: bool = False, listed: Container[Mutant] | None = None
) -> tuple[list[Mutant], int]:
    """Return what survived in a module, in its order, and how many were tried."""
    source = (ROOT / "src" / mutants.path_of(module)).read_text("utf-8")
    asked = killers(module)[: 1 if own else None]
    for name in BELOW.get(module.split(".")[1], ()):
        importlib.import_module(name)  # a child need not do it again
    if module in sys.modules:
        raise SystemExit(f"{module} is imported already, so a child would not see its changes.")
    whole = _compiled(module, ast.parse(source))
    chosen = [one for one in changes(module, source) if listed is None or one.mutant in listed]
    codes = [one.code for one in chosen]
    left = survivors_in_place(module, whole, codes, (*FLAGS, *asked[0]), jobs)
    limit = measured(module, source, asked) if left else 0
    running: dict[int, tuple[int, Mutant]] = {}
    alive: list[tuple[int, Mutant]] = []
    for number in sorted(left):
        if len(running) >= jobs:
            alive += _ended(running)
        running[start(module, codes[number], asked, limit)] = (number, chosen[number].mutant)
    while running:
        alive += _ended(running)
    return [mutant for _, mutant in sorted(alive)], len(chosen)


def _ended(running: dict[int, tuple[int, Mutant]]) -> list[tuple[int, Mutant]]:
    child, status = os.wait()
    number, mutant = running.pop(child)
    if status:
        return []
    print(f"  {mutants.row_of(mutant)}", flush=True)
    return [(number, mutant)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Try every change of the modules named, or of all; write what became of them."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("modules", nargs="*", help="as fenxiao.money.text; all if none is named")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--own", action="store_true", help="ask only the tests of the module")
    parser.add_argument("--listed", type=Path, help="try only what this file lists")
    options = parser.parse_args(arguments)
    listed = options.listed and mutants.explained_in(options.listed.read_text("utf-8"))
    found: dict[str, tuple[list[Mutant], int]] = {}
    for module in options.modules or mutants.modules(FOLDERS):
        began = time.monotonic()
        found[module] = survivors(module, options.jobs, own=options.own, listed=listed)
        alive, tried = found[module]
        seconds = round(time.monotonic() - began)
        print(f"{module}: {len(alive)} of {tried} survived, {seconds} s", flush=True)
    return mutants.judge(found)


if __name__ == "__main__":
    sys.exit(main())
