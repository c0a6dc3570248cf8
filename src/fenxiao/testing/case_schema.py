"""The JSON Schema of a case (案例文件的 JSON Schema): for editors that check while one writes.

Made from the table of the form, the classes of events and the schema of a policy. What
``defaults`` may fill in is
required of an event only where they do not; and where an error is expected, policy and
events may be wrong on purpose.

Source: docs/cases.md, "In an editor".
"""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from inspect import cleandoc
from typing import Any

from pydantic import TypeAdapter

from fenxiao.model.encoding import Json
from fenxiao.model.events import EVENTS, Line
from fenxiao.settlement.catalogue import CATALOGUE
from fenxiao.settlement.policy_files import policy_schema
from fenxiao.testing.case_form import CASE
from fenxiao.testing.case_shapes import schema

__all__ = ["case_schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FILLED = {"id", "at"}
_REF = "#/$defs/{model}"
_ARGS = re.compile(r"^Args:\n((?:(?: .*)?\n?)+)", re.MULTILINE)
_ARGUMENT = re.compile(r"^    (\w+): ((?:.+\n?)(?:^     +.+\n?)*)", re.MULTILINE)

Object = dict[str, Json]


def case_schema() -> Object:
    """Return the JSON Schema of a case file, with titles and descriptions in both languages.

    Examples:
        >>> case_schema()["title"]
        'A case of fenxiao · fenxiao 案例'
    """
    definitions: Object = {}
    for name, kind in EVENTS.items():
        definitions[name] = _event(name, kind, definitions)
    definitions |= _policy()
    sound: list[Json] = [
        {"properties": {"policy": {"$ref": "#/$defs/Policy"}}},
        {"properties": {"events": {"items": _any_event()}}},
        *(_needed(name, types) for name, types in _required_of_events().items()),
        *(_needed_of_lines(name) for name in _required(Line) if name != "line_id"),
    ]
    return {
        "$schema": _DIALECT,
        "title": "A case of fenxiao · fenxiao 案例",
        "description": "What is told, and what must follow from it: docs/cases.md"
        " · 告知什么、应得什么：docs/cases.zh.md",
        **schema(CASE),
        "if": {"properties": {"expect": {"required": ["error"]}}},
        "else": {"allOf": sound},
        "$defs": definitions,
    }


def _policy() -> Object:
    """Return the definitions of a policy and its parts, none of which is called like an event."""
    whole = policy_schema()
    parts = _object(whole.pop("$defs"))
    del whole["$schema"], _object(whole["properties"])["$schema"]
    return {"Policy": whole, **parts}


def _any_event() -> Object:
    """Return the schema of an event of any type; the type chooses, so that errors are short."""
    chosen: list[Json] = [
        {
            "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
            "then": {"$ref": f"#/$defs/{name}"},
        }
        for name in EVENTS
    ]
    return {
        "properties": {"type": {"enum": list(EVENTS)}},
        "required": ["type"],
        "allOf": chosen,
    }


def _event(name: str, kind: type[Any], definitions: Object) -> Object:
    """Return the schema of one type of event; its parts go to the definitions."""
    made: Object = TypeAdapter(kind).json_schema(ref_template=_REF)
    for part, form in _object(made.pop("$defs", {})).items():
        required: list[Json] = ["line_id"] if part == "Line" else _list(_object(form)["required"])
        definitions[part] = _described(_object(form), required, part)
    spec = CATALOGUE[kind]
    form = _described(made, ["type"], f"{spec.title} · {spec.title_zh}", _arguments(kind))
    form["properties"] = {"type": {"const": name}, **_object(form["properties"])}
    return form


def _described(
    form: Object, required: list[Json], title: str, texts: dict[str, str] | None = None
) -> Object:
    """Return what pydantic made with our title, what is required, and words for each field."""
    summary, *sections = str(form.get("description", "")).split("\n\n")
    texts = texts or _arguments_in("\n\n".join(sections))
    properties: Object = {
        name: {key: value for key, value in _object(one).items() if key != "title"}
        | ({"description": texts[name]} if name in texts else {})
        for name, one in _object(form["properties"]).items()
    }
    told = {"title": title, "description": _prose(summary)}
    return form | told | {"properties": properties, "required": required}


def _arguments(kind: type[Any]) -> dict[str, str]:
    """Return what the docstrings of an event class and its bases say of each field."""
    found: dict[str, str] = {}
    for one in reversed(kind.__mro__):
        found |= _arguments_in(cleandoc(one.__doc__ or ""))
    return found


def _arguments_in(docstring: str) -> dict[str, str]:
    section = _ARGS.search(docstring)
    return {name: _prose(text) for name, text in _ARGUMENT.findall(section[1])} if section else {}


def _prose(text: str) -> str:
    return " ".join(text.replace("``", "`").split())


def _object(value: Json) -> Object:
    assert isinstance(value, dict)  # so pydantic makes it
    return value


def _list(value: Json) -> list[Json]:
    assert isinstance(value, list)  # so pydantic makes it
    return value


def _required(kind: type[Any]) -> list[str]:
    return [
        one.name
        for one in fields(kind)
        if one.default is MISSING and one.default_factory is MISSING and one.name not in _FILLED
    ]


def _required_of_events() -> dict[str, list[Json]]:
    """Return which types need a field, by the field."""
    needed: dict[str, list[Json]] = {}
    for name, kind in EVENTS.items():
        for field in _required(kind):
            needed.setdefault(field, []).append(name)
    return needed


def _needed(field: str, types: list[Json]) -> Object:
    """Ask events of some types for a field, unless the defaults give it."""
    asked: Object = {"if": {"properties": {"type": {"enum": types}}}, "then": {"required": [field]}}
    return _unless_given(["defaults", field], {"items": asked})


def _needed_of_lines(field: str) -> Object:
    """Ask the lines of orders for a field, unless the defaults for lines give it."""
    lines: Object = {"properties": {"lines": {"items": {"required": [field]}}}}
    asked: Object = {
        "if": {"properties": {"type": {"enum": ["order_paid", "captured"]}}},
        "then": lines,
    }
    return _unless_given(["defaults", "line", field], {"items": asked})


def _unless_given(path: list[str], events: Object) -> Object:
    given: Object = {"required": [path[-1]]}
    for name in reversed(path[:-1]):
        given = {"required": [name], "properties": {name: given}}
    return {"if": given, "else": {"properties": {"events": events}}}
