"""Short ways to write events of payees, and the books of those who pay them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fenxiao.model.events import Event
from fenxiao.model.payee_records import PayeeKind
from fenxiao.model.payees import (
    InvoiceReceived,
    PayeeAccountApproved,
    PayeeAccountChanged,
    PayeeAccountRefused,
    PayeeKindChanged,
    PayeeRegistered,
    WagesHanded,
)
from fenxiao.payout.payees import PayeePolicy, PayeeRule
from tests.support.build import CURRENCY, PAYER, POLICY, at
from tests.support.operations import PERSONS

TOKEN = "token"  # the account that the usual withdrawal names
PAYEES = PayeePolicy(
    rules=(
        PayeeRule(kind="individual", needs_identity=False),
        PayeeRule(kind="company", rails=("bank",), needs_identity=False, needs_invoice=True),
    ),
    cool_down_hours=48,
)
"""Individuals over any rail, companies by invoice; two persons, two days of cool-down."""

PAYING = replace(POLICY, payees=PAYEES)


def paying(**changes: Any) -> PayeePolicy:
    """Return the usual policy of payees with something changed."""
    return replace(PAYEES, **changes)


def registering(
    member_id: str,
    kind: PayeeKind = "individual",
    person_id: str = "",
    *,
    day: float = 3,
    event_id: str = "",
) -> PayeeRegistered:
    person = person_id or f"person {member_id}"
    persons = ("maker", "checker") if kind != "individual" else (None, None)
    return PayeeRegistered(
        id=event_id or f"register {member_id} as payee",
        at=at(day),
        payer_id=PAYER,
        member_id=member_id,
        kind=kind,
        person_id=person,
        maker_id=persons[0],
        checker_id=persons[1],
    )


def kind_change(
    member_id: str,
    kind: PayeeKind = "company",
    person_id: str = "",
    *,
    day: float = 5,
    event_id: str = "",
) -> PayeeKindChanged:
    return PayeeKindChanged(
        id=event_id or f"{kind} {member_id} {day}",
        at=at(day),
        payer_id=PAYER,
        member_id=member_id,
        kind=kind,
        person_id=person_id or f"person {member_id}",
        **PERSONS,
    )


def account(
    member_id: str,
    token: str = TOKEN,
    rail: str = "bank",
    *,
    day: float = 4,
    checker_id: str | None = None,
    currency: str = CURRENCY,
    event_id: str = "",
) -> PayeeAccountChanged:
    return PayeeAccountChanged(
        id=event_id or f"account {token} {member_id}",
        at=at(day),
        payer_id=PAYER,
        member_id=member_id,
        currency=currency,
        rail=rail,
        account_token=token,
        maker_id="clerk",
        checker_id=checker_id,
    )


def _word(change: str, member_id: str, checker_id: str) -> dict[str, Any]:
    return {
        "payer_id": PAYER,
        "member_id": member_id,
        "change_id": change,
        "reason": "looked at",
        "checker_id": checker_id,
    }


def approving(
    member_id: str,
    token: str = TOKEN,
    *,
    day: float = 5,
    checker_id: str = "chief",
    change: str = "",
    event_id: str = "",
) -> PayeeAccountApproved:
    name, told = (
        event_id or f"approve {token} {member_id}",
        change or f"account {token} {member_id}",
    )
    return PayeeAccountApproved(id=name, at=at(day), **_word(told, member_id, checker_id))


def refusing(
    member_id: str,
    token: str = TOKEN,
    *,
    day: float = 5,
    checker_id: str = "chief",
    change: str = "",
    event_id: str = "",
) -> PayeeAccountRefused:
    name, told = event_id or f"refuse {token} {member_id}", change or f"account {token} {member_id}"
    return PayeeAccountRefused(id=name, at=at(day), **_word(told, member_id, checker_id))


def invoice(
    member_id: str, amount_minor: int, number: str = "inv1", *, day: float = 6, event_id: str = ""
) -> InvoiceReceived:
    return InvoiceReceived(
        id=event_id or f"invoice {number}",
        at=at(day),
        payer_id=PAYER,
        member_id=member_id,
        currency=CURRENCY,
        invoice_token=number,
        amount_minor=amount_minor,
    )


def wages(
    member_id: str, amount_minor: int | None = None, *, day: float = 10, event_id: str = ""
) -> WagesHanded:
    return WagesHanded(
        id=event_id or f"wages {member_id}",
        at=at(day),
        payer_id=PAYER,
        member_id=member_id,
        currency=CURRENCY,
        amount_minor=amount_minor,
        **PERSONS,
    )


def paid_to(
    member_id: str, kind: PayeeKind = "individual", token: str = TOKEN
) -> tuple[Event, ...]:
    """Return what makes a member a payee whose account is paid."""
    told = account(member_id, token, checker_id="chief")
    return registering(member_id, kind), told


ONE_OF_EACH: tuple[Event, ...] = (
    registering("u1"),
    kind_change("u1"),
    account("u1"),
    approving("u1"),
    refusing("u1"),
    invoice("u1", 500),
    wages("u1"),
)
