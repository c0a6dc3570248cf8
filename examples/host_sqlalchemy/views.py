"""What the service answers, as models: amounts in minor units, and as text for people."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from fenxiao import Append, Decision, Put, Refusal, format_amount, from_us
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.contract import Status
from fenxiao.model.records import (
    Binding,
    BindingCause,
    Entry,
    OrderState,
    Payout,
    PayoutState,
    Wallet,
)

__all__ = [
    "Answer",
    "BadCall",
    "BalanceView",
    "BindingView",
    "ChangeView",
    "EntryView",
    "HistoryLine",
    "KeptView",
    "LineView",
    "MemberView",
    "OrderView",
    "PayoutView",
    "RefusalView",
    "TrialBalanceView",
    "TrialSum",
    "TrialView",
    "WalletView",
]


class BadCall(BaseModel):
    """A request that is not of its published form; nothing was decided."""

    code: str
    message: str
    hint: str
    field: str | None = None


class RefusalView(BaseModel):
    """Why an event was not taken. A "retry" may be sent again later, a "final" one not."""

    code: str
    kind: str
    message: str
    hint: str
    facts: dict[str, str | int]

    @classmethod
    def of(cls, refusal: Refusal) -> RefusalView:
        """Show a refusal."""
        return cls(
            code=refusal.code,
            kind=refusal.kind,
            message=refusal.message,
            hint=refusal.hint,
            facts=dict(refusal.facts),
        )


class ChangeView(BaseModel):
    """One row that a decision wrote."""

    table: str
    key: list[str]
    what: Literal["created", "changed", "removed", "appended"]

    @classmethod
    def of(cls, write: Put | Append) -> ChangeView:
        """Show a write."""
        table, *key = write.key
        return cls(table=table, key=key, what=_what(write))


def _what(write: Put | Append) -> Literal["created", "changed", "removed", "appended"]:
    if isinstance(write, Append):
        return "appended"
    if write.record is None:
        return "removed"
    return "changed" if write.expected_revision else "created"


class PostingView(BaseModel):
    """One leg of an entry; a debit is positive, a credit negative."""

    account: str
    title: str
    title_zh: str
    party_id: str
    amount_minor: int
    amount: str


class EntryView(BaseModel):
    """An entry of the journal; its postings sum to 0."""

    entry_id: str
    event_id: str
    template: str
    title: str
    title_zh: str
    subject_id: str
    at: str
    postings: list[PostingView]

    @classmethod
    def of(cls, entry: Entry) -> EntryView:
        """Show an entry."""
        template = TEMPLATES[entry.template]
        postings = [
            PostingView(
                account=leg.account,
                title=ACCOUNTS[leg.account].title,
                title_zh=ACCOUNTS[leg.account].title_zh,
                party_id=leg.party_id,
                amount_minor=leg.amount_minor,
                amount=format_amount(leg.amount_minor, entry.currency),
            )
            for leg in entry.postings
        ]
        return cls(
            entry_id=entry.entry_id,
            event_id=entry.event_id,
            template=entry.template,
            title=template.title,
            title_zh=template.title_zh,
            subject_id=entry.subject_id,
            at=from_us(entry.effective_us).isoformat(),
            postings=postings,
        )


class Answer(BaseModel):
    """What became of an event."""

    status: Status
    event: dict[str, object]
    instruction_id: str | None
    refusal: RefusalView | None
    changes: list[ChangeView]
    entries: list[EntryView]

    @classmethod
    def of(
        cls, event: dict[str, object], decisions: list[Decision], instruction_id: str | None
    ) -> Answer:
        """Show the decisions of an event and of what went on from it."""
        first = decisions[0]
        writes: list[Put | Append] = []
        for one in decisions:
            writes += one.puts
            writes += one.appends
        return cls(
            status=first.status,
            event=event,
            instruction_id=instruction_id,
            refusal=RefusalView.of(first.refusal) if first.refusal is not None else None,
            changes=[ChangeView.of(write) for write in writes],
            entries=[EntryView.of(one.record) for one in writes if isinstance(one.record, Entry)],
        )


class BalanceView(BaseModel):
    """The components of a wallet; available below 0 is a debt of the member."""

    deferred_minor: int
    held_minor: int
    available_minor: int
    in_transit_minor: int
    frozen_minor: int
    debt_minor: int
    deferred: str
    held: str
    available: str
    in_transit: str
    frozen: str
    debt: str

    @classmethod
    def of(cls, wallet: Wallet) -> BalanceView:
        """Show the components of a wallet."""
        return cls(
            deferred_minor=wallet.deferred_minor,
            held_minor=wallet.held_minor,
            available_minor=wallet.available_minor,
            in_transit_minor=wallet.in_transit_minor,
            frozen_minor=wallet.frozen_minor,
            debt_minor=wallet.debt_minor,
            deferred=format_amount(wallet.deferred_minor, wallet.currency),
            held=format_amount(wallet.held_minor, wallet.currency),
            available=format_amount(wallet.available_minor, wallet.currency),
            in_transit=format_amount(wallet.in_transit_minor, wallet.currency),
            frozen=format_amount(wallet.frozen_minor, wallet.currency),
            debt=format_amount(wallet.debt_minor, wallet.currency),
        )


class HistoryLine(BaseModel):
    """One entry that names the member, and the wallet after it."""

    entry: EntryView
    after: BalanceView


class WalletView(BaseModel):
    """What a payer owes a member now, and how it came to that, oldest first."""

    payer_id: str
    member_id: str
    currency: str
    now: BalanceView
    history: list[HistoryLine]


class KeptView(BaseModel):
    """What one payee keeps of an order after all refunds so far."""

    payee_id: str
    amount_minor: int
    amount: str


class LineView(BaseModel):
    """A line of an order, and why each place above the buyer is paid what it is."""

    line_id: str
    quantity: int
    returned_quantity: int
    paid_minor: int
    paid: str
    explanation: dict[Literal["en", "zh"], list[str]]


class OrderView(BaseModel):
    """Where an order stands and who keeps what of it."""

    order_id: str
    merchant_id: str
    payer_id: str
    buyer_id: str
    currency: str
    state: OrderState
    paid_at: str | None
    confirmed_at: str | None
    due_at: str | None
    plan_id: str
    upline: list[str]
    kept: list[KeptView]
    lines: list[LineView]


class PayoutView(BaseModel):
    """A payout instruction."""

    instruction_id: str
    key: str
    payer_id: str
    member_id: str
    currency: str
    amount_minor: int
    amount: str
    payee_token: str
    state: PayoutState
    requested_at: str
    updated_at: str
    reference: str | None

    @classmethod
    def of(cls, payout: Payout) -> PayoutView:
        """Show an instruction."""
        return cls(
            instruction_id=payout.instruction_id,
            key=payout.key,
            payer_id=payout.payer_id,
            member_id=payout.member_id,
            currency=payout.currency,
            amount_minor=payout.amount_minor,
            amount=format_amount(payout.amount_minor, payout.currency),
            payee_token=payout.payee_token,
            state=payout.state,
            requested_at=from_us(payout.requested_us).isoformat(),
            updated_at=from_us(payout.updated_us).isoformat(),
            reference=payout.reference,
        )


class TrialView(BaseModel):
    """The balance of one account; debit positive, credit negative."""

    payer_id: str
    currency: str
    account: str
    title: str
    title_zh: str
    amount_minor: int
    amount: str


class TrialSum(BaseModel):
    """The sum of all accounts of one payer in one currency, which is 0."""

    payer_id: str
    currency: str
    amount_minor: int
    amount: str


class TrialBalanceView(BaseModel):
    """Every account that was ever posted to, and the sums."""

    rows: list[TrialView]
    sums: list[TrialSum]


class BindingView(BaseModel):
    """Somebody under somebody in one relation: from when, until when, and how it came."""

    member_id: str
    parent_id: str | None
    since: str
    until: str | None
    cause: BindingCause
    event_id: str

    @classmethod
    def of(cls, binding: Binding) -> BindingView:
        """Show a binding."""
        until_us = binding.until_us
        return cls(
            member_id=binding.member_id,
            parent_id=binding.parent_id,
            since=from_us(binding.since_us).isoformat(),
            until=None if until_us is None else from_us(until_us).isoformat(),
            cause=binding.cause,
            event_id=binding.event_id,
        )


class MemberView(BaseModel):
    """Where a member stood in one relation at an instant.

    ``upline`` is nearest first; ``fans`` are a page by id, and go on after the last of them.
    """

    member_id: str
    relation: str
    at: str
    upline: list[BindingView]
    fans: list[BindingView]
