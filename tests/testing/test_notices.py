"""The campaigns of docs/rules/notices.md: the page shows those of the cases, which ask enough."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fenxiao.testing.case_runner import find_cases
from fenxiao.testing.cases import load_case
from tests.tidy.house import ROOT
from tests.tidy.page_checks import blocks, relative_links

FOLDER = ROOT / "tests" / "cases" / "notices"
CASES = tuple(find_cases([FOLDER]))
PAGES = [ROOT / "docs" / "rules" / name for name in ("notices.md", "notices.zh.md")]
PARTS = ("【活动公告】", "一、活动时间", "二、活动对象", "三、活动规则", "四、说明", "五、注意事项")
Plain = Any  # JSON values

every_notice = pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def campaigns(text: str) -> str:
    """Return what a case file says of campaigns: all between its plan and its defaults."""
    return text[text.index("[[policy.campaigns]]") : text.index("\n[defaults]")]


def test_there_is_one_for_each_month() -> None:
    months = [path.name[:2] for path in CASES]
    assert [f"{month:02}" for month in range(1, 13)] == months


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_shows_the_campaigns_of_the_cases(page: Path) -> None:
    shown = [text for language, text in blocks(read(page)) if language == "toml"]
    assert [campaigns(read(path)) for path in CASES] == shown


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_leads_to_every_case_from_its_table_and_its_section(page: Path) -> None:
    found = [Path(link).name for link in relative_links(read(page)) if link.endswith(".toml")]
    names = [path.name for path in CASES]
    assert [*names, *names] == found


@every_notice
def test_a_notice_has_its_parts_in_their_order(path: Path) -> None:
    head = "".join(line for line in read(path).splitlines() if line.startswith("#"))
    places = [head.find(part) for part in PARTS]
    assert sorted(places) == places
    assert -1 not in places


def instant(event: Plain, name: str) -> datetime:
    return datetime.fromisoformat(str(event[name]))


@every_notice
def test_a_case_orders_before_in_and_after_and_refunds_after_the_end(path: Path) -> None:
    case = load_case(path.name, path.read_bytes())
    spans: Plain = case.policy["campaigns"]
    starts = min(instant(one, "starts_at") for one in spans)
    ends = max(instant(one, "ends_at") for one in spans)
    ordered = [
        instant(one, "placed_at" if "placed_at" in one else "at")
        for one in case.events
        if one["type"] == "order_paid"
    ]
    refunded = [instant(one, "at") for one in case.events if one["type"] == "refunded"]
    assert min(ordered) < starts
    assert any(starts <= at < ends for at in ordered)
    assert ends in ordered, "the first instant after a campaign is the one to ask about"
    assert refunded
    assert all(at >= ends for at in refunded)
    assert {"wallets", "commissions", "kept", "reversals"} <= set(case.expect)
