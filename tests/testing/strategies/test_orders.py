"""Drawn orders: every part of a line, every edge of an amount."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from fenxiao.model.events import Line, OrderPaid
from fenxiao.money import AMOUNT_LIMIT_MINOR
from fenxiao.testing.strategies.orders import EDGES_MINOR, amounts, lines, orders

FIRST = settings(phases=[Phase.generate], max_examples=3_000)


@pytest.mark.parametrize("edge", [*EDGES_MINOR, AMOUNT_LIMIT_MINOR])
def test_every_edge_is_drawn(edge: int) -> None:
    assert edge == find(amounts(), lambda one: one == edge, settings=FIRST)


@given(most=st.integers(0, 50), data=st.data())
def test_no_amount_is_above_the_most(most: int, data: st.DataObject) -> None:
    assert 0 <= data.draw(amounts(most)) <= most


PARTS: list[tuple[str, Callable[[Line], bool]]] = [
    ("free", lambda one: one.paid_minor == 0),
    ("several pieces", lambda one: one.quantity > 1),
    ("a loss", lambda one: (one.cost_minor or 0) > one.paid_minor > 0),
    ("freight and tax", lambda one: one.freight_minor > 0 < one.tax_minor),
    ("a fee", lambda one: one.fee_minor > 0),
    ("a tender", lambda one: any(each.amount_minor for each in one.tenders)),
    ("another merchant's coupon", lambda one: any(each.funder_id for each in one.coupons)),
    ("dealer prices", lambda one: len(one.grade_prices) == 2),
    ("a product and a brand", lambda one: None not in (one.product_id, one.brand)),
]


@pytest.mark.parametrize(("name", "found"), PARTS, ids=[name for name, _ in PARTS])
def test_every_part_of_a_line_is_drawn(name: str, found: Callable[[Line], bool]) -> None:
    assert find(lines(), found, settings=FIRST) is not None, name


@given(one=lines(is_plain=True))
def test_a_plain_line_says_what_every_line_says(one: Line) -> None:
    assert (None, 0, ()) == (one.list_minor, one.freight_minor, one.tenders)


@given(order=orders(most_minor=1_000))
def test_an_order_stays_below_the_most(order: OrderPaid) -> None:
    coupons = sum(each.amount_minor for one in order.lines for each in one.coupons)
    assert sum(one.paid_minor for one in order.lines) + coupons <= 1_000
    assert [str(n) for n in range(1, len(order.lines) + 1)] == [one.line_id for one in order.lines]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_number_of_lines_is_drawn(count: int) -> None:
    assert count == len(
        find(orders(is_plain=True), lambda one: len(one.lines) == count, settings=FIRST).lines
    )
