"""The laws of the field, over drawn plans of the classes of rules for which they hold.

Where a law does not hold for a class, tests/testing/test_witnesses.py has the example.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenxiao.errors import PolicyError
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


@pytest.mark.parametrize("law", LAWS, ids=lambda one: one.name)
def test_it_holds_for_every_plan_of_its_classes(law: Law) -> None:
    classes = frozenset(one.name for one in CLASSES) - {*law.fails_for}
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


@pytest.mark.parametrize(
    "bands",
    [
        pytest.param(((0, 10, 1_000_000), (10, None, 100_000)), id="falling bands"),
        pytest.param(((0, 10, 0), (10, None, 100_000)), id="rising bands"),
    ],
)
def test_what_is_reckoned_anew_never_rises(bands: tuple[tuple[int, int | None, int], ...]) -> None:
    rows = tuple(
        Row(from_minor=low, until_minor=high, rates_ppm=(rate_ppm,))
        for low, high, rate_ppm in bands
    )
    rule = Levels(rule_id="sale", rows=rows, refund="recompute")
    if bands[0][2]:
        with pytest.raises(PolicyError) as caught:
            plan(rule, currency="CNY")
        assert caught.value.code == "plan.refund"
        return
    turn = Turn(refunds=((RefundLine(line_id="1", amount_minor=1),),))
    in_force, people = plan(rule, currency="CNY").alone, plain_people("u1", ("u2",))
    made = Sale(order=paid(line(10)), in_force=in_force, people=people, turn=turn)
    assert ({"u2": 1}, {}) == after_refunds(made, made.terms(), turn.refunds)
