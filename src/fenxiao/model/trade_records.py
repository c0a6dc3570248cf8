"""Records of trade (交易记录): what an order's money was made of when it was paid.

Source: docs/trade.md.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = [
    "Balance",
    "LineTrade",
    "Movement",
    "OtherCoupon",
    "TenderTrade",
    "Trade",
    "TradeMode",
]

TradeMode = Literal["principal", "agent"]
"""Whether the payer sells himself, or for merchants."""


class TenderTrade(NamedTuple):
    """What one means paid of a line, and what its gateway keeps of that.

    ``anchor_minor`` is what was left of it when a refund last named its tenders, the whole
    amount before: what is left of the line is spread over the tenders by these.
    """

    tender: str
    amount_minor: int
    fee_minor: int
    anchor_minor: int


class OtherCoupon(NamedTuple):
    """What another merchant bears of the coupons of a line."""

    merchant_id: str
    amount_minor: int


class LineTrade(NamedTuple):
    """What the money of one line was made of, in minor units.

    ``freight_minor`` and ``tax_minor`` are parts of ``paid_minor``; ``cost_minor`` is what its
    supplier gets for all pieces, 0 where nobody is named; ``coupon_minor`` is what the
    platform bears. ``absorbed_minor`` is what an agent bore himself of refunds of the line; it
    stands with the first capture.
    """

    line_id: str
    quantity: int
    paid_minor: int
    freight_minor: int
    tax_minor: int
    cost_minor: int
    supplier_id: str
    coupon_minor: int
    others: tuple[OtherCoupon, ...]
    tenders: tuple[TenderTrade, ...]
    capture_id: str = ""
    absorbed_minor: int = 0

    @property
    def place(self) -> str:
        """The name by which the line, or one further capture of it, stands."""
        return f"{self.line_id}\n{self.capture_id}" if self.capture_id else self.line_id


class Trade(NamedTuple):
    """How an order's trade is posted; frozen when it was paid.

    ``fee_ppm`` is the platform's fee, ``is_collection_on_merchant`` says who bears the fees of
    gateways, ``is_freight_ours`` who has the freight. Only what refunds say ever changes:
    anchors of tenders, and what the platform absorbed.
    """

    order_id: str
    payer_id: str
    merchant_id: str
    currency: str
    mode: TradeMode
    fee_ppm: int
    is_collection_on_merchant: bool
    is_freight_ours: bool
    lines: tuple[LineTrade, ...]
    cart_id: str | None


class Movement(NamedTuple):
    """One change of what a merchant or a supplier is owed, appended: nobody waits to add one."""

    payer_id: str
    account: str
    party_id: str
    currency: str
    movement_id: str
    amount_minor: int


class Balance(NamedTuple):
    """What a merchant or a supplier is owed; as a stored row, the checkpoint of a fold."""

    payer_id: str
    account: str
    party_id: str
    currency: str
    amount_minor: int
