"""Payouts (打款): what is done to an instruction, what the rail says of it, what that posts.

Each writes its own instruction and appends; none reads the wallet. What comes back to the
wallet also gives back what the withdrawal has used of the limits.

Source: docs/payout.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from fenxiao.ledger.posting import post
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Need,
    Put,
    Scan,
    audit_key,
    batch_key,
    payout_key,
    withdrawals_key,
)
from fenxiao.model.events import Event
from fenxiao.model.instants import to_us
from fenxiao.model.payout_records import PayoutBatch, WithdrawalUses
from fenxiao.model.payouts import (
    PayoutRejected,
    PayoutResult,
    PayoutSubmitted,
    WithdrawalCancelled,
)
from fenxiao.model.records import Audit, Payout, Refusal
from fenxiao.payout.approval import take_out
from fenxiao.payout.instructions import do, follow, parts, refuse_deed, refuse_result
from fenxiao.payout.lifecycle import GIVES_BACK
from fenxiao.payout.limits import give_back
from fenxiao.settlement.changes import Changes, ledger_appends, occasion
from fenxiao.settlement.facts import missing, row
from fenxiao.settlement.payee_checks import cover_keys, covers_back
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.tax import move_tax

__all__ = [
    "decide_cancelled",
    "decide_rejected",
    "decide_result",
    "decide_submitted",
    "find_payout",
    "first_of_instruction",
    "posted_of",
    "turned",
]

OfInstruction = PayoutResult | PayoutRejected | PayoutSubmitted | WithdrawalCancelled


def first_of_instruction(event: OfInstruction) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what an event about an instruction reads: that instruction."""
    return (payout_key(event.instruction_id),), ()


def find_payout(instruction_id: str, facts: Facts) -> tuple[Payout, int] | Refusal:
    """Return an instruction and its revision, or the refusal where there is none."""
    payout, revision = row(facts, payout_key(instruction_id), Payout)
    if payout is None:
        return Refusal("payout.unknown", (("instruction_id", instruction_id),))
    return payout, revision


def decide_submitted(event: PayoutSubmitted, facts: Facts) -> Changes | Refusal:
    """Note the rail by which an attempt goes; told again it changes nothing."""
    found = find_payout(event.instruction_id, facts)
    if isinstance(found, Refusal):
        return found
    payout, revision = found
    refusal = refuse_deed(payout, "submit")
    if refusal is not None:
        return refusal
    about = ("instruction_id", payout.instruction_id)
    if payout.rail == event.rail and payout.submitted_us is not None:
        return Changes()
    if payout.rail not in (None, event.rail):
        rails = (("rail", payout.rail or ""), ("got_rail", event.rail))
        return Refusal("payout.other_rail", (about, *rails))
    if to_us(event.at) < payout.payable_us:
        return Refusal("payout.not_payable", (about, ("payable_us", payout.payable_us)))
    _, moved = do(payout, "submit", event.at)
    sent = moved._replace(rail=event.rail, submitted_us=to_us(event.at))
    return Changes((Put(payout_key(payout.instruction_id), sent, revision),))


def decide_cancelled(
    event: WithdrawalCancelled, facts: Facts, policy: Policy
) -> Need | Changes | Refusal:
    """Give back what was asked for, as long as nobody approved it and no batch has it."""
    found = find_payout(event.instruction_id, facts)
    if isinstance(found, Refusal):
        return found
    payout, revision = found
    refusal = refuse_deed(payout, "cancel")
    if refusal is not None:
        return refusal
    if payout.batch_id is not None:
        about = (("instruction_id", payout.instruction_id), ("batch_id", payout.batch_id))
        return Refusal("payout.in_batch", about)
    deed, moved = do(payout, "cancel", event.at)
    returned = turned((payout,), deed.template, event, facts, policy)
    if isinstance(returned, Need):
        return returned
    put = Put(payout_key(payout.instruction_id), moved, revision)
    return Changes((put, *returned), tuple(posted_of(event, payout, deed.template)))


