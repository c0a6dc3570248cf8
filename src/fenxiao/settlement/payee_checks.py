"""Payees of withdrawals (提现收款人): what a withdrawal asks of its payee, and gives back.

A withdrawal of a payee writes his row: it takes up his invoices, and of a change of his
account at the same moment one is decided again. Without a policy of payees none of this is
asked or written.

Source: docs/payees.md.
"""

from __future__ import annotations

from typing import NamedTuple

from fenxiao.errors import EventError
from fenxiao.model.contract import (
    Facts,
    Key,
    Need,
    Put,
    invoice_use_key,
    member_key,
    payee_key,
)
from fenxiao.model.envelope import WalletEvent
from fenxiao.model.instants import to_us
from fenxiao.model.payee_records import InvoiceUse, Payee
from fenxiao.model.records import Member, Payout, Refusal
from fenxiao.payout.accounts import use_cover
from fenxiao.payout.payees import (
    PayeePolicy,
    Wanted,
    account_wanted,
    payee_after,
    payee_problems,
)
from fenxiao.settlement.facts import missing, row
from fenxiao.settlement.payees import payee_put, read_payee

__all__ = [
    "Asked",
    "Wish",
    "ask_payee",
    "asked_keys",
    "cover_keys",
    "covers_back",
    "wanted_by",
]


class Wish(NamedTuple):
    """What is wanted of a payee, and the instruction by which."""

    instruction_id: str
    wanted: Wanted


def asked_keys(event: WalletEvent, policy: PayeePolicy | None) -> tuple[Key, ...]:
    """Return what is read of a payee before money leaves his wallet, to ask for it at once."""
    if policy is None or not policy.is_in_force(to_us(event.at)):
        return ()
    return payee_key(event.payer_id, event.member_id), member_key(event.member_id)


def wanted_by(event: WalletEvent, payout: Payout, amount_minor: int) -> Wish:
    """Return what an event wants of a payee: which instruction, and all that leaves the wallet."""
    wallet = (event.payer_id, event.member_id, event.currency)
    wanted = Wanted(*wallet, payout.payee_token, amount_minor, to_us(event.at))
    return Wish(payout.instruction_id, wanted)


class Asked(NamedTuple):
    """What money that is to leave finds about its payee.

    Args:
        problems: Every rule of payees that it breaks.
        guard: What a refusal for ever must write, so that it does not rest on a payee who was
            changing.
        puts: What is written of the payee if nothing is refused.
        rail: The rail of the account that it goes to; None where nothing is asked.
    """

    problems: tuple[Refusal, ...] = ()
    guard: tuple[Put, ...] = ()
    puts: tuple[Put, ...] = ()
    rail: str | None = None


def ask_payee(wish: Wish, facts: Facts, policy: PayeePolicy | None) -> Need | Asked:
    """Ask whether a payee may be paid what is wanted, or say what to load for that.

    Args:
        wish: The instruction, and what it wants.
        facts: All that was loaded so far.
        policy: What is in force; without one, or before it is in force, everything is allowed.
    """
    wanted = wish.wanted
    if policy is None or not policy.is_in_force(wanted.at_us):
        return Asked()
    own = payee_key(wanted.payer_id, wanted.member_id)
    need = missing(facts, (own, member_key(wanted.member_id)))
    if need is not None:
        return need
    payee, revision = read_payee(facts, wanted.payer_id, wanted.member_id)
    member, _ = row(facts, member_key(wanted.member_id), Member)
    is_verified = member is not None and member.is_verified
    problems = payee_problems(wanted, payee, policy, is_verified=is_verified)
    if payee is None:
        return Asked(problems)
    guard = (payee_put(payee, revision),)
    if problems:
        return Asked(problems, guard)
    after = payee_after(wanted, payee, policy)
    account = account_wanted(wanted, payee)
    puts = [payee_put(after, revision)]
    if after.covers != payee.covers:
        use = InvoiceUse(
            instruction_id=wish.instruction_id,
            payer_id=wanted.payer_id,
            member_id=wanted.member_id,
            person_id=payee.person_id,
            currency=wanted.currency,
            amount_minor=wanted.amount_minor,
        )
        puts.append(Put(invoice_use_key(wish.instruction_id), use, 0))
    return Asked((), guard, tuple(puts), account.rail if account is not None else None)


def cover_keys(payouts: tuple[Payout, ...]) -> tuple[Key, ...]:
    """Return what says which invoices instructions used, to ask for it at once."""
    return tuple(invoice_use_key(one.instruction_id) for one in payouts)


def covers_back(payouts: tuple[Payout, ...], facts: Facts) -> Need | tuple[Put, ...]:
    """Return what gives back the invoices that instructions used, as their money comes back.

    What comes back to the wallet can be asked for by the same invoices again; a fee that is
    kept has used them up. What a payee was asked for to an account that nobody else approved
    is not given back.

    Args:
        payouts: The instructions, as they were before their money came back.
        facts: All that was loaded so far.
    """
    need = missing(facts, cover_keys(payouts))
    if need is not None:
        return need
    found = [(one, *row(facts, invoice_use_key(one.instruction_id), InvoiceUse)) for one in payouts]
    used = [(payout, use, number) for payout, use, number in found if use is not None]
    need = missing(facts, (payee_key(use.payer_id, use.member_id) for _, use, _ in used))
    if need is not None:
        return need
    left: dict[Key, tuple[Payee, int]] = {}
    for payout, use, _ in used:
        own = payee_key(use.payer_id, use.member_id)
        payee, revision = left.get(own) or read_payee(facts, use.payer_id, use.member_id)
        if payee is None:
            raise EventError("facts.wrong_type", key=repr(own), expected="Payee", got="None")
        after = use_cover(payee, use.person_id, use.currency, -_back_minor(payout))
        left[own] = after, revision
    gone = (Put(invoice_use_key(use.instruction_id), None, number) for _, use, number in used)
    return (*(payee_put(*one) for one in left.values()), *gone)


def _back_minor(payout: Payout) -> int:
    """Return how much of an instruction comes back to the wallet, in minor units."""
    is_kept = payout.state == "paid" and payout.is_fee_kept
    return payout.gross_minor - (payout.fee_minor if is_kept else 0)
