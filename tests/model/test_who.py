"""Conditions on members: the first that is not met is named."""

from __future__ import annotations

import pytest

from fenxiao.model.records import Member
from fenxiao.model.who import ANYBODY, Who

MEMBER = Member("u1", 5, None, "active", 5, "gold", is_verified=True)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param(ANYBODY, None, id="anybody"),
        pytest.param(Who(statuses=("active", "left")), None, id="one of the statuses"),
        pytest.param(Who(statuses=("left",)), "statuses", id="none of the statuses"),
        pytest.param(Who(grades=("gold",)), None, id="the grade"),
        pytest.param(Who(grades=("silver",)), "grades", id="another grade"),
        pytest.param(Who(is_registered=True, is_verified=True), None, id="both flags"),
        pytest.param(Who(is_registered=False), "is_registered", id="registered"),
        pytest.param(Who(is_verified=False), "is_verified", id="verified"),
        pytest.param(Who(has_bought=False), None, id="has not bought"),
        pytest.param(Who(has_bought=True), "has_bought", id="has bought"),
    ],
)
def test_the_first_condition_that_is_not_met_is_named(who: Who, expected: str | None) -> None:
    assert expected == who.first_unmet(MEMBER)


@pytest.mark.parametrize(
    ("who", "asks_standing", "asks_member"),
    [
        pytest.param(ANYBODY, False, False, id="anybody"),
        pytest.param(Who(statuses=("active",)), True, False, id="a status"),
        pytest.param(Who(grades=("gold",)), True, False, id="a grade"),
        pytest.param(Who(is_verified=False), True, False, id="an identity"),
        pytest.param(Who(is_registered=True), False, True, id="a registration"),
        pytest.param(Who(has_bought=False), False, True, id="a purchase"),
    ],
)
def test_it_says_which_rows_it_asks_for(who: Who, asks_standing: bool, asks_member: bool) -> None:
    assert (asks_standing, asks_member) == (who.asks_standing, who.asks_member)
