"""Shapes (形状): what a value of a case file may be, checked, published and described.

A shape is a value. Three functions read it: one refuses what is not of it, one gives its
JSON Schema, one says it in words; so none of them can say anything else than the others.

Source: docs/cases.md.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple

from fenxiao.errors import CaseError, EventError
from fenxiao.model.encoding import Json
from fenxiao.model.instants import check_instant
from fenxiao.trace import Language

__all__ = [
    "INSTANT",
    "TEXT",
    "WHOLE",
    "Either",
    "Fields",
    "ListOf",
    "MapOf",
    "Nullable",
    "Open",
    "Plain",
    "Row",
    "RowOf",
    "Said",
    "Shape",
    "bad_field",
    "check_shape",
    "describe",
    "parse_instant",
    "schema",
]

_SHOWN = 160
_MANY = 7  # fields that are named in a cell; more have a table of their own


class Said(NamedTuple):
    """The same in both languages."""

    en: str
    zh: str

    @property
    def both(self) -> str:
        """English, then Chinese, as a schema shows it."""
        return f"{self.en} · {self.zh}"

    def to(self, language: Language) -> str:
        """Return it in one language."""
        return self.zh if language == "zh" else self.en


class Plain(NamedTuple):
    """A text, a whole number or an instant."""

    name: Said
    kind: type[str | int]
    is_instant: bool = False


class Nullable(NamedTuple):
    """A value, or null for none."""

    of: Shape


class ListOf(NamedTuple):
    """Any number of values of one shape."""

    of: Shape


class RowOf(NamedTuple):
    """A list of so many places, each of a shape of its own: ``[rule, depth, reason]``."""

    places: tuple[tuple[Said, Shape], ...]


class MapOf(NamedTuple):
    """Values of one shape, each under a name of the author's: by order, by member."""

    by: Said
    of: Shape


class Fields(NamedTuple):
    """A table of known fields; any other name is refused, unless it is open."""

    rows: tuple[Row, ...]
    is_open: bool = False


class Open(NamedTuple):
    """A table whose form is told elsewhere."""

    name: Said


class Either(NamedTuple):
    """A plain value, or else a table."""

    plain: Plain
    table: Shape


Shape = Plain | Nullable | ListOf | RowOf | MapOf | Fields | Open | Either


class Row(NamedTuple):
    """A field: its name, its shape, and what it says, in both languages."""

    name: str
    shape: Shape
    title: Said
    text: Said
    is_required: bool = False


TEXT = Plain(Said("text", "文本"), str)
WHOLE = Plain(Said("whole number", "整数"), int)
INSTANT = Plain(Said("instant", "时刻"), str, is_instant=True)


def bad_field(place: str, got: object, problem: str) -> CaseError:
    """Return the error that says what is wrong with a value at its place."""
    shown = json.dumps(got, ensure_ascii=False, default=str)[:_SHOWN]
    return CaseError("case.bad_field", place=place, got=shown, problem=problem)


def parse_instant(text: str) -> datetime | None:
    """Return the instant that a text with an offset names, in UTC, or None.

    Examples:
        >>> parse_instant("2024-06-18T20:00:00+08:00").isoformat()
        '2024-06-18T12:00:00+00:00'
        >>> parse_instant("2024-06-18T20:00:00")  # nobody knows where
    """
    try:
        return check_instant(datetime.fromisoformat(text), "at")
    except (ValueError, EventError):
        return None


def check_shape(shape: Shape, value: Json, place: str) -> None:  # noqa: C901  # one arm a shape
    """Refuse a value that is not of a shape, by the first place at which it is not.

    Args:
        shape: What it must be.
        value: JSON values.
        place: Where it stands, for the message.

    Raises:
        CaseError: ``case.bad_field``, ``case.unknown_field``, ``case.missing_field``.

    Examples:
        >>> check_shape(MapOf(Said("order", "订单"), WHOLE), {"o1": 3}, "expect.kept")
    """
    match shape:
        case Plain():
            _check_plain(shape, value, place)
        case Nullable(of=of):
            if value is not None:
                check_shape(of, value, place)
        case ListOf(of=of):
            for number, part in enumerate(_list(value, place)):
                check_shape(of, part, f"{place}[{number}]")
        case RowOf(places=places):
            _check_row(places, _list(value, place), place)
        case MapOf(of=of):
            for name, part in _table(value, place).items():
                check_shape(of, part, f"{place}.{name}")
        case Fields():
            _check_fields(shape, _table(value, place), place)
        case Open():
            _table(value, place)
        case Either(plain=plain, table=table):
            check_shape(table if isinstance(value, dict) else plain, value, place)


