"""Holds: what each event refuses to be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fenxiao.errors import FenxiaoError
from fenxiao.model.border import dump_event, load_event
from fenxiao.model.events import Event
from tests.support.build import at
from tests.support.holds import ONE_OF_EACH, expire, give_back, place, post_hold, void_hold

PLACE, POST, BACK = place("u1", 5, day=3), post_hold(amount_minor=1), give_back(amount_minor=1)


@pytest.mark.parametrize(
    ("event", "changes", "code"),
    [
        pytest.param(PLACE, {"amount_minor": 0}, "money.amount_range", id="nothing reserved"),
        pytest.param(PLACE, {"amount_minor": 1.0}, "money.not_integer", id="float reserved"),
        pytest.param(PLACE, {"hold_id": ""}, "event.bad_id", id="no hold"),
        pytest.param(PLACE, {"tender": " x"}, "event.bad_id", id="no tender"),
        pytest.param(PLACE, {"reference": ""}, "event.bad_id", id="an empty reference"),
        pytest.param(PLACE, {"expires_at": at(3)}, "event.bad_field", id="over when placed"),
        pytest.param(
            PLACE, {"expires_at": at(4).replace(tzinfo=None)}, "event.naive_instant", id="naive"
        ),
        pytest.param(PLACE, {"currency": "XXX"}, "money.unknown_currency", id="no currency"),
        pytest.param(POST, {"amount_minor": 0}, "money.amount_range", id="nothing posted"),
        pytest.param(POST, {"is_last": 1}, "event.bad_field", id="neither true nor false"),
        pytest.param(POST, {"reference": ""}, "event.bad_id", id="posted for nothing"),
        pytest.param(void_hold(), {"hold_id": ""}, "event.bad_id", id="no hold voided"),
        pytest.param(BACK, {"amount_minor": 0}, "money.amount_range", id="nothing given back"),
        pytest.param(expire(), {"limit": 0}, "event.bad_quantity", id="an empty page"),
        pytest.param(expire(), {"limit": 10_001}, "event.bad_quantity", id="a page too long"),
    ],
)
def test_a_wrong_value_is_refused_by_code(event: Any, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        replace(event, **changes)
    assert code == caught.value.code


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda one: type(one).__name__)
def test_an_event_comes_back_from_its_text(event: Event) -> None:
    assert event == load_event(dump_event(event))


def test_an_expiry_is_kept_in_utc() -> None:
    made = load_event(dump_event(PLACE).replace("}", ',"expires_at":"2030-01-01T08:00:00+08:00"}'))
    assert '"expires_at":"2030-01-01T00:00:00.000000Z"' in dump_event(made)
