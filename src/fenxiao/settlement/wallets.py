"""Wallets (钱包): release, fold, withdrawal, and what the rail says of a payout.

Only what reads a balance to decide writes the wallet's row: a withdrawal and a fold.
Release and results append. The checkpoint is loaded before the tail, so a change that
a fold moves in between is seen, or its write fails.

Source: docs/events.md.
"""

from __future__ import annotations

from dataclasses import replace

from fenxiao.errors import EventError
from fenxiao.graph.counters import Count, sales, tallies
from fenxiao.ledger.balances import fold
from fenxiao.ledger.posting import deltas, merge, post
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Put,
    Scan,
    continuation_key,
    delta_key,
    due_scan,
    order_key,
    payout_key,
    tail_scan,
    wallet_key,
)
from fenxiao.model.encoding import derive_id
from fenxiao.model.events import (
    FoldWallet,
    PayoutResult,
    Release,
    WalletEvent,
    WithdrawalRequested,
)
from fenxiao.model.instants import to_us
from fenxiao.model.records import Delta, Order, Payout, Refusal, Wallet
from fenxiao.money import AMOUNT_LIMIT_MINOR
from fenxiao.payout.instructions import follow, instruct, refuse_result
from fenxiao.payout.policy import refuse_withdrawal
from fenxiao.settlement.changes import (
    Changes,
    delta_appends,
    entry_append,
    ledger_appends,
    occasion,
    waited,
)
from fenxiao.settlement.counts import tally_appends
from fenxiao.settlement.facts import row, rows
from fenxiao.settlement.holdings import less, released, settled_minor, standing_of
from fenxiao.settlement.policy import Policy

__all__ = [
    "TAIL_LIMIT",
    "decide_fold",
    "decide_release",
    "decide_result",
    "decide_withdrawal",
    "first_fold",
    "first_release",
    "first_result",
    "first_withdrawal",
]

TAIL_LIMIT = 10_000
"""Changes that a withdrawal takes into account, in one scan: several pages would be read
at several moments, and a balance of several moments is none. Beyond it, fold first."""


def first_release(event: Release) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a release reads: a page of orders that are due."""
    return (continuation_key(event.id),), (_due_scan(event),)


def decide_release(event: Release, facts: Facts, policy: Policy) -> Changes:  # noqa: ARG001  # the order knows when it is due
    """Make a page of held commissions available, order by order.

    Every order that moves is written, so a refund of it at the same moment is decided
    again; the changes of one wallet are appended as one row a page.
    """
    puts = [*waited(event, facts)]
    appends: list[Append] = []
    changes: list[Delta] = []
    counts: list[Count] = []
    page = rows(facts, _due_scan(event), Order)
    for order, revision in page:
        if order.due_us is None or order.due_us > to_us(event.at) or order.state == "released":
            key, got = repr(order_key(order.order_id)), f'one that is "{order.state}"'
            raise EventError("facts.wrong_type", key=key, expected="held Order", got=got)
        freed = released(order, to_us(event.at))
        puts.append(Put(order_key(order.order_id), freed, revision))
        counts += sales(order, settled_minor(freed) - settled_minor(order))
        amounts = less(standing_of(freed).available, standing_of(order).available)
        if amounts:
            about = occasion(event, order.payer_id, order.currency, order.order_id)
            entry = post("release", about, amounts)
            appends.append(entry_append(entry))
            changes += deltas(entry)
    appends += delta_appends(merge(changes, derive_id(event.id, "release")))
    appends += tally_appends(tallies(event.id, to_us(event.at), counts))
    continuation = None
    if len(page) == event.limit:
        last = page[-1][0]
        after = (last.due_us or 0, last.order_id)
        continuation = replace(event, id=derive_id(event.id, "page"), after=after)
    return Changes(tuple(puts), tuple(appends), continuation)


def first_fold(event: FoldWallet) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a fold reads: the checkpoint, then a page of the tail."""
    scan = tail_scan(_wallet_key(event), limit=event.limit)
    return (continuation_key(event.id), _wallet_key(event)), (scan,)


