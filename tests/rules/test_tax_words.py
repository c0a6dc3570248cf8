"""Words of tax: every field has some, in both languages, and no two are called alike."""

from __future__ import annotations

from dataclasses import fields

import pytest

from fenxiao.payout.tax.policy import TaxPolicy, TaxRule
from fenxiao.payout.tax.schemes import Surcharge, TaxBand, TaxScheme, TaxSource, Vat
from fenxiao.rules.tax_words import TAX_FIELDS, TAX_KINDS
from fenxiao.rules.words import field_word
from fenxiao.settlement.policy import Policy


@pytest.mark.parametrize(
    "kind", [TaxPolicy, TaxRule, TaxScheme, TaxBand, Vat, Surcharge, TaxSource]
)
def test_every_field_has_words(kind: type) -> None:
    names = [one.name for one in fields(kind) if one.init]
    assert names == list(TAX_FIELDS[kind.__name__])


def test_every_part_has_words_for_itself_and_its_fields() -> None:
    assert set(TAX_KINDS) == set(TAX_FIELDS)


def test_titles_of_a_part_differ() -> None:
    for row in TAX_FIELDS.values():
        for titles in zip(*((word.title, word.title_zh) for word in row.values()), strict=True):
            assert len(set(titles)) == len(titles)


def test_a_policy_calls_it_by_its_own_words() -> None:
    word = field_word(Policy, "tax")
    assert word is not None
    assert ("Tax", "代扣税") == (word.title, word.title_zh)
