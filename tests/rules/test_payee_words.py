"""Words of payees: every part has words for itself and its fields, and titles differ."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from fenxiao.payout.payees import AloneLimit, PayeePolicy, PayeeRule
from fenxiao.rules.payee_words import PAYEE, PAYEE_FIELDS, PAYEE_KINDS
from fenxiao.rules.policy_words import POLICY_FIELDS

KINDS: tuple[Any, ...] = (PayeePolicy, PayeeRule, AloneLimit)


def test_every_part_has_words_for_itself_and_its_fields() -> None:
    parts = {kind.__name__: {one.name for one in fields(kind)} for kind in KINDS}
    assert parts == {name: set(row) for name, row in PAYEE_FIELDS.items()}
    assert set(parts) == set(PAYEE_KINDS)


def test_titles_of_a_part_differ() -> None:
    for row in PAYEE_FIELDS.values():
        for titles in zip(*((word.title, word.title_zh) for word in row.values()), strict=True):
            assert len(set(titles)) == len(titles)


def test_the_part_of_the_policy_is_called_the_same() -> None:
    assert PAYEE is POLICY_FIELDS["Policy"]["payees"]
