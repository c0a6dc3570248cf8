"""Kinds of refunds (退款类型): what goes back, whether commission goes with it, who bears it.

The table holds what is usual; a plan may say otherwise, and its answer is frozen with the
terms of each order.

Source: docs/orders.md.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["BEARERS", "REFUND_KINDS", "Bearer", "RefundKind", "RefundUse"]

RefundKind = Literal["goods", "cancel", "freight", "goodwill", "price_protection", "chargeback"]
Bearer = Literal["seller", "platform"]
BEARERS: tuple[Bearer, ...] = ("seller", "platform")
"""Who bears what goes back: whoever sold, or the platform out of its own pocket."""


class RefundUse(NamedTuple):
    """A row of the table.

    Args:
        takes: What may go back so: pieces, money without pieces, or either.
        claws: "back" if commission goes back with it, unless the plan says otherwise.
        bearer: Who bears it, unless the plan says otherwise.
        title: What it is.
        title_zh: The same in Chinese.
    """

    takes: Literal["pieces", "amounts", "either"]
    claws: Literal["back", "nothing"]
    bearer: Bearer
    title: str
    title_zh: str


REFUND_KINDS: dict[RefundKind, RefundUse] = {
    "goods": RefundUse("either", "back", "seller", "Goods come back, or cost less", "退货退款"),
    "cancel": RefundUse("pieces", "back", "seller", "Cancelled before receipt", "发货前取消"),
    "freight": RefundUse("amounts", "nothing", "seller", "Freight is paid back", "退运费"),
    "goodwill": RefundUse("amounts", "nothing", "platform", "A kindness to the buyer", "补偿"),
    "price_protection": RefundUse("amounts", "back", "seller", "The price fell", "价保"),
    "chargeback": RefundUse("either", "back", "seller", "The bank took it back", "拒付"),
}
"""The kinds, in the order of the documentation."""
