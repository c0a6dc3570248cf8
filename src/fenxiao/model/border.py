"""The JSON border (边界): events and stored rows from text, and back to it.

Everything that comes as text is checked against its published form before it becomes
an event or a record: strict types, no unknown field, no key twice. pydantic does the
checking; it is imported only when this border is first crossed.

Source: docs/contract.md, "JSON".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from fenxiao.errors import EventError, FenxiaoError, MoneyError, PolicyError
from fenxiao.model.encoding import Json, canonical, event_plain, plain
from fenxiao.model.events import EVENTS, Event
from fenxiao.model.instants import instant_text
from fenxiao.model.places import (
    Steps,
    closest,
    in_last_rule,
    misplaced,
    named_part,
    place_text,
    rule_name,
    steps_of,
)
from fenxiao.model.records import RECORDS, Record

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError
    from pydantic_core import ErrorDetails

__all__ = [
    "INSTANTS",
    "UPCASTS",
    "Upcast",
    "bad_field",
    "dump_event",
    "dump_record",
    "load_event",
    "load_object",
    "load_record",
    "read",
]

T = TypeVar("T")
Upcast = Callable[[dict[str, Json]], dict[str, Json]]

INSTANTS = frozenset(
    (
        *("at", "recorded_at", "effective_from", "placed_at", "captured_at", "starts_at"),
        *("ends_at", "paid_at", "confirmed_at", "due_at", "requested_at", "since", "until"),
        "cut_offs",
        "payable_by",
    )
)
"""The fields that hold an instant, of events and of policies."""

_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?\Z", re.ASCII
)


def _enrolled_us(fields: dict[str, Json]) -> Json:
    """Take a promoter's newest change of status for his first: nothing older was kept."""
    return fields["status_us"] if fields["status"] in ("active", "suspended", "left") else None


def _by_party(fields: dict[str, Json]) -> dict[str, Json]:
    """Take the member of each posting for the party by whom its account is kept."""
    legs = fields["postings"]
    named: list[Json] = []
    for leg in legs if isinstance(legs, list) else [legs]:
        parts = leg if isinstance(leg, dict) else {}
        named.append({"party_id" if it == "member_id" else it: parts[it] for it in parts})
    return fields | {"postings": named}


UPCASTS: dict[tuple[str, int], Upcast] = {
    # Nobody could be bound more than once before bindings had a history.
    ("node", 1): lambda fields: fields | {"changes": 0 if fields["parent_id"] is None else 1},
    ("event", 1): lambda fields: fields,
    ("member", 1): lambda fields: fields,
    ("order", 1): lambda fields: fields,
    ("terms", 1): lambda fields: fields,  # no credits before there was attribution
    ("member", 2): lambda fields: fields | {"enrolled_us": _enrolled_us(fields)},
    ("terms", 2): lambda fields: fields,  # every rule was of the plainest kind
    ("terms", 3): lambda fields: fields,  # every refund took its share back
    ("order", 2): lambda fields: fields,  # all was received at once, nothing corrected
    ("entry", 1): _by_party,  # only members had accounts of their own
    ("delta", 1): lambda fields: fields,  # nothing was frozen, and no debt noted
    ("wallet", 1): lambda fields: fields,
    # Nothing was taken off a payout, and each was sent once.
    ("payout", 1): lambda fields: fields | {"payable_us": fields["requested_us"]},
    ("audit", 1): lambda fields: fields,  # nobody had changed money into another currency
}
"""How a stored type gets from one schema number to the next: (type, from) -> change."""


def load_event(text: str | bytes) -> Event:
    """Return the event that a JSON object describes.

    Args:
        text: A JSON object with its ``type``; instants as RFC 3339 text with an offset.

    Raises:
        EventError: It is not of the published form; the code says in which way.
        MoneyError: An amount, or the currency, is not one.

    Examples:
        >>> event = load_event(
        ...     '{"type": "order_confirmed", "id": "e2", "order_id": "o1",'
        ...     ' "at": "2024-06-18T20:00:00+08:00"}'
        ... )
        >>> event.at.isoformat(), event.order_id
        ('2024-06-18T12:00:00+00:00', 'o1')
    """
    fields = load_object(text)
    name = fields.pop("type", None)
    if not isinstance(name, str) or name not in EVENTS:
        raise EventError("event.unknown_type", got=repr(name))
    return read(EVENTS[name], fields)


