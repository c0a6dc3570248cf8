"""Mixed carts: orders by merchant that are together exactly the cart."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import EventError
from fenxiao.model.carts import Cart, CartCoupon, CartLine, SubOrder, split_cart
from fenxiao.model.lines import Coupon, Line, Tender

MERCHANTS = ("tea", "cups", "cake")


def line(line_id: str, paid_minor: int, quantity: int = 1, **more: Any) -> Line:
    return Line(
        line_id=line_id,
        sku="s",
        category="c",
        line_kind="product",
        quantity=quantity,
        paid_minor=paid_minor,
        **more,
    )


def sold(merchant_id: str, line_id: str, paid_minor: int, **more: Any) -> CartLine:
    return CartLine(merchant_id=merchant_id, line=line(line_id, paid_minor, **more))


def off(amount_minor: int, *line_ids: str, **who: Any) -> CartCoupon:
    coupon = Coupon(coupon_id="k", amount_minor=amount_minor, **who)
    return CartCoupon(coupon=coupon, line_ids=line_ids)


@st.composite
def carts(draw: st.DrawFn) -> Cart:
    values = draw(st.lists(st.integers(0, 1_000), min_size=1, max_size=5))
    lines = tuple(
        sold(draw(st.sampled_from(MERCHANTS)), str(place), value, quantity=place + 1)
        for place, value in enumerate(values)
    )
    left, coupons = sum(values), []
    for who in ({"funder": "platform"}, {"funder": "other", "funder_id": "tea"}, {}):
        part = draw(st.integers(0, left))
        left -= part
        coupons.append(off(part, **who))
    freight_minor = draw(st.integers(0, 100))
    left += freight_minor
    fee_minor = draw(st.integers(0, left))
    tenders = []
    for name in ("wechat", "points"):
        part = draw(st.integers(0, left))
        left -= part
        tenders.append(Tender(tender=name, amount_minor=part))
    return Cart(
        cart_id="cart",
        lines=lines,
        coupons=tuple(coupons),
        freight_minor=freight_minor,
        fee_minor=fee_minor,
        tenders=tuple(tenders),
    )


def all_lines(orders: tuple[SubOrder, ...]) -> list[Line]:
    return [line for order in orders for line in order.lines]


@given(cart=carts())
def test_the_orders_are_together_exactly_the_cart(cart: Cart) -> None:
    lines = all_lines(split_cart(cart))
    worth = sum(one.line.paid_minor for one in cart.lines)
    lowered = sum(one.coupon.amount_minor for one in cart.coupons)
    assert worth - lowered + cart.freight_minor == sum(line.paid_minor for line in lines)
    assert cart.freight_minor == sum(line.freight_minor for line in lines)
    assert cart.fee_minor == sum(line.fee_minor for line in lines)
    assert lowered == sum(one.amount_minor for line in lines for one in line.coupons)
    tenders: Counter[str] = Counter()
    for one in lines:
        tenders.update({tender.tender: tender.amount_minor for tender in one.tenders})
    assert {one.tender: one.amount_minor for one in cart.tenders if one.amount_minor} == tenders


@given(cart=carts())
def test_each_line_stands_once_in_the_order_of_its_merchant(cart: Cart) -> None:
    orders = split_cart(cart)
    merchants = list(dict.fromkeys(one.merchant_id for one in cart.lines))
    assert merchants == [order.merchant_id for order in orders]
    assert {"cart"} == {order.cart_id for order in orders}
    assert len({order.order_id for order in orders}) == len(orders)
    for order in orders:
        mine = [one.line_id for one in cart.lines if one.merchant_id == order.merchant_id]
        assert mine == [line.line_id for line in order.lines]


@given(cart=carts())
def test_no_line_is_lowered_by_more_than_it_cost(cart: Cart) -> None:
    worth = {one.line_id: one.line.paid_minor for one in cart.lines}
    for one in all_lines(split_cart(cart)):
        assert sum(coupon.amount_minor for coupon in one.coupons) <= worth[one.line_id]


@given(cart=carts())
def test_whoever_sells_bears_his_own_coupon_as_merchant(cart: Cart) -> None:
    for order in split_cart(cart):
        funders = {one.funder_id for line in order.lines for one in line.coupons}
        assert order.merchant_id not in funders


def test_freight_and_discount_go_by_value_not_by_number() -> None:
    lines = (sold("tea", "1", 900), sold("cups", "2", 100))
    cart = Cart(cart_id="k", lines=lines, coupons=(off(100),), freight_minor=50)
    assert [900 - 90 + 45, 100 - 10 + 5] == [one.paid_minor for one in all_lines(split_cart(cart))]


def test_freight_of_gifts_goes_by_pieces() -> None:
    lines = (sold("tea", "1", 0, quantity=3), sold("cups", "2", 0))
    cart = Cart(cart_id="k", lines=lines, freight_minor=8)
    assert [6, 2] == [one.paid_minor for one in all_lines(split_cart(cart))]


def test_a_coupon_may_be_for_some_lines() -> None:
    lines = (sold("tea", "1", 100), sold("cups", "2", 100), sold("tea", "3", 300))
    cart = Cart(cart_id="k", lines=lines, coupons=(off(40, "1", "3"),))
    assert [90, 270, 100] == [one.paid_minor for one in all_lines(split_cart(cart))]


def test_what_the_lines_had_of_their_own_stays() -> None:
    own = Coupon(coupon_id="k", amount_minor=7)
    wechat = Tender(tender="wechat", amount_minor=60)
    parts: dict[str, Any] = {"tax_minor": 10, "freight_minor": 20, "fee_minor": 5}
    lines = (sold("tea", "1", 100, coupons=(own,), tenders=(), **parts), sold("cups", "2", 100))
    cart = Cart(cart_id="k", lines=lines, coupons=(off(100),), freight_minor=10, tenders=(wechat,))
    tea, cups = all_lines(split_cart(cart))
    assert (50 + 5, 5, 20 + 5, 2) == (
        tea.paid_minor,
        tea.tax_minor,
        tea.freight_minor,
        tea.fee_minor,
    )
    assert (Coupon(coupon_id="k", amount_minor=57),) == tea.coupons
    assert (30, 30) == (tea.tenders[0].amount_minor, cups.tenders[0].amount_minor)


ONE = (sold("tea", "1", 100),)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        pytest.param({"coupons": (off(101),)}, "coupons[0]", id="more off than it costs"),
        pytest.param({"coupons": (off(1, "9"),)}, "line_ids", id="a line that is not there"),
        pytest.param(
            {"tenders": (Tender(tender="a", amount_minor=101),)}, "tenders[0]", id="paid too much"
        ),
        pytest.param({"fee_minor": 101}, "fee_minor", id="a fee of more than was paid"),
    ],
)
def test_what_does_not_add_up_is_refused(more: dict[str, Any], field: str) -> None:
    with pytest.raises(EventError) as caught:
        split_cart(Cart(cart_id="k", lines=ONE, **more))
    assert field == caught.value.facts["field"]


def test_a_line_stands_once_in_a_cart() -> None:
    with pytest.raises(EventError) as caught:
        Cart(cart_id="k", lines=(*ONE, sold("cups", "1", 5)))
    assert "event.repeated_line" == caught.value.code
