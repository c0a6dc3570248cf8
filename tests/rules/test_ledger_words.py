"""Words of ledgers: each part of a ledger policy has them, for itself and for its fields."""

from __future__ import annotations

from dataclasses import fields

from fenxiao.ledger import policy
from fenxiao.rules.ledger_words import LEDGER_FIELDS, LEDGER_KINDS


def test_every_part_and_field_has_words() -> None:
    for name, row in LEDGER_FIELDS.items():
        assert [field.name for field in fields(getattr(policy, name))] == list(row)
    assert list(LEDGER_KINDS) == list(LEDGER_FIELDS)
