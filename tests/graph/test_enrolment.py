"""Enrolment: the table of a life, against the same life told in words."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.errors import FenxiaoError
from fenxiao.graph.enrolment import LIFE, STATUSES, STEPS, EnrolmentPolicy, Step, follow
from fenxiao.model.records import MemberStatus
from fenxiao.model.who import Who
from tests.support.careers import fans, money

WORDS = """
none, rejected: applied -> applied
applied: approved -> active
applied: rejected -> rejected
active: suspended -> suspended
suspended: reinstated -> active
active, suspended: left -> left
left: returned -> active
left: closed -> deleted
"""


def life_in_words() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {
        (one, "verified"): one for one in STATUSES if one != "deleted"
    }
    for line in WORDS.strip().splitlines():
        starts, arrow = line.split(": ")
        step, end = arrow.split(" -> ")
        found |= {(start, step): end for start in starts.split(", ")}
    return found


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("status", STATUSES)
def test_each_step_from_each_status(status: MemberStatus, step: Step) -> None:
    assert life_in_words().get((status, step)) == follow(status, step)


def test_every_status_is_reached_and_only_the_last_is_the_end() -> None:
    assert {"none", *LIFE.values()} == set(STATUSES)
    assert {status for status, _ in LIFE} == set(STATUSES) - {"deleted"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"who": Who(statuses=("active",))}, "policy.enrolment"),
        ({"all_of": fans(1)}, "event.bad_field"),
        ({"invited_in": "kin"}, "event.bad_field"),
        ({"is_automatic": 1}, "event.bad_field"),
        ({"grace_days": -1}, "event.bad_quantity"),
    ],
)
def test_what_makes_no_sense_is_refused(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        EnrolmentPolicy(**fields)
    assert caught.value.code == code


def test_a_condition_names_its_counters() -> None:
    rules = EnrolmentPolicy(all_of=(fans(1), money("purchases", 1)), grace_days=0)
    assert rules.counters == {"fans", "purchases"}
    assert rules.grace_us == 0
