"""Sentences: each plain reason word for word, and what slots with figures say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.records import LineProgress, LineTerms, Slot
from fenxiao.rules.explain import explain
from fenxiao.rules.plan import Plan
from fenxiao.trace import Language, Standing, explain_slot, slot_facts
from tests.rules.shop import line, paid, settled
from tests.rules.strategies import few_amounts, plans
from tests.trace.scenes import MIXED, SCENES, standing

EARNED = Slot("sale", 1, "u2", 55_000, 869, 200, "paid")
WHOLE = Slot("sale", 1, "u2", 100_000, 1_000, 1, "paid")
CUT = Slot("sale", 1, "u2", 20_000, 79, 50, "trimmed")
SMALL = Slot("sale", 1, "u2", 10_000, 79, 100, "below_unit")
FREE = Slot("sale", 1, "u2", 10_000, 0, 1, "nothing_paid")
ABSENT = Slot("sale", 2, None, 50_000, 0, 1, "no_upline")
OTHER = Slot("gift", 0, None, 0, 0, 1, "condition")
ZERO = Slot("sale", 3, None, 0, 0, 1, "rate_zero")
OUT = Slot("sale", 2, None, 0, 0, 1, "trimmed_out")
LANGUAGES: tuple[Language, ...] = ("en", "zh")
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
    ids=(
        "paid",
        "trimmed",
        "trimmed_out",
        "below_unit",
        "nothing_paid",
        "no_upline",
        "condition",
        "rate_zero",
    ),
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


@pytest.mark.parametrize(
    ("scene", "number", "english", "chinese"),
    [
        pytest.param(
            "coupon",
            0,
            "sale, depth 1: u1 earns 10% of paid and coupons 120.00 (paid 100.00) = 12.00.",
            "u1 得券前价 120.00（实付 100.00）的 10%＝12.00。",
            id="a base is named",
        ),
        pytest.param(
            "weights",
            0,
            "link, by link, depth 1: a earns 10% of 100.00 × 2/3 by weight = 2000/3 minor units,"
            " floored to 6.66.",
            "a 得 100.00 的 10%×权重 2/3＝2000/3 个最小单位，向下取整为 6.66。",
            id="a part of all weights is",
        ),
        pytest.param(
            "factor",
            0,
            'sale, depth 1: u1 earns 10% of 100.00 × 200% by campaign "618" = 20.00.',
            "100.00 的 10%×活动“618” 200%＝20.00。",
            id="a campaign's factor is",
        ),
        pytest.param(
            "fixed",
            0,
            "sale, depth 1: u1 earns 1% of 100.00 + 0.50 a piece × 2 + the line's part of 0.30 an"
            " order = 2.20.",
            "100.00 的 1%＋每件 0.50×2＋每单 0.30 中该行的部分＝2.20。",
            id="fixed parts are",
        ),
        pytest.param(
            "weighted_parts",
            0,
            "link, by link, depth 1: a earns (1% of 100.00 + 0.50 a piece × 2) × 1/2 by weight ="
            " 1.00.",
            "（100.00 的 1%＋每件 0.50×2）×权重 1/2＝1.00。",
            id="what is multiplied together stands in brackets",
        ),
        pytest.param(
            "steps",
            1,
            "sale, depth 2: u2 earns 5% of 100.00 = 5.00, which the plan's ceiling, then the fee"
            ' "service", then what "back" is paid out of it brings to 1.26.',
            "5.00，经方案上限、服务费“service”、从中支付的“back”后为 1.26。",
            id="every step is, in order",
        ),
        pytest.param(
            "steps",
            2,
            'service: the platform keeps 10% of the commission by "sale" = 1.20.',
            "平台留取“sale”佣金的 10%＝1.20。",
            id="a fee names what it is kept out of",
        ),
        pytest.param(
            "steps",
            3,
            "back, the buyer himself: buyer earns 30% of the commission 10.80 = 3.24; it is paid"
            ' out of "sale".',
            "back，买家本人：buyer 得佣金 10.80 的 30%＝3.24；从“sale”中支付。",
            id="a commission as base says what it was",
        ),
        pytest.param(
            "remainder",
            0,
            "link, by link, depth 1: a earns 1% of 5.50 × 1/2 by weight = 0.0275, which sharing"
            " whole units among the holders brings to 0.03.",
            "经整数单位在归因人之间分配后为 0.03。",
            id="odd units are",
        ),
        pytest.param(
            "half_even",
            0,
            "sale, depth 1: u1 earns 1% of 1.79 = 0.0179, which rounding half to even brings to"
            " 0.02.",
            "经四舍六入五成双后为 0.02。",
            id="a rounding is",
        ),
        pytest.param(
            "order_scope",
            0,
            "sale, depth 1: u1 earns 1% of 0.50 = 0.005, a part of what is rounded once for the"
            " whole order.",
            "与订单其他行合并后一次取整。",
            id="less than a unit of a line is no reason to pay nothing of an order",
        ),
        pytest.param(
            "merged",
            1,
            "sale, depth 2: u2 earns 5% of 100.00 = 5.00; it goes to u1, an account of the same"
            " person.",
            "付至同一人的账户 u1。",
            id="another account is",
        ),
        pytest.param(
            "merchant",
            0,
            "sale, depth 1: u1 earns 1% of 100.00 = 1.00; the merchant bears it.",
            "由商家承担。",
            id="who bears it is",
        ),
        pytest.param(
            "line_price",
            1,
            "dealers, depth 2: u2 (grade region) earns the gap to those below him = 20.00; his"
            " price, 20.00 a piece, stands on the line.",
            "u2（等级 region）得与下方之间的差额＝20.00；其价格每件 20.00，取自订单行。",
            id="a gap of prices is a gap, not a rate",
        ),
        pytest.param(
            "category_row",
            0,
            'sale, depth 1: u1 earns 5% of 100.00 × 150% by campaign "618" = 7.50; row: category'
            " tea.",
            "；表行：类目“tea”。",
            id="the row is named by its word",
        ),
        pytest.param(
            "cells",
            0,
            "sale, depth 1: u1 earns 10% of 100.00 = 10.00; row 1 of the table.",
            "sale，第 1 层：u1 得 100.00 的 10%＝10.00；表第 1 行。",
            id="the row for everything is named by its place",
        ),
        pytest.param(
            "custom",
            0,
            "host, depth 1: u1 earns what the rule gives him = 100/3 minor units, floored to 0.33.",
            "u1 得规则所给＝100/3 个最小单位，向下取整为 0.33。",
            id="of a host's rule nothing is known but what it gave",
        ),
        pytest.param(
            "proportional",
            0,
            "sale, depth 1: u1 earns 10% of 100.00 = 10.00, which the plan's ceiling brings to"
            " 6.6666, floored to 6.66.",
            "100.00 的 10%＝10.00，经方案上限后为 6.6666，向下取整为 6.66。",
            id="a rate that a ceiling lowered is the rule's own",
        ),
        pytest.param(
            "no_commission",
            1,
            "service: the platform keeps 10% of no commission = 0.00.",
            "平台留取零佣金的 10%＝0.00。",
            id="a fee of nothing is nothing",
        ),
        pytest.param(
            "unpaid_share",
            2,
            "out, depth 1: u1 does not meet what the rule asks of an earner;"
            ' whoever earns by "sale" keeps 10% of 100.00 = 10.00.',
            "u1 不符合规则对得佣人的要求，100.00 的 10%＝10.00 归“sale”的得佣人。",
            id="what is not paid stays with who bears it",
        ),
        pytest.param(
            "unfit_zero",
            0,
            "sale, depth 1: u1 does not meet what the rule asks of an earner;"
            " the platform keeps 0.00.",
            "u1 不符合规则对得佣人的要求，0.00 归平台。",
            id="and nothing is nothing",
        ),
        pytest.param(
            "custom_cut",
            0,
            "host, depth 1: u1 earns what the rule gives him = 100/3 minor units, which the plan's"
            " ceiling brings to 0.10.",
            "u1 得规则所给＝100/3 个最小单位，经方案上限后为 0.10。",
            id="no rate is read into a host's rule",
        ),
        pytest.param(
            "merchant_cut",
            2,
            "out, depth 1: u1 earns nothing: 10% of 100.00 = 10.00, which the plan's ceiling brings"
            " to 0.00.",
            "u1 不得：100.00 的 10%＝10.00，经方案上限后为 0.00。",
            id="who gets nothing costs nobody",
        ),
        pytest.param(
            "used_up",
            0,
            'sale, depth 1: u1 earns nothing: 10% of 100.00 = 10.00, which what "out" is paid out'
            " of it brings to 0.00.",
            "u1 不得：100.00 的 10%＝10.00，经从中支付的“out”后为 0.00。",
            id="what others used up is",
        ),
        pytest.param(
            "two_campaigns",
            0,
            "sale, depth 1: u1 earns 10% of 100.00 × 33.3332% by campaign ="
            " 333332666667/1000000000 minor units, floored to 3.33.",
            "×活动 33.3332%＝",
            id="several campaigns are one factor without a name",
        ),
    ],
)
def test_a_slot_with_figures_says_them(scene: str, number: int, english: str, chinese: str) -> None:
    terms = MIXED[scene]()
    assert english == explain(terms, standing(), "1")[number]
    assert chinese in explain(terms, standing(), "1", language="zh")[number]


@pytest.mark.parametrize("scene", [*SCENES, *MIXED])
def test_both_languages_say_the_same_figures(scene: str) -> None:
    terms = {**SCENES, **MIXED}[scene]()
    gone = standing(LineProgress("1", 1, 0))
    for one in terms.lines:
        texts = [explain(terms, gone, one.line_id, language=language) for language in LANGUAGES]
        for english, chinese in zip(*texts, strict=True):
            assert figures(english) == figures(chinese)


def figures(text: str) -> list[str]:
    return sorted(re.findall(r"\d[\d./]*\d|\d", text))


def test_a_condition_that_what_is_left_meets_otherwise_is_said() -> None:
    terms = MIXED["cells"]()
    (half,) = explain(terms, standing(LineProgress("1", 1, 0)), "1")
    assert half.endswith(
        "; after refunds 50.00 of the line is left, so 2.50 stays and 7.50 went back"
        " (what is left meets the conditions on amounts otherwise)."
    )
    (little,) = explain(terms, standing(LineProgress("1", 0, 1_000)), "1")
    assert little.endswith("so 9.00 stays and 1.00 went back.")


def test_what_a_refund_leaves_of_an_order_is_not_said_of_a_line() -> None:
    terms = MIXED["order_scope"]()
    (sentence,) = explain(terms, standing(LineProgress("1", 1, 0)), "1")
    assert sentence.endswith("; after refunds 0.25 of the line is left.")


def test_facts_are_the_exact_amount_and_those_at_smaller_sums() -> None:
    ((slot,),) = (one.slots for one in MIXED["cells"]().lines)
    whole = Standing("CNY", 10_000, 1_000)
    expected = ("once less than 80.00 is left of the line, the whole line counts for 5.00",)
    assert expected == slot_facts(slot, whole)
    assert ("该行余额低于 80.00 时，整行按 5.00 计",) == slot_facts(slot, whole, "zh")
    assert slot_facts(EARNED, whole) == ("exactly 869/200 minor units before rounding",)
    assert slot_facts(ABSENT, whole) == ()
