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
from fenxiao.money import PPM
from fenxiao.rules.conditions import Condition
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.rules.written import AnyRule
from fenxiao.settlement.policy import load_policy
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
