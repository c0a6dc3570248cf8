"""Events (事件): the facts that a host tells, each once, under an id of its own.

An event says what happened, never what to do about it; what follows is decided from
the policy and the facts in force. Those about people live in a module of their own.

Source: docs/events.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime

from fenxiao.errors import EventError
from fenxiao.model.after_sales import (
    Captured,
    Exchanged,
    LinePieces,
    OrderConfirmed,
    Refunded,
    RefundLine,
)
from fenxiao.model.books import BooksClosed, BooksLocked, BooksReopened, Seal
from fenxiao.model.careers import (
    Applied,
    EnrolmentDecided,
    FoldTallies,
    GradeSet,
    MemberClosed,
    MemberLeft,
    MemberReturned,
    ReviewGrade,
    RiskMarked,
    StatusChanged,
    Verified,
)
from fenxiao.model.checks import (
    check_id,
    check_kind,
    check_lines,
    check_quantity,
    check_tuple,
)
from fenxiao.model.envelope import (
    PAGE_LIMIT,
    Event,
    WalletEvent,
    check_after,
    check_two_persons,
)
from fenxiao.model.holds import ExpireHolds, HoldPlaced, HoldPosted, HoldReturned, HoldVoided
from fenxiao.model.instants import check_instant
from fenxiao.model.invites import (
    ExpireInvites,
    FoldQuota,
    InviteCancelled,
    InviteIssued,
    InviteRedeemed,
    SeatFreed,
)
from fenxiao.model.lines import Coupon, GradePrice, Line, Tender
from fenxiao.model.openings import (
    OpeningBinding,
    OpeningCounter,
    OpeningOrder,
    OpeningPayout,
    OpeningQuota,
    OpeningWallet,
)
from fenxiao.model.operations import (
    Adjusted,
    Converted,
    DebtPaid,
    DebtSettled,
    DormantTaken,
    Forfeited,
    Frozen,
    OperationReversed,
    Unfrozen,
    WrittenOff,
)
from fenxiao.model.payees import (
    InvoiceReceived,
    PayeeAccountApproved,
    PayeeAccountChanged,
    PayeeAccountRefused,
    PayeeKindChanged,
    PayeeRegistered,
    WagesHanded,
)
from fenxiao.model.payouts import (
    PAYOUT_OUTCOMES,
    ApplyBatch,
    BatchDecided,
    BatchProposed,
    PayoutOutcome,
    PayoutRejected,
    PayoutResult,
    PayoutRetried,
    PayoutSubmitted,
    WithdrawalCancelled,
    WithdrawalRequested,
)
from fenxiao.model.people import Rebind, Registered, SettleFans, Touch
from fenxiao.model.periods import PeriodClosed
from fenxiao.model.placements import OrderCancelled, OrderPlaced
from fenxiao.model.reconciliations import BreakExplained, RailCharged, Reconciled
from fenxiao.model.remittances import (
    ClearingSettled,
    Deduction,
    FoldBalance,
    MerchantPaid,
    SupplierPaid,
)
from fenxiao.model.storefronts import AssortmentChanged, Claim, ForgetVisits, check_claims
from fenxiao.model.taxes import OpeningTax, OpeningTaxMonth, TaxMonthDeclared, TaxRemitted
from fenxiao.money import check_amount, currency

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

__all__ = [
    "EVENTS",
    "PAGE_LIMIT",
    "PAYOUT_OUTCOMES",
    "Applied",
    "ApplyBatch",
    "AssortmentChanged",
    "BatchDecided",
    "BatchProposed",
    "BooksClosed",
    "BooksLocked",
    "BooksReopened",
    "Captured",
    "Claim",
    "ClearingSettled",
    "Coupon",
    "Deduction",
    "EnrolmentDecided",
    "Event",
    "Exchanged",
    "FoldBalance",
    "FoldTallies",
    "FoldWallet",
    "ForgetVisits",
    "GradePrice",
    "GradeSet",
    "Line",
    "LinePieces",
    "MemberClosed",
    "MemberLeft",
    "MemberReturned",
    "MerchantPaid",
    "OpeningTax",
    "OpeningTaxMonth",
    "OrderCancelled",
    "OrderConfirmed",
    "OrderCorrected",
    "OrderPaid",
    "OrderPlaced",
    "PayoutOutcome",
    "PayoutRejected",
    "PayoutResult",
    "PayoutRetried",
    "PayoutSubmitted",
    "PeriodClosed",
    "Rebind",
    "RefundLine",
    "Refunded",
    "Registered",
    "Release",
    "ReviewGrade",
    "RiskMarked",
    "Seal",
    "SettleFans",
    "StatusChanged",
    "SupplierPaid",
    "TaxMonthDeclared",
    "TaxRemitted",
    "Tender",
    "Touch",
    "Verified",
    "WithdrawalCancelled",
    "WithdrawalRequested",
    "event_type",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid(Event):
    """A buyer paid an order (订单支付); its terms are settled at this instant.

    Args:
        order_id: The order.
        merchant_id: Who sells; chooses the plan.
        payer_id: The legal entity that owes the commissions; its books balance alone.
        buyer_id: Who bought; the upline above him is paid.
        currency: ISO 4217 code of all amounts.
        lines: What was bought, at least one line.
        claims: What may earn somebody a credit on it; visits and relations are known anyway.
        channel: Where it was sold: "live", "mini_program", your own words.
        placed_at: When it was placed, if a plan asks; it was paid no earlier.
        captured_at: When its first part was captured, if a plan asks.
        cart_id: The cart of which it is one merchant's part, if it was mixed.
    """

    order_id: str
    merchant_id: str
    payer_id: str
    buyer_id: str
    currency: str
    lines: tuple[Line, ...]
    claims: tuple[Claim, ...] = ()
    channel: str | None = None
    placed_at: datetime | None = None
    captured_at: datetime | None = None
    cart_id: str | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field, and that the sum of the lines is still an amount."""
        Event.__post_init__(self)
        check_id(self.order_id, "order_id")
        check_id(self.merchant_id, "merchant_id")
        check_id(self.payer_id, "payer_id")
        check_id(self.buyer_id, "buyer_id")
        currency(self.currency)
        object.__setattr__(self, "lines", check_lines(self.lines, Line, "lines"))
        object.__setattr__(self, "claims", check_claims(self.claims))
        check_amount(sum(line.paid_minor for line in self.lines), "sum of paid_minor")
        wholes = (line.whole_minor or line.paid_minor for line in self.lines)
        check_amount(sum(wholes), "sum of whole_minor")
        if self.channel is not None:
            check_id(self.channel, "channel")
        for name, word in (("channel", self.channel), ("cart_id", self.cart_id)):
            if word is not None:
                check_id(word, name)
        for name, value in (("placed_at", self.placed_at), ("captured_at", self.captured_at)):
            if value is not None:
                instant = check_instant(value, name)
                object.__setattr__(self, name, instant)
                if instant > self.at:
                    got, problem = instant.isoformat(), "it must not be after the payment"
                    raise EventError("event.bad_field", field=name, got=got, problem=problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCorrected(Event):
    """A person had an order settled again that a wrong plan had settled (方案更正).

    Args:
        payment: The event by which the order was paid, as it was told.
        captures: The further captures of the order, as they were told and in that order; one
            that only said that nothing more is paid may be left out.
        correction_id: The correction of the policy that names the right plan.
        reason: Why, in the host's words.
        maker_id: Who asked for it.
        checker_id: Who approved it; another person.
    """

    payment: OrderPaid
    correction_id: str
    reason: str
    maker_id: str
    checker_id: str
    captures: tuple[Captured, ...] = ()

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_kind(self.payment, OrderPaid, "payment")
        object.__setattr__(self, "captures", check_tuple(self.captures, Captured, "captures"))
        for one in self.captures:
            if one.order_id != self.payment.order_id:
                got, problem = repr(one.order_id), "it must be of the order that was paid"
                raise EventError("event.bad_field", field="captures", got=got, problem=problem)
        check_id(self.correction_id, "correction_id")
        check_id(self.reason, "reason")
        check_two_persons(self.maker_id, self.checker_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Event):
    """Set free what has been held long enough (解冻), a page of orders at a time.

    Args:
        limit: Orders on one page; more go on in the continuation.
        after: Where the page before ended: due instant in microseconds and order id.
    """

    limit: int = 500
    after: tuple[int, str] | None = None

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        Event.__post_init__(self)
        check_quantity(self.limit, "limit", high=PAGE_LIMIT)
        if self.after is not None:
            object.__setattr__(self, "after", check_after(self.after))


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldWallet(WalletEvent):
    """Add the newest changes of a wallet to its checkpoint (汇总), a page at a time.

    Args:
        limit: Changes on one page; more go on in the continuation.
    """

    limit: int = 1_000

    @override
    def __post_init__(self) -> None:
        """Check every field."""
        WalletEvent.__post_init__(self)
        check_quantity(self.limit, "limit", high=PAGE_LIMIT)


EVENTS: dict[str, type[Event]] = {
    "touch": Touch,
    "registered": Registered,
    "rebind": Rebind,
    "settle_fans": SettleFans,
    "applied": Applied,
    "enrolment_decided": EnrolmentDecided,
    "verified": Verified,
    "status_changed": StatusChanged,
    "member_left": MemberLeft,
    "member_returned": MemberReturned,
    "member_closed": MemberClosed,
    "review_grade": ReviewGrade,
    "grade_set": GradeSet,
    "fold_tallies": FoldTallies,
    "risk_marked": RiskMarked,
    "invite_issued": InviteIssued,
    "invite_redeemed": InviteRedeemed,
    "invite_cancelled": InviteCancelled,
    "seat_freed": SeatFreed,
    "expire_invites": ExpireInvites,
    "fold_quota": FoldQuota,
    "order_placed": OrderPlaced,
    "order_cancelled": OrderCancelled,
    "order_paid": OrderPaid,
    "captured": Captured,
    "order_confirmed": OrderConfirmed,
    "exchanged": Exchanged,
    "refunded": Refunded,
    "release": Release,
    "fold_wallet": FoldWallet,
    "withdrawal_requested": WithdrawalRequested,
    "payout_result": PayoutResult,
    "withdrawal_cancelled": WithdrawalCancelled,
    "batch_proposed": BatchProposed,
    "batch_decided": BatchDecided,
    "apply_batch": ApplyBatch,
    "payout_rejected": PayoutRejected,
    "payout_submitted": PayoutSubmitted,
    "payout_retried": PayoutRetried,
    "assortment_changed": AssortmentChanged,
    "forget_visits": ForgetVisits,
    "seal": Seal,
    "books_closed": BooksClosed,
    "books_reopened": BooksReopened,
    "books_locked": BooksLocked,
    "period_closed": PeriodClosed,
    "frozen": Frozen,
    "unfrozen": Unfrozen,
    "forfeited": Forfeited,
    "adjusted": Adjusted,
    "operation_reversed": OperationReversed,
    "debt_settled": DebtSettled,
    "debt_paid": DebtPaid,
    "written_off": WrittenOff,
    "dormant_taken": DormantTaken,
    "converted": Converted,
    "opening_binding": OpeningBinding,
    "opening_wallet": OpeningWallet,
    "opening_order": OpeningOrder,
    "opening_payout": OpeningPayout,
    "opening_quota": OpeningQuota,
    "opening_counter": OpeningCounter,
    "order_corrected": OrderCorrected,
    "clearing_settled": ClearingSettled,
    "merchant_paid": MerchantPaid,
    "supplier_paid": SupplierPaid,
    "fold_balance": FoldBalance,
    "reconciled": Reconciled,
    "break_explained": BreakExplained,
    "rail_charged": RailCharged,
    "hold_placed": HoldPlaced,
    "hold_posted": HoldPosted,
    "hold_voided": HoldVoided,
    "hold_returned": HoldReturned,
    "expire_holds": ExpireHolds,
    "tax_month_declared": TaxMonthDeclared,
    "opening_tax": OpeningTax,
    "tax_remitted": TaxRemitted,
    "payee_registered": PayeeRegistered,
    "payee_kind_changed": PayeeKindChanged,
    "payee_account_changed": PayeeAccountChanged,
    "payee_account_approved": PayeeAccountApproved,
    "payee_account_refused": PayeeAccountRefused,
    "invoice_received": InvoiceReceived,
    "wages_handed": WagesHanded,
}
"""The published name of each event, which is its ``type`` in JSON."""

_TYPES = {kind: name for name, kind in EVENTS.items()}


def event_type(event: Event) -> str:
    """Return the published name of an event's type.

    Raises:
        EventError: ``event.unknown_type`` when it is none of the catalogue.

    Examples:
        >>> from datetime import UTC, datetime
        >>> at = datetime(2024, 6, 18, tzinfo=UTC)
        >>> event_type(OrderConfirmed(id="e2", at=at, order_id="o1"))
        'order_confirmed'
    """
    name = _TYPES.get(type(event))
    if name is None:
        raise EventError("event.unknown_type", got=type(event).__name__)
    return name
