"""Milestone: a fixed amount, once, from the volume on."""

from __future__ import annotations

import pytest

from fenxiao.errors import PolicyError
from fenxiao.model.who import ANYBODY, Who
from fenxiao.rules.people import blank
from fenxiao.rules.period.milestone import Milestone
from tests.rules.period.forests import Forest

GOAL = Milestone(rule_id="goal", from_minor=1_000, amount_minor=50)


@pytest.mark.parametrize(("sold", "expected"), [(999, []), (1_000, [50]), (5_000, [50])])
def test_it_is_paid_once_from_the_volume_on(sold: int, expected: list[int]) -> None:
    forest = Forest({"a": None, "b": "a"}, {"b": sold})
    assert [one.amount_minor for one in GOAL.award(forest.sales(), ANYBODY)] == expected


def test_who_may_not_earn_gets_none() -> None:
    forest = Forest({"a": None, "b": "a"}, {"b": 1_000})
    known = {"a": blank("a")._replace(grade="gold")}
    assert GOAL.award(forest.sales(), Who(grades=("gold",))) == ()
    assert len(GOAL.award(forest.sales(known), Who(grades=("gold",)))) == 1


def test_no_rate_bounds_it() -> None:
    assert GOAL.share_ppm is None


@pytest.mark.parametrize(
    "fields", [{"from_minor": 0}, {"amount_minor": 1.5}, {"volume": "x"}, {"is_held": 1}]
)
def test_what_is_no_milestone_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(PolicyError):
        Milestone(**{"rule_id": "g", "from_minor": 1, "amount_minor": 1} | fields)  # type: ignore[arg-type]  # wrong on purpose
