"""The laws as objects, tried on plans and on rules of the host's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fenxiao.rules.custom import Rule
from fenxiao.testing.law_objects import ENGINE, Law, LawBroken
from fenxiao.testing.laws import (
    LAWS,
    law_named,
    laws_for,
    parametrize_with_laws,
    plan_of,
    try_law,
)
from fenxiao.testing.rule_classes import CLASSES
from tests.rules.shop import levels, plan
from tests.testing import wrong

TEN = plan(levels(100_000)).alone


@parametrize_with_laws(wrong.TENTH, at_most_ppm=100_000, examples=15)
def test_a_rule_of_ones_own_keeps_the_laws(law: Callable[[], None]) -> None:
    law()


@parametrize_with_laws(wrong.ONE_UNIT, breaks=("rest_alone", "order_splitting"), examples=40)
def test_a_rule_says_which_laws_it_breaks(law: Callable[[], None]) -> None:
    law()


@parametrize_with_laws(plan(levels(100_000, 50_000)), examples=15)
def test_a_plan_keeps_the_laws(law: Callable[[], None]) -> None:
    law()


@pytest.mark.parametrize(
    ("law", "rule"),
    [
        pytest.param("relabelling", wrong.BY_NAME, id="a rule that pays by name"),
        pytest.param("monotone_sold", wrong.FALLING, id="a rule that pays large lines less"),
        pytest.param("order_splitting", wrong.ONE_UNIT, id="a rule that pays a unit a line"),
    ],
)
def test_a_wrong_rule_is_found(law: str, rule: Rule) -> None:
    with pytest.raises(LawBroken) as broken:
        try_law(law_named(law), plan_of(rule).alone, [rule], examples=300, is_shrunk=False)
    assert law == broken.value.law


@pytest.mark.parametrize("law", ["refund_path", "refund_inverse", "rest_alone"])
def test_clawbacks_rounded_apart_are_found(law: str) -> None:
    engine = ENGINE._replace(book=wrong.SeparateClawbacks)
    with pytest.raises(LawBroken):
        try_law(law_named(law), TEN, engine=engine, examples=300, is_shrunk=False)


def test_a_refund_by_another_plan_is_found() -> None:
    engine = ENGINE._replace(book=wrong.Rerating)
    with pytest.raises(LawBroken):
        try_law(law_named("frozen_terms"), TEN, engine=engine, examples=300, is_shrunk=False)


def test_a_law_that_is_kept_although_it_should_be_broken_is_an_error() -> None:
    decorator = parametrize_with_laws(TEN, breaks=("ceiling",), examples=5)

    def test(law: Callable[[], None]) -> None:
        law()

    (mark,) = decorator(test).pytestmark  # type: ignore[attr-defined]  # where pytest keeps marks
    (param,) = [one for one in mark.args[1] if one.id == "ceiling"]
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        param.values[0]()


def test_a_law_must_exist() -> None:
    with pytest.raises(KeyError):
        parametrize_with_laws(TEN, breaks=("gravity",))


def test_laws_that_a_plan_breaks_by_nature_are_left_out() -> None:
    found = {one.name for one in laws_for(plan(levels(100_000)).alone)}
    assert {one.name for one in LAWS} == found
    order = plan(levels(100_000))
    rounded = type(order)(
        plan_id="p",
        effective_from=order.effective_from,
        ceiling_ppm=order.ceiling_ppm,
        rules=(type(levels(1))(rule_id="sale", rates_ppm=(100_000,), scope="unit"),),
    )
    left = {one.name for one in laws_for(rounded.alone)}
    assert {"rest_alone", "order_splitting"} == found - left


@pytest.mark.parametrize("law", LAWS, ids=lambda one: one.name)
def test_a_law_is_said_in_two_languages(law: Law) -> None:
    assert law.statement_en.endswith(".")
    assert law.statement_zh.endswith("。")
    assert set(law.fails_for) <= {one.name for one in CLASSES}
