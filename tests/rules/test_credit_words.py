"""Words of credits: every part has words for itself and its fields, and titles differ."""

from __future__ import annotations

from dataclasses import fields

from fenxiao.graph.credits import AttributionPolicy, CreditRule
from fenxiao.graph.storefront import StorefrontPolicy
from fenxiao.rules.credit_words import CREDIT_FIELDS, CREDIT_KINDS

_KINDS: tuple[type[AttributionPolicy | CreditRule | StorefrontPolicy], ...] = (
    AttributionPolicy,
    CreditRule,
    StorefrontPolicy,
)


def test_every_part_has_words_for_itself_and_its_fields() -> None:
    parts = {kind.__name__: {one.name for one in fields(kind)} for kind in _KINDS}
    assert parts == {name: set(row) for name, row in CREDIT_FIELDS.items()}
    assert set(parts) == set(CREDIT_KINDS)


def test_titles_of_a_part_differ() -> None:
    for row in CREDIT_FIELDS.values():
        for titles in zip(*((word.title, word.title_zh) for word in row.values()), strict=True):
            assert len(set(titles)) == len(titles)
