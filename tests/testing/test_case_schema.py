"""The JSON Schema of a case: it takes every case there is, and sees what is wrong in one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fenxiao.model.events import EVENTS
from fenxiao.settlement.catalogue import CATALOGUE
from fenxiao.settlement.policy_files import policy_schema
from fenxiao.testing.case_runner import find_cases
from fenxiao.testing.case_schema import case_schema
from fenxiao.testing.case_text import _parse, _plain
from tests.testing.case_files import case_bytes
from tests.testing.schema_check import complaints
from tests.tidy.house import ROOT

SCHEMA: Any = case_schema()
CASES = tuple(find_cases([ROOT / "tests" / "cases"]))
Change = Callable[[dict[str, Any]], object]


def document(path: Path) -> Any:
    """Return a file's values as an editor sees them: as written, nothing filled in."""
    return _plain(_parse(path.name, path.read_bytes()), "", is_lenient=True)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_it_takes_every_case(path: Path) -> None:
    assert [] == complaints(SCHEMA, document(path))


CHANGES: dict[str, Change] = {
    "no source": lambda case: case.pop("source"),
    "an unknown field": lambda case: case.update(expected={}),
    "an unknown expectation": lambda case: case["expect"].update(wallet=[]),
    "an unknown part of a wallet": lambda case: case["expect"]["wallets"][0].update(held=1),
    "an amount that is a text": lambda case: case["expect"]["wallets"][0].update(held_minor="1"),
    "an unknown type of event": lambda case: case["events"][0].update(type="click"),
    "no type of event": lambda case: case["events"][0].pop("type"),
    "an unknown field of an event": lambda case: case["events"][0].update(sharer="u2"),
    "a policy without plans": lambda case: case["policy"].pop("plans"),
    "an unknown part of a policy": lambda case: case["policy"].update(plan=[]),
    "an unknown kind of rule": lambda case: case["policy"]["plans"][0]["rules"][0].update(kind="x"),
    "a rate without its sign": lambda case: case["policy"]["plans"][0].update(ceiling_ppm="20"),
    "no sharer": lambda case: case["events"][0].pop("sharer_id"),
    "no payer": lambda case: case["events"][1].pop("payer_id"),
    "a line without amount": lambda case: case["events"][1]["lines"][0].pop("paid_minor"),
    "a line without id": lambda case: case["events"][1]["lines"][0].pop("line_id"),
    "reasons of two places": lambda case: case["expect"].update(reasons={"o": {"1": [["a", 1]]}}),
}


def sound() -> dict[str, Any]:
    case: dict[str, Any] = json.loads(case_bytes())
    return case


def test_it_takes_a_sound_case() -> None:
    assert [] == complaints(SCHEMA, sound())


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_it_sees_what_is_wrong(change: Change) -> None:
    case = sound()
    change(case)
    assert complaints(SCHEMA, case)


@pytest.mark.parametrize(
    ("defaults", "change"),
    [
        ({"sharer_id": "u2"}, CHANGES["no sharer"]),
        ({"payer_id": "m1"}, CHANGES["no payer"]),
        ({"line": {"paid_minor": 1}}, CHANGES["a line without amount"]),
    ],
)
def test_what_the_defaults_give_need_not_be_given(defaults: dict[str, Any], change: Change) -> None:
    case = sound() | {"defaults": defaults}
    change(case)
    assert [] == complaints(SCHEMA, case)
    assert complaints(SCHEMA, case | {"defaults": {"channel": "click"}})


def test_events_may_be_wrong_where_an_error_is_expected() -> None:
    case = sound() | {"expect": {"error": "event.unknown_type"}}
    case["events"][0]["type"] = "click"
    case["policy"]["plans"][0]["ceiling_ppm"] = 0.2
    assert [] == complaints(SCHEMA, case)


def test_no_part_of_a_policy_hides_one_of_an_event() -> None:
    made: Any = policy_schema()
    parts = {"Policy", *made["$defs"]}
    assert parts < set(SCHEMA["$defs"])
    assert not parts & set(EVENTS)
    events = json.dumps([SCHEMA["$defs"][name] for name in EVENTS])
    assert not {name for name in parts if f'#/$defs/{name}"' in events}


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_has_its_title_in_both_languages_and_words_for_its_fields(name: str) -> None:
    spec, made = CATALOGUE[EVENTS[name]], SCHEMA["$defs"][name]
    assert made["title"] == f"{spec.title} · {spec.title_zh}"
    assert made["description"].endswith(".")
    assert made["properties"]["id"]["description"] == "Unique among all events of the host."


def test_making_it_twice_gives_the_same() -> None:
    first = copy.deepcopy(SCHEMA)
    assert first == case_schema()