def _check_plain(shape: Plain, value: Json, place: str) -> None:
    if type(value) is not shape.kind:
        raise bad_field(place, value, f"it must be a {shape.name.en}")
    if shape.is_instant and isinstance(value, str) and parse_instant(value) is None:
        problem = "it must be an instant with an offset, as in 2024-06-18T20:00:00+08:00"
        raise bad_field(place, value, problem)


def _check_row(places: tuple[tuple[Said, Shape], ...], value: list[Json], place: str) -> None:
    if len(value) != len(places):
        names = ", ".join(name.en for name, _ in places)
        raise bad_field(place, value, f"it must be a list of {len(places)}: {names}")
    for number, ((_, shape), part) in enumerate(zip(places, value, strict=True)):
        check_shape(shape, part, f"{place}[{number}]")


def _check_fields(shape: Fields, value: dict[str, Json], place: str) -> None:
    rows = {row.name: row for row in shape.rows}
    for name, part in value.items():
        if name in rows:
            check_shape(rows[name].shape, part, _under(place, name))
        elif not shape.is_open:
            known = ", ".join(rows)
            raise CaseError("case.unknown_field", place=place, known=known, field=name)
    for row in shape.rows:
        if row.is_required and row.name not in value:
            raise CaseError("case.missing_field", place=place, field=row.name)


def _under(place: str, name: str) -> str:
    return name if place == "the case" else f"{place}.{name}"


def _list(value: Json, place: str) -> list[Json]:
    if isinstance(value, list):
        return value
    raise bad_field(place, value, "it must be a list")


def _table(value: Json, place: str) -> dict[str, Json]:
    if isinstance(value, dict):
        return value
    raise bad_field(place, value, "it must be a table")


def schema(shape: Shape) -> dict[str, Json]:  # noqa: PLR0911  # one arm a shape
    """Return the JSON Schema of a shape.

    Examples:
        >>> schema(ListOf(TEXT))
        {'type': 'array', 'items': {'type': 'string'}}
    """
    match shape:
        case Plain(kind=kind, is_instant=is_instant):
            form: dict[str, Json] = {"format": "date-time"} if is_instant else {}
            return {"type": "integer" if kind is int else "string"} | form
        case Nullable(of=of):
            return {"anyOf": [schema(of), {"type": "null"}]}
        case ListOf(of=of):
            return {"type": "array", "items": schema(of)}
        case RowOf(places=places):
            parts: list[Json] = [schema(one) | {"title": name.both} for name, one in places]
            count = len(parts)
            return {"type": "array", "prefixItems": parts, "minItems": count, "maxItems": count}
        case MapOf(of=of):
            return {"type": "object", "additionalProperties": schema(of)}
        case Fields(rows=rows, is_open=is_open):
            return _fields_schema(rows, is_open=is_open)
        case Open(name=name):
            return {"type": "object", "$comment": name.both}
        case Either(plain=plain, table=table):
            return {"anyOf": [schema(plain), schema(table)]}


def _fields_schema(rows: tuple[Row, ...], *, is_open: bool) -> dict[str, Json]:
    properties: dict[str, Json] = {
        row.name: {"title": row.title.both, "description": row.text.both, **schema(row.shape)}
        for row in rows
    }
    required: list[Json] = [row.name for row in rows if row.is_required]
    made: dict[str, Json] = {"type": "object", "properties": properties}
    if required:
        made["required"] = required
    if not is_open:
        made["additionalProperties"] = False
    return made


def describe(shape: Shape, language: Language = "en") -> str:  # noqa: PLR0911  # one arm a shape
    """Say a shape in a few words.

    Examples:
        >>> describe(MapOf(Said("order", "订单"), ListOf(TEXT)))
        'by order: list of text'
        >>> describe(MapOf(Said("order", "订单"), ListOf(TEXT)), "zh")
        '按订单：文本的列表'
    """
    is_chinese = language == "zh"
    match shape:
        case Plain(name=name) | Open(name=name):
            return name.to(language)
        case Nullable(of=of):
            return describe(of, language) + (" 或空" if is_chinese else " or null")
        case ListOf(of=of):
            words = describe(of, language)
            return f"{words}的列表" if is_chinese else f"list of {words}"
        case RowOf(places=places):
            return "[" + ", ".join(name.to(language) for name, _ in places) + "]"
        case MapOf(by=by, of=of):
            words = describe(of, language)
            return f"按{by.zh}：{words}" if is_chinese else f"by {by.en}: {words}"
        case Fields(rows=rows) if len(rows) > _MANY:
            return "表" if is_chinese else "table"
        case Fields(rows=rows):
            return "{" + ", ".join(f"`{row.name}`" for row in rows) + "}"
        case Either(plain=plain, table=table):
            either = (describe(plain, language), describe(table, language))
            return "，或 ".join(either) if is_chinese else " or ".join(either)
