"""Before the payment (下单): an order that was placed, and one that was given up.

Source: docs/orders.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from fenxiao.model.after_sales import LinePieces
from fenxiao.model.checks import check_id, check_lines
from fenxiao.model.envelope import Event
from fenxiao.money import currency

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = ["OrderCancelled", "OrderPlaced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event):
    """A buyer placed an order (下单); nothing is paid yet, and nothing is posted.

    It is told before the payment, which must agree with all that is told here.

    Args:
        order_id: The order.
        merchant_id: Who sells.
        payer_id: The legal entity that will owe the commissions.
        buyer_id: Who buys.
        currency: ISO 4217 code of its amounts.
        lines: How many pieces of which line, each line named once; empty where only the
            payment says it.
        channel: Where it is sold, as in ``OrderPaid``.
        cart_id: The cart of which it is one merchant's part, if it is mixed.
    """

    order_id: str
    merchant_id: str
    payer_id: str
    buyer_id: str
    currency: str
    lines: tuple[LinePieces, ...] = ()
    channel: str | None = None
    cart_id: str | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        for name in ("order_id", "merchant_id", "payer_id", "buyer_id"):
            check_id(getattr(self, name), name)
        currency(self.currency)
        if self.lines != ():
            object.__setattr__(self, "lines", check_lines(self.lines, LinePieces, "lines"))
        for name, word in (("channel", self.channel), ("cart_id", self.cart_id)):
            if word is not None:
                check_id(word, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event):
    """A placed order was given up before it was paid (取消未支付订单); it is never paid.

    Args:
        order_id: The order.
    """

    order_id: str

    @override
    def __post_init__(self) -> None:
        """Check both ids."""
        Event.__post_init__(self)
        check_id(self.order_id, "order_id")
