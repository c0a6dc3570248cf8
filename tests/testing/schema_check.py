"""A check by JSON Schema, of the words that our schemas use; any other word is an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["complaints"]

Schema = dict[str, Any]
KINDS: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: type(value) is int,
    "boolean": lambda value: type(value) is bool,
    "null": lambda value: value is None,
}
KNOWN = {
    *(
        "type",
        "const",
        "enum",
        "if",
        "$schema",
        "$comment",
        "$defs",
        "title",
        "description",
        "default",
        "format",
    ),
    *("then", "else", "properties", "required", "additionalProperties"),
    *("items", "prefixItems", "minItems", "maxItems"),
    *("pattern", "minimum", "maximum", "oneOf", "discriminator", "examples"),
}


def complaints(schema: Schema, value: Any, root: Schema | None = None) -> list[str]:
    """Return what a schema says against a value."""
    whole = schema if root is None else root
    found = [one for word, wanted in schema.items() for one in _of_word(word, wanted, value, whole)]
    found += _of_scalar(schema, value)
    if "if" in schema:
        branch = "else" if complaints(schema["if"], value, whole) else "then"
        found += complaints(schema.get(branch, {}), value, whole)
    if isinstance(value, dict):
        found += _of_object(schema, value, whole)
    if isinstance(value, list):
        found += _of_array(schema, value, whole)
    return found


def _of_word(word: str, wanted: Any, value: Any, root: Schema) -> Iterator[str]:
    match word:
        case "$ref":
            yield from complaints(root["$defs"][wanted.removeprefix("#/$defs/")], value, root)
        case "type" if not KINDS[wanted](value):
            yield f"{value!r} is no {wanted}"
        case "const" if value != wanted:
            yield f"{value!r} is not {wanted!r}"
        case "enum" if value not in wanted:
            yield f"{value!r} is none of {wanted}"
        case "anyOf" | "oneOf":
            tried = [complaints(one, value, root) for one in wanted]
            taken = tried.count([])
            if taken == 0 or (word == "oneOf" and taken > 1):
                yield f"{value!r} is {taken} of so many: {tried}"
        case "allOf":
            for part in wanted:
                yield from complaints(part, value, root)
        case _ if word not in KNOWN:
            message = f"This check does not know {word!r}."
            raise ValueError(message)


def _of_scalar(schema: Schema, value: Any) -> Iterator[str]:
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{value!r} is not like {schema['pattern']}"
    low, high = schema.get("minimum"), schema.get("maximum")
    if type(value) is int and not (value if low is None else low) <= value <= (high or value):
        yield f"{value} is not from {low} to {high}"


def _of_object(schema: Schema, value: dict[str, Any], root: Schema) -> Iterator[str]:
    known, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{name} is missing in {value!r}"
    for name, part in value.items():
        if name in known:
            yield from complaints(known[name], part, root)
        elif rest is False:
            yield f"{name} is unknown"
        elif rest is not True:
            yield from complaints(rest, part, root)


def _of_array(schema: Schema, value: list[Any], root: Schema) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield f"{value!r} is too short or too long"
    first = schema.get("prefixItems", [])
    for part, wanted in zip(value, first, strict=False):
        yield from complaints(wanted, part, root)
    for part in value[len(first) :]:
        yield from complaints(schema.get("items", {}), part, root)
