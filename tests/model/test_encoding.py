"""The canonical encoding: vectors, an independent encoder, and what it tells apart."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fenxiao.errors import EventError
from fenxiao.model.encoding import (
    canonical,
    derive_id,
    digest,
    event_digest,
    event_plain,
    json_bytes,
    plain,
)
from fenxiao.model.events import Event
from fenxiao.model.periods import PeriodClosed
from tests.model.strategies import KINDS, events, instants

DATA = Path(__file__).parents[1] / "data"
VECTORS = json.loads((DATA / "canonical.json").read_text(encoding="utf-8"))
IDS = json.loads((DATA / "derived_ids.json").read_text(encoding="utf-8"))

SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
scalars = st.none() | st.booleans() | st.integers() | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)
few: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, False, 0, 1, -1, "", "0", "1", "null", "true", [], {}]
)
alike = few | st.lists(few, max_size=2) | st.dictionaries(st.sampled_from("ab"), few, max_size=2)


def by_hand(value: Any) -> str:
    """Encode by the rules of the page, sharing nothing with the library."""
    match value:
        case None | True | False:
            return {None: "null", True: "true", False: "false"}[value]
        case int():
            return f"{value:d}"
        case str():
            return '"' + "".join(SHORT.get(one) or escaped(one) for one in value) + '"'
        case list():
            return "[" + ",".join(map(by_hand, value)) + "]"
        case _:
            names = sorted(value, key=lambda name: [ord(one) for one in name])
            return "{" + ",".join(f"{by_hand(name)}:{by_hand(value[name])}" for name in names) + "}"


def escaped(one: str) -> str:
    return f"\\u{ord(one):04x}" if ord(one) < 0x20 else one


def told_apart(value: Any) -> Any:
    """Return a value that is equal to another's only if the two are the same JSON."""
    match value:
        case list():
            return ("list", *map(told_apart, value))
        case dict():
            return ("dict", frozenset((name, told_apart(part)) for name, part in value.items()))
        case _:
            return (type(value), value)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_vectors(vector: dict[str, Any]) -> None:
    encoded = canonical(vector["value"])
    assert vector["canonical"] == encoded.decode()
    assert vector["sha256"] == hashlib.sha256(encoded).hexdigest() == digest(vector["value"])


@given(value=values)
def test_an_independent_encoder_agrees(value: Any) -> None:
    assert by_hand(value).encode() == canonical(value)


@given(value=values)
def test_parsing_gives_the_value_back(value: Any) -> None:
    assert told_apart(value) == told_apart(json.loads(canonical(value)))


@given(one=alike, other=alike)
def test_only_the_same_value_has_the_same_bytes(one: Any, other: Any) -> None:
    assert (told_apart(one) == told_apart(other)) is (canonical(one) == canonical(other))


@given(pairs=st.dictionaries(st.text(), scalars).map(lambda made: list(made.items())))
def test_the_order_of_insertion_does_not_matter(pairs: list[tuple[str, Any]]) -> None:
    assert canonical(dict(pairs)) == canonical(dict(reversed(pairs)))


def test_tuples_are_lists() -> None:
    assert canonical([1, ["a"]]) == canonical((1, ("a",)))


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(1.0, id="a whole float"),
        pytest.param(float("nan"), id="not a number"),
        pytest.param({"a": [float("inf")]}, id="infinity inside"),
        pytest.param("\ud800", id="a lone surrogate"),
        pytest.param({"\udfff": 1}, id="a lone surrogate as key"),
        pytest.param(b"a", id="bytes"),
        pytest.param({1: "a"}, id="a key that is no text"),
        pytest.param({"a", "b"}, id="a set"),
        pytest.param(Fraction(1, 2), id="a fraction"),
        pytest.param(datetime, id="a class"),
    ],
)
def test_what_has_no_one_form_is_refused(value: object) -> None:
    with pytest.raises(EventError) as caught:
        canonical(value)
    assert caught.value.code == "record.not_canonical"


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(EventError):
        canonical(datetime(2024, 6, 18))  # noqa: DTZ001  # naive on purpose


