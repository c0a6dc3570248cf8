"""The JSON border: what is read back, and what is refused under which code."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import EventError, FenxiaoError, MoneyError
from fenxiao.model.border import dump_event, dump_record, load_event, load_record, read
from fenxiao.model.encoding import Json, canonical
from fenxiao.model.events import EVENTS, Event
from fenxiao.model.records import RECORDS, Record, RecordSpec, Wallet
from fenxiao.rules.levels import Levels
from fenxiao.settlement.policy import Policy
from tests.model.strategies import KINDS

STORED = Path(__file__).parents[1] / "data" / "records"
FIXTURES = sorted(STORED.glob("*.json"))
AT = "2024-06-18T20:00:00+08:00"
CONFIRMED = {"type": "order_confirmed", "id": "e2", "at": AT, "order_id": "o1"}
LINE = {
    "line_id": "1",
    "sku": "s1",
    "category": "c1",
    "line_kind": "product",
    "quantity": 1,
    "paid_minor": 100,
}
PAID = {
    "type": "order_paid",
    "id": "e1",
    "at": AT,
    "order_id": "o1",
    "merchant_id": "m1",
    "payer_id": "m1",
    "buyer_id": "u1",
    "currency": "CNY",
    "lines": [LINE],
}


def without(fields: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key != name}


def refused(text: str | bytes) -> str:
    with pytest.raises(FenxiaoError) as caught:
        load_event(text)
    return caught.value.code


def test_every_event_has_a_strategy() -> None:
    assert set(EVENTS.values()) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_comes_back_from_its_text(kind: type[Event]) -> None:
    @given(event=KINDS[kind])
    def check(event: Event) -> None:
        text = dump_event(event)
        assert event == load_event(text) == load_event(text.encode())
        assert text == canonical(json.loads(text)).decode()

    check()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param(without(CONFIRMED, "type"), "event.unknown_type", id="no type"),
        pytest.param(CONFIRMED | {"type": "shipped"}, "event.unknown_type", id="unknown type"),
        pytest.param(CONFIRMED | {"type": ["touch"]}, "event.unknown_type", id="type no text"),
        pytest.param(CONFIRMED | {"note": "x"}, "event.unknown_field", id="unknown field"),
        pytest.param(
            PAID | {"lines": [LINE | {"x": 1}]}, "event.unknown_field", id="unknown field in a line"
        ),
        pytest.param(without(CONFIRMED, "order_id"), "event.missing_field", id="missing field"),
        pytest.param(
            PAID | {"lines": [without(LINE, "sku")]}, "event.missing_field", id="missing in a line"
        ),
        pytest.param(CONFIRMED | {"order_id": 1}, "event.bad_field", id="number for an id"),
        pytest.param(CONFIRMED | {"order_id": None}, "event.bad_field", id="null for an id"),
        pytest.param(CONFIRMED | {"order_id": ""}, "event.bad_id", id="empty id"),
        pytest.param(CONFIRMED | {"order_id": "a\nb"}, "event.bad_id", id="unprintable id"),
        pytest.param(CONFIRMED | {"at": AT[:19]}, "event.naive_instant", id="no offset"),
        pytest.param(CONFIRMED | {"at": "soon"}, "event.bad_field", id="no instant"),
        pytest.param(CONFIRMED | {"at": "2024-06-18"}, "event.bad_field", id="only a date"),
        pytest.param(
            CONFIRMED | {"at": 1_718_000_000}, "event.bad_field", id="a number of seconds"
        ),
        pytest.param(PAID | {"lines": []}, "event.no_lines", id="no lines"),
        pytest.param(PAID | {"lines": [LINE, LINE]}, "event.repeated_line", id="a line twice"),
        pytest.param(PAID | {"lines": {}}, "event.bad_field", id="lines no list"),
        pytest.param(
            PAID | {"lines": [LINE | {"quantity": True}]}, "event.bad_field", id="true for a count"
        ),
        pytest.param(
            PAID | {"lines": [LINE | {"quantity": 0}]}, "event.bad_quantity", id="no pieces"
        ),
        pytest.param(
            PAID | {"lines": [LINE | {"paid_minor": 1.0}]}, "money.not_integer", id="float amount"
        ),
        pytest.param(
            PAID | {"lines": [LINE | {"paid_minor": "1"}]}, "money.not_integer", id="text amount"
        ),
        pytest.param(
            PAID | {"lines": [LINE | {"paid_minor": -1}]}, "money.amount_range", id="below 0"
        ),
        pytest.param(PAID | {"currency": "cny"}, "money.unknown_currency", id="unknown currency"),
    ],
)
def test_a_wrong_event_is_refused_by_code(fields: dict[str, Any], code: str) -> None:
    assert code == refused(json.dumps(fields))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("{", id="cut off"),
        pytest.param(json.dumps(CONFIRMED) + "x", id="text after it"),
        pytest.param("[]", id="a list"),
        pytest.param("null", id="null"),
        pytest.param(b"\xff", id="no UTF-8"),
        pytest.param('{"a":' + "[" * 100_000 + "]" * 100_000 + "}", id="too deep"),
        pytest.param('{"a":' + "9" * 5_000 + "}", id="a number too long"),
        pytest.param('{"type":"touch","type":"release"}', id="a key twice"),
        pytest.param('{"type":"order_paid","lines":[{"sku":"a","sku":"b"}]}', id="twice inside"),
    ],
)
def test_text_that_is_no_json_object_is_refused(text: str | bytes) -> None:
    assert refused(text) == "event.not_json"


@given(text=st.text() | st.binary())
def test_no_text_ends_in_a_foreign_error(text: str | bytes) -> None:
    refused(text)


@pytest.mark.parametrize("at", ["20240618", "1718000000", "1718000000000"])
def test_digits_are_no_instant(at: str) -> None:
    with pytest.raises(EventError):
        load_event(json.dumps(CONFIRMED | {"at": at}))


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_off_the_calendar_is_refused_by_code(at: str) -> None:
    assert refused(json.dumps(CONFIRMED | {"at": at})) == "event.bad_field"


def test_fields_that_are_nested_without_end_are_no_json() -> None:
    for depth in (400, 2_000):
        nested: list[Any] = []
        for _ in range(depth):
            nested = [nested]
        with pytest.raises(EventError) as caught:
            read(Policy, {"plans": nested})
        assert caught.value.code in ("event.not_json", "event.bad_field")


def test_a_lone_surrogate_is_no_json() -> None:
    assert refused(json.dumps(CONFIRMED | {"order_id": "\ud800"})) == "event.not_json"


def test_digits_are_no_instant_inside_a_tuple() -> None:
    dated = {"plan_id": "p1", "effective_from": "20240618", "ceiling_ppm": 0, "rules": ()}
    with pytest.raises(FenxiaoError) as caught:
        read(
            Policy,
            {
                "plans": (
                    dated | {"rules": ({"kind": "levels", "rule_id": "a", "rates_ppm": (0,)},)},
                )
            },
        )
    assert caught.value.code == "event.bad_field"


@pytest.mark.parametrize("value", [datetime(2024, 6, 18, tzinfo=UTC), b"a", {"a"}])
def test_a_value_that_is_not_of_json_is_refused_by_code(value: object) -> None:
    with pytest.raises(FenxiaoError):
        read(Policy, {"plans": value})


def test_a_float_among_rates_is_refused() -> None:
    rule = {"kind": "levels", "rule_id": "a", "rates_ppm": [0.1]}
    with pytest.raises(FenxiaoError, match="never a float") as caught:
        read(Levels, rule)
    assert caught.value.code == "plan.bad_field"


def test_a_fault_says_where_it_stands_and_in_which_field() -> None:
    with pytest.raises(MoneyError) as caught:
        load_event(json.dumps(PAID | {"lines": [LINE, LINE | {"line_id": "2", "paid_minor": 1.5}]}))
    assert ("lines[1]", "paid_minor") == (caught.value.place, caught.value.name)
    assert str(caught.value).startswith("At lines[1]: ")


def test_a_fault_of_a_constructor_says_where_its_object_stands() -> None:
    with pytest.raises(EventError) as caught:
        load_event(json.dumps(PAID | {"lines": [LINE, LINE | {"quantity": 0}]}))
    assert ("event.bad_quantity", "lines[1]") == (caught.value.code, caught.value.place)


def test_an_instant_of_another_form_says_where_it_stands() -> None:
    with pytest.raises(EventError) as caught:
        load_event(json.dumps(PAID | {"at": "2024-06-18"}))
    assert ("", "at") == (caught.value.place, caught.value.field)


def test_every_released_schema_has_a_stored_row() -> None:
    released = {(name, n) for name, spec in RECORDS.items() for n in range(1, spec.schema + 1)}
    stored = {tuple(path.name.split(".")[:2]) for path in FIXTURES}
    assert {(name, f"v{number}") for name, number in released} == stored


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_stored_rows_load_for_ever(path: Path) -> None:
    text = path.read_text(encoding="utf-8").rstrip("\n")
    name, version = path.name.split(".")[:2]
    record = load_record(text)
    assert RECORDS[name].kind is type(record)
    if version == f"v{RECORDS[name].schema}":
        assert text == dump_record(record)


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_comes_back_from_its_text(name: str) -> None:
    records: st.SearchStrategy[Record] = st.from_type(RECORDS[name].kind)

    @given(record=records)
    def check(record: Record) -> None:
        assert record == load_record(dump_record(record))

    check()


ROW = json.loads(dump_record(Wallet("m1", "u1", "CNY", 1, 2, 3, 4)))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param(without(ROW, "type"), "record.unknown_type", id="no type"),
        pytest.param(ROW | {"type": "purse"}, "record.unknown_type", id="unknown type"),
        pytest.param(without(ROW, "schema"), "record.unknown_schema", id="no schema"),
        pytest.param(ROW | {"schema": 0}, "record.unknown_schema", id="schema 0"),
        pytest.param(ROW | {"schema": 4}, "record.unknown_schema", id="a newer schema"),
        pytest.param(ROW | {"schema": True}, "record.unknown_schema", id="true for a schema"),
        pytest.param(ROW | {"held_minor": 1.0}, "record.malformed", id="float amount"),
        pytest.param(ROW | {"colour": "red"}, "record.malformed", id="unknown field"),
        pytest.param(without(ROW, "held_minor"), "record.malformed", id="missing field"),
    ],
)
def test_a_wrong_row_is_refused_by_code(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(EventError) as caught:
        load_record(json.dumps(fields))
    assert code == caught.value.code


def test_only_records_are_dumped() -> None:
    with pytest.raises(EventError) as caught:
        dump_record(("u1",))  # type: ignore[arg-type]  # wrong on purpose
    assert caught.value.code == "record.unknown_type"


def test_old_rows_are_brought_up_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RECORDS, "wallet", RecordSpec(Wallet, 3))

    def to_2(fields: dict[str, Json]) -> dict[str, Json]:
        return without(fields, "frozen_minor") | {"held_minor": fields["frozen_minor"]}

    def to_3(fields: dict[str, Json]) -> dict[str, Json]:
        return fields | {"currency": "CNY"}

    chain = {("wallet", 1): to_2, ("wallet", 2): to_3}
    second = without(ROW, "currency")
    first = without(second, "held_minor") | {"frozen_minor": 2}
    expected = Wallet("m1", "u1", "CNY", 1, 2, 3, 4)
    assert expected == load_record(json.dumps(first | {"schema": 1}), chain)
    assert expected == load_record(json.dumps(second | {"schema": 2}), chain)
    assert expected == load_record(dump_record(expected), chain)


@pytest.mark.parametrize(
    ("fields", "closest"),
    [
        (CONFIRMED | {"order": "o1"}, '"order_id"'),
        (PAID | {"lines": [LINE | {"skuu": "x"}]}, '"sku"'),
    ],
)
def test_an_unknown_field_of_an_event_is_told_the_closest_one(
    fields: dict[str, Any], closest: str
) -> None:
    with pytest.raises(EventError) as caught:
        load_event(json.dumps(fields))
    assert ("event.unknown_field", closest) == (caught.value.code, caught.value.facts["closest"])
