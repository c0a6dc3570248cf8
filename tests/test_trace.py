"""Traces: each reason in words, in both languages, and each reason that rules give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.records import LineTerms, Slot
from fenxiao.rules.plan import Plan
from fenxiao.trace import REASONS, Language, Standing, explain_slot
from tests.rules.shop import line, paid, settled
from tests.rules.strategies import few_amounts, plans

EARNED = Slot("sale", 1, "u2", 55_000, 869, 200, "paid")
WHOLE = Slot("sale", 1, "u2", 100_000, 1_000, 1, "paid")
CUT = Slot("sale", 1, "u2", 20_000, 79, 50, "trimmed")
SMALL = Slot("sale", 1, "u2", 10_000, 79, 100, "below_unit")
FREE = Slot("sale", 1, "u2", 10_000, 0, 1, "nothing_paid")
ABSENT = Slot("sale", 2, None, 50_000, 0, 1, "no_upline")
OTHER = Slot("gift", 0, None, 0, 0, 1, "condition")
ZERO = Slot("sale", 3, None, 0, 0, 1, "rate_zero")
OUT = Slot("sale", 2, None, 0, 0, 1, "trimmed_out")
languages: st.SearchStrategy[Language] = st.sampled_from(["en", "zh"])


def said(
    slot: Slot, language: Language = "en", *, currency: str = "CNY", left: int = 79, kept: int = 0
) -> str:
    return explain_slot(
        slot, LineTerms("1", 1, 79, (slot,)), Standing(currency, left, kept), language
    )


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
            (
                "sale, depth 1: u2 earns 2% of 0.79, to which the plan's ceiling cuts it,"
                " = 0.0158, floored to 0.01."
            ),
            "受方案上限所限",
        ),
        (
            OUT,
            ("sale, depth 2: nobody is paid, since the slots before it use up the plan's ceiling."),
            "第 2 层：不付",
        ),
        (
            SMALL,
            "sale, depth 1: u2 earns nothing: 1% of 0.79 = 0.0079 is less than one unit.",
            "0.79 的 1%＝0.0079",
        ),
        (FREE, "sale, depth 1: u2 earns nothing: nothing was paid for the line.", "该行实付为零"),
        (
            ABSENT,
            ("sale, depth 2: nobody stands there above the buyer; the platform keeps 5% of 0.79."),
            "买家上方该层无人",
        ),
        (
            OTHER,
            "gift: the rule does not look at lines of this kind and category.",
            "该行的类型或类目不在规则范围内",
        ),
        (ZERO, "sale, depth 3: the rule pays 0% there.", "规则在该层的比例为 0%"),
    ],
    ids=list(REASONS),
)
def test_each_reason_reads_as_a_sentence(slot: Slot, english: str, chinese: str) -> None:
    assert english == said(slot)
    spoken = said(slot, "zh")
    assert chinese in spoken
    assert spoken.startswith(slot.rule_id)
    assert spoken.endswith("。")


def test_what_a_refund_left_is_said() -> None:
    assert said(EARNED, left=32, kept=1) == (
        "sale, depth 1: u2 earns 5.5% of 0.79 = 0.04345, floored to 0.04;"
        " after refunds 0.32 of the line is left, so 0.01 stays and 0.03 went back."
    )
    chinese = said(EARNED, "zh", left=32, kept=1)
    assert all(part in chinese for part in ("该行余 0.32", "保留 0.01", "冲回 0.03。"))


@pytest.mark.parametrize("slot", [OUT, SMALL, FREE, ABSENT, OTHER, ZERO])
def test_who_got_nothing_gave_nothing_back(slot: Slot) -> None:
    assert said(slot, left=79) == said(slot, left=0)


@given(made=plans(), paid_minor=few_amounts, depth=st.integers(0, 3), language=languages)
def test_no_sentence_speaks_of_nobody_as_somebody(
    made: Plan, paid_minor: int, depth: int, language: Language
) -> None:
    (one,) = settled(paid(line(paid_minor)), made, ["u2", "u3", "u4"][:depth]).lines
    whole = Standing("CNY", paid_minor, 0)
    assert not [slot for slot in one.slots if "None" in explain_slot(slot, one, whole, language)]


@pytest.mark.parametrize(
    ("currency", "exact"), [("JPY", "4.345"), ("CNY", "0.04345"), ("KWD", "0.004345")]
)
def test_exact_amounts_are_in_major_units(currency: str, exact: str) -> None:
    assert f"= {exact}, floored" in said(EARNED, currency=currency)


def test_a_whole_amount_is_not_floored() -> None:
    assert said(WHOLE) == "sale, depth 1: u2 earns 10% of 0.79 = 10.00."


def test_an_exact_amount_without_end_is_a_fraction() -> None:
    third = Slot("sale", 1, "u2", 10_000, 4, 3, "paid")
    assert "= 4/3 minor units, floored to 0.01" in said(third)


@pytest.mark.parametrize("code", REASONS)
def test_both_languages_name_the_same_figures(code: str) -> None:
    row = REASONS[code]
    names = {"payee", "depth", "rate", "paid", "exact", "floored"}
    used = [{name for name in names if f"{{{name}}}" in text} for text in (row.en, row.zh)]
    assert used[0] == used[1]
    assert row.code == code


@given(made=plans(), paid_minor=st.integers(0, 3) | few_amounts, depth=st.integers(0, 4))
def test_every_reason_that_rules_give_has_its_words(
    made: Plan, paid_minor: int, depth: int
) -> None:
    terms = settled(paid(line(paid_minor)), made, ["u2", "u3", "u4", "u5"][:depth])
    assert {slot.reason for one in terms.lines for slot in one.slots} <= set(REASONS)
