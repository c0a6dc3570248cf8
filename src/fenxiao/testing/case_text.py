"""Reading cases (读取案例): from the text of a file to a case in which nothing is left out.

TOML and JSON say the same thing in two ways; what an author may leave out is filled in, so
that whoever runs the case sees plain JSON values only.

Source: docs/cases.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date, time, timedelta
from typing import NamedTuple

from fenxiao.errors import CaseError, FenxiaoError
from fenxiao.model.border import load_object
from fenxiao.model.encoding import Json
from fenxiao.model.events import EVENTS, Line
from fenxiao.model.instants import instant_text
from fenxiao.testing.case_form import CASE, COMPONENTS
from fenxiao.testing.case_shapes import INSTANT, bad_field, check_shape, parse_instant

__all__ = ["JSON_END", "TOML_END", "Case", "load_case"]

TOML_END, JSON_END = ".case.toml", ".case.json"
"""How the names of case files end."""

_BETWEEN = timedelta(minutes=1)
_WHOLE_CASE = "the case"
_TOLD = ("policy", "events")  # what the library itself reads, and may be expected to refuse
_FIELDS = {name: {one.name for one in fields(kind)} for name, kind in EVENTS.items()}
_SOLD = ("order_paid", "captured")  # events whose lines are lines of an order
_OF_EVENTS = frozenset[str]().union(*_FIELDS.values()) - {"id", "lines"}
_OF_LINES = frozenset(one.name for one in fields(Line)) - {"line_id"}


class Case(NamedTuple):
    """What is told, and what must follow from it, as JSON values.

    Args:
        source: Where the example comes from.
        title: What it shows; empty where it does not say.
        policy: The fields of the policy.
        events: The fields of each event, with what was left out filled in.
        expect: What must follow, by the name of the expectation.
    """

    source: str
    title: str
    policy: dict[str, Json]
    events: tuple[dict[str, Json], ...]
    expect: dict[str, Json]


def load_case(name: str, content: bytes) -> Case:
    r"""Return the case that a file describes.

    Args:
        name: The file's name, which says by its end whether it is TOML or JSON.
        content: The bytes of the file.

    Raises:
        CaseError: It is no case; the code says in which way.

    Examples:
        >>> text = b'source = "made up"\nevents = []\n[policy]\n[expect]\nwallets = []'
        >>> load_case("a.case.toml", text).source
        'made up'
    """
    document = _parse(name, content)
    expect = document.get("expect")
    is_refused = isinstance(expect, dict) and "error" in expect
    plain = {
        key: _plain(value, key, is_lenient=is_refused and key in _TOLD)
        for key, value in document.items()
    }
    check_shape(CASE, plain, _WHOLE_CASE)
    return _filled(plain)


def _parse(name: str, content: bytes) -> dict[str, object]:
    try:
        text = content.decode("utf-8-sig")
        if name.endswith(TOML_END):
            return tomllib.loads(text)
        if name.endswith(JSON_END):
            return load_object(text)
    except FenxiaoError as error:
        raise CaseError("case.unreadable", problem=str(error.facts["problem"])) from None
    except (ValueError, RecursionError) as error:
        raise CaseError("case.unreadable", problem=str(error)) from None
    raise CaseError("case.unreadable", problem=f'the name is "{name}"')


def _plain(value: object, place: str, *, is_lenient: bool) -> Json:
    """Turn instants into text, and refuse what JSON without floats does not have.

    A lenient reading hands on what is wrong, for the library to refuse it.
    """
    match value:
        case dict():
            return {
                name: _plain(part, f"{place}.{name}", is_lenient=is_lenient)
                for name, part in value.items()
            }
        case list():
            return [
                _plain(part, f"{place}[{number}]", is_lenient=is_lenient)
                for number, part in enumerate(value)
            ]
        case float() if not is_lenient:
            raise CaseError("case.not_whole", got=repr(value), place=place)
        case date() | time():
            if not is_lenient and getattr(value, "tzinfo", None) is None:
                problem = "an instant needs date, time and offset, as in 2024-06-18T20:00:00+08:00"
                raise bad_field(place, value, problem)
            return value.isoformat()
        case _:
            return value  # type: ignore[return-value]  # a scalar, or a float that shall be refused


def _filled(plain: dict[str, Json]) -> Case:
    """Return the case with what its author may leave out."""
    defaults = _object(plain.get("defaults", {}))
    _check_defaults(defaults)
    events = tuple(_events(_objects(plain["events"]), defaults))
    expect = _object(plain["expect"])
    _check_expect(expect)
    source = str(plain["source"])
    if not source.strip():
        raise bad_field("source", source, "it must say in words where the example comes from")
    if "wallets" in expect:
        known = {name: _shared(name, defaults, events) for name in ("payer_id", "currency")}
        expect = expect | {"wallets": _wallets(_objects(expect["wallets"]), known)}
    return Case(
        source=source,
        title=str(plain.get("title", "")),
        policy=_object(plain["policy"]),
        events=events,
        expect=expect,
    )


def _check_defaults(defaults: Mapping[str, Json]) -> None:
    _check_names(defaults, _OF_EVENTS | {"line"}, "defaults")
    line = defaults.get("line", {})
    if not isinstance(line, dict):
        raise bad_field("defaults.line", line, "it must be a table")
    _check_names(line, _OF_LINES, "defaults.line")
    if "at" in defaults:
        check_shape(INSTANT, defaults["at"], "defaults.at")


def _check_names(given: Iterable[str], known: Iterable[str], place: str) -> None:
    names = sorted(known)
    for name in given:
        if name not in names:
            known_names = ", ".join(names)
            raise CaseError("case.unknown_field", place=place, known=known_names, field=name)


def _check_expect(expect: Mapping[str, Json]) -> None:
    if "error" not in expect and "wallets" not in expect:
        raise CaseError("case.missing_field", place="expect", field="wallets")
    if "error" in expect and len(expect) > 1:
        others = [name for name in expect if name != "error"]
        raise bad_field("expect", others, "nothing else follows where an error is expected")


def _events(
    told: Iterable[dict[str, Json]], defaults: Mapping[str, Json]
) -> Iterator[dict[str, Json]]:
    start = defaults.get("at")
    for number, event in enumerate(told):
        filled = {"id": f"e{number + 1}"} | event
        if "at" not in filled:
            filled["at"] = _needed(start, number)
        start = _later(filled["at"])
        yield _with_defaults(filled, defaults)


def _needed(at: Json, number: int) -> Json:
    if at is None:
        raise CaseError("case.missing_field", place=f"events[{number}]", field="at")
    return at


def _later(at: Json) -> Json:
    """Return the instant a minute after another, or none where that one names no instant."""
    instant = parse_instant(at) if isinstance(at, str) else None
    try:
        return None if instant is None else instant_text(instant + _BETWEEN)
    except OverflowError:
        return None


def _with_defaults(event: dict[str, Json], defaults: Mapping[str, Json]) -> dict[str, Json]:
    name = event.get("type")
    known = _FIELDS.get(name, set()) if isinstance(name, str) else set()
    filled = {field: value for field, value in defaults.items() if field in known} | event
    lines, line = filled.get("lines"), defaults.get("line")
    if name in _SOLD and isinstance(lines, list) and isinstance(line, dict):
        filled["lines"] = [line | one if isinstance(one, dict) else one for one in lines]
    return filled


def _shared(name: str, defaults: Mapping[str, Json], events: Iterable[Mapping[str, Json]]) -> Json:
    """Return the default of a field, or the one value that all events with it share, or none."""
    if name in defaults:
        return defaults[name]
    values = [event[name] for event in events if name in event]
    return values[0] if values and all(one == values[0] for one in values) else None


def _wallets(wallets: Iterable[dict[str, Json]], known: Mapping[str, Json]) -> list[Json]:
    filled: list[Json] = []
    seen: set[tuple[str, ...]] = set()
    for number, wallet in enumerate(wallets):
        place = f"expect.wallets[{number}]"
        whole: dict[str, Json] = {row.name: 0 for row in COMPONENTS}
        whole |= {**known, **wallet}
        for name in known:
            if whole[name] is None:
                raise CaseError("case.missing_field", place=place, field=name)
        key = (str(whole["payer_id"]), str(whole["member_id"]), str(whole["currency"]))
        if key in seen:
            raise bad_field(place, list(key), "each wallet is named once")
        seen.add(key)
        filled.append(whole)
    return filled


def _object(value: Json) -> dict[str, Json]:
    assert isinstance(value, dict)  # the shape was checked
    return value


def _objects(value: Json) -> list[dict[str, Json]]:
    assert isinstance(value, list)  # the shape was checked
    return [_object(one) for one in value]
