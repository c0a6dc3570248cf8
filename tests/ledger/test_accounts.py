"""The chart: whose each account is, and which part of a wallet it holds."""

from __future__ import annotations

import pytest

from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.records import Wallet


def test_every_account_is_used_and_known() -> None:
    used = {account for row in TEMPLATES.values() for move in row.moves for account in move}
    assert set(ACCOUNTS) == used


def test_members_have_an_account_for_each_part_of_a_wallet() -> None:
    theirs = [row for row in ACCOUNTS.values() if row.component]
    assert list(Wallet._fields[3:]) == [row.component for row in theirs]
    assert {"member"} == {row.party for row in theirs}
    assert ["member_debt"] == [row.name for row in theirs if row.nature != "liability"]


def test_what_is_kept_by_member_is_part_of_a_wallet() -> None:
    assert all(row.component for row in ACCOUNTS.values() if row.party == "member")


@pytest.mark.parametrize("row", ACCOUNTS.values(), ids=lambda row: row.name)
def test_every_account_has_its_titles(row: object) -> None:
    title, title_zh = getattr(row, "title"), getattr(row, "title_zh")  # noqa: B009  # rows of two kinds
    assert title.isascii()
    assert not title_zh.isascii()
