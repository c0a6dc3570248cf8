"""Records (记录): what the host stores for us, as plain frozen tuples.

Each has a name and a schema number in ``RECORDS``; a stored row of any released
schema loads for ever. Records hold ints, texts and tuples only: instants are UTC
microseconds (``_us``), money is minor units (``_minor``), rates are ppm.

Source: docs/events.md, "Records".
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from fenxiao.errors import CODES, CodeKind, render
from fenxiao.model.book_records import Books, Sealed, Unsealed
from fenxiao.model.career_records import MemberStatus, RiskLevel, Standing, StandingCause
from fenxiao.model.credit_records import Assortment, Shelf, Visit
from fenxiao.model.hold_records import Hold, HoldState
from fenxiao.model.invite_records import Invite, Quota
from fenxiao.model.ledger_records import Delta, Entry, Payout, PayoutState, Posting, Wallet
from fenxiao.model.payee_records import Invoice, InvoiceUse, Payee, PayeeStanding
from fenxiao.model.payout_records import PayoutBatch, WithdrawalUses
from fenxiao.model.period_records import (
    CampaignSpent,
    PeriodAward,
    PeriodClaim,
    PeriodCut,
    PeriodPlan,
    Periods,
    PeriodSpan,
    Qualified,
    Sale,
    SalesTotal,
    Volume,
)
from fenxiao.model.reconciliation_records import Reconciliation
from fenxiao.model.tax_records import TaxCorrection, TaxMonth, TaxSums, TaxYear, Withholding
from fenxiao.model.term_records import (
    Captures,
    Cell,
    Correction,
    Detail,
    LineTerms,
    LineWhole,
    RuleTerms,
    Slot,
    Terms,
)
from fenxiao.model.trade_records import (
    Balance,
    LineTrade,
    Movement,
    TenderTrade,
    Trade,
)

__all__ = [
    "RECORDS",
    "Audit",
    "Balance",
    "Binding",
    "BindingCause",
    "Books",
    "CampaignSpent",
    "Captures",
    "Cell",
    "Continuation",
    "Correction",
    "Delta",
    "Detail",
    "Entry",
    "EventRecord",
    "FactValue",
    "Hold",
    "HoldState",
    "Kept",
    "LineLeft",
    "LineProgress",
    "LineTerms",
    "LineTrade",
    "LineWhole",
    "Member",
    "MemberStatus",
    "Movement",
    "Node",
    "Order",
    "OrderState",
    "Part",
    "Payout",
    "PayoutBatch",
    "PayoutState",
    "PeriodAward",
    "PeriodClaim",
    "PeriodCut",
    "PeriodPlan",
    "PeriodSpan",
    "Periods",
    "Pieces",
    "Placed",
    "Posting",
    "Qualified",
    "Reconciliation",
    "Record",
    "RecordSpec",
    "Refusal",
    "RiskLevel",
    "RuleTerms",
    "Sale",
    "SalesTotal",
    "Sealed",
    "Slot",
    "Standing",
    "StandingCause",
    "Tally",
    "TaxCorrection",
    "TaxMonth",
    "TaxSums",
    "TaxYear",
    "TenderTrade",
    "Terms",
    "Trade",
    "Unsealed",
    "Volume",
    "Wallet",
    "WithdrawalUses",
    "Withholding",
]

FactValue = str | int
OrderState = Literal["placed", "cancelled", "paid", "confirmed", "released"]
BindingCause = Literal["touch", "registration", "purchase", "rebind", "lift", "opening"]


class Refusal(NamedTuple):
    """Why an event was not taken: a stable code and its facts; prose is made when read.

    Examples:
        >>> refusal = Refusal("order.unknown", (("order_id", "o1"),))
        >>> refusal.kind
        'retry'
        >>> refusal.message
        'An order must be paid before anything else is told of it; order "o1" is not known.'
    """

    code: str
    facts: tuple[tuple[str, FactValue], ...]

    @property
    def kind(self) -> CodeKind:
        """``final`` is remembered and replays as itself; ``retry`` leaves nothing behind."""
        return CODES[self.code].kind

    @property
    def message(self) -> str:
        """What must hold, and what was got."""
        return render(self.code, dict(self.facts))[0]

    @property
    def hint(self) -> str:
        """What to do about it."""
        return render(self.code, dict(self.facts))[1]


class EventRecord(NamedTuple):
    """An event that was decided: the digest of its content, and its refusal if it had one.

    ``findings`` are parts of it that were not taken although the rest was.
    """

    event_id: str
    digest: str
    refusal: Refusal | None
    findings: tuple[Refusal, ...] = ()


class Continuation(NamedTuple):
    """Work that a paged event has left: the canonical text of the event that goes on."""

    event_id: str
    event_json: str


class Node(NamedTuple):
    """A member's place in the forest of one relation, as it is now; guarded by its revision.

    ``parent_id`` is None for a root; ``bound_us`` is the instant of the newest binding, or of
    what cut him loose; ``changes`` counts the rows of his history. ``candidate_id`` is the
    sharer who is remembered until the occasion on which the policy binds.
    """

    relation: str
    member_id: str
    parent_id: str | None
    bound_us: int
    event_id: str
    has_fans: bool
    until_us: int | None = None
    protected_us: int | None = None
    changes: int = 0
    is_frozen: bool = False
    candidate_id: str | None = None
    candidate_us: int | None = None


class Binding(NamedTuple):
    """A row of a member's history in one relation: from then on he stands under this parent.

    It counts from ``since_us`` until the next row of the member, or ``until_us`` if that comes
    before; ``parent_id`` None says that he was cut loose.
    """

    relation: str
    member_id: str
    event_id: str
    parent_id: str | None
    since_us: int
    until_us: int | None
    cause: BindingCause


class Member(NamedTuple):
    """Who a member is to the platform now, whatever his place in any relation.

    ``standing_us`` is the instant of the newest row of his history; ``active_us`` when he was
    first active; ``lost`` names grades that he fell from; ``periods`` the last ones closed
    for him, the newest last, and ``period_us`` the instant of that close; ``left_from`` what
    he was when he left, until ``grace_until_us`` he may return as that; ``enrolled_us`` when he
    first became a promoter; ``risk`` how great a risk he is to the host.
    """

    member_id: str
    registered_us: int | None
    first_order_us: int | None
    status: MemberStatus
    status_us: int
    grade: str
    is_verified: bool
    standing_us: int | None = None
    active_us: int | None = None
    is_grade_fixed: bool = False
    lost: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    period_us: int | None = None
    identity_token: str = ""
    left_from: MemberStatus = "none"
    grace_until_us: int | None = None
    enrolled_us: int | None = None
    risk: RiskLevel = "clear"


class Tally(NamedTuple):
    """One change of one counter of a member, appended: nobody waits for anybody to add one.

    ``amount`` counts heads, or minor units where ``currency`` is not empty; a refund or a
    departure appends a negative one.
    """

    member_id: str
    counter: str
    currency: str
    tally_id: str
    at_us: int
    amount: int


class Audit(NamedTuple):
    """Who asked for what is done by hand, who approved it, why, and at which rate of whom."""

    event_id: str
    at_us: int
    subject_id: str
    reason: str
    maker_id: str
    checker_id: str
    rate: str = ""
    rate_source: str = ""


class Kept(NamedTuple):
    """What one payee keeps of one order after all refunds so far, in minor units."""

    payee_id: str
    amount_minor: int


class LineProgress(NamedTuple):
    """What has gone back of one line: pieces, and money without pieces.

    ``spared_minor`` is money that went back and took no commission back.
    """

    line_id: str
    returned_quantity: int
    refunded_minor: int
    spared_minor: int = 0


class Pieces(NamedTuple):
    """Some pieces of one line."""

    line_id: str
    quantity: int


class Part(NamedTuple):
    """What was received at one time of an order that is received in parts.

    Args:
        due_us: When its holding ends; None once it was released.
        pieces: What was received, by line.
        kept: What each payee keeps of it after all refunds so far, in minor units.
        left_minor: What is left of it, where sales are counted.
    """

    due_us: int | None
    pieces: tuple[Pieces, ...]
    kept: tuple[Kept, ...]
    left_minor: int


class LineLeft(NamedTuple):
    """What was left of a line when a refund last named one, in minor units."""

    line_id: str
    left_minor: int


class Placed(NamedTuple):
    """What was told of an order before it was paid.

    Args:
        placed_us: When it was placed.
        terms_us: As of when its terms are settled, if the plan of that instant says when it
            was placed; None leaves it to the plan of the payment.
        pieces: What was ordered, by line; empty where only the payment says it.
        channel: Where it is sold.
        cart_id: The cart of which it is one merchant's part.
    """

    placed_us: int
    terms_us: int | None
    pieces: tuple[Pieces, ...]
    channel: str | None
    cart_id: str | None


class Order(NamedTuple):
    """Where an order stands: the part that changes, guarded by its revision.

    ``counts`` names the counters of sales that it counts in once it is settled, for the buyer
    and ``upline``; ``left_minor`` is what is left of it after all refunds so far. ``parts`` are
    there where it was not received at once, the longest received first, and ``due_us`` is then
    the next end of a holding. ``alone_minor`` went back of the whole order since a refund last
    named a line, when ``alone_over`` was left; ``alone_is_spared`` says whether it was money
    that takes no commission back. ``corrected_by`` is the event whose terms count instead of
    those of the payment; empty for none. ``placed`` is there where it was told before it was
    paid, and ``paid_us`` is none until it is.
    """

    order_id: str
    merchant_id: str
    payer_id: str
    buyer_id: str
    currency: str
    state: OrderState
    paid_us: int | None
    confirmed_us: int | None
    due_us: int | None
    kept: tuple[Kept, ...]
    progress: tuple[LineProgress, ...]
    upline: tuple[str, ...] = ()
    left_minor: int = 0
    counts: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    alone_minor: int = 0
    alone_over: tuple[LineLeft, ...] = ()
    alone_is_spared: bool = False
    corrected_by: str = ""
    placed: Placed | None = None


Record = (
    EventRecord
    | Continuation
    | Node
    | Binding
    | Member
    | Standing
    | Tally
    | Audit
    | Invite
    | Quota
    | Order
    | Terms
    | Entry
    | Delta
    | Wallet
    | Payout
    | Visit
    | Assortment
    | Shelf
    | Unsealed
    | Sealed
    | Books
    | Periods
    | Sale
    | SalesTotal
    | Volume
    | Qualified
    | PeriodAward
    | Correction
    | Trade
    | Movement
    | Balance
    | TaxYear
    | Withholding
    | Payee
    | PayeeStanding
    | Invoice
    | InvoiceUse
    | WithdrawalUses
    | PayoutBatch
    | Reconciliation
    | Hold
)


class RecordSpec(NamedTuple):
    """A stored type: its class and the schema number that is written now."""

    kind: type[Record]
    schema: int


RECORDS: dict[str, RecordSpec] = {
    "event": RecordSpec(EventRecord, 2),
    "continuation": RecordSpec(Continuation, 1),
    "node": RecordSpec(Node, 2),
    "binding": RecordSpec(Binding, 1),
    "member": RecordSpec(Member, 4),
    "standing": RecordSpec(Standing, 2),
    "tally": RecordSpec(Tally, 1),
    "audit": RecordSpec(Audit, 2),
    "invite": RecordSpec(Invite, 1),
    "quota": RecordSpec(Quota, 1),
    "order": RecordSpec(Order, 4),
    "terms": RecordSpec(Terms, 4),
    "entry": RecordSpec(Entry, 2),
    "delta": RecordSpec(Delta, 3),
    "wallet": RecordSpec(Wallet, 3),
    "payout": RecordSpec(Payout, 2),
    "visit": RecordSpec(Visit, 1),
    "assortment": RecordSpec(Assortment, 1),
    "shelf": RecordSpec(Shelf, 1),
    "unsealed": RecordSpec(Unsealed, 1),
    "sealed": RecordSpec(Sealed, 1),
    "books": RecordSpec(Books, 1),
    "periods": RecordSpec(Periods, 1),
    "sale": RecordSpec(Sale, 1),
    "sales_total": RecordSpec(SalesTotal, 1),
    "volume": RecordSpec(Volume, 1),
    "qualified": RecordSpec(Qualified, 1),
    "award": RecordSpec(PeriodAward, 1),
    "correction": RecordSpec(Correction, 1),
    "trade": RecordSpec(Trade, 1),
    "movement": RecordSpec(Movement, 1),
    "balance": RecordSpec(Balance, 1),
    "tax_year": RecordSpec(TaxYear, 1),
    "withholding": RecordSpec(Withholding, 1),
    "payee": RecordSpec(Payee, 1),
    "payee_standing": RecordSpec(PayeeStanding, 1),
    "invoice": RecordSpec(Invoice, 1),
    "invoice_use": RecordSpec(InvoiceUse, 1),
    "withdrawals": RecordSpec(WithdrawalUses, 1),
    "batch": RecordSpec(PayoutBatch, 1),
    "reconciliation": RecordSpec(Reconciliation, 1),
    "hold": RecordSpec(Hold, 1),
}
"""The stored types by name; the name is also the first part of their keys."""
