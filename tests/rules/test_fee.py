"""Service fees: what is kept of commissions, exactly."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
from fenxiao.model.who import Who
from fenxiao.rules.conditions import Condition
from fenxiao.rules.fee import Fee
from fenxiao.rules.levels import Levels
from tests.rules.desk import Slots, item, made, people, settled, slots, worth

LINK = Levels(rule_id="link", rates_ppm=(100_000, 50_000))
TEAM = Levels(rule_id="team", rates_ppm=(10_000,))
LINE = item(1_000)


def fee(*of_rules: str, rate_ppm: Any = "10%", rule_id: str = "fee") -> Fee:
    return Fee(rule_id=rule_id, of_rules=of_rules, rate_ppm=rate_ppm)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param(
            (LINK, TEAM, fee("link")),
            ["1 u1 90 paid", "2 u2 45 paid", "1 u1 10 paid", "0 - 15 fee"],
            id="of one rule",
        ),
        pytest.param(
            (LINK, TEAM, fee("link", "team")),
            ["1 u1 90 paid", "2 u2 45 paid", "1 u1 9 paid", "0 - 16 fee"],
            id="of two rules",
        ),
        pytest.param(
            (TEAM, fee("team", rule_id="one"), fee("team", rule_id="two")),
            ["1 u1 81/10 paid", "0 - 1 fee", "0 - 9/10 fee"],
            id="a second fee takes of what the first left",
        ),
        pytest.param(
            (TEAM, fee("team", rate_ppm=1_000_000)), ["1 u1 0 paid", "0 - 10 fee"], id="all of it"
        ),
        pytest.param((TEAM, fee("team", rate_ppm=0)), ["1 u1 10 paid", "0 - 0 fee"], id="none"),
    ],
)
def test_fees(rules: tuple[Any, ...], expected: Slots) -> None:
    assert expected == slots(made(*rules), people("", ""), LINE)


def test_a_fee_takes_nothing_of_who_is_not_paid() -> None:
    plan = made(LINK, fee("link"), earner=Who(statuses=("active",)))
    expected = ["1 u1 90 paid", "2 u2 50 unfit", "0 - 10 fee"]
    assert expected == slots(plan, people("", "", unfit=[2]), LINE)


def test_a_fee_of_a_rule_that_does_not_look_is_nothing() -> None:
    off = Levels(rule_id="link", rates_ppm=(100_000,), when=Condition(skus=("other",)))
    assert ["0 - 0 condition", "0 - 0 fee"] == slots(made(off, fee("link")), people(""), LINE)


@given(rate_ppm=st.integers(0, 10**6), paid=st.integers(0, 10**9))
def test_what_is_kept_and_what_is_left_are_what_there_was(rate_ppm: int, paid: int) -> None:
    who = people("", "")
    before = settled(made(LINK), who, item(paid))[0].drafts
    after = settled(made(LINK, fee("link", rate_ppm=rate_ppm)), who, item(paid))[0].drafts
    assert sum(map(worth, before)) == sum(map(worth, after))


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"of_rules": ()}, id="of no rule"),
        pytest.param({"of_rules": ("a", "a")}, id="of one rule twice"),
        pytest.param({"of_rules": "link"}, id="a text for a list"),
        pytest.param({"rate_ppm": 0.1}, id="a float"),
        pytest.param({"rate_ppm": 1_000_001}, id="above 100%"),
        pytest.param({"rule_id": ""}, id="no name"),
    ],
)
def test_wrong_fees_are_refused(fields: dict[str, Any]) -> None:
    known: dict[str, Any] = {"rule_id": "fee", "of_rules": ("link",), "rate_ppm": 1}
    with pytest.raises(PolicyError) as caught:
        Fee(**known | fields)
    assert "plan.bad_field" == caught.value.code
