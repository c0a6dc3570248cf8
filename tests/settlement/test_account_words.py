"""Words of account maps: every field has them, in both languages."""

from __future__ import annotations

from dataclasses import fields

import pytest

from fenxiao.ledger.account_map import AUXILIARIES, AccountCode, AccountMap, Auxiliary
from fenxiao.settlement.account_words import ACCOUNT_FIELDS, ACCOUNT_KINDS, account_word

KINDS = (AccountMap, AccountCode, Auxiliary)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_words_and_no_other_has(kind: type) -> None:
    named = [one.name for one in fields(kind) if one.name[0] != "_"]
    assert set(named) == set(ACCOUNT_FIELDS[kind.__name__])
    for word in (account_word(kind, ""), *(account_word(kind, name) for name in named)):
        assert word is not None
        assert word.title.isascii()
        assert not word.title_zh.isascii()
        assert word.text.endswith(".")
        assert word.text_zh.endswith("。")


def test_nothing_else_has_words() -> None:
    assert {kind.__name__ for kind in KINDS} == set(ACCOUNT_FIELDS) == set(ACCOUNT_KINDS)
    assert account_word(AccountMap, "colour") is None
    assert account_word(str, "") is None
    assert account_word(str, "code") is None


def test_every_kind_of_auxiliary_is_told() -> None:
    word = account_word(Auxiliary, "kind")
    assert word is not None
    assert all(f"`{kind}`" in word.text for kind in AUXILIARIES)
