"""Records of payees (收款人记录): who is paid as what, to which accounts, by which invoices.

No account and no identity is here, only the host's tokens of them.

Source: docs/payees.md.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = [
    "AccountState",
    "Invoice",
    "InvoiceUse",
    "Payee",
    "PayeeAccount",
    "PayeeAsked",
    "PayeeCause",
    "PayeeCover",
    "PayeeKind",
    "PayeeStanding",
]

PayeeKind = Literal["individual", "sole_trader", "company", "employee"]
AccountState = Literal["waiting", "limited", "active", "ended"]
PayeeCause = Literal["registered", "kind", "account", "approved", "refused"]


class PayeeAccount(NamedTuple):
    """An account of a payee that has not ended, by the host's token of it.

    ``payable_us`` is when its cool-down is over; a "limited" one waits for a second person and
    is paid up to a limit until then.
    """

    change_id: str
    currency: str
    rail: str
    token: str
    state: AccountState
    since_us: int
    payable_us: int
    maker_id: str


class PayeeAsked(NamedTuple):
    """What was asked for in a currency to accounts that no second person had approved, in all."""

    currency: str
    amount_minor: int


class PayeeCover(NamedTuple):
    """What a person's invoices in a currency come to, and how much of it was asked for."""

    person_id: str
    currency: str
    invoiced_minor: int
    used_minor: int


class Payee(NamedTuple):
    """Who a member is to a payer who pays him: what kind, which person, which accounts.

    ``standing_us`` is the instant of the newest row of his history; ``told_count`` how many
    accounts were ever told of him.
    """

    payer_id: str
    member_id: str
    kind: PayeeKind
    person_id: str
    standing_us: int
    accounts: tuple[PayeeAccount, ...] = ()
    covers: tuple[PayeeCover, ...] = ()
    told_count: int = 0
    asked: tuple[PayeeAsked, ...] = ()


class PayeeStanding(NamedTuple):
    """A row of a payee's history: from then on he has this kind, person and these accounts.

    It counts from ``since_us`` until the next row of the payee.
    """

    payer_id: str
    member_id: str
    event_id: str
    since_us: int
    kind: PayeeKind
    person_id: str
    accounts: tuple[PayeeAccount, ...]
    cause: PayeeCause


class Invoice(NamedTuple):
    """An invoice of a payee, by the host's token of it; it counts once."""

    payer_id: str
    invoice_token: str
    event_id: str
    member_id: str
    person_id: str
    currency: str
    amount_minor: int
    received_us: int


class InvoiceUse(NamedTuple):
    """How much of a person's invoices an instruction takes up; gone once its money is back."""

    instruction_id: str
    payer_id: str
    member_id: str
    person_id: str
    currency: str
    amount_minor: int