def decide_rejected(
    event: PayoutRejected, facts: Facts, policy: Policy
) -> Need | Changes | Refusal:
    """Give back what a person rejects; a batch that waits for approval goes on without it."""
    found = find_payout(event.instruction_id, facts)
    if isinstance(found, Refusal):
        return found
    payout, revision = found
    refusal = refuse_deed(payout, "reject")
    if refusal is not None:
        return refusal
    out = _out_of_batch(payout, facts)
    if isinstance(out, (Need, Refusal)):
        return out
    deed, moved = do(payout, "reject", event.at)
    returned = turned((payout,), deed.template, event, facts, policy)
    if isinstance(returned, Need):
        return returned
    put = Put(payout_key(payout.instruction_id), moved, revision)
    audit = Audit(
        event_id=event.id,
        at_us=to_us(event.at),
        subject_id=payout.instruction_id,
        reason=event.reason,
        maker_id=payout.member_id,
        checker_id=event.checker_id,
    )
    appends = (*posted_of(event, payout, deed.template), Append(audit_key(event.id), audit))
    return Changes((put, *out, *returned), appends)


def _out_of_batch(payout: Payout, facts: Facts) -> tuple[Put, ...] | Need | Refusal:
    """Return the write of a batch without an instruction, which only a waiting one allows."""
    if payout.batch_id is None:
        return ()
    key = batch_key(payout.batch_id)
    need = missing(facts, (key,))
    if need is not None:
        return need
    batch, revision = row(facts, key, PayoutBatch)
    if batch is None or batch.state != "proposed":
        state = "gone" if batch is None else batch.state
        about = (("batch_id", payout.batch_id), ("state", state))
        return Refusal("payout.batch_state", about)
    return (Put(key, take_out(batch, payout), revision),)


def decide_result(event: PayoutResult, facts: Facts, policy: Policy) -> Need | Changes | Refusal:
    """Follow the life cycle of an instruction, and post what its step posts.

    What the rail charges is posted with a result that moves the instruction.
    """
    found = find_payout(event.instruction_id, facts)
    if isinstance(found, Refusal):
        return found
    payout, revision = found
    refusal = refuse_result(payout, event)
    if refusal is not None:
        return refusal
    step, moved = follow(payout, event)
    if step.effect == "late":
        return Changes()
    returned = turned((payout,), step.template, event, facts, policy)
    if isinstance(returned, Need):
        return returned
    put = Put(payout_key(payout.instruction_id), moved, revision)
    appends = tuple(posted_of(event, payout, step.template, event.charge_minor))
    return Changes((put, *returned), appends)


def turned(
    payouts: tuple[Payout, ...], template: str | None, event: Event, facts: Facts, policy: Policy
) -> tuple[Put, ...] | Need:
    """Return the writes beside the instructions: what they give back, and taxes."""
    returned = _given_back(payouts if template in GIVES_BACK else (), facts)
    if isinstance(returned, Need):
        return returned
    taxes = move_tax(payouts, template, event, facts, policy.tax)
    return taxes if isinstance(taxes, Need) else (*returned, *taxes)


def _given_back(payouts: tuple[Payout, ...], facts: Facts) -> tuple[Put, ...] | Need:
    """Return the writes by which instructions give back what they have used.

    That is of the limits of withdrawals, and of the invoices of their payees.
    """
    by_key: dict[Key, list[str]] = {}
    for payout in payouts:
        key = withdrawals_key(payout.payer_id, payout.member_id, payout.currency)
        by_key.setdefault(key, []).append(payout.instruction_id)
    need = missing(facts, (*by_key, *cover_keys(payouts)))
    if need is not None:
        return need
    covered = covers_back(payouts, facts)
    if isinstance(covered, Need):
        return covered
    puts = [*covered]
    for key, names in by_key.items():
        uses, revision = row(facts, key, WithdrawalUses)
        if uses is not None:
            for name in names:
                uses = give_back(uses, name)
            puts.append(Put(key, uses, revision))
    return tuple(puts)


def posted_of(
    event: Event, payout: Payout, template: str | None, charge_minor: int = 0
) -> Iterator[Append]:
    """Yield the rows of what leaves, or comes back, part by part, and of the rail's charge."""
    about = occasion(event, payout.payer_id, payout.currency, payout.instruction_id)
    amounts = dict(parts(payout, template)) if template is not None else {}
    if charge_minor:
        amounts["payout_charge"] = charge_minor
    for name, amount_minor in amounts.items():
        yield from ledger_appends(post(name, about, {payout.member_id: amount_minor}))
