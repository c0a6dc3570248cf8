"""Words of kept books: every field has some, in both languages, and no two are called alike."""

from __future__ import annotations

from dataclasses import fields

import pytest

from fenxiao.ledger.periods import BooksPolicy, Period
from fenxiao.rules.book_words import BOOK_FIELDS, BOOK_KINDS


@pytest.mark.parametrize("kind", [BooksPolicy, Period])
def test_every_field_has_words(kind: type) -> None:
    names = [one.name for one in fields(kind) if one.init]
    assert names == list(BOOK_FIELDS[kind.__name__])


def test_every_part_has_words_for_itself_and_its_fields() -> None:
    assert set(BOOK_KINDS) == set(BOOK_FIELDS)


def test_titles_of_a_part_differ() -> None:
    for row in BOOK_FIELDS.values():
        for titles in zip(*((word.title, word.title_zh) for word in row.values()), strict=True):
            assert len(set(titles)) == len(titles)
