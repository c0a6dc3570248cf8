"""Take-over events (期初事件): what an old system leaves to this one at the cut-over.

Bindings come with their own instants. Money comes by what it belongs to: what is deferred
or held by its order, what is on its way by its instruction, the rest by its wallet.

Source: docs/operations.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from fenxiao.errors import EventError
from fenxiao.model.checks import STRICT, check_id, check_lines, check_quantity, check_tuple
from fenxiao.model.envelope import Event, WalletEvent, is_one_of
from fenxiao.model.instants import check_instant
from fenxiao.model.people import RELATIONS, Relation
from fenxiao.money import AMOUNT_LIMIT_MINOR, TOTAL_LIMIT_MINOR, check_amount, currency

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = [
    "OpenPayoutState",
    "OpeningBinding",
    "OpeningCounter",
    "OpeningLine",
    "OpeningOrder",
    "OpeningPayout",
    "OpeningQuota",
    "OpeningShare",
    "OpeningWallet",
]

OpenOrderState = Literal["paid", "confirmed", "released"]
OpenPayoutState = Literal[
    "requested", "approved", "submitted", "accepted", "awaiting_payee", "processing", "unknown"
]
_ORDER_STATES: tuple[OpenOrderState, ...] = get_args(OpenOrderState)
_PAYOUT_STATES: tuple[OpenPayoutState, ...] = get_args(OpenPayoutState)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningBinding(Event):
    """A binding of an old system (期初绑定); its instant is that of the binding itself.

    How long it lasts and protects follows from the binding policy of that instant.

    Args:
        relation: One of ``RELATIONS``.
        member_id: Who is bound.
        parent_id: Under whom.
    """

    relation: Relation
    member_id: str
    parent_id: str

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        is_one_of(self.relation, RELATIONS, "relation")
        check_id(self.member_id, "member_id")
        check_id(self.parent_id, "parent_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningWallet(WalletEvent):
    """What of a wallet belongs to no order and no instruction (期初钱包).

    It is fed before any order or payout of the wallet is taken over.

    Args:
        available_minor: Owed and available; below 0 the member owes it and nobody took note.
        frozen_minor: Owed and stopped by a person.
        debt_minor: Owed by the member, noted.
    """

    available_minor: int = 0
    frozen_minor: int = 0
    debt_minor: int = 0

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        WalletEvent.__post_init__(self)
        check_amount(self.available_minor, "available_minor", low=-AMOUNT_LIMIT_MINOR)
        check_amount(self.frozen_minor, "frozen_minor")
        check_amount(self.debt_minor, "debt_minor")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningShare:
    """What one payee earns of a line, before anything of it went back.

    It is exactly ``numerator / denominator`` minor units; who knows only the amount that
    was posted gives that over 1.

    Args:
        payee_id: Who earns.
        numerator: The upper number.
        denominator: The lower number.
    """

    __pydantic_config__ = STRICT

    payee_id: str
    numerator: int
    denominator: int = 1

    def __post_init__(self) -> None:
        """Check every field."""
        check_id(self.payee_id, "payee_id")
        check_quantity(self.numerator, "numerator", high=TOTAL_LIMIT_MINOR)
        check_quantity(self.denominator, "denominator", high=TOTAL_LIMIT_MINOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningLine:
    """A line of an order that was paid in the old system.

    Args:
        line_id: The line.
        quantity: Pieces that were bought.
        paid_minor: What was paid for them, in minor units.
        shares: Who earns of it.
        returned_quantity: Pieces that went back by now.
        refunded_minor: Money that went back without pieces by now, in minor units.
    """

    __pydantic_config__ = STRICT

    line_id: str
    quantity: int
    paid_minor: int
    shares: tuple[OpeningShare, ...] = ()
    returned_quantity: int = 0
    refunded_minor: int = 0

    def __post_init__(self) -> None:
        """Check every field, and that no more went back than was bought."""
        check_id(self.line_id, "line_id")
        check_quantity(self.quantity, "quantity")
        check_amount(self.paid_minor, "paid_minor")
        object.__setattr__(self, "shares", check_tuple(self.shares, OpeningShare, "shares"))
        check_quantity(self.returned_quantity, "returned_quantity", low=0, high=self.quantity)
        check_amount(self.refunded_minor, "refunded_minor", high=self.paid_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningOrder(Event):
    """An order whose commissions are under way at the cut-over (期初订单).

    One that was released is told too if it can still be refunded; its money stands in the
    wallet already.

    Args:
        order_id: The order.
        merchant_id: Who sells.
        payer_id: The legal entity that owes the commissions.
        buyer_id: Who bought.
        currency: ISO 4217 code of all amounts.
        state: "paid", "confirmed" or "released".
        paid_at: When it was paid.
        lines: What was bought, at least one line.
        confirmed_at: When receipt was confirmed; none while it is only paid.
        due_at: When its holding ends; needed of one that is confirmed.
        upline: Who stood above the buyer, nearest first, where sales are counted.
    """

    order_id: str
    merchant_id: str
    payer_id: str
    buyer_id: str
    currency: str
    state: OpenOrderState
    paid_at: datetime
    lines: tuple[OpeningLine, ...]
    confirmed_at: datetime | None = None
    due_at: datetime | None = None
    upline: tuple[str, ...] = ()

    @override
    def __post_init__(self) -> None:
        """Check every field, and that the instants go with the state."""
        Event.__post_init__(self)
        for name in ("order_id", "merchant_id", "payer_id", "buyer_id"):
            check_id(getattr(self, name), name)
        currency(self.currency)
        is_one_of(self.state, _ORDER_STATES, "state")
        object.__setattr__(self, "lines", check_lines(self.lines, OpeningLine, "lines"))
        check_amount(sum(line.paid_minor for line in self.lines), "sum of paid_minor")
        object.__setattr__(self, "upline", check_tuple(self.upline, str, "upline"))
        for member_id in self.upline:
            check_id(member_id, "upline")
        object.__setattr__(self, "paid_at", check_instant(self.paid_at, "paid_at"))
        for name, value in (("confirmed_at", self.confirmed_at), ("due_at", self.due_at)):
            if value is not None:
                object.__setattr__(self, name, check_instant(value, name))
            is_needed, is_allowed = self.state == "confirmed", self.state != "paid"
            if (value is None and is_needed) or (value is not None and not is_allowed):
                problem = f'it must be told of a "confirmed" order, and not of a "{self.state}" one'
                problem = "a confirmed order needs it" if is_needed else problem
                raise EventError(
                    "event.bad_field", field=name, got=repr(value)[:160], problem=problem
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningPayout(WalletEvent):
    """An instruction that was given and not settled by the cut-over (期初打款).

    Args:
        instruction_id: What results will name it by.
        key: What the rail knows the payment by.
        amount_minor: How much is on its way to the payee, in minor units.
        payee_token: The host's token of the account to pay to.
        state: One of the states in which money is on its way out.
        requested_at: When the money was asked for.
        reference: The rail's own id of the payment, where it has one.
        fee_minor: What was kept of it as a fee, in minor units.
        tax_minor: What was withheld of it as tax, in minor units.
    """

    instruction_id: str
    key: str
    amount_minor: int
    payee_token: str
    state: OpenPayoutState
    requested_at: datetime
    reference: str | None = None
    fee_minor: int = 0
    tax_minor: int = 0

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        WalletEvent.__post_init__(self)
        for name in ("instruction_id", "key", "payee_token"):
            check_id(getattr(self, name), name)
        check_amount(self.amount_minor, "amount_minor", low=1)
        is_one_of(self.state, _PAYOUT_STATES, "state")
        instant = check_instant(self.requested_at, "requested_at")
        object.__setattr__(self, "requested_at", instant)
        if self.reference is not None:
            check_id(self.reference, "reference")
        check_amount(self.fee_minor, "fee_minor")
        check_amount(self.tax_minor, "tax_minor")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningQuota(Event):
    """What a member had earned and used of invites (期初邀请码配额).

    Args:
        member_id: The member.
        sales_minor: Own settled sales so far, in minor units of the quota's currency.
        used_count: Invites issued, less those cancelled or expired.
        freed_count: Those among them whose recruit left.
    """

    member_id: str
    sales_minor: int
    used_count: int = 0
    freed_count: int = 0

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.member_id, "member_id")
        check_amount(self.sales_minor, "sales_minor", high=TOTAL_LIMIT_MINOR)
        check_quantity(self.used_count, "used_count", low=0)
        check_quantity(self.freed_count, "freed_count", low=0, high=self.used_count)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningCounter(Event):
    """What a counter of a member stood at (期初计数); it counts as of the event's instant.

    Args:
        member_id: The member.
        counter: The counter's name.
        amount: Heads, or minor units where there is a currency; not 0.
        currency: ISO 4217 code of its amounts; none where it counts heads.
    """

    member_id: str
    counter: str
    amount: int
    currency: str | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_id(self.member_id, "member_id")
        check_id(self.counter, "counter")
        check_quantity(self.amount, "amount", high=TOTAL_LIMIT_MINOR)
        if self.currency is not None:
            currency(self.currency)
