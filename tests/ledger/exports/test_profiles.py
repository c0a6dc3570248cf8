"""Profiles: tables that are whole, in the order and encoding that was seen."""

from __future__ import annotations

import codecs
from typing import get_args

import pytest

from fenxiao.ledger.account_map import AUXILIARIES
from fenxiao.ledger.exports.profiles import KINGDEE, PROFILES, YONYOU, Content, Profile

every_profile = pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda one: one.name)


def test_each_is_found_by_its_name() -> None:
    assert {"kingdee": KINGDEE, "yonyou": YONYOU} == PROFILES


@every_profile
class TestProfile:
    def test_its_columns_are_known_and_told_apart(self, profile: Profile) -> None:
        headings = [column.heading for column in profile.columns]
        assert len(set(headings)) == len(headings)
        assert {column.content for column in profile.columns} <= set(get_args(Content))
        assert all(column.content == "fixed" for column in profile.columns if column.fixed)

    def test_it_says_all_that_a_voucher_needs(self, profile: Profile) -> None:
        needed = {"date", "word", "number", "summary", "code", "debit", "credit"}
        assert needed <= {column.content for column in profile.columns}

    def test_it_has_a_place_for_every_auxiliary(self, profile: Profile) -> None:
        contents = {column.content for column in profile.columns}
        if "auxiliaries" in contents:
            assert set(AUXILIARIES) == set(profile.kind_words)
        else:
            assert set(AUXILIARIES) <= contents

    def test_its_encoding_writes_every_heading(self, profile: Profile) -> None:
        codecs.lookup(profile.encoding)
        for text in (profile.opening, *(column.heading for column in profile.columns)):
            assert text == text.encode(profile.encoding).decode(profile.encoding)


def test_columns_stand_where_they_were_seen() -> None:
    """By number, from 1: what the importers go by, since one of the files has no headings."""
    yonyou = {column.content: n for n, column in enumerate(YONYOU.columns, 1)}
    assert yonyou["summary"] == 5
    assert (yonyou["code"], yonyou["debit"], yonyou["credit"]) == (6, 7, 8)
    assert (yonyou["department"], yonyou["person"], yonyou["customer"]) == (16, 17, 18)
    assert (yonyou["supplier"], yonyou["project"]) == (19, 21)
    assert len(YONYOU.columns) == 21
    kingdee = {column.heading: n for n, column in enumerate(KINGDEE.columns, 1)}
    assert [kingdee[one] for one in ("科目代码", "借方", "贷方", "核算项目")] == [6, 11, 12, 34]
    assert len(KINGDEE.columns) == 37