def decide_fold(event: FoldWallet, facts: Facts, policy: Policy) -> Changes:  # noqa: ARG001  # folding depends on no policy
    """Add a page of changes to the checkpoint and remove exactly those rows."""
    checkpoint, revision = _checkpoint(event, facts)
    page = rows(facts, tail_scan(_wallet_key(event), limit=event.limit), Delta)
    folded = fold(checkpoint, (change for change, _ in page))
    puts = [*waited(event, facts)]
    puts.append(Put(_wallet_key(event), folded, revision))
    puts += [Put(delta_key(change), None, number) for change, number in page]
    continuation = None
    if len(page) == event.limit:
        continuation = replace(event, id=derive_id(event.id, "page"))
    return Changes(tuple(puts), (), continuation)


def first_withdrawal(event: WithdrawalRequested) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a withdrawal reads: the checkpoint, then the whole tail."""
    return (_wallet_key(event),), (tail_scan(_wallet_key(event), limit=TAIL_LIMIT),)


def decide_withdrawal(
    event: WithdrawalRequested, facts: Facts, policy: Policy
) -> Changes | Refusal:
    """Move what a member asked for out of his wallet and instruct its payment.

    The wallet's row is written though it stays the same, also by a refusal: of several
    withdrawals at one moment, one is committed and the others are decided again on what
    it left; and a fold between reading the checkpoint and the tail is noticed.
    """
    tail = rows(facts, tail_scan(_wallet_key(event), limit=TAIL_LIMIT), Delta)
    if len(tail) == TAIL_LIMIT:
        facts_of_it = (("member_id", event.member_id), ("limit", TAIL_LIMIT))
        return Refusal("payout.fold_first", facts_of_it)
    checkpoint, revision = _checkpoint(event, facts)
    wallet = fold(checkpoint, (change for change, _ in tail))
    # All that is available, but never more than one result could name.
    most_minor = min(wallet.available_minor, AMOUNT_LIMIT_MINOR)
    wanted = most_minor if event.amount_minor is None else event.amount_minor
    guard = Put(_wallet_key(event), checkpoint, revision)
    refusal = refuse_withdrawal(wallet, wanted, policy.payout.minimum_minor(event.currency))
    if refusal is not None:
        return Changes((guard,), refusal=refusal)
    payout = instruct(event, wanted)
    about = occasion(event, event.payer_id, event.currency, payout.instruction_id)
    entry = post("withdrawal", about, {event.member_id: wanted})
    put = Put(payout_key(payout.instruction_id), payout, 0)
    return Changes((guard, put), ledger_appends(entry))


def first_result(event: PayoutResult) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a result reads: its own instruction."""
    return (payout_key(event.instruction_id),), ()


def decide_result(event: PayoutResult, facts: Facts, policy: Policy) -> Changes | Refusal:  # noqa: ARG001  # the life cycle is one table for all
    """Follow the life cycle of an instruction, and post what its step posts."""
    payout, revision = row(facts, payout_key(event.instruction_id), Payout)
    if payout is None:
        return Refusal("payout.unknown", (("instruction_id", event.instruction_id),))
    refusal = refuse_result(payout, event)
    if refusal is not None:
        return refusal
    step, moved = follow(payout, event)
    put = Put(payout_key(payout.instruction_id), moved, revision)
    if step.effect == "late":
        return Changes()
    if step.template is None:
        return Changes((put,))
    about = occasion(event, payout.payer_id, payout.currency, payout.instruction_id)
    entry = post(step.template, about, {payout.member_id: payout.amount_minor})
    return Changes((put,), ledger_appends(entry))


def _due_scan(event: Release) -> Scan:
    return due_scan(to_us(event.at), limit=event.limit, after=event.after)


def _wallet_key(event: WalletEvent) -> Key:
    return wallet_key(event.payer_id, event.member_id, event.currency)


def _checkpoint(event: WalletEvent, facts: Facts) -> tuple[Wallet, int]:
    stored, revision = row(facts, _wallet_key(event), Wallet)
    empty = Wallet(event.payer_id, event.member_id, event.currency, 0, 0, 0, 0)
    return stored or empty, revision
