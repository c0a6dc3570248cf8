"""WeChat Pay's scenes: each is reported under its own names, once each."""

from __future__ import annotations

import pytest

from fenxiao.model.events import PayoutOutcome
from fenxiao.payout.rails.form import State
from fenxiao.payout.rails.wechat_form import (
    SCENES,
    Names,
    Report,
    check_reports,
    name_limits,
    read_answer,
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


NAMES = Names("state", "out_no", "id", "amount")
CERTAIN: tuple[PayoutOutcome, ...] = ("returned",)
PAID = {"state": "S", "out_no": "K1", "id": "9", "amount": 5, "fail_reason": "", "message": "m"}
WORDS = (State("S", "paid", "paid", "已付"), State("R", "returned", "returned", "退回"))


def test_an_answer_is_read_by_its_names() -> None:
    assert ("paid", "K1", "9", 5, "CNY", "S", "m") == read_answer(PAID, NAMES, WORDS)
    error = read_answer({"code": "NOT_FOUND", "message": "none"}, NAMES, WORDS)
    assert ("unknown", None, "NOT_FOUND", "none") == (error.outcome, error.key, *error[5:])


def test_what_names_no_amount_names_no_currency_and_pays_nobody() -> None:
    found = read_answer(PAID, NAMES._replace(amount=""), WORDS)
    assert ("unknown", None, None) == (found.outcome, found.amount_minor, found.currency)


def test_a_return_needs_its_facts_where_they_are_asked_for() -> None:
    back = {**PAID, "state": "R", "amount": None}
    assert read_answer(back, NAMES, WORDS).outcome == "returned"
    assert read_answer(back, NAMES, WORDS, CERTAIN).outcome == "unknown"
