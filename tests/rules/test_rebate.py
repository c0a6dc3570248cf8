"""Rebates: the buyer's own part, out of the platform's pocket or another payee's."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.errors import PolicyError
from fenxiao.model.who import Who
from fenxiao.rules.amounts import Row
from fenxiao.rules.levels import Levels
from fenxiao.rules.rebate import Rebate
from tests.rules.desk import Slots, item, made, people, row, slots

LINK = Levels(rule_id="link", rates_ppm=(100_000,))
LINE = item(1_000)


def test_the_buyer_is_paid_by_his_own_grade() -> None:
    rule = Rebate(rule_id="back", rows=(row("x", percent=[3]),), rates_ppm=(10_000,))
    assert ["0 b 30 paid"] == slots(made(rule), people(buyer="x"), LINE)
    assert ["0 b 10 paid"] == slots(made(rule), people("x"), LINE)


def test_a_buyer_who_may_not_earn_is_paid_nothing() -> None:
    rule = Rebate(rule_id="back", rates_ppm=(30_000,), earner=Who(statuses=("active",)))
    assert ["0 b 30 unfit"] == slots(made(rule), people(unfit=[0]), LINE)


@pytest.mark.parametrize(
    ("uplines", "funded_by", "expected"),
    [
        pytest.param(1, "platform", ["1 u1 100 paid", "0 b 30 paid"], id="the platform pays it"),
        pytest.param(1, "link", ["1 u1 70 paid", "0 b 30 paid"], id="the upline pays it"),
        pytest.param(0, "link", ["1 - 100 no_upline", "0 b 0 paid"], id="nobody to pay it"),
    ],
)
def test_a_rebate_of_a_commission(uplines: int, funded_by: str, expected: Slots) -> None:
    rule = Rebate(
        rule_id="back", base="commission", of="link", funded_by=funded_by, rates_ppm=(300_000,)
    )
    assert expected == slots(made(LINK, rule), people(*[""] * uplines), LINE)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({}, "plan.depth", id="no amount"),
        pytest.param({"rates_ppm": (0.5,)}, "plan.bad_field", id="a float"),
        pytest.param({"rates_ppm": (1, 1)}, "plan.bad_field", id="a second buyer"),
        pytest.param({"rows": (Row(units_minor=(1, 1)),)}, "plan.bad_field", id="two in a row"),
        pytest.param({"self_rate_ppm": 1}, "plan.bad_field", id="a self rate beside it"),
        pytest.param({"rates_ppm": (1,), "of": "x"}, "plan.of", id="of a rule, but of no base"),
        pytest.param({"rates_ppm": (1,), "base": "commission"}, "plan.of", id="of no rule"),
    ],
)
def test_wrong_rebates_are_refused(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(PolicyError) as caught:
        Rebate(rule_id="back", **fields)
    assert code == caught.value.code
