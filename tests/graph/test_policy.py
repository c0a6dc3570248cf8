"""Binding policies: fields that go together, and the condition on a member."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from fenxiao.errors import FenxiaoError
from fenxiao.graph.policy import BindingPolicy
from fenxiao.model.instants import DAY_US
from fenxiao.model.who import Who


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"relation": "friend"}, "event.bad_field", id="relation"),
        pytest.param({"binds_at": "birth"}, "event.bad_field", id="occasion"),
        pytest.param({"takes": "best"}, "event.bad_field", id="takes"),
        pytest.param({"on_leave": "sell"}, "event.bad_field", id="on leave"),
        pytest.param({"channels": ("",)}, "event.bad_id", id="channel"),
        pytest.param({"valid_days": 0}, "event.bad_quantity", id="no day"),
        pytest.param({"remembered_days": 1.5}, "event.bad_quantity", id="half a day"),
        pytest.param({"max_structural_depth": 0}, "event.bad_quantity", id="nobody above"),
        pytest.param({"effective_from": datetime(2024, 1, 1)}, "event.naive_instant", id="zone"),  # noqa: DTZ001  # what must be refused
        pytest.param({"protected_days": 3}, "policy.binding", id="protected from nobody"),
        pytest.param(
            {"takes": "last", "valid_days": 2, "protected_days": 3},
            "policy.binding",
            id="protected longer than bound",
        ),
        pytest.param({"is_renewed": True}, "policy.binding", id="renewed for ever"),
        pytest.param({"remembered_days": 3}, "policy.binding", id="remembered though bound"),
    ],
)
def test_what_makes_no_sense_is_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        BindingPolicy(**changes)
    assert code == caught.value.code


@pytest.mark.parametrize("changes", [{"statuses": ("asleep",)}, {"grades": "gold"}])
def test_a_condition_is_checked(changes: dict[str, Any]) -> None:
    with pytest.raises(FenxiaoError) as caught:
        Who(**changes)
    assert "event.bad_field" == caught.value.code


def test_days_count_from_the_instant() -> None:
    rule = BindingPolicy(takes="last", valid_days=30, protected_days=7)
    assert (7 + 30 * DAY_US, 7 + 7 * DAY_US) == rule.days_from(7)
    assert (None, None) == BindingPolicy().days_from(7)


def test_a_touch_is_remembered_for_so_many_days() -> None:
    rule = BindingPolicy(binds_at="purchase", remembered_days=2)
    assert [True, False] == [
        rule.remembers(5, 5 + 2 * DAY_US - 1),
        rule.remembers(5, 5 + 2 * DAY_US),
    ]
    assert replace(rule, remembered_days=None).remembers(5, 10**18)


def test_a_policy_looks_at_its_channels() -> None:
    assert BindingPolicy().looks_at("anything")
    assert [True, False] == [
        BindingPolicy(channels=("scan",)).looks_at(channel) for channel in ("scan", "click")
    ]


def test_instants_come_to_utc() -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    assert start == BindingPolicy(effective_from=start).effective_from
