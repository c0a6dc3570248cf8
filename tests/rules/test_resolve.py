"""Resolving: whoever stands above the buyer, at the rates of the plan, and why not."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.instants import to_us
from fenxiao.model.records import Slot
from fenxiao.money import PPM
from fenxiao.rules.conditions import Condition
from fenxiao.rules.plan import Plan
from fenxiao.rules.resolve import SEMANTICS
from tests.rules.shop import AT, levels, line, paid, plan, settled
from tests.rules.strategies import CATEGORIES, KINDS, few_amounts, plans

uplines = st.lists(st.sampled_from(["u2", "u3", "u4", "u5", "u6"]), max_size=5, unique=True)
UPLINE = ("u2", "u3", "u4", "u5")
THREE = plan(levels(100_000, 50_000, 20_000))


def slots(made: Plan, paid_minor: int, upline: tuple[str, ...] = UPLINE) -> tuple[Slot, ...]:
    return settled(paid(line(paid_minor)), made, upline).lines[0].slots


@pytest.mark.parametrize(
    ("made", "paid_minor", "upline", "expected"),
    [
        pytest.param(
            plan(levels(55_000)), 79, UPLINE, [("u2", 55_000, 869, 200, "paid")], id="5.5% of 0.79"
        ),
        pytest.param(
            THREE,
            1_000,
            UPLINE,
            [
                ("u2", 100_000, 100, 1, "paid"),
                ("u3", 50_000, 50, 1, "paid"),
                ("u4", 20_000, 20, 1, "paid"),
            ],
            id="three depths, and nobody beyond",
        ),
        pytest.param(
            THREE,
            1_000,
            ("u2",),
            [
                ("u2", 100_000, 100, 1, "paid"),
                (None, 50_000, 0, 1, "no_upline"),
                (None, 20_000, 0, 1, "no_upline"),
            ],
            id="a missing upline moves nobody",
        ),
        pytest.param(
            THREE,
            19,
            UPLINE,
            [
                ("u2", 100_000, 19, 10, "paid"),
                ("u3", 50_000, 19, 20, "below_unit"),
                ("u4", 20_000, 19, 50, "below_unit"),
            ],
            id="less than one unit",
        ),
        pytest.param(
            plan(levels(55_000)), 0, UPLINE, [("u2", 55_000, 0, 1, "nothing_paid")], id="free"
        ),
        pytest.param(
            plan(levels(0, 50_000)),
            100,
            UPLINE,
            [(None, 0, 0, 1, "rate_zero"), ("u3", 50_000, 5, 1, "paid")],
            id="a rate of zero is a rate",
        ),
        pytest.param(
            plan(levels(50_000, when=Condition(line_kinds=("gift",)))),
            100,
            UPLINE,
            [(None, 0, 0, 1, "condition")],
            id="a line that the rule does not take",
        ),
        pytest.param(
            plan(levels(100_000, 50_000), ceiling_ppm=120_000, trim="nearest_first"),
            100,
            UPLINE,
            [("u2", 100_000, 10, 1, "paid"), ("u3", 20_000, 2, 1, "trimmed")],
            id="cut to the ceiling",
        ),
    ],
)
def test_examples(
    made: Plan, paid_minor: int, upline: tuple[str, ...], expected: list[tuple[object, ...]]
) -> None:
    assert expected == [slot[2:7] for slot in slots(made, paid_minor, upline)]


@given(made=plans(), paid_minor=few_amounts, upline=uplines, data=st.data())
def test_payees_are_those_at_their_depth(
    made: Plan, paid_minor: int, upline: list[str], data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from([*KINDS, "other"]))
    category = data.draw(st.sampled_from([*CATEGORIES, "other"]))
    order = paid(line(paid_minor, line_kind=kind, category=category))
    (one,) = settled(order, made, upline).lines
    rows = made.rates(kind, category)
    assert [row[:3] for row in rows] == [(s.rule_id, s.depth, s.rate_ppm) for s in one.slots]
    for slot in one.slots:
        here = upline[slot.depth - 1] if 1 <= slot.depth <= min(3, len(upline)) else None
        assert slot.payee_id == (here if slot.rate_ppm else None)
        exact = Fraction(paid_minor * slot.rate_ppm, PPM) if slot.payee_id else 0
        assert exact == Fraction(slot.numerator, slot.denominator)


@given(made=plans(), paid_minor=few_amounts, upline=uplines)
def test_exact_entitlements_keep_the_ceiling(
    made: Plan, paid_minor: int, upline: list[str]
) -> None:
    exact = [Fraction(s.numerator, s.denominator) for s in slots(made, paid_minor, tuple(upline))]
    assert sum(exact) <= Fraction(made.ceiling_ppm * paid_minor, PPM)


@given(made=plans(), paid_minor=few_amounts, upline=uplines)
def test_the_reason_says_what_became_of_the_slot(
    made: Plan, paid_minor: int, upline: list[str]
) -> None:
    for slot in slots(made, paid_minor, tuple(upline)):
        is_paid = slot.payee_id is not None and slot.numerator >= slot.denominator
        if slot.rate_ppm:
            assert is_paid is (slot.reason in {"paid", "trimmed"})
        else:
            assert slot.reason in {"condition", "rate_zero", "trimmed_out"}


@given(made=plans(), amounts=st.lists(few_amounts, min_size=1, max_size=3), upline=uplines)
def test_each_line_is_resolved_alone(made: Plan, amounts: list[int], upline: list[str]) -> None:
    lines = [line(min(one, 10**12), line_id=str(place)) for place, one in enumerate(amounts)]
    together = settled(paid(*lines), made, upline).lines
    assert together == tuple(settled(paid(one), made, upline).lines[0] for one in lines)


def test_terms_name_what_they_were_made_of() -> None:
    terms = settled(paid(line(100, quantity=3), order_id="o7"), THREE, ["u2"])
    assert ("o7", "p1", THREE.digest, SEMANTICS) == terms[:4]
    assert (to_us(AT), ("u2",)) == terms[4:6]
    assert ("1", 3, 100) == terms.lines[0][:3]
