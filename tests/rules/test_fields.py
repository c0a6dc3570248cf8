"""Fields that rules share: defaults, what contradicts itself, and what follows from what."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.errors import PolicyError
from fenxiao.rules.amounts import Row
from fenxiao.rules.custom import Custom
from fenxiao.rules.differential import Differential
from fenxiao.rules.fields import BASES, REFUNDS, ROUNDINGS, SCOPES, UNFITS, RuleFields
from fenxiao.rules.peer_bonus import PeerBonus
from fenxiao.rules.price_gap import PriceGap
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.role import Role


def fields(**changes: Any) -> RuleFields:
    known: dict[str, Any] = {"rule_id": "sale"}
    return RuleFields(**known | changes)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("base", [one for one in BASES if one != "commission"]),
        ("rounding", ROUNDINGS),
        ("scope", SCOPES),
        ("refund", REFUNDS),
        ("unfit", UNFITS),
        ("amount_of", ["line", "order"]),
    ],
)
def test_published_words_are_taken_and_no_others(name: str, known: list[str]) -> None:
    for word in known:
        assert word == getattr(fields(**{name: word}), name)
    wrong: list[Any] = ["x", 1]
    for other in wrong:
        with pytest.raises(PolicyError) as caught:
            fields(**{name: other})
        assert ("plan.bad_field", name) == (caught.value.code, caught.value.facts["field"])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"rule_id": "platform"}, "plan.bad_field", id="a name that names a funder"),
        pytest.param({"rule_id": "merchant"}, "plan.bad_field", id="the other such name"),
        pytest.param({"rule_id": ""}, "plan.bad_field", id="no name"),
        pytest.param({"when": "always"}, "plan.bad_field", id="a text for a condition"),
        pytest.param({"rows": (1,)}, "plan.bad_field", id="a number for a row"),
        pytest.param({"rows": Row()}, "plan.bad_field", id="a row for a list"),
        pytest.param({"tenders_left_out": ("a", "a")}, "plan.bad_field", id="a tender twice"),
        pytest.param({"coupon_funders": ("bank",)}, "plan.bad_field", id="an unknown funder"),
        pytest.param({"funded_by": ""}, "plan.bad_field", id="funded by nobody"),
        pytest.param({"earner": "active"}, "plan.bad_field", id="a text for a member condition"),
        pytest.param({"order_cap_minor": -1}, "plan.bad_field", id="a cap below 0"),
        pytest.param({"order_cap_minor": 1.5}, "plan.bad_field", id="a float for a cap"),
        pytest.param({"base": "commission"}, "plan.of", id="a commission of no rule"),
        pytest.param({"of": "other"}, "plan.of", id="of a rule, but not its commission"),
        pytest.param(
            {"rounding": "half_up", "refund": "recompute"}, "plan.refund", id="rounded, recomputed"
        ),
        pytest.param(
            {"rounding": "half_even", "refund": "no_retest"}, "plan.refund", id="not retested"
        ),
    ],
)
def test_wrong_fields_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(PolicyError) as caught:
        fields(**changes)
    assert code == caught.value.code


@pytest.mark.parametrize(
    ("rounding", "refund", "expected"),
    [
        pytest.param("floor", "frozen_share", "frozen_share", id="floor freezes the exact amount"),
        pytest.param("floor", "recompute", "recompute", id="floor takes any way"),
        pytest.param("half_up", "frozen_share", "posted_share", id="what is rounded is posted"),
        pytest.param("half_even", "posted_share", "posted_share", id="or says so itself"),
    ],
)
def test_what_is_rounded_up_keeps_its_posted_share(
    rounding: str, refund: str, expected: str
) -> None:
    assert expected == fields(rounding=rounding, refund=refund).refund


def test_every_set_of_amounts_is_that_of_a_row_or_the_rules_own() -> None:
    one = fields(rows=[Row(rates_ppm=(1,))], rates_ppm=(2,))
    assert [(1,), (2,)] == [pay.rates_ppm for pay in one.pays]


@pytest.mark.parametrize(
    "changes",
    [{"rates_ppm": (0,)}, {"self_rate_ppm": 0}, {"rows": (Row(units_minor=(0,)),)}],
    ids=lambda changes: next(iter(changes)),
)
def test_an_amount_of_zero_is_an_amount(changes: dict[str, Any]) -> None:
    fields(**changes).check_paying()
    with pytest.raises(PolicyError) as caught:
        fields().check_paying()
    assert {"rule_id": "sale", "depth": 0} == caught.value.facts


OWN = {"custom": "x", "at_most_ppm": "1%"}
ANCHOR = {"role": "room", "rates_ppm": ("1%",)}


@pytest.mark.parametrize(
    ("kind", "given", "field", "got"),
    [
        (Role, ANCHOR | {"self_rate_ppm": "2%"}, "self_rate_ppm", "20000"),
        (Differential, {"rates_ppm": ("2%", "1%")}, "rates_ppm", "[20000, 10000]"),
        (
            PeerBonus,
            {"of": "gap", "rates_ppm": ("1%",), "self_unit_minor": 5},
            "self_unit_minor",
            "5",
        ),
        (PriceGap, {"orders_minor": (7,)}, "orders_minor", "[7]"),
        (PriceGap, {"rates_ppm": (9, 8)}, "rates_ppm", "[9, 8]"),
        (Rebate, {"units_minor": (1, 2)}, "units_minor", "[1, 2]"),
        (Custom, OWN | {"rates_ppm": ("1%",)}, "rates_ppm", "[10000]"),
        (Custom, OWN | {"rows": (Row(),)}, "rows", "'1 rows'"),
    ],
)
def test_an_amount_that_a_rule_does_not_take_is_told_itself(
    kind: Any, given: dict[str, Any], field: str, got: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        kind(rule_id="r", **given)
    assert (field, got) == (caught.value.facts["field"], caught.value.facts["got"])
