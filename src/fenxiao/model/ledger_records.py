"""Records of the books (账簿记录): entries, wallets and the changes of them, instructions.

Source: docs/postings.md.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["Attempt", "Delta", "Entry", "Payout", "PayoutState", "Posting", "Wallet"]

PayoutState = Literal[
    "requested",
    "approved",
    "rejected",
    "submitted",
    "accepted",
    "awaiting_payee",
    "processing",
    "unknown",
    "paid",
    "failed",
    "expired",
    "cancelled",
    "returned",
]


class Posting(NamedTuple):
    """One leg of an entry; a debit is positive, a credit negative, in minor units.

    ``party_id`` is whom the account is kept by: a member, a merchant, a supplier, a tender;
    empty for an account that the payer keeps as one.
    """

    account: str
    party_id: str
    amount_minor: int


class Entry(NamedTuple):
    """A balanced set of postings in one payer's books, in one currency; immutable.

    ``subject_id`` is what it is about: an order, or an instruction.
    """

    entry_id: str
    event_id: str
    template: str
    payer_id: str
    currency: str
    subject_id: str
    effective_us: int
    recorded_us: int
    postings: tuple[Posting, ...]


class Delta(NamedTuple):
    """One change of one wallet, appended: nobody waits for anybody to add one."""

    delta_id: str
    payer_id: str
    member_id: str
    currency: str
    deferred_minor: int
    held_minor: int
    available_minor: int
    in_transit_minor: int
    frozen_minor: int = 0
    debt_minor: int = 0


class Wallet(NamedTuple):
    """What a payer owes a member, by component; as a stored row, the checkpoint of a fold.

    ``available_minor`` below 0 is a debt of the member that nobody has taken note of yet;
    ``debt_minor`` is what he owes since somebody has, and no part of what is owed to him.
    """

    payer_id: str
    member_id: str
    currency: str
    deferred_minor: int
    held_minor: int
    available_minor: int
    in_transit_minor: int
    frozen_minor: int = 0
    debt_minor: int = 0


class Attempt(NamedTuple):
    """A payment that was tried and ended without paying: under which key, by which rail, how."""

    key: str
    rail: str | None
    state: PayoutState


class Payout(NamedTuple):
    """An instruction to pay a member: what the host hands to the rail, and where it stands.

    ``amount_minor`` is what leaves to the payee; with ``fee_minor`` and ``tax_minor`` it is
    what leaves his wallet. ``attempt`` counts the payments under a key of their own from 1,
    ``earlier`` are those before this one. ``batch_id`` is the batch in which it is
    approved, or was; ``rail`` and ``submitted_us`` are those of this attempt.
    """

    instruction_id: str
    key: str
    payer_id: str
    member_id: str
    currency: str
    amount_minor: int
    payee_token: str
    state: PayoutState
    requested_us: int
    updated_us: int
    reference: str | None
    fee_minor: int = 0
    tax_minor: int = 0
    attempt: int = 1
    batch_id: str | None = None
    rail: str | None = None
    payable_us: int = 0
    submitted_us: int | None = None
    earlier: tuple[Attempt, ...] = ()
    is_fee_kept: bool = False

    @property
    def gross_minor(self) -> int:
        """What leaves the wallet: what the payee gets, the fee and the tax."""
        return self.amount_minor + self.fee_minor + self.tax_minor
