"""Places in a file (文件位置): where the fault stands, in the words of whoever wrote the file.

pydantic names a place by the steps of its own reading, with the names of kinds between
them. Here they become the path that an author follows: ``plans[0].rules[2].rows[1]``.

Source: docs/rules/plan-files.md, "Errors".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

__all__ = [
    "Steps",
    "closest",
    "in_last_rule",
    "misplaced",
    "named_part",
    "place_text",
    "rule_name",
    "steps_of",
]

Steps = tuple[int | str, ...]
"""A path into a file: names of fields, numbers in lists."""

_NAMED = {"plans": "plan_id", "campaigns": "campaign_id", "rules": "rule_id"}
_ROW = re.compile(r"rows\[(\d+)\]")
_MOST_NAMES = 3
_DEPTH_IN_RULE = 3


def steps_of(loc: Steps, content: object, *, is_whole: bool) -> Steps:
    """Return the steps of a place without the names of kinds that pydantic puts between them.

    Args:
        loc: The place as pydantic names it.
        content: What was read.
        is_whole: Whether the fault is one of an object, not of a field, so that the last
            name may be that of a kind.

    Examples:
        >>> rule = {"kind": "role", "role": "dancer"}
        >>> steps_of(("rules", 0, "role", "role"), {"rules": [rule]}, is_whole=False)
        ('rules', 0, 'role')
    """
    found: list[int | str] = []
    here: Any = content
    for number, part in enumerate(loc):
        is_last = number == len(loc) - 1
        if isinstance(part, str) and (not is_last or is_whole):
            is_kind = isinstance(here, Mapping) and here.get("kind") == part
            follows_number = number > 0 and isinstance(loc[number - 1], int)
            is_strange = not isinstance(here, Mapping) or part not in here
            if (is_kind and follows_number) or is_strange:
                continue
        found.append(part)
        here = _part(here, part)
    return tuple(found)


def place_text(steps: Steps) -> str:
    """Write a place as a path.

    Examples:
        >>> place_text(("plans", 0, "rules", 2))
        'plans[0].rules[2]'
    """
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return "".join(parts).removeprefix(".")


def named_part(
    steps: Steps, content: object, facts: Mapping[str, object], *, is_repeated: bool = False
) -> Steps:
    """Return where the plan, campaign, rule or row stands that a fault of a whole names.

    Of several parts of one name in one list, the last is at fault where the fault is the
    repetition; where nothing tells them apart, the place stays that of the whole.

    Examples:
        >>> rules = [{"rule_id": "a"}, {"rule_id": "b"}]
        >>> named_part((), {"rules": rules}, {"plan_id": "p", "rule_id": "b"})
        ('rules', 1)
    """
    parts = [(key, name, (*steps, *path)) for key, name, path in _named(_at(content, steps))]
    found = steps
    for key in ("plan_id", "campaign_id", "rule_id"):
        below = [path for one, name, path in parts if (one, name) == (key, facts.get(key))]
        if key == "rule_id" and not below:  # a campaign may stand where a rule is named
            keys = ("campaign_id", facts.get(key))
            below = [path for one, name, path in parts if (one, name) == keys]
        inside = [path for path in below if path[: len(found)] == found] or below
        if len(inside) == 1 or (is_repeated and _is_one_list(inside)):
            found = inside[-1]
    row = _ROW.fullmatch(str(facts.get("row", "")))
    if row:
        return (*found, "rows", int(row[1]))
    listed = (*found, str(facts.get("field", "")))
    numbers = _naming(_at(content, listed), facts.get("other_id"))
    return (*listed, numbers[0]) if numbers else found


def _naming(parts: object, name: object) -> list[int]:
    """Return where in a list something of a name stands, or the name alone."""
    if not isinstance(parts, (list, tuple)) or name is None:
        return []
    named = (one.get("rule_id") if isinstance(one, Mapping) else one for one in parts)
    return [number for number, one in enumerate(named) if one == name]


def _is_one_list(paths: list[Steps]) -> bool:
    """Say whether there are any, all in one list."""
    return len({path[:-1] for path in paths}) == 1


def _named(content: object, path: Steps = ()) -> Iterator[tuple[str, object, Steps]]:
    """Yield every part that has a name of its own: the kind of name, the name, the place."""
    if not isinstance(content, Mapping):
        return
    for listed, key in _NAMED.items():
        parts = content.get(listed)
        for number, part in enumerate(parts if isinstance(parts, (list, tuple)) else ()):
            if isinstance(part, Mapping):
                yield key, part.get(key), (*path, listed, number)
                yield from _named(part, (*path, listed, number))


def closest(kind: object, steps: Steps, content: object, name: str) -> str:
    """Return the published names that come nearest to one that is not, in quotes.

    Args:
        kind: What was read.
        steps: Where the name stands in it.
        content: What it was read from.
        name: The name.

    Examples:
        >>> from fenxiao.model.who import Who
        >>> closest(Who, (), {"gradez": []}, "gradez")
        '"grades"'
    """
    known = _fields_at(kind, steps, content)
    stems = {stem: one for one in known for stem in (one.rpartition("_")[0] or one, one)}
    near = [stems[stem] for stem in get_close_matches(name, stems, 1)] or known[:_MOST_NAMES]
    return " or ".join(f'"{one}"' for one in near) or "no other"


def misplaced(kind: object, steps: Steps, content: object) -> bool:
    """Say whether a name that a rule does not have is one of the plan or campaign around it.

    In TOML whatever follows a rule's head belongs to the rule, so this is easily done.

    Args:
        kind: What was read.
        steps: Where the name stands in it, the name included.
        content: What it was read from.
    """
    if len(steps) < _DEPTH_IN_RULE or steps[-3] != "rules" or not isinstance(steps[-2], int):
        return False
    name, around = steps[-1], steps[:-3]
    is_of_rule = name in _fields_at(kind, steps[:-1], content)
    return not is_of_rule and name in _fields_at(kind, around, content)


def in_last_rule(kind: object, steps: Steps, content: object) -> Steps:
    """Return where a missing field of a plan stands by mistake: in its last rule; else nothing.

    Args:
        kind: What was read.
        steps: Where the field is missing, its name included.
        content: What it was read from.
    """
    rules = _at(content, (*steps[:-1], "rules"))
    number = len(rules) - 1 if isinstance(rules, (list, tuple)) else -1
    place = (*steps[:-1], "rules", number, steps[-1])
    last = _at(content, place[:-1]) if number >= 0 else None
    is_there = isinstance(last, Mapping) and steps[-1] in last
    return place if is_there and misplaced(kind, place, content) else ()


def rule_name(steps: Steps, content: object) -> object:
    """Return the name of the rule in which a place lies; None outside of rules.

    Examples:
        >>> rule_name(("rules", 0, "rows", 1), {"rules": [{"rule_id": "sale"}]})
        'sale'
    """
    numbers = [n for n, step in enumerate(steps) if step == "rules" and n + 1 < len(steps)]
    return _part(_at(content, steps[: numbers[-1] + 2]), "rule_id") if numbers else None


def _fields_at(kind: object, steps: Steps, content: object) -> list[str]:
    """Return the published names of what stands at a place."""
    here, value = _kind(kind, content), content
    for step in steps:
        inner = _item(here) if isinstance(step, int) else _hints(here).get(step)
        value = _part(value, step)
        here = _kind(inner, value)
    return [one.name for one in fields(here) if one.name[0] != "_"] if is_dataclass(here) else []


@cache
def _hints(kind: object) -> dict[str, Any]:
    return get_type_hints(kind) if is_dataclass(kind) else {}


def _kind(annotation: object, value: object) -> object:
    """Return the class that an annotation means for a value: of several, the one of its kind."""
    if get_origin(annotation) not in (Union, UnionType):
        return annotation
    kinds = [one for one in get_args(annotation) if one is not type(None)]
    named = value.get("kind") if isinstance(value, Mapping) else None
    return next((one for one in kinds if _kind_name(one) == named), kinds[0])


def _kind_name(kind: object) -> object:
    rows = (one for one in fields(kind) if one.name == "kind") if is_dataclass(kind) else ()
    return next((one.default_factory() for one in rows if callable(one.default_factory)), None)


def _item(annotation: object) -> object:
    return next(iter(get_args(annotation)), None)


def _at(content: object, steps: Steps) -> object:
    for step in steps:
        content = _part(content, step)
    return content


def _part(value: object, step: int | str) -> object:
    if isinstance(step, int):
        is_there = isinstance(value, (list, tuple)) and step < len(value)
        return value[step] if is_there else None  # type: ignore[index]  # a list, as was asked
    return value.get(step) if isinstance(value, Mapping) else None
