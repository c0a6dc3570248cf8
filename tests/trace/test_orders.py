"""Words for orders, lines and rules: whatever the terms name has its words."""

from __future__ import annotations

import pytest

from fenxiao.rules.fields import REFUNDS, ROUNDINGS, SCOPES
from fenxiao.trace.orders import ABSENCES, HEADS
from fenxiao.trace.reasons import Language, say


@pytest.mark.parametrize("code", [*REFUNDS, *ROUNDINGS])
def test_settings_of_rules_have_words(code: str) -> None:
    assert code in HEADS


def test_scopes_have_words_that_are_not_those_of_other_things() -> None:
    heads = {"unit" if scope == "unit" else f"of_{scope}" for scope in SCOPES}
    assert heads <= set(HEADS)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "u4 stands 3 above the buyer, where the rule has no place"),
        ("zh", "u4 在买家上方第 3 层，规则在此没有位置"),
    ],
)
def test_an_absence_names_who_and_how_far(language: Language, expected: str) -> None:
    assert expected == say(ABSENCES, "no_place", language, member_id="u4", depth=3)
