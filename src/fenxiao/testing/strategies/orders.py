"""Strategies for orders (订单): lines with every part, and amounts at every edge.

Source: docs/laws.md, "Strategies".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import strategies as st

from fenxiao.model.events import Claim, OrderPaid
from fenxiao.model.lines import FUNDERS, Coupon, GradePrice, Line, Tender
from fenxiao.money import AMOUNT_LIMIT_MINOR
from fenxiao.testing.strategies.people import GRADES, MEMBERS

__all__ = [
    "BRANDS",
    "CATEGORIES",
    "CHANNELS",
    "EDGES_MINOR",
    "LINE_KINDS",
    "MERCHANTS",
    "NOON",
    "PRODUCTS",
    "SKUS",
    "TENDERS",
    "amounts",
    "lines",
    "orders",
]

NOON = datetime(2024, 6, 18, 12, tzinfo=UTC)
"""When drawn orders are paid, unless they are told otherwise."""

SKUS, PRODUCTS, CATEGORIES, BRANDS = ("s1", "s2"), ("p1",), ("tea", "toys"), ("b1",)
LINE_KINDS, CHANNELS, MERCHANTS, TENDERS = (
    ("product", "delivery"),
    ("live",),
    ("m1", "m2"),
    ("points",),
)

EDGES_MINOR = (0, 1, 2, 3, 9, 10, 11, 19, 99, 100, 101, 199, 1_000, 9_999, 10_000)
"""Amounts at which a floor, a threshold or a whole percent changes."""

_MOST_PIECES = 4
_MOST_LINES = 3


def amounts(most_minor: int = AMOUNT_LIMIT_MINOR) -> st.SearchStrategy[int]:
    """Draw an amount: nothing, one unit, around round numbers, small, any, the most there is."""
    edges = tuple(one for one in EDGES_MINOR if one <= most_minor)
    small = min(most_minor, 2_000)
    return (
        st.sampled_from((*edges, most_minor)) | st.integers(0, small) | st.integers(0, most_minor)
    )


@st.composite
def lines(
    draw: st.DrawFn,
    line_id: str = "1",
    *,
    most_minor: int = AMOUNT_LIMIT_MINOR,
    is_plain: bool = False,
) -> Line:
    """Draw a line: free or paid, of one piece or several, with every part that a base asks for.

    Args:
        line_id: Its id.
        most_minor: The most that is paid for it, coupons included.
        is_plain: Whether it says only what every line says.
    """
    paid_minor = draw(amounts(most_minor))
    plain = Line(
        line_id=line_id,
        sku=draw(st.sampled_from(SKUS)),
        category=draw(st.sampled_from(CATEGORIES)),
        line_kind=draw(st.sampled_from(LINE_KINDS)),
        quantity=draw(st.integers(1, _MOST_PIECES)),
        paid_minor=paid_minor,
    )
    if is_plain:
        return plain
    freight_minor = draw(st.integers(0, paid_minor))
    off_minor = draw(st.integers(0, min(2_000, most_minor - paid_minor)))
    return Line(
        line_id=line_id,
        sku=plain.sku,
        category=plain.category,
        line_kind=plain.line_kind,
        quantity=plain.quantity,
        paid_minor=paid_minor,
        product_id=draw(st.none() | st.sampled_from(PRODUCTS)),
        brand=draw(st.none() | st.sampled_from(BRANDS)),
        list_minor=draw(amounts(most_minor)),
        cost_minor=draw(amounts(most_minor)),
        freight_minor=freight_minor,
        tax_minor=draw(st.integers(0, paid_minor - freight_minor)),
        fee_minor=draw(st.integers(0, paid_minor)),
        tenders=draw(_tenders(paid_minor)),
        coupons=draw(_coupons(off_minor)),
        grade_prices=draw(_prices()),
    )


def _tenders(paid_minor: int) -> st.SearchStrategy[tuple[Tender, ...]]:
    one = st.builds(
        Tender, tender=st.sampled_from(TENDERS), amount_minor=st.integers(0, paid_minor)
    )
    return st.lists(one, max_size=1).map(tuple)


def _coupons(off_minor: int) -> st.SearchStrategy[tuple[Coupon, ...]]:
    def coupon(funder: str) -> Coupon:
        other = "m9" if funder == "other" else None
        return Coupon(coupon_id="c1", amount_minor=off_minor, funder=funder, funder_id=other)  # type: ignore[arg-type]  # one of FUNDERS

    return st.lists(st.sampled_from(FUNDERS).map(coupon), max_size=1).map(tuple)


def _prices() -> st.SearchStrategy[tuple[GradePrice, ...]]:
    one = st.builds(GradePrice, grade=st.sampled_from(GRADES), unit_minor=amounts(2_000))
    return st.lists(one, max_size=2, unique_by=lambda each: each.grade).map(tuple)


@st.composite
def orders(  # noqa: PLR0913  # what a caller may want fixed
    draw: st.DrawFn,
    *,
    order_id: str = "o1",
    buyer_id: str | None = None,
    at: datetime = NOON,
    is_plain: bool | None = None,
    claims: Sequence[Claim] = (),
    most_minor: int = AMOUNT_LIMIT_MINOR,
) -> OrderPaid:
    """Draw an order of one to three lines that together reach every edge of an amount.

    Args:
        order_id: Its id; the event is "paid" and that.
        buyer_id: Who buys; none draws him.
        at: When it was paid.
        is_plain: Whether its lines say only what every line says; none draws that.
        claims: What is told with it.
        most_minor: The most that is paid for it.
    """
    plain = draw(st.booleans()) if is_plain is None else is_plain
    count = draw(st.integers(1, _MOST_LINES))
    each = most_minor // count
    made = [
        draw(lines(str(number), most_minor=each, is_plain=plain)) for number in range(1, count + 1)
    ]
    return OrderPaid(
        id=f"paid {order_id}",
        at=at,
        order_id=order_id,
        merchant_id=draw(st.sampled_from(MERCHANTS)),
        payer_id="m1",
        buyer_id=buyer_id or draw(st.sampled_from(MEMBERS)),
        currency="CNY",
        lines=tuple(made),
        claims=tuple(claims),
        channel=draw(st.none() | st.sampled_from(CHANNELS)),
    )
