"""Words of money: every part has words for itself and its fields, and titles differ."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from fenxiao.payout.calendar import BusinessDays
from fenxiao.payout.policy import Minimum, PayoutPolicy, Tier, WithdrawalFee, WithdrawalRule
from fenxiao.rules.operation_words import OPERATION_FIELDS, OPERATION_KINDS
from fenxiao.settlement.plans import PlanCorrection
from fenxiao.settlement.policy import Holding, Operations

KINDS: tuple[Any, ...] = (
    Holding,
    PayoutPolicy,
    Minimum,
    WithdrawalRule,
    WithdrawalFee,
    Tier,
    BusinessDays,
    Operations,
    PlanCorrection,
)


def test_every_part_has_words_for_itself_and_its_fields() -> None:
    parts = {kind.__name__: {one.name for one in fields(kind) if one.init} for kind in KINDS}
    assert parts == {name: set(row) for name, row in OPERATION_FIELDS.items()}
    assert set(parts) == set(OPERATION_KINDS)


def test_titles_of_a_part_differ() -> None:
    for row in OPERATION_FIELDS.values():
        for titles in zip(*((word.title, word.title_zh) for word in row.values()), strict=True):
            assert len(set(titles)) == len(titles)


_KINDS: tuple[type[Operations | PlanCorrection], ...] = (Operations, PlanCorrection)
