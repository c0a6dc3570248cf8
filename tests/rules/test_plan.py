"""Plans: the compiled table, the proved ceiling, the trim, and the digest."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta, timezone
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError, PolicyError
from fenxiao.model.who import Who
from fenxiao.money import PPM
from fenxiao.rules.amounts import Row
from fenxiao.rules.campaigns import Multiply
from fenxiao.rules.conditions import Condition
from fenxiao.rules.custom import Custom
from fenxiao.rules.fee import Fee
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.rules.price_gap import PriceGap
from fenxiao.rules.rebate import Rebate
from fenxiao.rules.written import AnyRule
from fenxiao.settlement.policy import load_policy
from tests.rules.desk import campaign, over
from tests.rules.desk import made as desk_plan
from tests.rules.shop import AT, levels, plan
from tests.rules.strategies import CATEGORIES, KINDS, lists_of, lists_of_rules, plans, rates

GOODS = levels(100_000, 50_000, 20_000, when=Condition(line_kinds=("product",)))
TOYS = levels(30_000, rule_id="toys", when=Condition(categories=("toys",)))
every_line = list(product((*KINDS, "other"), (*CATEGORIES, "other")))
lines = st.sampled_from(every_line)
Read = tuple[str, int, int, str]


def read(rules: Sequence[AnyRule], kind: str, category: str) -> list[Read]:
    """Read the rules as a person would, line by line, without a table."""
    found: list[Read] = []
    for rule in rules:
        assert isinstance(rule, Levels)
        kinds, categories = rule.when.line_kinds, rule.when.categories
        if (kinds and kind not in kinds) or (categories and category not in categories):
            found.append((rule.rule_id, 0, 0, "condition"))
        else:
            for depth, rate_ppm in enumerate(rule.rates_ppm, start=1):
                reason = "paid" if rate_ppm else "rate_zero"
                found.append((rule.rule_id, depth, rate_ppm, reason))
    return found


def share(rows: list[Read]) -> int:
    return sum(rate_ppm for _, _, rate_ppm, _ in rows)


def table(made: Plan, kind: str, category: str) -> list[Read]:
    return [
        (row.rule_id, row.depth, row.rate_ppm, row.reason) for row in made.rates(kind, category)
    ]


def refused(**changes: Any) -> str:
    given_fields: dict[str, Any] = {
        "plan_id": "p1",
        "effective_from": AT,
        "ceiling_ppm": PPM,
        "rules": (TOYS,),
    }
    with pytest.raises(FenxiaoError) as caught:
        Plan(**given_fields | changes)
    return caught.value.code


@given(rules=lists_of(st.integers(0, 80_000)), one=lines)
def test_the_table_says_what_the_rules_say(rules: tuple[Levels, ...], one: tuple[str, str]) -> None:
    assert read(rules, *one) == table(plan(*rules), *one)


@given(rules=lists_of_rules, ceiling_ppm=rates)
def test_a_plan_loads_only_if_no_line_can_exceed_its_ceiling(
    rules: tuple[Levels, ...], ceiling_ppm: int
) -> None:
    greatest = max(share(read(rules, *one)) for one in every_line)
    if greatest <= ceiling_ppm:
        assert greatest == plan(*rules, ceiling_ppm=ceiling_ppm).greatest_share().share_ppm
    else:
        with pytest.raises(PolicyError) as caught:
            plan(*rules, ceiling_ppm=ceiling_ppm)
        assert (caught.value.code, caught.value.share_ppm) == ("plan.ceiling", greatest)


@given(made=plans())
def test_the_witness_pays_the_greatest_share(made: Plan) -> None:
    found = made.greatest_share()
    _, _, category, _, _, kind, _ = found.words
    greatest = max(share(read(made.rules, *one)) for one in every_line)
    assert (greatest, True) == (found.share_ppm, found.is_exact)
    witness = read(made.rules, kind or "other", category or "other")
    assert greatest == share(witness)


@given(made=plans(), one=lines)
def test_a_trimmed_line_is_filled_from_the_nearest_outward(
    made: Plan, one: tuple[str, str]
) -> None:
    wanted, given_rows = read(made.rules, *one), table(made, *one)
    left_ppm = made.ceiling_ppm
    for depth in (0, 1, 2, 3):
        for before, after in zip(wanted, given_rows, strict=True):
            if before[1] == depth:
                assert after[2] == min(before[2], left_ppm)
                cut = "trimmed" if after[2] else "trimmed_out"
                assert after[3] == (before[3] if after[2] == before[2] else cut)
                assert before[:2] == after[:2]
                left_ppm -= after[2]
    assert share(given_rows) == min(share(wanted), made.ceiling_ppm)


@given(made=plans(), one=lines)
def test_a_line_within_its_ceiling_is_left_alone(made: Plan, one: tuple[str, str]) -> None:
    wanted = read(made.rules, *one)
    if share(wanted) <= made.ceiling_ppm:
        assert wanted == table(made, *one)


def test_ties_at_one_depth_are_settled_by_plan_order() -> None:
    rules = (levels(60_000, rule_id="b"), levels(60_000, rule_id="a"))
    made = plan(*rules, ceiling_ppm=100_000, trim="nearest_first")
    assert [60_000, 40_000] == [row.rate_ppm for row in made.rates("product", "c1")]


def test_the_refusal_names_the_kind_of_line() -> None:
    with pytest.raises(PolicyError) as caught:
        plan(GOODS, TOYS, ceiling_ppm=190_000)
    assert caught.value.facts == {
        "plan_id": "p1",
        "share_ppm": 200_000,
        "share": "20%",
        "ceiling_ppm": 190_000,
        "ceiling": "19%",
        "line": "category toys, kind product",
        "during": "",
    }


def test_words_that_no_rule_names_are_any_other() -> None:
    with pytest.raises(PolicyError, match="a line of any words"):
        plan(levels(2), ceiling_ppm=1)


def test_a_ceiling_is_met_by_equality() -> None:
    found = plan(GOODS, ceiling_ppm=170_000).greatest_share()
    assert (170_000, "kind product") == (found.share_ppm, found.line)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"rules": ()}, "plan.no_rules", id="no rules"),
        pytest.param({"rules": (TOYS, TOYS)}, "plan.repeated_rule", id="a rule twice"),
        pytest.param({"trim": "farthest"}, "plan.unknown_trim", id="an unknown trim"),
        pytest.param({"plan_id": ""}, "plan.bad_field", id="no name"),
        pytest.param({"merchant_id": ""}, "plan.bad_field", id="an empty merchant"),
        pytest.param({"effective_from": AT.replace(tzinfo=None)}, "plan.bad_field", id="no zone"),
        pytest.param({"ceiling_ppm": PPM + 1}, "plan.bad_field", id="above 100%"),
        pytest.param({"ceiling_ppm": 0.2}, "plan.bad_field", id="a float"),
    ],
)
def test_wrong_plans_are_refused(changes: dict[str, Any], code: str) -> None:
    assert code == refused(**changes)


def as_json(made: Plan) -> dict[str, Any]:
    rules = [
        {
            "kind": "levels",
            "rule_id": rule.rule_id,
            "rates_ppm": list(rule.rates_ppm),
            "when": {
                "line_kinds": list(rule.when.line_kinds),
                "categories": list(rule.when.categories),
            },
        }
        for rule in made.rules
        if isinstance(rule, Levels)
    ]
    return {
        "trim": made.trim,
        "rules": rules,
        "ceiling_ppm": made.ceiling_ppm,
        "effective_from": made.effective_from.astimezone(timezone(timedelta(hours=8))).isoformat(),
        "plan_id": made.plan_id,
    }


@given(made=plans())
def test_the_digest_is_that_of_the_words(made: Plan) -> None:
    (loaded,) = load_policy({"plans": [as_json(made)]}).plans
    listed: Any = list(made.rules)
    elsewhere = made.effective_from.astimezone(timezone(timedelta(hours=-5)))
    again = [loaded, replace(made, rules=listed), replace(made, effective_from=elsewhere)]
    assert [made.digest] * 3 == [one.digest for one in again]
    assert [made] * 3 == again
    assert made == pickle.loads(pickle.dumps(made))


@pytest.mark.parametrize(
    "changes",
    [
        {"plan_id": "p2"},
        {"effective_from": AT + timedelta(microseconds=1)},
        {"ceiling_ppm": 200_001},
        {"rules": (TOYS, GOODS)},
        {"rules": (GOODS,)},
        {"merchant_id": "m1"},
        {"trim": "nearest_first"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_other_words_have_another_digest(changes: dict[str, Any]) -> None:
    made = plan(GOODS, TOYS, ceiling_ppm=200_000)
    assert made.digest != replace(made, **changes).digest


def test_the_digest_of_a_plan_is_what_it_was() -> None:
    expected = "0d1b48318a9b883f946631f3e750e788fbee25310b7f8553db9b3bc64a863c1b"
    assert expected == plan(GOODS, TOYS, ceiling_ppm=200_000).digest


# ---------------------------------------------------------------- what a plan finds and asks


def told(*rules: AnyRule, **fields: Any) -> list[tuple[str, ...]]:
    found = desk_plan(*rules, **fields).findings
    return [(one.code, *(str(value) for name, value in one.facts[1:])) for one in found]


def tiny(part: str, field: str, rates: str) -> tuple[str, ...]:
    return ("plan.tiny_rate", part, field, rates)


PAID = Levels(rule_id="sale", rates_ppm=(100_000,))
PART: dict[str, Any] = {"rule_id": "part", "base": "commission", "of": "sale", "funded_by": "sale"}
GRADED = (Row(grades=("a",), rates_ppm=(PPM, 999)),)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param((PAID,), [], id="nothing to tell"),
        pytest.param((levels(1_000, 0),), [], id="0.1%, and nothing"),
        pytest.param(
            (levels(100_000, 999, 1),),
            [tiny('rule "sale"', "rates_ppm", "0.0999%, 0.0001%")],
            id="less than 0.1%",
        ),
        pytest.param(
            (Levels(rule_id="sale", rates_ppm=(100_000,), self_rate_ppm=5),),
            [tiny('rule "sale"', "self_rate_ppm", "0.0005%")],
            id="the buyer's own",
        ),
        pytest.param(
            (Levels(rule_id="sale", rows=GRADED, rates_ppm=(100_000,)),),
            [tiny('rule "sale", rows[0]', "rates_ppm", "0.0999%")],
            id="in a row",
        ),
        pytest.param(
            (PAID, Fee(rule_id="fee", of_rules=("sale",), rate_ppm=10)),
            [tiny('rule "fee"', "rate_ppm", "0.001%")],
            id="a fee",
        ),
        pytest.param((levels(0),), [("plan.never_pays", "sale")], id="a rule that pays nothing"),
        pytest.param(
            (
                PAID,
                Rebate(rates_ppm=(0,), **PART),
                Fee(rule_id="f", of_rules=("sale",), rate_ppm=0),
            ),
            [],
            id="shares of nothing",
        ),
        pytest.param(
            (PAID, Custom(rule_id="own", custom="x", at_most_ppm=0)), [], id="a custom rule"
        ),
        pytest.param((PriceGap(rule_id="gap", rates_ppm=(PPM,)),), [], id="gaps between prices"),
    ],
)
def test_what_its_author_should_know(
    rules: tuple[AnyRule, ...], expected: list[tuple[str, ...]]
) -> None:
    assert expected == told(*rules)


def test_of_a_plan_and_its_campaigns_every_rate_is_looked_at() -> None:
    assert [tiny('plan "p1"', "ceiling_ppm", "0.0005%")] == told(PAID, ceiling_ppm=5)
    gift = Levels(rule_id="gift", rates_ppm=(7,))
    one = campaign(
        "618",
        multiplies=(Multiply(rule_id="sale", factor_ppm=200),),
        rules=(gift,),
        ceiling_ppm=600,
    )
    assert [
        ('campaign "618"', "ceiling_ppm", "0.06%"),
        ('campaign "618", rule "sale"', "factor_ppm", "0.02%"),
        ('rule "gift"', "rates_ppm", "0.0007%"),
    ] == [
        tuple(value for _, value in found.facts[1:])
        for found in over(desk_plan(PAID), one).findings
    ]


def asked(*rules: AnyRule, **fields: Any) -> str:
    """Return what a plan asks, one letter each: lines, standing, members, first order."""
    found = desk_plan(*rules, **fields).alone
    flags = (found.asks_lines, found.asks_standing, found.asks_members, found.asks_first_order)
    return "".join(letter for letter, flag in zip("lsmf", flags, strict=True) if flag)


def sale(**fields: Any) -> Levels:
    return Levels(**{"rule_id": "sale", "rates_ppm": (100_000,)} | fields)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param((PAID,), "", id="nothing"),
        pytest.param((PAID, sale(rule_id="list", base="list")), "l", id="a list price"),
        pytest.param((sale(base="profit"), sale(rule_id="x")), "l", id="a cost"),
        pytest.param((sale(base="goods"),), "", id="no price of a line"),
        pytest.param((sale(rows=GRADED),), "s", id="a grade"),
        pytest.param(
            (sale(earner=Who(statuses=("active",))), sale(rule_id="x")), "s", id="a status"
        ),
        pytest.param((sale(earner=Who(has_bought=True)),), "m", id="a purchase"),
        pytest.param((sale(rows=(Row(tenure_from_days=1, rates_ppm=(1,)),)),), "m", id="days"),
        pytest.param((sale(rows=(Row(tenure_until_days=1, rates_ppm=(1,)),)),), "m", id="few days"),
        pytest.param((sale(when=Condition(is_first_order=False)),), "f", id="a first order"),
        pytest.param(
            (sale(when=Condition(buyer=Who(grades=("a",)))),), "s", id="the buyer's grade"
        ),
        pytest.param(
            (PAID, Custom(rule_id="own", custom="x", at_most_ppm=1)), "s", id="a host's own rule"
        ),
        pytest.param(
            (PriceGap(rule_id="gap", units_minor=(5,), base="paid"),), "s", id="a dealer's grade"
        ),
    ],
)
def test_what_must_be_read_for_it(rules: tuple[AnyRule, ...], expected: str) -> None:
    assert expected == asked(*rules)


def test_a_plan_that_merges_persons_and_a_campaigns_factor_ask_too() -> None:
    assert asked(PAID, merges_persons=True) == "m"
    new = Multiply(rule_id="sale", factor_ppm=PPM, tenure_until_days=30)
    gold = Multiply(rule_id="sale", factor_ppm=PPM, grades=("gold",))
    in_force = over(desk_plan(PAID), campaign(multiplies=(new, gold)))
    assert in_force.asks_members
    assert in_force.asks_standing


def test_terms_know_of_each_rule_that_is_not_of_the_plainest_kind() -> None:
    rules = (
        PAID,
        sale(rule_id="goods", base="goods"),
        sale(rule_id="shop", funded_by="merchant"),
        sale(rule_id="order", scope="order"),
        Rebate(rates_ppm=(1,), **PART),
        Fee(rule_id="fee", of_rules=("sale",), rate_ppm=0),
    )
    assert [
        ("goods", "goods", "platform", "line", "frozen_share", "floor", ""),
        ("shop", "paid", "merchant", "line", "frozen_share", "floor", ""),
        ("order", "paid", "platform", "order", "frozen_share", "floor", ""),
        ("part", "commission", "sale", "line", "frozen_share", "floor", ""),
    ] == list(desk_plan(*rules).alone.rule_terms)


@pytest.mark.parametrize(
    ("campaign_fields", "is_refused"),
    [
        pytest.param({"ceiling_ppm": 200_000}, False, id="a ceiling within the margin"),
        pytest.param({"ceiling_ppm": 200_001}, True, id="a ceiling above it"),
    ],
)
def test_what_nothing_but_a_ceiling_bounds_must_leave_the_margin(
    campaign_fields: dict[str, Any], is_refused: bool
) -> None:
    plan = desk_plan(sale(units_minor=(5,)), ceiling_ppm=200_000, least_margin_ppm=200_000)
    for fields in (campaign_fields, campaign_fields | {"rules": (sale(rule_id="x"),)}):
        one = campaign(**{"replaces": ("sale",)} | fields)
        if not is_refused:
            assert over(plan, one).witness
            continue
        with pytest.raises(PolicyError) as caught:
            over(plan, one)
        assert "plan.negative_margin" == caught.value.code
