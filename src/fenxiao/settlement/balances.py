"""Reading a balance (读取余额): the checkpoint, then the whole tail, and the write that guards.

Whatever reads a balance in order to decide writes the wallet's row though it stays the
same: of several such events at one moment, one is committed and the others are decided
again on what it left; and a fold between checkpoint and tail is noticed.

Source: docs/contract.md.
"""

from __future__ import annotations

from typing import NamedTuple

from fenxiao.ledger.balances import fold
from fenxiao.model.contract import Facts, Key, Put, Scan, tail_scan, wallet_key
from fenxiao.model.envelope import WalletEvent
from fenxiao.model.records import Delta, Refusal, Wallet
from fenxiao.settlement.facts import row, rows

__all__ = ["TAIL_LIMIT", "Balance", "checkpoint", "first_balance", "own_wallet_key", "read_balance"]

TAIL_LIMIT = 10_000
"""Changes that a balance takes into account, in one scan: several pages would be read
at several moments, and a balance of several moments is none. Beyond it, fold first."""


class Balance(NamedTuple):
    """How a wallet stands, everything posted so far included, and the write that guards it."""

    wallet: Wallet
    guard: Put


def own_wallet_key(event: WalletEvent) -> Key:
    """Return the key of the wallet that an event is about."""
    return wallet_key(event.payer_id, event.member_id, event.currency)


def checkpoint(event: WalletEvent, facts: Facts) -> tuple[Wallet, int]:
    """Return the stored row of the wallet and its revision; an empty one and 0 for none."""
    stored, revision = row(facts, own_wallet_key(event), Wallet)
    empty = Wallet(event.payer_id, event.member_id, event.currency, 0, 0, 0, 0)
    return stored or empty, revision


def first_balance(event: WalletEvent) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what reading a balance reads: the checkpoint, then the whole tail."""
    return (own_wallet_key(event),), (_tail(event),)


def read_balance(event: WalletEvent, facts: Facts) -> Balance | Refusal:
    """Return how a wallet stands, or the refusal where its tail is too long for one reading."""
    tail = rows(facts, _tail(event), Delta)
    if len(tail) == TAIL_LIMIT:
        about = (("member_id", event.member_id), ("limit", TAIL_LIMIT))
        return Refusal("payout.fold_first", about)
    stored, revision = checkpoint(event, facts)
    wallet = fold(stored, (change for change, _ in tail))
    return Balance(wallet, Put(own_wallet_key(event), stored, revision))


def _tail(event: WalletEvent) -> Scan:
    return tail_scan(own_wallet_key(event), limit=TAIL_LIMIT)
