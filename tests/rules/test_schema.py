"""Schemas of plan files: they take what loads, refuse what no file may say, and explain it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from fenxiao.errors import FenxiaoError
from fenxiao.model.encoding import plain
from fenxiao.rules.campaigns import Campaign, Multiply
from fenxiao.rules.checks import rate
from fenxiao.rules.conditions import Condition
from fenxiao.rules.files import load_plan
from fenxiao.rules.period_words import PERIOD_FIELDS
from fenxiao.rules.plan import Plan
from fenxiao.rules.plan_words import PLAN_FIELDS
from fenxiao.rules.rule_words import RULE_FIELDS
from fenxiao.rules.schema import campaign_schema, plan_schema, schema_of
from tests.rules.plan_changes import RULES, campaigns_changed, plans, plans_changed, with_rule
from tests.testing.schema_check import complaints

PLAN: Any = plan_schema()
CAMPAIGN: Any = campaign_schema()


def sound() -> dict[str, Any]:
    fields = plain(with_rule(RULES[0]))
    assert isinstance(fields, dict)
    return json.loads(json.dumps(fields))  # type: ignore[no-any-return]  # an object, as was asked


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    yield schema
    yield from schema["$defs"].values()


@given(plan=plans())
def test_the_schema_takes_every_plan_that_is_written(plan: Plan) -> None:
    assert complaints(PLAN, plain(plan)) == []


@pytest.mark.parametrize("plan", plans_changed)
def test_the_schema_takes_every_field_of_a_plan(plan: Plan) -> None:
    assert complaints(PLAN, plain(plan)) == []


@pytest.mark.parametrize("campaign", campaigns_changed)
def test_the_schema_takes_every_field_of_a_campaign(campaign: Campaign) -> None:
    assert complaints(CAMPAIGN, plain(campaign)) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"x": 1}, id="an unknown field"),
        pytest.param({"ceiling_ppm": "20"}, id="a percentage without its sign"),
        pytest.param({"ceiling_ppm": "100.5%"}, id="more than the whole"),
        pytest.param({"ceiling_ppm": 0.2}, id="a float"),
        pytest.param({"ceiling_ppm": 1_000_001}, id="more than a million"),
        pytest.param({"order_cap_minor": -1}, id="less than nothing"),
        pytest.param({"rules": []}, id="no rules"),
        pytest.param({"rules": [{"rule_id": "a", "rates_ppm": [1]}]}, id="no kind"),
        pytest.param({"rules": [{"kind": "dance", "rule_id": "a"}]}, id="no such kind"),
        pytest.param({"rules": [{"kind": "fee", "rule_id": "a", "rates_ppm": [1]}]}, id="no fee"),
        pytest.param({"rules": [{"kind": "peer_bonus", "rule_id": "a"}]}, id="a peer of nobody"),
        pytest.param(
            {"rules": [{"kind": "levels", "rule_id": "a", "rates_ppm": [1, 1, 1, 1]}]},
            id="a fourth place",
        ),
        pytest.param(
            {"rules": [{"kind": "differential", "rule_id": "a", "depth": 4}]}, id="depth 4"
        ),
        pytest.param({"earner": {"statuses": ["boss"]}}, id="no such status"),
        pytest.param({"trim": None}, id="null for a word"),
        pytest.param(
            {"period_rules": [{"kind": "member_cap", "rule_id": "c", "at_most_minor": 1}]},
            id="a cap of what",
        ),
    ],
)
def test_the_schema_refuses_what_no_file_may_say(change: dict[str, Any]) -> None:
    assert complaints(PLAN, sound()) == []
    assert complaints(PLAN, sound() | change)


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        *((right, True) for right in ("5.5%", "0%", "100%", "100.0%", "0.0001%")),
        *((wrong, False) for wrong in ("05%", "101%", "5.55555%", "5", "%", "-1%", "1000%")),
    ],
)
def test_a_rate_is_taken_exactly_where_it_loads(text: str, *, is_taken: bool) -> None:
    found = complaints(PLAN, sound() | {"ceiling_ppm": text}) == []
    try:
        loads = rate(text, "ceiling_ppm") >= 0
    except FenxiaoError:
        loads = False
    assert (is_taken, is_taken) == (found, loads)


@pytest.mark.parametrize(
    ("factor", "is_taken"),
    [
        *((right, True) for right in ("200%", "1000%", "50.5%", 0, 10_000_000)),
        *((wrong, False) for wrong in ("1001%", "150.5%", -1, 10_000_001, 1.5)),
    ],
)
def test_a_factor_is_taken_exactly_where_it_loads(factor: Any, *, is_taken: bool) -> None:
    multiply = {"rule_id": "a", "factor_ppm": factor}
    written = {
        "campaign_id": "618",
        "starts_at": "2024-06-01T00:00:00Z",
        "ends_at": "2024-06-02T00:00:00Z",
        "multiplies": [multiply],
    }
    try:
        loads = Multiply(rule_id="a", factor_ppm=factor).factor_ppm >= 0
    except FenxiaoError:
        loads = False
    assert (is_taken, is_taken) == (complaints(CAMPAIGN, written) == [], loads)


def row(**fields: Any) -> dict[str, Any]:
    rows = [{"rates_ppm": [10_000], **fields}]
    return {"kind": "levels", "rule_id": "a", "rates_ppm": [10_000], "rows": rows}


def gap(depth: int) -> dict[str, Any]:
    rows = [{"grades": ["gold"], "rates_ppm": [10_000]}]
    return {"kind": "differential", "rule_id": "a", "rows": rows, "depth": depth}


def cap(*names: str) -> dict[str, Any]:
    return {"kind": "member_cap", "rule_id": "c", "of_rules": list(names), "at_most_minor": 1}


@pytest.mark.parametrize(
    ("change", "is_taken"),
    [
        *(({"rules": [row(tenure_from_days=right)]}, True) for right in (0, 36_500)),
        *(({"rules": [row(tenure_from_days=wrong)]}, False) for wrong in (-1, 36_501)),
        ({"rules": [row(tenure_until_days=36_500)]}, True),
        ({"rules": [row(tenure_until_days=36_501)]}, False),
        *(({"rules": [gap(right)]}, True) for right in (1, 3)),
        *(({"rules": [gap(wrong)]}, False) for wrong in (0, 4)),
        ({"rules": [row()], "period_rules": [cap("a")]}, True),
        ({"rules": [row()], "period_rules": [cap()]}, False),
    ],
)
def test_a_bound_is_where_loading_has_it(change: dict[str, Any], *, is_taken: bool) -> None:
    written = sound() | change
    try:
        loads = bool(load_plan(written).rules)
    except FenxiaoError:
        loads = False
    assert (is_taken, is_taken) == (complaints(PLAN, written) == [], loads)


@pytest.mark.parametrize("schema", [PLAN, CAMPAIGN], ids=["plan", "campaign"])
def test_what_is_left_out_asks_nothing_and_is_not_spelt_out(schema: Any) -> None:
    fields = [field for one in objects(schema) for field in one["properties"].values()]
    defaults = [field["default"] for field in fields if "default" in field]
    assert all(isinstance(one, (bool, int, str, list)) for one in defaults)
    assert 0 in defaults  # others are told


def test_a_class_and_its_fields_have_the_titles_of_the_table() -> None:
    assert PLAN["title"] == "Plan · 分佣方案"
    assert PLAN["properties"]["trim"]["title"] == "Trim · 超上限时"
    assert PLAN["$defs"]["Levels"]["title"] == "Level commission · 三级分销"


def test_what_has_no_words_is_called_as_it_is_written() -> None:
    made: Any = schema_of(Condition, lambda _kind, _name: None)
    assert made["title"] == "Condition"
    assert made["properties"]["is_first_order"]["title"] == "is_first_order"
    assert made["$defs"]["Who"]["title"] == "Who"


@pytest.mark.parametrize("schema", [PLAN, CAMPAIGN], ids=["plan", "campaign"])
def test_every_field_is_told_in_both_languages(schema: Any) -> None:
    for one in objects(schema):
        assert one["additionalProperties"] is False
        for name, field in one["properties"].items():
            if name != "$schema":
                for text in (field["title"], field["description"]):
                    assert re.fullmatch(r".+ · .*[\u4e00-\u9fff].*", text)


def test_every_class_of_a_file_is_in_a_schema() -> None:
    found = {*PLAN["$defs"], *CAMPAIGN["$defs"], "Plan", "Campaign"}
    shared = {"Written", "Pay", "RuleFields", "PeriodFields"}
    assert found == {*PLAN_FIELDS, *RULE_FIELDS, *PERIOD_FIELDS, "Plan"} - shared


def test_a_rule_is_chosen_by_its_kind() -> None:
    items = PLAN["properties"]["rules"]["items"]
    assert items["discriminator"]["propertyName"] == "kind"
    assert set(items["discriminator"]["mapping"]) == {rule.kind for rule in RULES}
    for one in items["oneOf"]:
        rule = PLAN["$defs"][one["$ref"].rpartition("/")[2]]
        assert next(iter(rule["properties"])) == rule["required"][0] == "kind"
        assert "const" in rule["properties"]["kind"]
