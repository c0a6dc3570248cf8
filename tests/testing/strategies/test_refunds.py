"""Drawn refunds: any split, never more than there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from fenxiao.model.events import OrderPaid, RefundLine
from fenxiao.testing.strategies.orders import orders
from fenxiao.testing.strategies.refunds import refunds_of

FIRST = settings(phases=[Phase.generate], max_examples=3_000)

Refunds = tuple[tuple[RefundLine, ...], ...]


def sums(refunds: Refunds) -> tuple[Counter[str], Counter[str]]:
    """Return pieces and money that went back, by line."""
    pieces, money = Counter[str](), Counter[str]()
    for one in (one for refund in refunds for one in refund):
        pieces[one.line_id] += one.quantity
        money[one.line_id] += one.amount_minor
    return +pieces, +money


@given(order=orders(), data=st.data())
def test_no_more_goes_back_than_there_is(order: OrderPaid, data: st.DataObject) -> None:
    pieces, money = sums(data.draw(refunds_of(order)))
    lines = {one.line_id: one for one in order.lines}
    assert all(count <= lines[name].quantity for name, count in pieces.items())
    assert all(minor <= lines[name].paid_minor for name, minor in money.items())
    assert not pieces.keys() & money.keys()


@given(order=orders(), data=st.data())
def test_a_kind_is_kept_to(order: OrderPaid, data: st.DataObject) -> None:
    assert not sums(data.draw(refunds_of(order, kind="pieces")))[1]
    assert not sums(data.draw(refunds_of(order, kind="money")))[0]


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(lambda one: len(one[1]) >= 3, id="three refunds"),
        pytest.param(lambda one: one[1] and not one[0], id="everything back"),
        pytest.param(lambda one: any(len(each) > 1 for each in one[1]), id="two lines at once"),
        pytest.param(lambda one: not one[1], id="nothing"),
    ],
)
def test_every_split_is_drawn(found: Callable[[tuple[int, Refunds]], bool]) -> None:
    def left(order: OrderPaid) -> st.SearchStrategy[tuple[int, Refunds]]:
        whole = sum(one.quantity for one in order.lines)
        drawn = refunds_of(order, kind="pieces")
        return drawn.map(lambda one: (whole - sum(sums(one)[0].values()), one))

    assert find(orders(is_plain=True).flatmap(left), found, settings=FIRST) is not None
