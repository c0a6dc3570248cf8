"""Payees of withdrawals (提现收款人): what a withdrawal asks of its payee, and gives back.

A withdrawal of a payee writes his row: it takes up his invoices, and of a change of his
account at the same moment one is decided again. Without a policy of payees none of this is
asked, read or written.

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
from fenxiao.model.events import WithdrawalRequested
from fenxiao.model.instants import to_us
from fenxiao.model.payee_records import InvoiceUse
from fenxiao.model.records import Member, Payout, Refusal
from fenxiao.payout.accounts import use_cover
from fenxiao.payout.instructions import parts
from fenxiao.payout.lifecycle import GIVES_BACK
from fenxiao.payout.payees import (
    PayeePolicy,
    Wanted,
    account_wanted,
    payee_after,
    payee_problems,
)
from fenxiao.settlement.facts import missing, row
from fenxiao.settlement.payees import payee_put, read_payee

__all__ = ["Asked", "PaidOut", "ask_payee", "asked_keys", "cover_back"]


def asked_keys(
    payer_id: str, member_id: str, at_us: int, policy: PayeePolicy | None
) -> tuple[Key, ...]:
    """Return what a withdrawal reads of its payee, so that it can ask for it at once."""
    if policy is None or not policy.is_in_force(at_us):
        return ()
    return payee_key(payer_id, member_id), member_key(member_id)


def wanted_by(event: WithdrawalRequested, amount_minor: int) -> Wanted:
    """Return what a withdrawal wants, all that leaves the wallet by it."""
    wallet = (event.payer_id, event.member_id, event.currency)
    return Wanted(*wallet, event.payee_token, amount_minor, to_us(event.at))


class PaidOut(NamedTuple):
    """What a withdrawal writes of its payee, and the rail of the account that it goes to."""

    puts: tuple[Put, ...] = ()
    rail: str | None = None


class Asked(NamedTuple):
    """What a withdrawal finds about its payee.

    Args:
        problems: Every rule of payees that it breaks.
        guard: What a refusal for ever must write, so that it does not rest on a payee who was
            changing.
        allowed: What it writes and where it goes, if it is not refused.
    """

    problems: tuple[Refusal, ...] = ()
    guard: tuple[Put, ...] = ()
    allowed: PaidOut = PaidOut()


def ask_payee(
    wanted: Wanted, instruction_id: str, facts: Facts, policy: PayeePolicy | None
) -> Need | Asked:
    """Ask whether a payee may be paid what a withdrawal wants, or say what to load for that.

    Args:
        wanted: All that leaves the wallet, to which account, when.
        instruction_id: The instruction that it becomes.
        facts: All that was loaded so far.
        policy: What is in force; without one, or before it is in force, everything is allowed.
    """
    keys = asked_keys(wanted.payer_id, wanted.member_id, wanted.at_us, policy)
    if policy is None or not keys:
        return Asked()
    need = missing(facts, keys)
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
            instruction_id=instruction_id,
            payer_id=wanted.payer_id,
            member_id=wanted.member_id,
            person_id=payee.person_id,
            currency=wanted.currency,
            amount_minor=wanted.amount_minor,
        )
        puts.append(Put(invoice_use_key(instruction_id), use, 0))
    return Asked((), guard, PaidOut(tuple(puts), account.rail if account is not None else None))


def cover_back(
    payout: Payout, template: str | None, facts: Facts, policy: PayeePolicy | None
) -> Need | tuple[Put, ...]:
    """Return what gives back the invoices that an instruction used, as its money comes back.

    What comes back to the wallet can be asked for by the same invoices again; a fee that is
    kept has used them up. What a payee was asked for to an account that nobody else approved
    is not given back.

    Args:
        payout: The instruction before the step.
        template: What the step posts; only what gives money back counts.
        facts: All that was loaded so far.
        policy: What is in force; without one nothing was ever used.
    """
    if policy is None or template is None or template not in GIVES_BACK:
        return ()
    key, own = invoice_use_key(payout.instruction_id), payee_key(payout.payer_id, payout.member_id)
    need = missing(facts, (key,))
    if need is not None:
        return need
    use, number = row(facts, key, InvoiceUse)
    if use is None:
        return ()
    need = missing(facts, (own,))
    if need is not None:
        return need
    payee, revision = read_payee(facts, payout.payer_id, payout.member_id)
    if payee is None:
        raise EventError("facts.wrong_type", key=repr(own), expected="Payee", got="None")
    back_minor = min(use.amount_minor, sum(amount for _, amount in parts(payout, template)))
    payee = use_cover(payee, use.person_id, use.currency, -back_minor)
    return (payee_put(payee, revision), Put(key, None, number))
