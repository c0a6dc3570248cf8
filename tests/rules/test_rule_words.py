"""Words of rules: what differs is called differently, what is one is called the same."""

from __future__ import annotations

from fenxiao.rules.plan_words import PLAN_FIELDS
from fenxiao.rules.rule_words import RULE_FIELDS, RULE_KINDS


def test_titles_of_a_rule_differ() -> None:
    for name in ("Row", *(one for one in RULE_KINDS if one not in ("Row", "Fee"))):
        shared = {} if name == "Row" else RULE_FIELDS["RuleFields"]
        row = RULE_FIELDS["Pay"] | shared | RULE_FIELDS[name]
        for titles in zip(*((word.title, word.title_zh) for word in row.values()), strict=True):
            assert len(set(titles)) == len(titles)


def test_kinds_are_told_apart() -> None:
    assert len(RULE_KINDS) == len({word.title for word in RULE_KINDS.values()})
    assert len(RULE_KINDS) == len({word.title_zh for word in RULE_KINDS.values()})


def test_rows_and_conditions_call_the_same_words_the_same() -> None:
    condition, row = PLAN_FIELDS["Condition"], RULE_FIELDS["Row"]
    for name in set(condition) & set(row):
        assert condition[name][:2] == row[name][:2]
