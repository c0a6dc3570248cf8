"""Plans at a glance: which kind a file is of, and what its author is told."""

from __future__ import annotations

import pytest

from fenxiao.rules.campaigns import Campaign
from fenxiao.rules.plan import Plan
from fenxiao.settlement.policy import Policy
from fenxiao.testing.plans import describe, read_part
from tests.tidy.house import ROOT

PLAN = """
plan_id = "2024"
effective_from = 2024-01-01T00:00:00+08:00
ceiling_ppm = "20%"
rules = [{ kind = "levels", rule_id = "sale", rates_ppm = ["10%", "5%"] }]
"""
CAMPAIGN = """
campaign_id = "618"
starts_at = 2024-06-01T00:00:00+08:00
ends_at = 2024-06-19T00:00:00+08:00
multiplies = [{ rule_id = "sale", factor_ppm = "120%" }]
"""
POLICY = f"[[plans]]{PLAN}[[campaigns]]{CAMPAIGN}"


@pytest.mark.parametrize(("text", "kind"), [(PLAN, Plan), (CAMPAIGN, Campaign), (POLICY, Policy)])
def test_its_fields_say_what_a_file_holds(text: str, kind: type[object]) -> None:
    assert kind is type(read_part(text))


def test_a_policy_tells_every_plan_with_and_without_its_campaigns() -> None:
    lines = describe(read_part(POLICY))
    heads = [line.partition(", digest")[0] for line in lines if line.startswith("plan")]
    assert heads == ['plan "2024"', 'plan "2024" with campaign "618"']
    assert lines[4] == "greatest share 18% (180000 ppm): a line of any words pays it"


def test_a_campaign_sends_its_author_to_the_policy() -> None:
    head, advice = describe(read_part(CAMPAIGN))
    assert head.startswith('campaign "618", digest ')
    assert "check a policy file" in advice


def test_a_share_above_the_ceiling_is_told_as_cut() -> None:
    text = PLAN.replace('"20%"', '"12%"').replace("rules", 'trim = "nearest_first"\nrules', 1)
    assert describe(read_part(text))[1:] == (
        (
            "greatest share 15% (150000 ppm): a line of any words pays it; where it is above the"
            " ceiling it is cut"
        ),
        "ceiling 12% (120000 ppm)",
    )


def test_the_page_shows_what_is_told() -> None:
    page = (ROOT / "docs" / "rules" / "plan-files.md").read_text(encoding="utf-8")
    section = page.partition("## From the command line")[2]
    text = section.partition("```toml\n")[2].partition("```")[0]
    told = section.partition("ok   plans/2024.toml\n")[2].partition("WRONG")[0]
    assert told == "".join(f"  {line}\n" for line in describe(read_part(text)))


@pytest.mark.parametrize("text", [PLAN, f"[[plans]]{PLAN}"])
def test_findings_are_told_with_what_to_do(text: str) -> None:
    found = describe(read_part(text.replace('"5%"', "5")))
    assert found[3].startswith("warning plan.tiny_rate: A rate below 0.1% is rarely meant; field")
    assert "Was a percent sign forgotten?" in found[3]
