"""The event of a period: what it holds, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fenxiao.errors import FenxiaoError
from fenxiao.model.border import dump_event, load_event
from fenxiao.model.periods import PeriodClosed

AT = datetime(2024, 7, 1, tzinfo=UTC)
CLOSED = PeriodClosed(
    id="e1",
    at=AT,
    payer_id="m1",
    currency="CNY",
    period="2024-06",
    since=AT - timedelta(days=30),
    until=AT,
)


def test_it_comes_back_from_its_text() -> None:
    assert load_event(dump_event(CLOSED)) == CLOSED


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"period": ""}, "event.bad_id", id="no name"),
        pytest.param({"currency": "RMB"}, "money.unknown_currency", id="no currency"),
        pytest.param({"since": AT}, "event.bad_field", id="no time"),
        pytest.param({"until": AT + timedelta(1)}, "event.bad_field", id="not over"),
        pytest.param({"since": datetime(2024, 6, 1)}, "event.naive_instant", id="naive"),  # noqa: DTZ001  # wrong on purpose
        pytest.param({"limit": 0}, "event.bad_quantity", id="no page"),
    ],
)
def test_what_is_no_period_is_refused(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        replace(CLOSED, **fields)
    assert caught.value.code == code
