"""Compiling: what an author wrote becomes places, sets and triples of whole numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Campaign, Multiply
from fenxiao.rules.compiling import compile_tables
from fenxiao.rules.conditions import Condition
from fenxiao.rules.custom import Custom
from fenxiao.rules.differential import Differential
from fenxiao.rules.fee import Fee
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.rules.role import Role
from fenxiao.rules.tables import MERCHANT, PLATFORM
from tests.rules.shop import AT

ROWS = (
    Row(categories=("tea",), rates_ppm=(30_000,)),
    Row(skus=("s1",), rates_ppm=(50_000,), self_rate_ppm=0),
    Row(grades=("gold",), rates_ppm=(40_000,)),
)
SALE = Levels(rule_id="sale", rates_ppm=(20_000, 10_000), rows=ROWS, funded_by="merchant")
PLAN = Plan(
    plan_id="p1",
    effective_from=AT,
    ceiling_ppm=500_000,
    rules=(SALE, Fee(rule_id="fee", of_rules=("sale",), rate_ppm=100_000)),
)
MORE = Campaign(
    campaign_id="618",
    starts_at=AT,
    ends_at=AT + timedelta(days=1),
    when=Condition(brands=("b1",)),
    multiplies=(Multiply(rule_id="sale", factor_ppm=2_000_000),),
    rules=(Levels(rule_id="gift", rates_ppm=(10_000,)),),
    replaces=("fee",),
    ceiling_ppm=600_000,
)


def test_rows_stand_in_the_order_in_which_they_are_tried() -> None:
    sale, _ = compile_tables(PLAN).rules
    assert ["rows[1]", "rows[0]", "rows[2]", ""] == [row.found for row in sale.rows]
    assert [False, False, True, False] == [row.asks for row in sale.rows]


@pytest.mark.parametrize(
    ("fields", "asks"),
    [
        pytest.param({}, False, id="everybody, everything"),
        pytest.param({"skus": ("s1",), "channels": ("live",)}, False, id="only words of the line"),
        pytest.param({"grades": ("gold",)}, True, id="a grade"),
        pytest.param({"from_minor": 1}, True, id="the smallest amount"),
        pytest.param({"until_minor": 1}, True, id="no amount but 0"),
        pytest.param({"tenure_from_days": 0}, True, id="any promoter"),
        pytest.param({"tenure_until_days": 1}, True, id="a new promoter"),
    ],
)
def test_a_row_asks_what_hangs_on_payee_or_amount(fields: dict[str, Any], asks: bool) -> None:
    rule = Levels(rule_id="sale", rows=(Row(rates_ppm=(1,), **fields),), rates_ppm=(1,))
    ((row, own),) = (
        one.rows for one in compile_tables(replace(PLAN, rules=(rule,), currency="CNY")).rules
    )
    assert (asks, False) == (row.asks, own.asks)


def test_amounts_are_triples_by_place_and_the_buyers_own_comes_first() -> None:
    sale, fee = compile_tables(PLAN).rules
    assert ((0, 0, 0), (50_000, 0, 0)) == sale.rows[0].amounts
    assert (None, (20_000, 0, 0), (10_000, 0, 0)) == sale.rows[-1].amounts
    assert (MERCHANT, PLATFORM) == (sale.funded_by, fee.funded_by)
    assert ((0,), 100_000) == (fee.of_rules, fee.fee_ppm)


def test_a_campaign_lies_over_the_rules_by_their_places() -> None:
    tables = compile_tables(PLAN, (MORE,))
    sale, fee, gift = tables.rules
    assert ["sale", "fee", "gift"] == [rule.rule_id for rule in tables.rules]
    assert [(0, 2_000_000)] == [one[:2] for one in sale.factors]
    assert ((), (0,), ()) == (sale.replaced_by, fee.replaced_by, gift.replaced_by)
    assert (-1, 0) == (sale.campaign, gift.campaign)
    assert ((), (MORE.when,)) == (sale.conditions, gift.conditions)
    assert ((), ()) == (fee.factors, gift.factors)
    assert (600_000, 500_000) == (tables.ceiling_of((True,)), tables.ceiling_of((False,)))


def test_a_campaign_may_shut_out_one_that_is_not_in_force() -> None:
    first = replace(MORE, excludes=("later", "elsewhere"))
    later = replace(MORE, campaign_id="later", rules=())
    found = compile_tables(PLAN, (first, later)).campaigns
    assert [{1}, set()] == [set(one.excludes) for one in found]


def test_what_only_some_kinds_have_is_nothing_in_the_others() -> None:
    rules = (
        SALE,
        Fee(rule_id="fee", of_rules=("sale",), rate_ppm=100_000),
        Role(rule_id="shared", role="room", rates_ppm=(1,), remainder="first"),
        Role(rule_id="anchor", role="room", rates_ppm=(1,)),
        Custom(rule_id="own", custom="host", at_most_ppm=20_000),
        Differential(rule_id="gap", rates_ppm=(1,), depth=2),
    )
    tables = compile_tables(replace(PLAN, rules=rules)).rules
    assert [0, 100_000, 0, 0, 0, 0] == [one.fee_ppm for one in tables]
    assert ["", "", "", "", "host", ""] == [one.custom for one in tables]
    assert [0, 0, 0, 0, 20_000, 0] == [one.at_most_ppm for one in tables]
    assert [3, 3, 3, 3, 3, 2] == [one.depth for one in tables]
    assert [True, False, False, False, False, False] == [one.pays_self for one in tables]
    funder = ["funder"] * 2
    assert [*funder, "first", *funder, "funder"] == [one.remainder for one in tables]
    assert ["posted_share", "frozen_share"] == [one.refund for one in tables[2:4]]
    assert [None, None, "room", "room", None, None] == [one.role for one in tables]


def test_every_word_that_something_asks_for_is_named() -> None:
    named = compile_tables(PLAN, (MORE,)).named
    assert [["s1"], ["tea"], ["b1"]] == [sorted(named[number]) for number in (0, 2, 3)]
    assert not named[1] | named[4] | named[5] | named[6]
