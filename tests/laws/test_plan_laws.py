"""The laws of the field, over drawn plans of the classes of rules for which they hold.

Where a law does not hold for a class, tests/testing/test_witnesses.py has the example.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenxiao.model.events import RefundLine
from fenxiao.rules.amounts import Row
from fenxiao.rules.levels import Levels
from fenxiao.rules.people import plain_people
from fenxiao.testing.law_objects import Law, Sale, Turn, after_refunds
from fenxiao.testing.laws import LAWS
from fenxiao.testing.rule_classes import CLASSES
from fenxiao.testing.subjects import plans_in_force, sales, stories
from tests.rules.shop import line, paid, plan

pytestmark = pytest.mark.slow

RAISING = "a refund that raises somebody's pay, which recompute allows, cannot be booked"
BOOKED = {"conservation", "refund_inverse", "refund_path", "idempotence", "frozen_terms"}
"""Laws that are tried through books."""


@pytest.mark.parametrize("law", LAWS, ids=lambda one: one.name)
def test_it_holds_for_every_plan_of_its_classes(law: Law) -> None:
    classes = frozenset(one.name for one in CLASSES) - {*law.fails_for}
    if law.name in BOOKED:
        classes -= {"recompute"}
    drawn = sales if law.about == "sale" else stories
    examples = plans_in_force(classes).flatmap(lambda one: st.lists(drawn(one), max_size=4))

    @settings(
        max_examples=max(1, settings().max_examples // 4),
        suppress_health_check=list(HealthCheck),
    )
    @given(found=examples)
    def on_any(found: list[Sale]) -> None:
        for one in found:
            law.check(one)

    on_any()


@pytest.mark.xfail(reason=RAISING, strict=True)
def test_a_refund_that_raises_pay_is_booked() -> None:
    bands = (Row(until_minor=10, rates_ppm=(1_000_000,)), Row(from_minor=10, rates_ppm=(100_000,)))
    rule = Levels(rule_id="sale", rows=bands, refund="recompute")
    turn = Turn(refunds=((RefundLine(line_id="1", amount_minor=1),),))
    made = Sale(
        order=paid(line(10)),
        in_force=type(plan(rule))(
            plan_id="p",
            effective_from=plan(rule).effective_from,
            ceiling_ppm=1_000_000,
            currency="CNY",
            rules=(rule,),
        ).alone,
        people=plain_people("u1", ("u2",)),
        turn=turn,
    )
    assert ({"u2": 1}, {"u2": 9}) == after_refunds(made, made.terms(), turn.refunds)
