"""JSON Schemas of plan files (方案文件的 JSON Schema): for editors that help while one writes.

pydantic makes the form from the same classes that read the file; titles and descriptions
come from the table of words, in English and Chinese, and bounds that no type can say are
added. What a schema takes may still be refused when it is read: only the whole can be proved.

Source: docs/rules/plan-files.md, "In an editor".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import is_dataclass
from typing import Any, get_args, get_type_hints

from fenxiao.model.encoding import Json
from fenxiao.rules.amounts import DEPTH_LIMIT
from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.plan import Plan
from fenxiao.rules.words import Word, field_word, kind_word

__all__ = ["Object", "WordOf", "campaign_schema", "plan_schema", "schema_of"]

Object = dict[str, Json]
WordOf = Callable[[type, str], Word | None]
"""What finds the words of a field of a class; with an empty name, those of the class."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MOST_DAYS = 36_500
_PLACES: Object = {"maxItems": DEPTH_LIMIT}
_DAYS: Object = {"minimum": 0, "maximum": _MOST_DAYS}
_BOUNDS: dict[str, Object] = {
    "rates_ppm": _PLACES,
    "units_minor": _PLACES,
    "orders_minor": _PLACES,
    "depth": {"minimum": 1, "maximum": DEPTH_LIMIT},
    "tenure_from_days": _DAYS,
    "tenure_until_days": _DAYS,
    "Plan.rules": {"minItems": 1},
    "of_rules": {"minItems": 1},
}
"""Bounds that no type says, by field, or by class and field."""

_NEEDED: dict[str, tuple[str, ...]] = {"PeerBonus": ("of",)}
"""Fields that only the constructor of a class demands."""

_FACTOR: Object = {
    "anyOf": [
        {"type": "integer", "minimum": 0, "maximum": 10_000_000},
        {
            "type": "string",
            "pattern": r"^(1000|[1-9][0-9]{2}|[1-9]?[0-9](\.[0-9]{1,4})?)%$",
            "examples": ["200%"],
        },
    ]
}


def plan_schema() -> Object:
    """Return the JSON Schema of a plan file.

    Examples:
        >>> plan_schema()["title"]
        'Plan · 分佣方案'
    """
    return schema_of(Plan, words_of)


def campaign_schema() -> Object:
    """Return the JSON Schema of a campaign file.

    Examples:
        >>> campaign_schema()["required"]
        ['campaign_id', 'starts_at', 'ends_at']
    """
    return schema_of(Campaign, words_of)


def words_of(kind: type, name: str) -> Word | None:
    """Return the words of a field of a plan file, or of a class of it."""
    return field_word(kind, name) if name else kind_word(kind)


def schema_of(kind: type[Any], words: WordOf) -> Object:
    """Return the JSON Schema of a class, with words from a table.

    Args:
        kind: The class of the whole file.
        words: Finds the words of each field and class.

    Returns:
        A schema of the dialect 2020-12 that takes no unknown field. The file may name its
        schema in ``$schema``, as editors expect.
    """
    from pydantic import TypeAdapter  # noqa: PLC0415  # only the border needs it

    made: dict[str, Any] = TypeAdapter(kind).json_schema()
    definitions = made.pop("$defs", {})
    kinds = {one.__name__: one for one in _kinds(kind)}
    whole: dict[str, Any] = _described(made, kind, words)
    whole["properties"] = {"$schema": {"type": "string"}, **whole["properties"]}
    parts: Object = {
        name: _described(definitions[name], kinds[name], words) for name in sorted(definitions)
    }
    return {"$schema": _DIALECT, **whole, "$defs": parts}


def _kinds(annotation: object) -> Iterator[type]:
    """Yield every class of data that an annotation leads to; none leads back to itself."""
    for one in get_args(annotation):
        yield from _kinds(one)
    if isinstance(annotation, type) and is_dataclass(annotation):
        yield annotation
        for name, one in get_type_hints(annotation).items():
            if name[0] != "_":
                yield from _kinds(one)


def _described(form: dict[str, Any], kind: type, words: WordOf) -> Object:
    """Return the form of a class with its words; the field that says its kind comes first."""
    fields = form["properties"]
    is_tagged = "const" in fields.get("kind", ())
    names = sorted(fields, key=lambda name: name != "kind" or not is_tagged)
    tag = ("kind",) if is_tagged else ()  # it has a default, so that nothing requires it yet
    required = [*tag, *form.get("required", ()), *_NEEDED.get(kind.__name__, ())]
    return {
        "type": "object",
        **_told(words(kind, ""), kind.__name__),
        "properties": {name: _field(fields[name], kind, name, words) for name in names},
        "required": list[Json](required),
        "additionalProperties": False,
    }


def _field(form: dict[str, Any], kind: type, name: str, words: WordOf) -> Object:
    shape = deepcopy(_FACTOR) if name == "factor_ppm" else dict(form)
    shape.pop("title", None)
    if shape.get("default", ()) is None or isinstance(shape.get("default"), dict):
        shape.pop("default")  # what is left out asks nothing; spelt out it would only hide that
    bounds = _BOUNDS.get(f"{kind.__name__}.{name}") or _BOUNDS.get(name) or {}
    _bound(shape, bounds)
    if name.endswith("_minor"):
        _bound(shape, {"minimum": 0})
    return {**_told(words(kind, name), name), **shape}


def _bound(shape: Object, bounds: Object) -> None:
    """Add bounds to the form that they are about: itself, that of items, one of several."""
    about = "array" if {"minItems", "maxItems"} & set(bounds) else "integer"
    several = shape.get("anyOf")
    inner = several if isinstance(several, list) else [shape.get("items"), shape]
    for one in inner:
        if isinstance(one, dict) and one.get("type") == about:
            one.update(bounds)


def _told(word: Word | None, name: str) -> Object:
    if word is None:
        return {"title": name}
    return {
        "title": f"{word.title} · {word.title_zh}",
        "description": f"{word.text} · {word.text_zh}",
    }
