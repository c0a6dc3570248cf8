"""Policy files: a policy to JSON and back, and the schema of its file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from fenxiao.errors import FenxiaoError, PolicyError
from fenxiao.model.encoding import digest
from fenxiao.rules.custom import Asked, Award, Custom
from fenxiao.settlement.policy import Policy, load_policy
from fenxiao.settlement.policy_files import dump_policy, policy_schema
from tests.rules.plan_changes import CAMPAIGN, PLAN, with_rule
from tests.testing.schema_check import complaints

PAGE = Path(__file__).parents[2] / "docs" / "policy.md"
FULL = re.findall(r'text = """\n(.*?)"""', PAGE.read_text(encoding="utf-8"), re.DOTALL)[0]
RULE = {"kind": "levels", "rule_id": "sale", "rates_ppm": [100_000]}
WHOLE = {
    "plan_id": "p1",
    "effective_from": "2024-01-01T00:00:00Z",
    "ceiling_ppm": 100_000,
    "rules": [RULE],
}
SCHEMA: Any = policy_schema()


class Host:
    name = "by_weight"

    def awards(self, asked: Asked) -> tuple[Award, ...]:
        return (Award(asked.line.line_id, 1, 0),)


def test_a_policy_with_every_part_comes_back() -> None:
    policy = load_policy(FULL)
    again = load_policy(dump_policy(policy))
    assert policy == again
    assert digest(policy) == digest(again)
    assert complaints(SCHEMA, json.loads(FULL)) == []
    assert complaints(SCHEMA, json.loads(dump_policy(policy))) == []


def test_a_policy_with_campaigns_comes_back() -> None:
    policy = Policy(plans=(PLAN,), campaigns=(CAMPAIGN,))
    assert policy == load_policy(dump_policy(policy))


def test_custom_rules_are_refused_by_name() -> None:
    rule = Custom(rule_id="own", custom="by_weight", at_most_ppm=30_000)
    policy = Policy(plans=(with_rule(rule),), custom_rules=(Host(),))
    with pytest.raises(PolicyError, match='"by_weight"') as caught:
        dump_policy(policy)
    assert caught.value.code == "plan.not_written"


def test_a_policy_is_read_from_toml() -> None:
    text = """
        [holding]
        holding_days = 7
        [[plans]]
        plan_id = "p1"
        effective_from = 2024-01-01T00:00:00Z
        ceiling_ppm = "10%"
        rules = [{ kind = "levels", rule_id = "sale", rates_ppm = ["10%"] }]
    """
    assert load_policy(text) == load_policy({"plans": [WHOLE], "holding": {"holding_days": 7}})


def test_instants_in_a_list_of_toml_need_no_quotation_marks() -> None:
    cut_off = "2025-07-01T00:00:00+08:00"
    ledger = {"suppliers": [{"supplier_id": "f", "due_days": 30, "cut_offs": [cut_off]}]}
    text = f"""
        [[plans]]
        plan_id = "p1"
        effective_from = 2024-01-01T00:00:00Z
        ceiling_ppm = "10%"
        rules = [{{ kind = "levels", rule_id = "sale", rates_ppm = ["10%"] }}]
        [[ledger.suppliers]]
        supplier_id = "f"
        due_days = 30
        cut_offs = [{cut_off}]
    """
    assert load_policy(text) == load_policy({"plans": [WHOLE], "ledger": ledger})
    with pytest.raises(FenxiaoError) as caught:
        load_policy(text.replace(cut_off, '"2025-07-01"'))
    assert (caught.value.field, caught.value.place) == (
        "cut_offs",
        "ledger.suppliers[0].cut_offs[0]",
    )


@pytest.mark.parametrize(
    ("fields", "code", "place"),
    [
        ({"plans": [WHOLE | {"x": 1}]}, "plan.unknown_field", "plans[0]"),
        (
            {"plans": [WHOLE, WHOLE | {"rules": [RULE | {"unit_minor": 1}]}]},
            "plan.unknown_field",
            "plans[1].rules[0]",
        ),
        ({"plans": [WHOLE], "holding": {"days": 1}}, "event.unknown_field", "holding"),
        ({"plans": [WHOLE], "bindings": [{"takes": "all"}]}, "event.bad_field", "bindings[0]"),
        ({"plans": [WHOLE], "bindings": [{"valid_days": 0}]}, "event.bad_quantity", "bindings[0]"),
        ({"plans": [WHOLE | {"ceiling_ppm": 1}]}, "plan.ceiling", "plans[0]"),
        ({"plans": [WHOLE, WHOLE]}, "policy.repeated_plan", "plans[1]"),
        (
            {
                "plans": [WHOLE],
                "campaigns": [
                    {
                        "campaign_id": "618",
                        "starts_at": "2024-06-01T00:00:00Z",
                        "ends_at": "2024-06-02T00:00:00Z",
                        "replaces": ["other"],
                    }
                ],
            },
            "plan.campaign_rule",
            "campaigns[0].replaces[0]",
        ),
        (
            {"plans": [WHOLE | {"rules": [RULE | {"kind": "role", "role": "room"}]}]},
            "policy.unattributed_role",
            "plans[0].rules[0]",
        ),
        ({}, "event.missing_field", ""),
    ],
)
def test_a_fault_stands_in_its_part(fields: dict[str, Any], code: str, place: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        load_policy(fields)
    assert (code, place) == (caught.value.code, caught.value.place)


def test_custom_rules_are_no_field_of_a_file() -> None:
    assert "custom_rules" not in SCHEMA["properties"]
    assert complaints(SCHEMA, {"plans": [WHOLE], "custom_rules": []})
    assert complaints(SCHEMA, {"plans": [WHOLE], "$schema": "./policy.schema.json"}) == []


def test_every_field_is_told_in_both_languages() -> None:
    for part in (SCHEMA, *SCHEMA["$defs"].values()):
        told = [part, *(one for name, one in part["properties"].items() if name != "$schema")]
        for one in told:
            for text in (one["title"], one["description"]):
                assert re.fullmatch(r".+ · .*[\u4e00-\u9fff].*", text)


@pytest.mark.parametrize(
    ("fields", "closest"),
    [
        ({"holding": {"holding_day": 1}}, '"holding_days"'),
        ({"campaign": []}, '"campaigns"'),
    ],
)
def test_an_unknown_field_of_a_policy_is_told_the_closest_one(
    fields: dict[str, Any], closest: str
) -> None:
    with pytest.raises(FenxiaoError, match="Did you mean that") as caught:
        load_policy({"plans": [WHOLE]} | fields)
    assert ("event.unknown_field", closest) == (caught.value.code, caught.value.facts["closest"])