def test_an_int_of_any_length_is_encoded_or_refused_by_code() -> None:
    with pytest.raises(EventError):
        canonical(10**5_000)


@pytest.mark.parametrize("row", IDS, ids=lambda row: "/".join(map(str, row["parts"])))
def test_derived_ids_are_what_they_were(row: dict[str, Any]) -> None:
    assert row["id"] == derive_id(*row["parts"])


@given(parts=st.lists(st.text() | st.integers() | st.booleans()))
def test_a_derived_id_is_of_the_canonical_bytes_of_its_parts(parts: list[str | int]) -> None:
    digested = hashlib.sha256(canonical(parts)).digest()
    assert base64.b32encode(digested)[:26].decode() == derive_id(*parts)


@pytest.mark.parametrize("part", ["\ud800", 10**5_000], ids=["half", "long"])
def test_a_part_without_canonical_form_is_refused_by_code(part: str | int) -> None:
    with pytest.raises(EventError) as caught:
        derive_id("e1", part)
    assert "record.not_canonical" == caught.value.code


@given(parts=st.lists(st.text() | st.integers()))
def test_a_derived_id_fits_every_rail(parts: list[str | int]) -> None:
    made = derive_id(*parts)
    assert len(made) == 26
    assert set(made) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


@given(
    parts=st.lists(
        st.lists(st.sampled_from(["", "a", "b", "ab", "bc", "1", 1, ","]), max_size=3).map(tuple),
        min_size=2,
        max_size=2,
        unique_by=told_apart,
    )
)
def test_different_parts_never_run_together(parts: list[tuple[str | int, ...]]) -> None:
    assert len({derive_id(*one) for one in parts}) == 2


def test_parts_do_not_collide_by_concatenation() -> None:
    assert derive_id("a", "bc") != derive_id("ab", "c")


@given(event=events)
def test_the_envelope_is_no_part_of_the_content(event: Event) -> None:
    late = replace(event, recorded_at=event.at + timedelta(days=1))
    assert event_digest(event) == event_digest(replace(event, recorded_at=None))
    assert event_digest(event) == event_digest(late)


@given(event=events, hours=st.integers(-12, 12))
def test_the_zone_of_an_instant_is_no_part_of_the_content(event: Event, hours: int) -> None:
    elsewhere = event.at.astimezone(timezone(timedelta(hours=hours)))
    assert event_digest(event) == event_digest(replace(event, at=elsewhere))


@given(event=events, at=instants)
def test_other_content_has_another_digest(event: Event, at: datetime) -> None:
    assume(not isinstance(event, PeriodClosed) or at >= event.until)  # no period closes earlier
    other = replace(event, at=at)
    assert (event_digest(event) == event_digest(other)) is (event.at == other.at)


@pytest.mark.parametrize("kind", KINDS)
def test_each_event_has_a_digest_of_its_plain_form(kind: type[Event]) -> None:
    @given(event=KINDS[kind])
    def check(event: Event) -> None:
        content = event_plain(event)
        content.pop("recorded_at", None)
        assert digest(content) == event_digest(event)

    check()


def test_private_fields_are_not_encoded() -> None:
    @dataclass(frozen=True)
    class Stored:
        a: int
        _b: int

    assert plain(Stored(1, 2)) == {"a": 1}


def test_a_default_is_left_out_so_that_a_new_field_changes_no_digest() -> None:
    @dataclass(frozen=True)
    class Old:
        a: int

    @dataclass(frozen=True)
    class New:
        a: int
        b: int = 7

    assert plain(Old(1)) == plain(New(1))
    assert plain(New(1)) != plain(New(1, 8))


def test_an_event_is_needed_for_a_plain_event() -> None:
    for value in ("e1", (1, 2)):
        with pytest.raises(EventError):
            event_plain(value)  # type: ignore[arg-type]  # wrong on purpose


def test_instants_are_written_in_utc() -> None:
    assert plain(datetime(2024, 6, 18, 12, tzinfo=UTC)) == "2024-06-18T12:00:00.000000Z"


@given(value=st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_what_is_json_already_has_the_same_bytes(value: Any) -> None:
    assert canonical(value) == json_bytes(value)
