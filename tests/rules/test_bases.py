"""Bases: what of a line a rate is taken of, by hand."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import RuleError
from fenxiao.model.lines import Coupon, Line, Tender
from fenxiao.rules.bases import base_of, unknown_base
from fenxiao.rules.fields import BASES
from tests.rules.desk import item

EVERYBODY = frozenset({"platform", "merchant", "other"})


class Based(NamedTuple):
    base: str
    left_out: frozenset[str] = frozenset()
    funders: frozenset[str] = EVERYBODY


COUPONS = (
    Coupon(coupon_id="c1", amount_minor=30, funder="platform"),
    Coupon(coupon_id="c1", amount_minor=20, funder="merchant"),
    Coupon(coupon_id="c2", amount_minor=5, funder="other", funder_id="m9"),
)
FULL: dict[str, Any] = {
    "list_minor": 1_200,
    "cost_minor": 600,
    "freight_minor": 80,
    "tax_minor": 20,
    "fee_minor": 6,
    "coupons": COUPONS,
    "tenders": (Tender(tender="points", amount_minor=100), Tender(tender="card", amount_minor=50)),
}
LINE = item(1_000, **FULL)


@pytest.mark.parametrize(
    ("line", "rule", "expected"),
    [
        pytest.param(LINE, Based("paid"), 1_000, id="what was paid"),
        pytest.param(LINE, Based("goods"), 900, id="without freight and tax"),
        pytest.param(LINE, Based("list"), 1_200, id="the list price"),
        pytest.param(LINE, Based("profit"), 300, id="goods less cost"),
        pytest.param(LINE, Based("before_coupon"), 1_055, id="with all coupons"),
        pytest.param(
            LINE, Based("before_coupon", funders=frozenset({"merchant"})), 1_020, id="one funder's"
        ),
        pytest.param(LINE, Based("before_coupon", funders=frozenset()), 1_000, id="nobody's"),
        pytest.param(LINE, Based("less_fee"), 994, id="less the gateway's fee"),
        pytest.param(LINE, Based("paid", frozenset({"points"})), 900, id="without points"),
        pytest.param(LINE, Based("list", frozenset({"points", "card"})), 1_050, id="from a list"),
        pytest.param(LINE, Based("paid", frozenset({"other"})), 1_000, id="a tender it has not"),
        pytest.param(item(100, line_kind="delivery"), Based("goods"), 0, id="delivery is no goods"),
        pytest.param(item(100, line_kind="delivery"), Based("paid"), 100, id="but it was paid for"),
        pytest.param(item(100, cost_minor=130), Based("profit"), 0, id="a loss is no base"),
        pytest.param(
            item(100, tenders=(Tender(tender="points", amount_minor=100),), list_minor=60),
            Based("list", frozenset({"points"})),
            0,
            id="never below nothing",
        ),
    ],
)
def test_bases(line: Line, rule: Based, expected: int) -> None:
    assert expected == base_of(line, rule)


@given(
    base=st.sampled_from([one for one in BASES if one != "commission"]),
    paid=st.integers(0, 1_000),
    cost=st.integers(0, 2_000),
    points=st.integers(0, 1_000),
)
def test_no_base_is_negative_and_a_tender_left_out_takes_its_amount(
    base: str, paid: int, cost: int, points: int
) -> None:
    tenders = (Tender(tender="points", amount_minor=min(points, paid)),)
    line = item(paid, cost_minor=cost, list_minor=cost, tenders=tenders)
    without = base_of(line, Based(base, frozenset({"points"})))
    assert 0 <= without <= base_of(line, Based(base))
    if base == "paid":
        assert paid - min(points, paid) == without


@pytest.mark.parametrize(
    ("base", "field"), [("list", "list_minor"), ("profit", "cost_minor"), ("paid", "")]
)
def test_what_a_base_needs_and_a_line_does_not_say_is_named(base: str, field: str) -> None:
    assert field == unknown_base(item(100), base)
    assert not unknown_base(item(100, list_minor=0, cost_minor=0), base)


@pytest.mark.parametrize(("base", "field"), [("list", "list_minor"), ("profit", "cost_minor")])
def test_an_unknown_base_is_refused(base: str, field: str) -> None:
    with pytest.raises(RuleError) as caught:
        base_of(item(100), Based(base))
    assert "order.base_unknown" == caught.value.code
    assert {"base": base, "line_id": "1", "field": field} == caught.value.facts
