"""Words of policies: titles of a part differ, and shared things are called the same."""

from __future__ import annotations

from fenxiao.rules.plan_words import PLAN_FIELDS
from fenxiao.rules.policy_words import POLICY_FIELDS, POLICY_KINDS


def test_titles_of_a_part_differ() -> None:
    for row in POLICY_FIELDS.values():
        for titles in zip(*((word.title, word.title_zh) for word in row.values()), strict=True):
            assert len(set(titles)) == len(titles)


def test_every_part_has_words_for_itself_and_its_fields() -> None:
    assert set(POLICY_KINDS) == set(POLICY_FIELDS)


def test_versions_begin_alike_in_plans_and_policies() -> None:
    for row in POLICY_FIELDS.values():
        if "effective_from" in row:
            assert row["effective_from"][:2] == PLAN_FIELDS["Written"]["effective_from"][:2]
