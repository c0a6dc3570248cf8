"""Words of plans and campaigns: the same thing is called the same everywhere."""

from __future__ import annotations

from fenxiao.rules.plan_words import PLAN_FIELDS


def test_a_thing_has_one_name_in_plans_and_campaigns() -> None:
    plan, campaign = PLAN_FIELDS["Written"], PLAN_FIELDS["Campaign"]
    assert plan["ceiling_ppm"][:2] == campaign["ceiling_ppm"][:2]
    condition, multiply = PLAN_FIELDS["Condition"], PLAN_FIELDS["Multiply"]
    assert condition["merchants"][:2] == campaign["merchants"][:2]
    assert PLAN_FIELDS["Who"]["grades"][:2] == multiply["grades"][:2]


def test_titles_of_a_class_differ() -> None:
    for row in PLAN_FIELDS.values():
        for titles in zip(*((word.title, word.title_zh) for word in row.values()), strict=True):
            assert len(set(titles)) == len(titles)
