"""Traces: each reason in words, in both languages, and each reason that rules give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.records import LineTerms, Slot
from fenxiao.money import PPM
from fenxiao.rules.resolve import resolve
from fenxiao.trace import REASONS, Language, explain_slot
from tests.rules.shop import line, paid
from tests.rules.strategies import plans

EARNED = Slot("sale", 1, "u2", 55_000, 869, 200, "paid")
CUT = Slot("sale", 1, "u2", 20_000, 79, 50, "trimmed")
SMALL = Slot("sale", 1, "u2", 10_000, 79, 100, "below_unit")
FREE = Slot("sale", 1, "u2", 10_000, 0, 1, "nothing_paid")
ABSENT = Slot("sale", 2, None, 50_000, 0, 1, "no_upline")
OTHER = Slot("gift", 0, None, 0, 0, 1, "condition")
ZERO = Slot("sale", 3, None, 0, 0, 1, "rate_zero")


def said(slot: Slot, *, left: int = 79, kept: int = 0, language: Language = "en") -> str:
    terms = LineTerms("1", 1, 79, (slot,))
    return explain_slot(slot, terms, "CNY", left_minor=left, kept_minor=kept, language=language)


@pytest.mark.parametrize(
    ("slot", "english", "chinese"),
    [
        (
            EARNED,
            "sale, depth 1: u2 earns 5.5% of 0.79 = 0.04345, floored to 0.04.",
            "u2 得 0.79 的 5.5%＝0.04345",
        ),
        (
            CUT,
            "sale, depth 1: u2 earns 0.01: the plan's ceiling cuts the rate to 2% of 0.79.",
            "比例降为 0.79 的 2%",
        ),
        (
            SMALL,
            "sale, depth 1: u2 earns nothing: 1% of 0.79 = 0.0079 is less than one unit.",
            "0.79 的 1%＝0.0079",
        ),
        (FREE, "sale, depth 1: u2 earns nothing: nothing was paid for the line.", "该行实付为零"),
        (
            ABSENT,
            "sale, depth 2: nobody stands at depth 2 above the buyer;"
            " the platform keeps 5% of 0.79.",
            "买家上方第 2 层无人",
        ),
        (
            OTHER,
            "gift, depth 0: the rule does not look at lines of this kind and category.",
            "该行的类型或类目不在规则范围内",
        ),
        (ZERO, "sale, depth 3: the rule pays 0% at depth 3.", "规则在第 3 层的比例为 0%"),
    ],
    ids=list(REASONS),
)
def test_each_reason_reads_as_a_sentence(slot: Slot, english: str, chinese: str) -> None:
    assert english == said(slot)
    spoken = said(slot, language="zh")
    assert chinese in spoken
    assert spoken.startswith(slot.rule_id)
    assert spoken.endswith("。")


def test_what_a_refund_left_is_said() -> None:
    assert said(EARNED, left=32, kept=1) == (
        "sale, depth 1: u2 earns 5.5% of 0.79 = 0.04345, floored to 0.04;"
        " after refunds 0.32 of the line is left, so 0.01 stays and 0.03 went back."
    )
    assert "退款后该行余 0.32,保留 0.01,冲回 0.03。" in said(
        EARNED, left=32, kept=1, language="zh"
    ).replace("\uff0c", ",")


@pytest.mark.parametrize("slot", [SMALL, FREE, ABSENT, OTHER, ZERO])
def test_who_got_nothing_gave_nothing_back(slot: Slot) -> None:
    assert said(slot, left=79) == said(slot, left=0)


@pytest.mark.xfail(strict=True, reason="A slot trimmed to 0 has no payee, and is said to earn.")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_slot_trimmed_to_nothing_names_nobody(language: Language) -> None:
    assert "None" not in said(Slot("sale", 2, None, 0, 0, 1, "trimmed"), language=language)


@pytest.mark.parametrize(
    ("currency", "exact"), [("JPY", "4.345"), ("CNY", "0.04345"), ("KWD", "0.004345")]
)
def test_exact_amounts_are_in_major_units(currency: str, exact: str) -> None:
    terms = LineTerms("1", 1, 79, (EARNED,))
    sentence = explain_slot(EARNED, terms, currency, left_minor=79, kept_minor=4)
    assert f"= {exact}, floored" in sentence


def test_an_exact_whole_amount_has_no_decimals() -> None:
    whole = Slot("sale", 1, "u2", 100_000, 1_000, 1, "paid")
    assert "= 10, floored to 10.00" in said(whole)


def test_an_exact_amount_without_end_is_a_fraction() -> None:
    third = Slot("sale", 1, "u2", 10_000, 4, 3, "paid")
    assert "= 4/3 minor units, floored to 0.01" in said(third)


@pytest.mark.parametrize("code", REASONS)
def test_both_languages_name_the_same_figures(code: str) -> None:
    row = REASONS[code]
    names = {"payee", "depth", "rate", "paid", "exact", "posted"}
    used = [{name for name in names if f"{{{name}}}" in text} for text in (row.en, row.zh)]
    assert used[0] == used[1]
    assert row.code == code


@given(plan=plans(), paid_minor=st.integers(0, 3) | st.integers(0, PPM), depth=st.integers(0, 4))
def test_every_reason_that_rules_give_has_its_words(plan, paid_minor, depth) -> None:  # type: ignore[no-untyped-def]
    upline = [f"u{place}" for place in range(2, 2 + depth)]
    terms = resolve(paid(line(paid_minor)), plan, upline)
    assert {slot.reason for one in terms.lines for slot in one.slots} <= set(REASONS)