def dump_event(event: Event) -> str:
    """Return the canonical JSON text of an event; ``load_event`` reads it back.

    Examples:
        >>> from datetime import UTC, datetime
        >>> from fenxiao.model.events import OrderConfirmed
        >>> at = datetime(2024, 6, 18, tzinfo=UTC)
        >>> dump_event(OrderConfirmed(id="e2", at=at, order_id="o1"))[:44]
        '{"at":"2024-06-18T00:00:00.000000Z","id":"e2'
    """
    return canonical(event_plain(event)).decode()


def load_record(text: str | bytes, upcasts: Mapping[tuple[str, int], Upcast] = UPCASTS) -> Record:
    """Return a stored record of any released schema, brought to the present one.

    Args:
        text: What ``dump_record`` wrote.
        upcasts: The chain of changes; only tests pass another.

    Raises:
        EventError: ``record.unknown_type``, ``record.unknown_schema``, ``record.malformed``.
    """
    fields = load_object(text)
    name, schema = fields.pop("type", None), fields.pop("schema", None)
    if not isinstance(name, str) or name not in RECORDS:
        raise EventError("record.unknown_type", got=repr(name))
    spec = RECORDS[name]
    if type(schema) is not int or not 1 <= schema <= spec.schema:
        raise EventError("record.unknown_schema", type=name, known=spec.schema, got=repr(schema))
    for number in range(schema, spec.schema):
        fields = upcasts[name, number](fields)
    try:
        kind: Any = spec.kind
        record: Record = _adapter(kind).validate_json(_text(fields), strict=True)
    except ValueError as error:
        raise EventError("record.malformed", type=name, problem=str(error)) from error
    return record


def dump_record(record: Record) -> str:
    """Return the canonical JSON text of a record, with its type and schema number.

    Examples:
        >>> from fenxiao.model.records import Wallet
        >>> dump_record(Wallet("shop", "u7", "CNY", 0, 0, 100, 0))[:60]
        '{"available_minor":100,"currency":"CNY","debt_minor":0,"defe'
    """
    for name, spec in RECORDS.items():
        if type(record) is spec.kind:
            fields = plain(record)
            if isinstance(fields, dict):
                return canonical({"type": name, "schema": spec.schema, **fields}).decode()
    raise EventError("record.unknown_type", got=type(record).__name__)


def read(
    kind: type[T],
    fields: Mapping[str, object],
    is_of_plan: Callable[[Steps], bool] = lambda _: False,
    *,
    given: tuple[object, ...] = (),
) -> T:
    """Return an object of a published kind, made from the fields of a JSON object.

    Args:
        kind: An event class, or any part of a policy.
        fields: JSON values by field name, without the ``type`` of an event.
        is_of_plan: Whether what stands at a place is part of a plan, whose faults have
            codes of their own.
        given: Objects of the host's own that no file holds, for the field that takes them.

    Raises:
        FenxiaoError: The first thing that is wrong, by its own code, with its place.
    """
    from pydantic import ValidationError  # noqa: PLC0415  # only the border needs it

    key: Any = kind
    try:
        text = _text(fields)
        _check_instants(fields, is_of_plan)
        made: T = _adapter(key).validate_json(text, strict=True, context=given)
    except RecursionError:  # where json is written deeper than Python calls go
        raise EventError("event.not_json", problem="it is nested too deeply") from None
    except ValidationError as error:
        raise _own_error(error, _Reading(kind, fields, is_of_plan)) from None
    return made


