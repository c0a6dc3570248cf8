"""Kinds of refunds: the table names each kind once and says everything of it."""

from __future__ import annotations

from typing import get_args

from fenxiao.model.refund_kinds import BEARERS, REFUND_KINDS, Bearer, RefundKind
from fenxiao.rules.plan import Plan


def test_every_kind_has_a_row() -> None:
    assert list(get_args(RefundKind)) == list(REFUND_KINDS)
    assert list(get_args(Bearer)) == list(BEARERS)


def test_every_row_is_titled_for_itself_in_both_languages() -> None:
    for titles in (
        [one.title for one in REFUND_KINDS.values()],
        [one.title_zh for one in REFUND_KINDS.values()],
    ):
        assert len(titles) == len(set(titles))
        assert all(titles)


def test_pieces_that_come_back_take_commission_back() -> None:
    assert all(one.claws == "back" for one in REFUND_KINDS.values() if one.takes != "amounts")


def test_a_plan_that_says_nothing_says_what_the_table_does() -> None:
    defaults = Plan.__dataclass_fields__
    spared = tuple(kind for kind, one in REFUND_KINDS.items() if one.claws == "nothing")
    absorbed = tuple(kind for kind, one in REFUND_KINDS.items() if one.bearer == "platform")
    assert (spared, absorbed) == (
        defaults["spared_refunds"].default,
        defaults["absorbed_refunds"].default,
    )
