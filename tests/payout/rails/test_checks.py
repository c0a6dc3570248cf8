"""Checks that rails share: every figure one below, at it and one above, from a data file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from fenxiao.payout.rails import alipay_transfer, paypal_payouts, wechat_batches, wechat_bills
from fenxiao.payout.rails.bank_profiles import PROFILES
from fenxiao.payout.rails.checks import (
    Text,
    check_amount_range,
    check_batch,
    check_currency,
    check_fields,
    check_name,
    check_payout,
    check_single,
    check_texts,
    check_url,
    check_word,
    shown_words,
)
from fenxiao.payout.rails.form import Field, Limit
from fenxiao.payout.rails.iso_schemes import LIMITS as ISO
from fenxiao.payout.sharing import alipay as alipay_sharing
from fenxiao.payout.sharing import wechat as wechat_sharing
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


BANKS = {f"bank_file {name}": profile.limits for name, profile in PROFILES.items()}
TRANSFERS = {f"credit_transfer {name}": limits for name, limits in ISO.items()}
LIMITS: dict[str, Sequence[Limit]] = {
    "wechat_bill": wechat_bills.LIMITS,
    "wechat_batch": wechat_batches.LIMITS,
    "alipay_transfer": alipay_transfer.LIMITS,
    "paypal_payout": paypal_payouts.LIMITS,
    "wechat_sharing": wechat_sharing.LIMITS,
    "alipay_sharing_sync": alipay_sharing.LIMITS["sync"],
    "alipay_sharing_async": alipay_sharing.LIMITS["async"],
    **BANKS,
    **TRANSFERS,
}
# What a figure bounds where its name does not say so: a row's name, and the value at the figure.
NAMED: dict[tuple[str, str], tuple[str, str, int]] = {
    ("wechat_bill", "single_low_minor"): ("wechat_bill", "amount", 10),
    ("wechat_bill", "single_high_minor"): ("wechat_bill", "amount", 20_000),
    ("wechat_bill", "name_allowed_minor"): ("wechat_bill", "amount_named", 30),
    ("wechat_bill", "name_needed_minor"): ("wechat_bill", "free_amount", 200_000),
    ("wechat_batch", "single_low_minor"): ("wechat_batch", "amount", 10),
    ("wechat_batch", "single_high_minor"): ("wechat_batch", "amount_named", 2_000_000),
    ("wechat_batch", "name_allowed_minor"): ("wechat_batch", "amount_named", 30),
    ("wechat_batch", "name_needed_minor"): ("wechat_batch", "amount", 200_000),
    ("wechat_batch", "batch_name_characters"): ("wechat_batch", "name", 32),
    ("alipay_transfer", "single_low_minor"): ("alipay_transfer", "amount", 10),
    ("alipay_transfer", "single_high_minor"): ("alipay_transfer", "amount_remarked", 5_000_000),
    ("alipay_transfer", "remark_needed_minor"): ("alipay_transfer", "amount", 5_000_000),
    ("paypal_payout", "single_high_usd_minor"): ("paypal_payout", "USD", 2_000_000),
    ("wechat_sharing", "receivers"): ("sharing", "wechat_receivers", 50),
    ("wechat_sharing", "requests"): ("sharing", "wechat_requests", 49),  # one more is the 50th
    ("wechat_sharing", "ratio_ppm"): ("sharing", "wechat_sum", 300),
    ("wechat_sharing", "description_characters"): ("sharing", "wechat_description", 80),
    ("wechat_sharing", "returns"): ("return", "times", 49),  # one more is the 50th
    ("wechat_sharing", "return_days"): ("return", "days", 180),
    **{
        (f"alipay_sharing_{mode}", name): ("sharing", f"{mode}_{what}", value)
        for mode, receivers, requests in (("sync", 5, 49), ("async", 50, 299))
        for name, what, value in (
            ("receivers", "receivers", receivers),
            ("requests", "requests", requests),
            ("ratio_ppm", "sum", 300),
            ("key_characters", "key", 32),
            ("description_characters", "desc", 1_000),
        )
    },
    # No bank publishes how many it takes; a contract says so.
    ("credit_transfer sepa", "items"): ("credit_transfer", "sepa items", 3),
    ("credit_transfer plain", "items"): ("credit_transfer", "plain items", 3),
    ("credit_transfer sepa", "single_low_minor"): ("credit_transfer", "sepa amount", 1),
    ("credit_transfer sepa", "single_high_minor"): (
        "credit_transfer",
        "sepa amount",
        99_999_999_999,
    ),
}
ELSEWHERE = {
    # Lengths of what the host fills in, and of keys that we make: the schema holds them.
    ("wechat_bill", "openid_characters"),
    ("wechat_bill", "display_name_characters"),
    ("wechat_sharing", "account_characters"),
    ("alipay_transfer", "key_characters"),
    ("paypal_payout", "batch_key_characters"),
    ("paypal_payout", "key_characters"),
    ("paypal_payout", "receiver_characters"),
    # SEPA takes IBANs only, whose form is stricter.
    ("credit_transfer sepa", "account_characters"),
    # Times that only the host can keep.
    ("wechat_bill", "confirm_hours"),
    ("wechat_bill", "query_days"),
    ("wechat_sharing", "frozen_days"),
    ("alipay_sharing_sync", "frozen_days"),
    ("alipay_sharing_async", "frozen_days"),
    ("paypal_payout", "same_batch_days"),
    ("paypal_payout", "unclaimed_days"),
}


@pytest.mark.parametrize(
    ("rail", "limit"),
    [(rail, one) for rail, rows in LIMITS.items() for one in rows],
    ids=lambda one: one if isinstance(one, str) else one.name,
)
def test_every_figure_has_a_row_below_it_at_it_and_above_it(rail: str, limit: Limit) -> None:
    if (rail, limit.name) in ELSEWHERE:
        return
    name, _, part = rail.partition(" ")
    what = f"{part} {limit.name}" if part else limit.name.removesuffix("_characters")
    where, what, figure = NAMED.get((rail, limit.name), (name, what, limit.figure))
    found = {row["value"] for row in CASES if (row["rail"], row["what"]) == (where, what)}
    assert {figure - 1, figure, figure + 1} <= found, (where, what)
    around = [
        row["codes"]
        for row in CASES
        if (row["rail"], row["what"]) == (where, what) and abs(row["value"] - figure) <= 1
    ]
    assert len({tuple(codes) for codes in around}) >= 2  # the figure makes a difference


def test_what_is_held_elsewhere_is_a_figure_of_a_rail() -> None:
    known = {(rail, one.name) for rail, rows in LIMITS.items() for one in rows}
    assert known >= ELSEWHERE | set(NAMED)
    assert not ELSEWHERE & set(NAMED)


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


FIELDS = (Field("/a", "text", limit="a_characters"), Field("/b/*/c", "text", limit="c_characters"))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"/a": "x", "/b/*/c": "xy"}, []),
        ({"/a": "xy", "/b/*/c": "xyz"}, [("rail.too_long", "a"), ("rail.too_long", "c")]),
        ({"/a": ""}, [("rail.missing", "a")]),
        ({"/a": None}, []),
        ({}, []),
    ],
)
def test_fields_are_held_to_the_table_of_their_body(
    texts: dict[str, str | None], expected: list[tuple[str, str]]
) -> None:
    found = check_fields("K1", FIELDS, texts, {"a_characters": 1, "c_characters": 2})
    assert expected == [(one.code, dict(one.facts)["field"]) for one in found]


def test_an_instruction_by_itself_has_a_key_a_currency_and_an_amount() -> None:
    limits = {"single_low_minor": 10, "single_high_minor": 20}
    odd = ONE._replace(key="K-1", currency="USD", amount_minor=21)
    payout = ["rail.wrong_currency", "rail.amount_high"]
    assert payout == codes(list(check_payout(odd, ("CNY",), limits)))
    assert ["rail.bad_form", *payout] == codes(list(check_single(odd, ("CNY",), limits)))
    assert [] == list(check_single(ONE._replace(amount_minor=10), ("CNY",), limits))


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