def load_object(text: str | bytes) -> dict[str, Any]:
    """Return the fields of a JSON object, in which no key stands twice.

    Raises:
        EventError: ``event.not_json``.
    """
    try:
        value = json.loads(text, object_pairs_hook=_once)
    except (ValueError, TypeError, RecursionError) as error:
        if isinstance(error, FenxiaoError):
            raise
        raise EventError("event.not_json", problem=str(error)) from None
    if not isinstance(value, dict):
        raise EventError("event.not_json", problem=f"got {type(value).__name__}")
    return value


def _text(fields: Mapping[str, object]) -> bytes:
    try:
        return json.dumps(fields, ensure_ascii=False, default=_plain).encode()
    except UnicodeEncodeError:
        raise EventError("event.not_json", problem="half a character, a lone surrogate") from None
    except RecursionError:
        raise EventError("event.not_json", problem="it is nested too deeply") from None


def _plain(value: object) -> object:
    """Turn what TOML and Python have and JSON has not into JSON: instants, mappings."""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise EventError("event.not_json", problem=f"got a {type(value).__name__}")


def _check_instants(value: object, is_of_plan: Callable[[Steps], bool], steps: Steps = ()) -> None:
    """Refuse every other way to write an instant; pydantic also takes seconds and dates."""
    if isinstance(value, dict):
        for name, part in value.items():
            _check_instants(part, is_of_plan, (*steps, name))
    elif isinstance(value, (list, tuple)):
        for number, part in enumerate(value):
            _check_instants(part, is_of_plan, (*steps, number))
    elif _is_instant(steps) and isinstance(value, str) and not _RFC_3339.match(value):
        problem = "it must be RFC 3339, as in 2024-06-18T20:00:00+08:00"
        raise bad_field(steps, value, problem, is_of_plan=is_of_plan(steps))


def _is_instant(steps: Steps) -> bool:
    return bool(steps) and steps[-1] in INSTANTS


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise EventError("event.not_json", problem=f'key "{twice}" stands twice')
    return made


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # noqa: PLC0415  # only the border needs it

    return TypeAdapter(kind)


_UNKNOWN = {"unexpected_keyword_argument", "extra_forbidden"}
_MISSING = {"missing", "missing_argument", "missing_keyword_only_argument"}
_NO_INTEGER = {"int_type", "int_from_float"}


class _Reading(NamedTuple):
    """What was read, as what, and which of it is a plan."""

    kind: type[Any]
    content: Mapping[str, object]
    is_of_plan: Callable[[Steps], bool]


def _own_error(error: ValidationError, reading: _Reading) -> FenxiaoError:
    """Return our own error for the first problem that pydantic found."""
    first = _first(error)
    cause = first.get("ctx", {}).get("error")
    is_own = isinstance(cause, FenxiaoError)
    steps = steps_of(first["loc"], reading.content, is_whole=is_own)
    if isinstance(cause, FenxiaoError):
        if cause.code == "plan.depth":  # a row does not know whose it is
            name = rule_name(steps, reading.content) or cause.facts["rule_id"]
            cause = PolicyError(cause.code, **cause.facts | {"rule_id": name})
        is_repeated = ".repeated_" in cause.code
        steps = named_part(steps, reading.content, cause.facts, is_repeated=is_repeated)
        return _placed(cause, steps)
    kind, got, is_of_plan = first["type"], first["input"], reading.is_of_plan(steps)
    if kind in _UNKNOWN:
        made = _unknown(steps, reading, is_of_plan=is_of_plan)
    elif kind in _MISSING:
        made = _missing(steps, reading, is_of_plan=is_of_plan)
    elif kind == "union_tag_not_found":
        made = _missing((*steps, "kind"), reading, is_of_plan=is_of_plan)
    elif kind == "union_tag_invalid":
        problem = "it must be one of " + first["ctx"]["expected_tags"].replace("'", "")
        made = bad_field((*steps, "kind"), got["kind"], problem, is_of_plan=is_of_plan)
    elif kind in _NO_INTEGER and _field(steps).endswith(("_minor", "_ppm")):
        made = _no_integer(steps, got, is_of_plan=is_of_plan)
    else:
        made = bad_field(steps, got, _problem(first), is_of_plan=is_of_plan)
    return made


