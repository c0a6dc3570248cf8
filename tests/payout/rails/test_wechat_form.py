"""WeChat Pay's scenes: each is reported under its own names, once each."""

from __future__ import annotations

import pytest

from fenxiao.payout.rails.wechat_form import (
    SCENES,
    Report,
    check_reports,
    name_limits,
    written_reports,
)
from tests.payout.rails.samples import BILLS, DAY, codes


def found(scene_id: str, *types: str) -> list[str]:
    reports = [Report(one, "x") for one in types]
    return codes(list(check_reports("K1", scene_id, reports, BILLS)))


@pytest.mark.parametrize("scene_id", SCENES)
def test_a_scene_is_reported_under_all_its_names(scene_id: str) -> None:
    names = SCENES[scene_id].reports
    assert [] == found(scene_id, *names) == found(scene_id, *reversed(names))
    assert ["rail.bad_report"] == found(scene_id, *names, "x")
    assert ["rail.bad_report"] == found(scene_id, *names, names[0])
    assert ["rail.bad_report"] == found(scene_id, "别的")
    assert ["rail.missing"] == found(scene_id)
    assert SCENES[scene_id].source.startswith("https://")


def test_of_a_scene_that_is_not_known_only_the_lengths_are_checked() -> None:
    assert [] == found("1009", "采购商品名称")
    assert ["rail.too_long"] == found("1009", "x" * 16)


def test_reports_are_written_in_their_order() -> None:
    assert written_reports([Report("a", "b"), Report("c", "d")]) == [
        {"info_type": "a", "info_content": "b"},
        {"info_type": "c", "info_content": "d"},
    ]


def test_names_are_allowed_from_30_and_needed_from_2000_yuan() -> None:
    allowed, needed = name_limits(DAY, "one", "two")
    assert (30, 200_000, "one", "two") == (
        allowed.figure,
        needed.figure,
        allowed.source,
        needed.source,
    )
