"""Payouts (打款): what the rail says of an instruction, and what that posts.

A result writes its own instruction and appends; it never reads the wallet.

Source: docs/payout.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from fenxiao.ledger.posting import post
from fenxiao.model.contract import Append, Facts, Key, Need, Put, Scan, payout_key
from fenxiao.model.events import Event, PayoutResult, WithdrawalCancelled
from fenxiao.model.records import Payout, Refusal
from fenxiao.payout.instructions import do, follow, parts, refuse_deed, refuse_result
from fenxiao.settlement.changes import Changes, ledger_appends, occasion
from fenxiao.settlement.facts import row
from fenxiao.settlement.payee_checks import cover_back
from fenxiao.settlement.policy import Policy

__all__ = ["decide_cancelled", "decide_result", "first_cancelled", "first_result"]


def first_cancelled(event: WithdrawalCancelled) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a member's change of mind reads: the instruction."""
    return (payout_key(event.instruction_id),), ()


def decide_cancelled(event: WithdrawalCancelled, facts: Facts) -> Changes | Refusal:
    """Give back what was asked for, as long as nobody approved it."""
    payout, revision = row(facts, payout_key(event.instruction_id), Payout)
    if payout is None:
        return Refusal("payout.unknown", (("instruction_id", event.instruction_id),))
    refusal = refuse_deed(payout, "cancel")
    if refusal is not None:
        return refusal
    deed, moved = do(payout, "cancel", event.at)
    put = Put(payout_key(payout.instruction_id), moved, revision)
    return Changes((put,), tuple(_posted(event, payout, deed.template)))


def first_result(event: PayoutResult) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a result reads: its own instruction."""
    return (payout_key(event.instruction_id),), ()


def decide_result(event: PayoutResult, facts: Facts, policy: Policy) -> Need | Changes | Refusal:
    """Follow the life cycle of an instruction, and post what its step posts.

    What the rail charges is posted with the first result that moves the instruction.
    """
    payout, revision = row(facts, payout_key(event.instruction_id), Payout)
    if payout is None:
        return Refusal("payout.unknown", (("instruction_id", event.instruction_id),))
    refusal = refuse_result(payout, event)
    if refusal is not None:
        return refusal
    step, moved = follow(payout, event)
    if step.effect == "late":
        return Changes()
    put = Put(payout_key(payout.instruction_id), moved, revision)
    covered = cover_back(payout, step.template, facts, policy.payees)
    if isinstance(covered, Need):
        return covered
    posted = tuple(_posted(event, payout, step.template, event.charge_minor))
    return Changes((put, *covered), posted)


def _posted(
    event: Event, payout: Payout, template: str | None, charge_minor: int = 0
) -> Iterator[Append]:
    """Yield the rows of what leaves, or comes back, part by part, and of the rail's charge."""
    about = occasion(event, payout.payer_id, payout.currency, payout.instruction_id)
    amounts = dict(parts(payout, template)) if template is not None else {}
    if charge_minor:
        amounts["payout_charge"] = charge_minor
    for name, amount_minor in amounts.items():
        yield from ledger_appends(post(name, about, {payout.member_id: amount_minor}))
