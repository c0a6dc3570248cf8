"""Records of careers: what is stored of a member's history."""

from __future__ import annotations

from typing import get_args

from fenxiao.graph.enrolment import STEPS
from fenxiao.model.career_records import Standing, StandingCause
from fenxiao.model.contract import standing_key
from fenxiao.model.records import RECORDS


def test_every_step_of_a_life_is_a_cause() -> None:
    assert {*STEPS, "promotion", "demotion", "hand", "marked"} == set(get_args(StandingCause))


def test_a_standing_has_a_key_of_its_own() -> None:
    one = Standing("u7", "e1", 5, "active", "", is_verified=False, cause="approved")
    assert standing_key(one) == ("standing", "u7", "e1")
    assert RECORDS["standing"].kind is Standing
