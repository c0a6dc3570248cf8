"""Records: plain tuples of ints and texts, and refusals that read as sentences."""

from __future__ import annotations

import pickle
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import CODES
from fenxiao.model.records import RECORDS, Record, Refusal
from fenxiao.settlement.tables import TABLES

REFUSALS = [row for row in CODES.values() if row.kind != "error"]


def leaves(kind: Any) -> set[Any]:
    """Return the types of all that a record of this kind can hold."""
    if get_origin(kind) is Literal:
        return {type(value) for value in get_args(kind)}
    if isinstance(kind, UnionType) or get_origin(kind) is tuple:
        return set().union(*(leaves(part) for part in get_args(kind) if part is not ...))
    if hasattr(kind, "_fields"):
        return set().union(*map(leaves, get_type_hints(kind).values()))
    return {kind}


@pytest.mark.parametrize("name", RECORDS)
def test_records_hold_ints_and_texts_only(name: str) -> None:
    assert leaves(RECORDS[name].kind) <= {int, str, bool, NoneType}


def test_something_else_would_be_seen() -> None:
    assert leaves(tuple[float, ...] | None) == {float, NoneType}


def test_every_record_has_its_table() -> None:
    assert list(RECORDS) == [table.name for table in TABLES]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_keys_are_fields_of_their_records(table: Any) -> None:
    assert set(table.key) <= set(get_type_hints(RECORDS[table.name].kind))


@pytest.mark.parametrize("name", RECORDS)
def test_schemas_count_from_one(name: str) -> None:
    assert RECORDS[name].schema >= 1


@pytest.mark.parametrize("name", RECORDS)
def test_records_survive_pickling(name: str) -> None:
    records: st.SearchStrategy[Record] = st.from_type(RECORDS[name].kind)

    @given(record=records)
    def check(record: Record) -> None:
        assert record == pickle.loads(pickle.dumps(record))

    check()


def test_a_refusal_reads_as_a_sentence() -> None:
    refusal = Refusal("order.already_confirmed", (("order_id", "o1"),))
    assert refusal.kind == "final"
    expected = 'Only what waits for receipt can be confirmed; all of "o1" was confirmed before.'
    assert expected == refusal.message
    assert refusal.hint == "Nothing to do: the first confirmation stands."


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: row.code)
def test_a_refusal_knows_whether_it_is_remembered(row: Any) -> None:
    assert row.kind == Refusal(row.code, ()).kind
