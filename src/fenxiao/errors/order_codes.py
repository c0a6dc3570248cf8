"""The codes of orders before their payment (未支付订单错误码).

Source: docs/errors.md.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["ORDERS"]

ORDERS: tuple[tuple[str, Literal["error", "final", "retry"], str, str], ...] = (
    (
        "order.already_placed",
        "final",
        'An order is placed once; "{order_id}" was placed by another event.',
        "Check whether two notices tell of one order; nothing was written but the refusal.",
    ),
    (
        "order.placed_otherwise",
        "final",
        (
            'A payment must agree with the order as it was placed; {field} of "{order_id}" was'
            " {placed}, the payment says {told}."
        ),
        "Tell the payment as the order was placed, under a new id, or cancel it and place another.",
    ),
    (
        "order.not_placed",
        "retry",
        'An order must be placed to be cancelled before its payment; "{order_id}" is not known.',
        "Feed the event again once the order was fed.",
    ),
    (
        "order.cancelled",
        "final",
        'An order that was cancelled is over; "{order_id}" was cancelled before it was paid.',
        "Give the money back, or place the order anew under another order id.",
    ),
)
"""Code, kind, message, hint."""
