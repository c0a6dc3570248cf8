"""Payout instructions (打款指令): one for each withdrawal, under a key of its own.

The key is what the rail knows the payment by. It is derived from the withdrawal, so a
repeated request carries the same key and the rail pays it once.

Source: docs/payout.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from fenxiao.model.encoding import derive_id
from fenxiao.model.instants import to_us
from fenxiao.model.ledger_records import Attempt
from fenxiao.model.payouts import PayoutResult, WithdrawalRequested
from fenxiao.model.records import Payout, PayoutState, Refusal
from fenxiao.payout.keys import first_key, next_key
from fenxiao.payout.lifecycle import DEEDS, LIFECYCLE, Act, Deed, Step

__all__ = ["Terms", "again", "do", "follow", "instruct", "parts", "refuse_deed", "refuse_result"]


_NEVER_PAID = ("returned", "payout_failed")


class Terms(NamedTuple):
    """What the policy makes of a withdrawal.

    Args:
        payable_us: Before when it is not to be paid.
        is_automatic: Whether nobody need approve it.
        fee_minor: What the payer keeps of it, in minor units.
        tax_minor: What is withheld of it, in minor units.
        is_free: Whether it is one of those that have no share of a fee.
        free_minor: What is free of it otherwise, in minor units.
        is_fee_kept: Whether the fee stays with the payer if the money comes back.
    """

    payable_us: int
    is_automatic: bool = True
    fee_minor: int = 0
    tax_minor: int = 0
    is_free: bool = False
    free_minor: int = 0
    is_fee_kept: bool = False

    @property
    def taken_minor(self) -> int:
        """What the payee does not get."""
        return self.fee_minor + self.tax_minor


def instruct(request: WithdrawalRequested, gross_minor: int, terms: Terms) -> Payout:
    """Return the instruction that pays a withdrawal.

    Args:
        request: What the member asked for.
        gross_minor: What leaves his wallet, in minor units.
        terms: What the policy makes of it.

    Returns:
        An instruction that is asked for, or approved where nobody need do that; its id and its
        key follow from the request's id.
    """
    at_us = to_us(request.at)
    return Payout(
        instruction_id=derive_id(request.id, "instruction"),
        key=first_key(request.id),
        payer_id=request.payer_id,
        member_id=request.member_id,
        currency=request.currency,
        amount_minor=gross_minor - terms.taken_minor,
        payee_token=request.payee_token,
        state="approved" if terms.is_automatic else "requested",
        requested_us=at_us,
        updated_us=at_us,
        reference=None,
        fee_minor=terms.fee_minor,
        tax_minor=terms.tax_minor,
        payable_us=terms.payable_us,
        is_fee_kept=terms.is_fee_kept and terms.fee_minor > 0,
    )


def again(payout: Payout, at: datetime) -> Payout:
    """Return an instruction that ended without payment at its next attempt, under a new key.

    What a return has kept as a fee was paid once; the further attempt takes the rest.
    """
    is_fee_paid = payout.state == "returned" and payout.is_fee_kept
    _, tried = do(payout, "retry", at)
    return tried._replace(
        key=next_key(payout.instruction_id, payout.attempt + 1),
        attempt=payout.attempt + 1,
        fee_minor=0 if is_fee_paid else payout.fee_minor,
        is_fee_kept=payout.is_fee_kept and not is_fee_paid,
        earlier=(*payout.earlier, Attempt(payout.key, payout.rail, payout.state)),
        rail=None,
        submitted_us=None,
        reference=None,
    )


def refuse_result(payout: Payout, result: PayoutResult) -> Refusal | None:
    """Say why a result cannot be about an instruction as it stands, or None if it can.

    Args:
        payout: The instruction.
        result: What the rail said.

    Returns:
        The refusal: an attempt that was not made, another amount or currency, a second
        payment under another reference, or a conflict of the life cycle.
    """
    about = ("instruction_id", payout.instruction_id)
    if result.attempt > payout.attempt:
        attempts = (("attempt", payout.attempt), ("got_attempt", result.attempt))
        return Refusal("payout.unknown_attempt", (about, *attempts))
    if (result.amount_minor, result.currency) != (payout.amount_minor, payout.currency):
        ours = (("amount_minor", payout.amount_minor), ("currency", payout.currency))
        theirs = (("got_minor", result.amount_minor), ("got_currency", result.currency))
        return Refusal("payout.amount_differs", (about, *ours, *theirs))
    state = _state_of(payout, result.attempt)
    if state == result.outcome == "paid" and _differ(payout.reference, result.reference):
        references = (("reference", payout.reference), ("got_reference", result.reference))
        texts = tuple((name, text or "") for name, text in references)
        return Refusal("payout.paid_twice", (about, *texts))
    if LIFECYCLE[state, result.outcome].effect == "conflict":
        facts = (about, ("state", state), ("outcome", result.outcome))
        return Refusal("payout.conflict", facts)
    return None


def _state_of(payout: Payout, attempt: int) -> PayoutState:
    """Return where an attempt stands, or how it ended if another came after it."""
    return payout.state if attempt == payout.attempt else payout.earlier[attempt - 1].state


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def follow(payout: Payout, result: PayoutResult) -> tuple[Step, Payout]:
    """Return the step of the life cycle and the instruction after it.

    An attempt that another came after has ended: no result moves it any more.

    Args:
        payout: The instruction.
        result: A result that is not refused.

    Returns:
        The table's step; the instruction, unchanged where the result came late.
    """
    step = LIFECYCLE[_state_of(payout, result.attempt), result.outcome]
    if step.effect != "move":
        return step, payout
    moved = payout._replace(
        state=step.state,
        updated_us=to_us(result.at),
        reference=result.reference or payout.reference,
        # What never arrived comes back whole, so that no fee is kept of it.
        is_fee_kept=payout.is_fee_kept and (step.state, step.template) != _NEVER_PAID,
    )
    return step, moved


def refuse_deed(payout: Payout, act: Act) -> Refusal | None:
    """Say why something cannot be done to an instruction as it stands, or None if it can."""
    if DEEDS[payout.state, act].state is not None:
        return None
    about = (("instruction_id", payout.instruction_id), ("state", payout.state), ("act", act))
    return Refusal("payout.wrong_state", about)


def do(payout: Payout, act: Act, at: datetime) -> tuple[Deed, Payout]:
    """Return what the table says of an act that is not refused, and the instruction after it."""
    deed = DEEDS[payout.state, act]
    return deed, payout._replace(state=deed.state or payout.state, updated_us=to_us(at))


def parts(payout: Payout, template: str) -> Iterator[tuple[str, int]]:
    """Yield what a step posts of an instruction, part by part.

    Args:
        payout: The instruction before the step.
        template: What the table names: what is paid, or what comes back.

    Yields:
        Templates with amounts above 0, in minor units. Money that never arrived comes back
        whole; what was paid leaves as the payee's part, the fee and the tax.

    Examples:
        >>> payout = Payout("I1", "K1", "shop", "u1", "CNY", 90, "t1", "approved", 0, 0, None)
        >>> taxed = payout._replace(fee_minor=2, tax_minor=8)
        >>> dict(parts(taxed, "payout_paid"))
        {'payout_paid': 90, 'payout_fee': 2, 'payout_tax': 8}
        >>> dict(parts(taxed, "payout_failed"))
        {'payout_failed': 100}
    """
    split = {
        "payout_paid": ("payout_fee", "payout_tax"),
        "payout_returned": ("payout_fee_back", "payout_tax_back"),
    }
    if template not in split:
        yield template, payout.gross_minor
        return
    yield template, payout.amount_minor
    fee, tax = split[template]
    if payout.fee_minor and not (template == "payout_returned" and payout.is_fee_kept):
        yield fee, payout.fee_minor
    if payout.tax_minor:
        yield tax, payout.tax_minor
