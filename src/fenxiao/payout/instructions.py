"""Payout instructions (打款指令): one for each withdrawal, under a key of its own.

The key is what the rail knows the payment by. It is derived from the withdrawal, so a
repeated request carries the same key and the rail pays it once.

Source: docs/payout.md.
"""

from __future__ import annotations

from fenxiao.model.encoding import derive_id
from fenxiao.model.events import PayoutResult, WithdrawalRequested
from fenxiao.model.instants import to_us
from fenxiao.model.records import Payout, Refusal
from fenxiao.payout.lifecycle import LIFECYCLE, Step

__all__ = ["follow", "instruct", "refuse_result"]


def instruct(request: WithdrawalRequested, amount_minor: int) -> Payout:
    """Return the instruction that pays a withdrawal.

    Args:
        request: What the member asked for.
        amount_minor: What he gets, in minor units.

    Returns:
        An approved instruction; its id and its key follow from the request's id.
    """
    at_us = to_us(request.at)
    return Payout(
        instruction_id=derive_id(request.id, "instruction"),
        key=derive_id(request.id, "payout key", 1),
        payer_id=request.payer_id,
        member_id=request.member_id,
        currency=request.currency,
        amount_minor=amount_minor,
        payee_token=request.payee_token,
        state="approved",
        requested_us=at_us,
        updated_us=at_us,
        reference=None,
    )


def refuse_result(payout: Payout, result: PayoutResult) -> Refusal | None:
    """Say why a result cannot be about an instruction as it stands, or None if it can.

    Args:
        payout: The instruction.
        result: What the rail said.

    Returns:
        The refusal: another amount or currency, a second payment under another reference,
        or a conflict of the life cycle.
    """
    about = ("instruction_id", payout.instruction_id)
    if (result.amount_minor, result.currency) != (payout.amount_minor, payout.currency):
        ours = (("amount_minor", payout.amount_minor), ("currency", payout.currency))
        theirs = (("got_minor", result.amount_minor), ("got_currency", result.currency))
        return Refusal("payout.amount_differs", (about, *ours, *theirs))
    if payout.state == result.outcome == "paid" and _differ(payout.reference, result.reference):
        references = (("reference", payout.reference), ("got_reference", result.reference))
        texts = tuple((name, text or "") for name, text in references)
        return Refusal("payout.paid_twice", (about, *texts))
    if LIFECYCLE[payout.state, result.outcome].effect == "conflict":
        facts = (about, ("state", payout.state), ("outcome", result.outcome))
        return Refusal("payout.conflict", facts)
    return None


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def follow(payout: Payout, result: PayoutResult) -> tuple[Step, Payout]:
    """Return the step of the life cycle and the instruction after it.

    Args:
        payout: The instruction.
        result: A result that is not refused.

    Returns:
        The table's step; the instruction, unchanged where the result came late.
    """
    step = LIFECYCLE[payout.state, result.outcome]
    if step.effect != "move":
        return step, payout
    reference = result.reference or payout.reference
    moved = payout._replace(state=step.state, updated_us=to_us(result.at), reference=reference)
    return step, moved