_PROBLEMS = {
    "string_type": "it must be a text in quotation marks",
    "int_type": "it must be a whole number",
    "int_from_float": "it must be a whole number",
    "bool_type": "it must be true or false",
    "dataclass_type": "it must be a table, as in { name = value }",
    "datetime_type": "it must be an instant, as in 2024-06-18T20:00:00+08:00",
}


def _problem(first: ErrorDetails) -> str:
    """Say what must stand there instead, in our words for the common faults."""
    if first["type"] in ("tuple_type", "list_type"):
        got = first["input"]
        is_one = isinstance(got, (str, int)) and not isinstance(got, bool)
        return "it must be a list" + (f", as in [{_json_text(got)}]" if is_one else "")
    if first["type"] == "literal_error":
        known = first["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
        return f"it must be one of {known}"
    return _PROBLEMS.get(first["type"], first["msg"])


def _json_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _first(error: ValidationError) -> ErrorDetails:
    """Return the first problem; a name that is not known explains one that is missed there."""
    first, *more = error.errors()
    if first["type"] in _MISSING:
        place = first["loc"][:-1]
        typed = (one for one in more if one["type"] in _UNKNOWN and one["loc"][:-1] == place)
        return next(typed, first)
    return first


def _field(steps: Steps) -> str:
    """Return the name of the field in which a place lies."""
    return next((step for step in reversed(steps) if isinstance(step, str)), "")


def _placed(error: FenxiaoError, steps: Steps) -> FenxiaoError:
    """Give an error its place; a field that the error names itself is no part of it."""
    is_field = steps[-1:] == (error.facts.get("field", error.facts.get("name")),)
    error.place = place_text(steps[:-1] if is_field else steps)
    return error


def _unknown(steps: Steps, reading: _Reading, *, is_of_plan: bool) -> FenxiaoError:
    field = _field(steps)
    near = closest(reading.kind, steps[:-1], reading.content, field)
    if not is_of_plan:
        return _placed(EventError("event.unknown_field", field=field, closest=near), steps)
    if misplaced(reading.kind, steps, reading.content):
        part = place_text(steps[:-1])
        return _placed(PolicyError("plan.misplaced_field", field=field, part=part), steps)
    return _placed(PolicyError("plan.unknown_field", field=field, closest=near), steps)


def _missing(steps: Steps, reading: _Reading, *, is_of_plan: bool) -> FenxiaoError:
    field = _field(steps)
    found = in_last_rule(reading.kind, steps, reading.content) if is_of_plan else ()
    if found:
        return _unknown(found, reading, is_of_plan=is_of_plan)
    if is_of_plan:
        return _placed(PolicyError("plan.missing_field", field=field), steps)
    return _placed(EventError("event.missing_field", field=field), steps)


def _no_integer(steps: Steps, got: object, *, is_of_plan: bool) -> FenxiaoError:
    if is_of_plan:
        problem = "amounts are whole minor units: 1.50 of CNY is 150"
        return bad_field(steps, got, problem, is_of_plan=True)
    return _placed(MoneyError("money.not_integer", name=_field(steps), got=_shown(got)), steps)


def bad_field(steps: Steps, got: object, problem: str, *, is_of_plan: bool) -> FenxiaoError:
    """Return the error of a field of another form, with its place.

    Args:
        steps: Where it stands.
        got: What stands there.
        problem: What it must be.
        is_of_plan: Whether it is part of a plan.
    """
    facts = {"field": _field(steps), "got": _shown(got), "problem": problem}
    if is_of_plan:
        return _placed(PolicyError("plan.bad_field", **facts), steps)
    return _placed(EventError("event.bad_field", **facts), steps)


def _shown(got: object) -> str:
    return repr(got)[:160]
