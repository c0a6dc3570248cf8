"""Events of careers: each checks itself, and comes back from its text."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError
from fenxiao.model.border import dump_event, load_event
from fenxiao.model.encoding import event_digest
from fenxiao.model.events import EVENTS, Event
from tests.model.career_strategies import CAREERS
from tests.support.build import at
from tests.support.careers import (
    ONE_OF_EACH,
    closed,
    decided,
    folded,
    graded,
    marked,
    review,
    status,
    verified,
)


def test_there_is_one_of_each() -> None:
    assert {type(one) for one in ONE_OF_EACH} == set(CAREERS)
    assert set(CAREERS) <= set(EVENTS.values())


@pytest.mark.parametrize("kind", CAREERS, ids=lambda kind: kind.__name__)
def test_an_event_comes_back_from_its_text(kind: type[Event]) -> None:
    @given(event=CAREERS[kind])
    def check(event: Event) -> None:
        assert event == load_event(dump_event(event))

    check()


@pytest.mark.parametrize(
    ("event", "changes", "code"),
    [
        *((one, {"member_id": ""}, "event.bad_id") for one in ONE_OF_EACH),
        *((one, {"id": ""}, "event.bad_id") for one in ONE_OF_EACH),
        (decided("u1"), {"is_approved": 1}, "event.bad_field"),
        (decided("u1"), {"reason": ""}, "event.bad_id"),
        (decided("u1"), {"checker_id": "u1"}, "event.bad_field"),
        (verified("u1"), {"identity_token": ""}, "event.bad_id"),
        (verified("u1"), {"is_verified": None}, "event.bad_field"),
        (status("u1"), {"to": "deleted"}, "event.bad_field"),
        (status("u1"), {"reason": ""}, "event.bad_id"),
        (status("u1"), {"checker_id": "clerk"}, "event.bad_field"),
        (marked("u1"), {"level": "none"}, "event.bad_field"),
        (marked("u1"), {"reason": ""}, "event.bad_id"),
        (marked("u1"), {"checker_id": "clerk"}, "event.bad_field"),
        (marked("u1"), {"checker_id": None}, "event.bad_id"),
        (marked("u1", by_machine=True), {"checker_id": "chief"}, "event.bad_id"),
        (closed("u1"), {"limit": 0}, "event.bad_quantity"),
        (review("u1"), {"period": ""}, "event.bad_id"),
        (review("u1"), {"then": "u2"}, "event.bad_field"),
        (review("u1"), {"then": ("",)}, "event.bad_id"),
        (graded("u1", "star"), {"grade": ""}, "event.bad_id"),
        (graded("u1", "star"), {"reason": ""}, "event.bad_id"),
        (graded("u1", "star"), {"checker_id": "clerk"}, "event.bad_field"),
        (graded("u1", "star"), {"is_fixed": "no"}, "event.bad_field"),
        (folded("u1", "fans"), {"counter": ""}, "event.bad_id"),
        (folded("u1", "fans"), {"currency": ""}, "money.unknown_currency"),
        (folded("u1", "fans"), {"limit": 1}, "event.bad_quantity"),
        (folded("u1", "fans"), {"keep_days": -1}, "event.bad_quantity"),
        (folded("u1", "fans"), {"from_us": "0"}, "event.bad_field"),
    ],
)
def test_a_wrong_field_is_refused_by_code(event: Event, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        replace(event, **changes)
    assert caught.value.code == code


def test_no_grade_is_a_grade_that_a_person_may_give() -> None:
    assert graded("u1", "").grade is None


@given(recorded=st.booleans())
def test_when_it_was_recorded_is_no_part_of_an_event(recorded: bool) -> None:
    event = review("u1")
    told = replace(event, recorded_at=at(9) if recorded else None)
    assert event_digest(event) == event_digest(told)


def test_a_list_from_json_is_a_tuple() -> None:
    fields = json.loads(dump_event(review("u1"))) | {"then": ["u2", "u3"]}
    assert load_event(json.dumps(fields)) == replace(review("u1"), then=("u2", "u3"))
