"""Strategies for plans, and for lines of an order with what has gone back of them."""

from __future__ import annotations

from hypothesis import strategies as st

from fenxiao.model.records import LineProgress, LineTerms, Slot
from fenxiao.money import AMOUNT_LIMIT_MINOR, PPM
from fenxiao.rules.conditions import Condition
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.rules.terms import entitlement, remaining
from tests.rules.shop import AT

KINDS = ("product", "delivery", "gift")
CATEGORIES = ("toys", "tea", "books")
few_amounts = st.integers(0, 200) | st.integers(0, 10**7) | st.integers(0, AMOUNT_LIMIT_MINOR)
rates = st.sampled_from([0, 1, 20_000, 55_000, 333_333]) | st.integers(0, PPM)
conditions = st.builds(
    Condition,
    line_kinds=st.lists(st.sampled_from(KINDS), max_size=2, unique=True).map(tuple),
    categories=st.lists(st.sampled_from(CATEGORIES), max_size=2, unique=True).map(tuple),
)


def lists_of(rates_ppm: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[Levels, ...]]:
    """Draw one to four rules, each with one to three of these rates."""
    rule = st.builds(
        Levels,
        rule_id=st.sampled_from("abcd"),
        rates_ppm=st.lists(rates_ppm, min_size=1, max_size=3).map(tuple),
        when=conditions,
    )
    return st.lists(rule, min_size=1, max_size=4, unique_by=lambda one: one.rule_id).map(tuple)


lists_of_rules = lists_of(rates)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw a plan that is trimmed to its ceiling, whatever its rules say."""
    return Plan(
        plan_id="p1",
        effective_from=AT,
        ceiling_ppm=draw(rates),
        rules=draw(lists_of_rules),
        trim="nearest_first",
    )


@st.composite
def line_terms(draw: st.DrawFn, ceiling_ppm: int = PPM) -> LineTerms:
    """Draw the terms of a line whose rates together keep a ceiling."""
    paid_minor = draw(few_amounts)
    left_ppm, slots = ceiling_ppm, []
    for depth in range(1, draw(st.integers(1, 3)) + 1):
        rate_ppm = min(left_ppm, draw(rates))
        left_ppm -= rate_ppm
        exact = entitlement(paid_minor, rate_ppm)
        payee_id = draw(st.sampled_from(["u2", "u3", "u4"]))
        slots.append(Slot("sale", depth, payee_id, rate_ppm, *exact, "paid"))
    return LineTerms("1", draw(st.integers(1, 20)), paid_minor, tuple(slots))


@st.composite
def refunds(draw: st.DrawFn, line: LineTerms) -> list[LineProgress]:
    """Draw how a line stands after each of several refunds, of pieces or of money."""
    stands = [LineProgress(line.line_id, 0, 0)]
    for _ in range(draw(st.integers(1, 5))):
        gone = stands[-1]
        pieces = draw(st.integers(0, line.quantity - gone.returned_quantity))
        left_minor = remaining(line, gone)
        money = draw(st.integers(0, left_minor)) if not pieces else 0
        stands.append(
            gone._replace(
                returned_quantity=gone.returned_quantity + pieces,
                refunded_minor=gone.refunded_minor + money,
            )
        )
    return stands
