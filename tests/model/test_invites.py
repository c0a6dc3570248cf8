"""Events about invites: checked as they are made, and the same after JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fenxiao.errors import EventError
from fenxiao.model.border import dump_event, load_event
from fenxiao.model.envelope import PAGE_LIMIT
from fenxiao.model.events import Event
from fenxiao.model.invites import VALID_DAYS_LIMIT
from tests.support.invites import cancelled, expire, fold, freed, issued, redeemed

EVENTS: tuple[Event, ...] = (
    issued("u1", "c1", days=30),
    redeemed("c1", "u2"),
    cancelled("c1"),
    freed("c1"),
    expire(limit=1),
    fold("u1", limit=1),
)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_comes_back_from_its_text(event: Event) -> None:
    assert event == load_event(dump_event(event))


@pytest.mark.parametrize(
    ("event", "fields", "code"),
    [
        (EVENTS[0], {"member_id": ""}, "event.bad_id"),
        (EVENTS[0], {"code": " c1"}, "event.bad_id"),
        (EVENTS[0], {"valid_days": 0}, "event.bad_quantity"),
        (EVENTS[0], {"valid_days": VALID_DAYS_LIMIT + 1}, "event.bad_quantity"),
        (EVENTS[1], {"code": ""}, "event.bad_id"),
        (EVENTS[1], {"member_id": None}, "event.bad_id"),
        (EVENTS[2], {"code": ""}, "event.bad_id"),
        (EVENTS[3], {"code": ""}, "event.bad_id"),
        (EVENTS[4], {"limit": 0}, "event.bad_quantity"),
        (EVENTS[4], {"limit": PAGE_LIMIT + 1}, "event.bad_quantity"),
        (EVENTS[5], {"member_id": ""}, "event.bad_id"),
        (EVENTS[5], {"limit": True}, "event.bad_quantity"),
        *((event, {"id": ""}, "event.bad_id") for event in EVENTS),
    ],
)
def test_a_wrong_field_is_refused_by_code(event: Event, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(EventError) as caught:
        replace(event, **fields)
    assert code == caught.value.code
