"""Checks that rails share: every figure one below, at it and one above, from a data file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fenxiao.payout.rails.checks import (
    Text,
    check_amount_range,
    check_batch,
    check_currency,
    check_name,
    check_texts,
    check_url,
    check_word,
    shown_words,
)
from tests.payout.rails.limit_rows import ROWS
from tests.payout.rails.samples import ONE, codes

FILE = Path(__file__).parents[2] / "data" / "rails" / "limits.json"
CASES: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "row", CASES, ids=lambda row: f"{row['rail']} {row['what']} {row['value']}"
)
def test_a_figure_is_kept_to_the_unit(row: dict[str, Any]) -> None:
    assert row["codes"] == codes(ROWS[row["rail"]](row["what"], row["value"]))


def test_the_file_has_rows_of_every_rail() -> None:
    assert set(ROWS) == {row["rail"] for row in CASES}


def test_all_broken_rules_are_told_together() -> None:
    over = ONE._replace(amount_minor=9, currency="USD")
    found = [
        *check_currency(over, ("CNY",)),
        *check_amount_range(over, 10, 8),
        *check_name(over, "t", {"name_needed_minor": 100, "name_allowed_minor": 30}),
        *check_texts("K1", [Text("a", "", 1), Text("b", "xy", 1), Text("c", "x", 1)]),
    ]
    assert codes(found) == [
        "rail.wrong_currency",
        "rail.amount_low",
        "rail.amount_high",
        "rail.name_forbidden",
        "rail.missing",
        "rail.too_long",
    ]


def test_lengths_are_counted_in_characters_not_bytes() -> None:
    assert not list(check_texts("K1", [Text("a", "佣金", 2)]))


@pytest.mark.parametrize(
    "url",
    ["http://a.example/", "https://a.example/?x=1", "https://a.example/#x", "https://", "a b", ""],
)
def test_a_bad_address_is_found(url: str) -> None:
    assert codes(list(check_url("K1", "notify_url", url, 256)))[0] == "rail.bad_form"


def test_a_good_address_or_none_is_fine() -> None:
    assert not list(check_url("K1", "notify_url", "https://a.example/x", 256))
    assert not list(check_url("K1", "notify_url", None, 256))


@pytest.mark.parametrize("key", ["", "K-1", "K" * 33, "键", "K1\n"])
def test_a_key_that_rails_do_not_take_is_found(key: str) -> None:
    assert codes(list(check_batch([key], 1))) == ["rail.bad_form"]


def test_a_repeated_key_is_found_as_often_as_it_is_repeated() -> None:
    assert codes(list(check_batch(["K1", "K2", "K1", "K1"], 4))) == ["rail.repeated"] * 2


def test_words_are_compared_letter_by_letter() -> None:
    assert not list(check_word("K1", "x", "A", ("A", "B")))
    assert codes(list(check_word("K1", "x", "a", ("A", "B")))) == ["rail.unknown_word"]
    assert (shown_words(["A", "B"]), shown_words([])) == ("A, B", "nothing")
