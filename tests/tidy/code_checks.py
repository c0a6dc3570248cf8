"""Checks on Python source: pure functions from text to complaints."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import PurePosixPath

_INEXACT_MODULES = {"cmath", "decimal", "statistics"}
_INEXACT_NAMES = {"Decimal", "complex", "float", "truediv", "itruediv"}
_INEXACT_METHODS = {"__truediv__", "__rtruediv__", "as_integer_ratio", "fromhex"}
_LEFT_UNDONE = re.compile(r"\b(TODO|FIXME|XXX)\b")
_DIRECTIVE = re.compile(
    r"""\#\s*(?:
        noqa (?::\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)?
      | type:\s*ignore (?:\[[^\]]*\])?
      | pragma:\s*no\s+(?:cover|branch)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]{2}")


def test_path(module: str) -> str | None:
    """Return where a module's tests live, or None for a package's face.

    Args:
        module: Path of the module from the root, as ``src/fenxiao/money/allocate.py``.
    """
    path = PurePosixPath(module).relative_to("src/fenxiao")
    if path.name in {"__init__.py", "__main__.py"}:
        return None
    return str(PurePosixPath("tests", path.parent, f"test_{path.name.lstrip('_')}"))


def inexact(source: str) -> list[str]:
    """Return each place where exact integers could be left: ``/``, float, Decimal.

    To ask whether a caller's value is a float, in order to refuse it, is allowed.
    """
    tree = ast.parse(source)
    asked = {
        id(name)
        for node in ast.walk(tree)
        for kinds in _kinds_asked_for(node)
        for name in ast.walk(kinds)
        if isinstance(name, ast.Name | ast.Attribute)
    }
    found = [
        (node.lineno, complaint)
        for node in ast.walk(tree)
        if id(node) not in asked and isinstance(node, ast.expr | ast.stmt)
        for complaint in _inexact_in(node)
    ]
    return [f"line {line}: {complaint}" for line, complaint in sorted(found)]


def _kinds_asked_for(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Call(func=ast.Name(id="isinstance" | "issubclass"), args=[_, *kinds]):
            return kinds
        case ast.Compare(ops=[ast.In() | ast.NotIn() | ast.Is() | ast.IsNot()], comparators=kinds):
            return kinds
        case ast.MatchClass(cls=kind):
            return [kind]
        case _:
            return []


def _inexact_in(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
            yield "true division"
        case ast.Constant(value=float() | complex() as value):
            yield f"literal {value}"
        case ast.Name(id=name) if name in _INEXACT_NAMES:
            yield name
        case ast.Attribute(attr=name) if name in _INEXACT_NAMES | _INEXACT_METHODS:
            yield name
        case ast.Import(names=names):
            yield from (f"import {n.name}" for n in names if n.name in _INEXACT_MODULES)
        case ast.ImportFrom(module=module, names=names):
            if module in _INEXACT_MODULES:
                yield f"import from {module}"
            yield from (f"import {n.name}" for n in names if n.name in _INEXACT_NAMES)
        case _:
            pass


def left_undone(source: str) -> list[str]:
    """Return each note to do something later."""
    return [
        f"line {number}: {found[0]}"
        for number, line in enumerate(source.splitlines(), 1)
        for found in [_LEFT_UNDONE.search(line)]
        if found
    ]


def silent_directives(source: str) -> list[str]:
    """Return each comment that quiets a tool without saying why."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [
        f"line {token.start[0]}: {token.string}"
        for token in tokens
        if token.type == tokenize.COMMENT
        and _DIRECTIVE.search(token.string)
        and len(_WORD.findall(_DIRECTIVE.sub("", token.string))) < 2
    ]


def lacks_public_names(source: str) -> bool:
    """Return whether a module has names but does not say in ``__all__`` which are public."""
    body = ast.parse(source).body
    return any(_gives_names(node) for node in body) and not any(
        isinstance(target, ast.Name) and target.id == "__all__"
        for node in body
        for target in _targets(node)
    )


def _gives_names(node: ast.stmt) -> bool:
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
    return not (is_docstring or is_future)


def _targets(node: ast.stmt) -> list[ast.expr]:
    match node:
        case ast.Assign(targets=targets):
            return targets
        case ast.AnnAssign(target=target):
            return [target]
        case _:
            return []


def sources_named(source: str) -> list[str]:
    """Return the pages that docstrings name after ``Source:``."""
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    paragraphs = [
        paragraph
        for node in ast.walk(ast.parse(source))
        if isinstance(node, documented)
        for paragraph in re.split(r"\n\s*\n", ast.get_docstring(node) or "")
        if paragraph.startswith("Source:")
    ]
    return [page for p in paragraphs for page in re.findall(r"(?<![\w/])docs/[\w./-]+\.\w+", p)]
