"""Breaks: every kind says what it is and what to do, in both languages."""

from __future__ import annotations

import pytest

from fenxiao.model.reconciliation_records import BREAK_KINDS, BreakKind
from fenxiao.payout.reconcile.breaks import BREAKS, Break, Explained, describe


def test_the_table_has_every_kind_and_no_other() -> None:
    assert list(BREAKS) == list(BREAK_KINDS)


@pytest.mark.parametrize("kind", BREAK_KINDS)
def test_a_kind_says_what_it_is_and_what_to_do(kind: BreakKind) -> None:
    found = Break(kind, "l1", "i1", "CNY", 1, 2, 0)
    spec = BREAKS[kind]
    assert describe(found) == f"{spec.title}. {spec.todo}"
    assert describe(found, language="zh") == f"{spec.title_zh}。{spec.todo_zh}"
    assert spec.todo.endswith(".")
    assert spec.todo_zh.endswith("。")


def test_an_explanation_is_of_one_kind_of_one_line_and_instruction() -> None:
    found = Break("no_key", "l1", "", "CNY", 0, 2, 0)
    said = Explained("no_key", "l1", "", "bank fee", "ann", "bob")
    assert found.name == said.name
    assert found._replace(kind="unknown_key").name != said.name
