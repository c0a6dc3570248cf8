"""Why a claim was credited or not: a sentence for every reason, in both languages."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from fenxiao.graph.attribution import _ORDER  # the table of all reasons
from fenxiao.graph.credit_trace import CREDIT_REASONS, KIND_NAMES, explain_credits
from fenxiao.model.credit_records import Credit, CreditKind, LostLine

CREDIT = Credit("link", "u7", "credited", "", "visit", "e1", 0, None, "s1", 1, ("1", "3"), ())
AT, AT_ZH = "1970-01-01 00:00 (UTC)", "1970-01-01 08:00 (UTC+08:00)"


def test_every_reason_has_its_sentence_and_every_kind_its_name() -> None:
    assert set(_ORDER) == set(CREDIT_REASONS)
    assert set(get_args(CreditKind)) == set(KIND_NAMES)


@pytest.mark.parametrize("code", CREDIT_REASONS)
def test_each_sentence_is_whole(code: str) -> None:
    credit = CREDIT._replace(reason=code, by="room" if code == "excluded" else "u9")
    english, chinese = (explain_credits([credit], one)[0] for one in ("en", "zh"))
    assert re.fullmatch(rf'link of "u7", {re.escape(AT)}: is [^{{}}]+\.', english)
    assert re.fullmatch(rf"“u7”的链接，{re.escape(AT_ZH)}：[^{{}}]+。", chinese)
    if code == "excluded":
        assert "直播间" in chinese


def test_lines_shares_and_what_was_lost_are_named() -> None:
    lost = (LostLine("2", "excluded", "room"),)
    one = CREDIT._replace(lost=lost)
    other = CREDIT._replace(holder_id="u9", claim_id="e2", line_ids=("3",), weight=2)
    assert (
        f'link of "u7", {AT}: is credited with lines "1", "3", 1/3 of it;'
        ' on line "2" it is not credited, since the rule of "room" goes before it and shuts it out.'
    ) == explain_credits([one, other])[0]
    assert (f"“u9”的链接，{AT_ZH}：计入第 3 行，占 2/3。") == explain_credits([one, other], "zh")[1]


def test_ids_with_braces_are_only_ids() -> None:
    told = explain_credits([CREDIT._replace(reason="earlier_click", by="{x}", line_ids=("{}",))])
    assert '"{x}"' in told[0]
