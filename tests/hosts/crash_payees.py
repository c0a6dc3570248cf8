"""Payees for the crash tests: whoever withdraws is one, and one who lives through everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from examples.shop_year.source import CURRENCY, SHOP
from fenxiao import (
    Event,
    InvoiceReceived,
    OpeningWallet,
    PayeeAccountApproved,
    PayeeAccountChanged,
    PayeeAccountRefused,
    PayeeKindChanged,
    PayeePolicy,
    PayeeRegistered,
    PayeeRule,
    WagesHanded,
)
from fenxiao.model.payee_records import PayeeKind

__all__ = ["PAYEES", "payees", "registrations"]

PAYEES = PayeePolicy(
    rules=(
        PayeeRule(kind="individual", needs_identity=False),
        PayeeRule(kind="company", needs_identity=False, needs_invoice=True),
    )
)
TWO: dict[str, Any] = {"maker_id": "ann", "checker_id": "bob"}


def registrations(members: Iterable[str], at: datetime) -> Iterator[Event]:
    """Yield what makes members payees, every third of them a company with an invoice."""
    for number, member_id in enumerate(members):
        kind: PayeeKind = "individual" if number % 3 else "company"
        payee: dict[str, Any] = {"at": at, "payer_id": SHOP, "member_id": member_id}
        yield PayeeRegistered(
            id=f"payee:{member_id}", kind=kind, person_id=f"person:{member_id}", **payee, **TWO
        )
        yield PayeeAccountChanged(
            id=f"account:{member_id}",
            currency=CURRENCY,
            rail="bank",
            account_token=f"account-of-{member_id}",
            **payee,
            **TWO,
        )
        if kind == "company":
            yield InvoiceReceived(
                id=f"invoice:{member_id}",
                currency=CURRENCY,
                invoice_token=f"invoice of {member_id}",
                amount_minor=1_000_000,
                **payee,
            )


def payees(part: int, at: datetime) -> Iterator[Event]:
    """Yield the life of one payee: accounts that wait, are approved, refused; then wages."""
    member = f"payee:{part}"
    payee: dict[str, Any] = {"at": at, "payer_id": SHOP, "member_id": member}
    person = f"person of {part}"
    yield OpeningWallet(id=f"open {member}", currency=CURRENCY, available_minor=700, **payee)
    yield PayeeRegistered(id=f"hello:{part}", kind="individual", person_id=person, **payee)
    account: dict[str, Any] = {"currency": CURRENCY, "rail": "bank", "maker_id": "ann"}
    for number in (1, 2):
        name = f"a{number}:{part}"
        yield PayeeAccountChanged(id=name, account_token=f"acct {name}", **account, **payee)
    word: dict[str, Any] = {"reason": "called back", **payee}
    change = f"a2:{part}"
    yield PayeeAccountApproved(id=f"own word:{part}", change_id=change, checker_id="ann", **word)
    yield PayeeAccountApproved(id=f"approved:{part}", change_id=change, checker_id="bob", **word)
    yield PayeeAccountRefused(id=f"refused:{part}", change_id=change, checker_id="bob", **word)
    yield PayeeKindChanged(
        id=f"hired:{part}", kind="employee", person_id=person, reason="hired", **payee, **TWO
    )
    for number, amount_minor in enumerate((900, 300, None)):  # the first is refused
        yield WagesHanded(
            id=f"wages:{part}:{number}",
            currency=CURRENCY,
            amount_minor=amount_minor,
            reason="month end",
            **payee,
            **TWO,
        )
