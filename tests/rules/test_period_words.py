"""Words of period rules: every kind has its row, and its fields beside it."""

from __future__ import annotations

from fenxiao.rules.period.awarding import PERIOD_RULES
from fenxiao.rules.period_words import PERIOD_FIELDS, PERIOD_KINDS


def test_every_kind_has_words() -> None:
    names = {kind.__name__ for kind in PERIOD_RULES} | {"Band", "Weight"}
    assert set(PERIOD_KINDS) == names
    assert set(PERIOD_FIELDS) == names | {"PeriodFields"}


def test_kinds_are_told_apart() -> None:
    assert len({word.title for word in PERIOD_KINDS.values()}) == len(PERIOD_KINDS)
    assert len({word.title_zh for word in PERIOD_KINDS.values()}) == len(PERIOD_KINDS)
