"""Attribution policies: what they say, and what does not make sense."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from fenxiao.errors import FenxiaoError
from fenxiao.graph.credits import AttributionPolicy, CreditRule
from fenxiao.model.border import read
from fenxiao.model.instants import DAY_US

LINK = CreditRule(kind="link", channels=("click",), window_days=15)
ROOM = CreditRule(kind="room", channels=("room",), window_hours=36)
FAN = CreditRule(kind="relation", relation="customer")
WRONG: Any = "wrong on purpose"


@pytest.mark.parametrize(
    ("build", "code"),
    [
        pytest.param(lambda: CreditRule(kind=WRONG), "event.bad_field", id="unknown kind"),
        pytest.param(
            lambda: CreditRule(kind="link", click=WRONG), "event.bad_field", id="unknown click"
        ),
        pytest.param(
            lambda: CreditRule(kind="link", scope=WRONG), "event.bad_field", id="unknown scope"
        ),
        pytest.param(
            lambda: CreditRule(kind="link", relation=WRONG),
            "event.bad_field",
            id="unknown relation",
        ),
        pytest.param(
            lambda: CreditRule(kind="link", excludes=(WRONG,)),
            "event.bad_field",
            id="unknown kind to exclude",
        ),
        pytest.param(
            lambda: CreditRule(kind="link", is_self_allowed=WRONG), "event.bad_field", id="no flag"
        ),
        pytest.param(
            lambda: CreditRule(kind="link", channels=("click", "")), "event.bad_id", id="no channel"
        ),
        pytest.param(
            lambda: CreditRule(kind="link", window_days=0), "event.bad_quantity", id="no days"
        ),
        pytest.param(
            lambda: CreditRule(kind="link", window_days=1, window_hours=1),
            "policy.attribution",
            id="two windows",
        ),
        pytest.param(
            lambda: CreditRule(kind="link", channels=("click",)),
            "policy.attribution",
            id="channels without a window",
        ),
        pytest.param(
            lambda: CreditRule(kind="relation"), "policy.attribution", id="no relation named"
        ),
        pytest.param(
            lambda: AttributionPolicy(rules=(LINK, FAN, LINK)),
            "policy.attribution",
            id="a kind twice",
        ),
        pytest.param(
            lambda: AttributionPolicy(rules=(LINK, CreditRule(kind="room", excludes=("link",)))),
            "policy.attribution",
            id="shuts out what stands above",
        ),
        pytest.param(
            lambda: AttributionPolicy(rules=(CreditRule(kind="link", excludes=("link",)),)),
            "policy.attribution",
            id="shuts out itself",
        ),
        pytest.param(
            lambda: AttributionPolicy(rules=(CreditRule(kind="link", excludes=("room",)),)),
            "policy.attribution",
            id="shuts out a kind without a rule",
        ),
        pytest.param(
            lambda: AttributionPolicy(rules=(), visit_limit=0), "event.bad_quantity", id="no visits"
        ),
        pytest.param(
            lambda: AttributionPolicy(rules=(), effective_from=datetime(2024, 1, 1)),  # noqa: DTZ001  # a naive one is what is refused
            "event.naive_instant",
            id="no zone",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_by_code(build: Callable[[], object], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        build()
    assert code == caught.value.code


def test_a_day_is_24_hours() -> None:
    assert CreditRule(kind="link", window_hours=24).window_us == DAY_US
    assert CreditRule(kind="link", window_days=1).window_us == DAY_US
    assert CreditRule(kind="link").window_us is None


def test_the_longest_window_is_that_of_visits() -> None:
    told = CreditRule(kind="code", window_days=365)
    assert AttributionPolicy(rules=(LINK, ROOM, told)).longest_window_us == 15 * DAY_US
    assert AttributionPolicy(rules=(FAN, told)).longest_window_us is None


def test_relations_are_named_once() -> None:
    store = CreditRule(kind="store", relation="unit")
    region = CreditRule(kind="region", relation="unit")
    assert ("customer", "unit") == AttributionPolicy(rules=(FAN, store, region)).relations


def test_a_policy_is_read_from_data() -> None:
    fields = {
        "rules": [
            {"kind": "link", "channels": ["click"], "window_days": 15, "excludes": ["relation"]},
            {"kind": "relation", "relation": "customer", "holder": {"statuses": ["active"]}},
        ]
    }
    policy = read(AttributionPolicy, fields)
    assert ["link", "relation"] == [rule.kind for rule in policy.rules]
    assert ("active",) == policy.rules[1].holder.statuses
