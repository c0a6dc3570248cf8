"""Strategies for trade: orders of any make, and the ways in which they go back."""

from __future__ import annotations

from hypothesis import strategies as st

from fenxiao.ledger.trade import Standing
from fenxiao.model.records import LineTrade, TenderTrade, Trade
from fenxiao.model.trade_records import OtherCoupon

TENDERS = ("wechat", "alipay", "points")
MERCHANTS = ("shop", "brand")
SUPPLIERS = ("factory", "farm")


@st.composite
def lines(draw: st.DrawFn, line_id: str = "1") -> LineTrade:
    parts = draw(st.lists(st.integers(0, 300), min_size=3, max_size=3))
    paid_minor = sum(parts)
    amounts = draw(st.lists(st.integers(0, 300), min_size=3, max_size=3))
    tenders, left = [], paid_minor
    for tender, wanted in zip(TENDERS, amounts, strict=True):
        is_last = tender == TENDERS[-1]
        minor = left if is_last else min(left, wanted)
        left -= minor
        if minor:
            fee_minor = draw(st.integers(0, minor))
            tenders.append(TenderTrade(tender, minor, fee_minor, minor))
    supplier_id = draw(st.sampled_from(SUPPLIERS))
    return LineTrade(
        line_id=line_id,
        quantity=draw(st.integers(1, 5)),
        paid_minor=paid_minor,
        freight_minor=parts[1],
        tax_minor=parts[2],
        cost_minor=draw(st.integers(0, 500)),
        supplier_id=supplier_id,
        coupon_minor=draw(st.integers(0, 100)),
        others=draw(st.sampled_from([(), (OtherCoupon("brand", 37),)])),
        tenders=tuple(tenders),
    )


@st.composite
def trades(draw: st.DrawFn, mode: str = "") -> Trade:
    count = draw(st.integers(1, 3))
    return Trade(
        order_id="o1",
        payer_id="mall",
        merchant_id="shop",
        currency="CNY",
        mode=draw(st.sampled_from([mode] if mode else ["principal", "agent"])),
        fee_ppm=draw(st.sampled_from([0, 50_000, 333_333, 1_000_000])),
        is_collection_on_merchant=draw(st.booleans()),
        is_freight_ours=draw(st.booleans()),
        lines=tuple(draw(lines(str(number))) for number in range(count)),
        cart_id=None,
    )


@st.composite
def standings(
    draw: st.DrawFn, line: LineTrade, most: Standing | None = None, *, is_agent: bool = False
) -> Standing:
    """Draw how a line may stand; with ``most``, what may follow from that by refunds.

    An agent may have borne some of what went back himself.
    """
    top = most or whole(line, is_received=True)
    left_minor = draw(st.integers(0, top.left_minor))
    left_quantity = draw(st.integers(0, top.left_quantity))
    received_minor = draw(st.integers(0, min(left_minor, top.received_minor)))
    received_quantity = draw(st.integers(0, min(left_quantity, top.received_quantity)))
    absorbed_minor = draw(st.integers(0, left_minor)) if is_agent else 0
    return Standing(left_minor, left_quantity, received_minor, received_quantity, absorbed_minor)


def whole(line: LineTrade, *, is_received: bool) -> Standing:
    received = (line.paid_minor, line.quantity) if is_received else (0, 0)
    return Standing(line.paid_minor, line.quantity, *received)


GONE = Standing(0, 0, 0, 0)
