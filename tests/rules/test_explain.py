"""Explaining: one sentence a slot, in plan order, with what refunds left."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import RuleError
from fenxiao.model.records import LineProgress, Order
from fenxiao.rules.conditions import Condition
from fenxiao.rules.explain import explain
from fenxiao.rules.plan import Plan
from fenxiao.rules.terms import kept, remaining
from tests.rules.shop import levels, line, paid, plan, settled
from tests.rules.strategies import few_amounts, plans, refunds

LINES = (line(1_000), line(79, line_id="2", quantity=3, line_kind="delivery"))
PLAN = plan(
    levels(55_000, 0, 20_000), levels(10_000, rule_id="gift", when=Condition(categories=("gift",)))
)
TERMS = settled(paid(*LINES), PLAN, ["u2"])


def order(*progress: LineProgress) -> Order:
    return Order("o1", "m1", "m1", "u1", "CNY", "paid", 0, None, None, (), progress)


def test_every_slot_has_its_sentence() -> None:
    expected = (
        "sale, depth 1: u2 earns 5.5% of 0.79 = 0.04345, floored to 0.04.",
        "sale, depth 2: the rule pays 0% there.",
        "sale, depth 3: nobody stands there above the buyer; the platform keeps 2% of 0.79.",
        "gift: the rule does not look at lines of this kind and category.",
    )
    assert expected == explain(TERMS, order(), "2")


def test_what_went_back_of_the_line_is_said() -> None:
    gone = (LineProgress("1", 0, 600), LineProgress("2", 2, 0))
    assert explain(TERMS, order(*gone), "1")[0].endswith(
        "; after refunds 4.00 of the line is left, so 0.22 stays and 0.33 went back."
    )
    assert explain(TERMS, order(*gone), "2")[0].endswith(
        "; after refunds 0.27 of the line is left, so 0.01 stays and 0.03 went back."
    )


def test_refunds_of_other_lines_are_not() -> None:
    gone = order(LineProgress("2", 3, 0))
    assert explain(TERMS, order(), "1") == explain(TERMS, gone, "1")


def test_chinese_says_the_same_figures() -> None:
    gone = order(LineProgress("1", 0, 600))
    for english, chinese in zip(
        explain(TERMS, gone, "1"), explain(TERMS, gone, "1", language="zh"), strict=True
    ):
        figures = [sorted(re.findall(r"[\d.]+\d|\d", text)) for text in (english, chinese)]
        assert figures[0] == figures[1]


def test_a_line_that_the_order_has_not_is_refused() -> None:
    with pytest.raises(RuleError) as caught:
        explain(TERMS, order(), "3")
    assert caught.value.code == "terms.unknown_line"
    assert (caught.value.order_id, caught.value.line_id) == ("o1", "3")


@given(made=plans(), paid_minor=few_amounts, data=st.data())
def test_the_figures_are_those_that_are_kept(
    made: Plan, paid_minor: int, data: st.DataObject
) -> None:
    terms = settled(paid(line(paid_minor, quantity=5)), made, ["u2", "u3"])
    (one,) = terms.lines
    gone = data.draw(refunds(one))[-1]
    sentences = explain(terms, order(gone), "1")
    assert len(one.slots) == len(sentences)
    left_minor = remaining(one, gone)
    for slot, sentence in zip(one.slots, sentences, strict=True):
        where = f", depth {slot.depth}" if slot.depth else ""
        assert sentence.startswith(f"{slot.rule_id}{where}: ")
        stays = re.search(r"so ([\d.]+) stays and", sentence)
        if stays:
            assert int(stays[1].replace(".", "")) == kept(slot, left_minor, paid_minor)
        else:
            assert left_minor == paid_minor or slot.numerator < slot.denominator
