"""Fields that period rules share: each is checked, and who is unfit is passed over."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.errors import PolicyError
from fenxiao.model.who import ANYBODY, Who
from fenxiao.rules.people import blank
from fenxiao.rules.period.fields import PeriodFields
from fenxiao.rules.period.sales import Seller

GOLD = Seller(blank("a")._replace(grade="gold"), (1, 0, 0, 0))
NONE = Seller(blank("b"), (1, 0, 0, 0))


def test_the_rule_says_who_is_fit_before_the_plan_does() -> None:
    asks, plain = PeriodFields(rule_id="r", earner=Who(grades=("gold",))), PeriodFields(rule_id="r")
    assert asks.fit([GOLD, NONE], ANYBODY) == [GOLD]
    assert plain.fit([GOLD, NONE], ANYBODY) == [GOLD, NONE]
    assert plain.fit([GOLD, NONE], Who(grades=("gold",))) == [GOLD]


def test_an_award_is_held_where_its_rule_says_nothing() -> None:
    assert PeriodFields(rule_id="r").is_held


@pytest.mark.parametrize(
    "fields",
    [{"rule_id": ""}, {"rule_id": "platform"}, {"earner": "gold"}, {"is_held": 1}],
    ids=lambda one: next(iter(one)),
)
def test_a_field_of_another_form_is_refused(fields: Any) -> None:
    with pytest.raises(PolicyError) as caught:
        PeriodFields(**{"rule_id": "r"} | fields)
    assert caught.value.code == "plan.bad_field"
