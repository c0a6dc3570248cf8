"""Balances (余额): wallets as folds of their changes, accounts as folds of entries.

Nothing here is stored twice: a wallet is its checkpoint and the changes since, a trial
balance is the sum of the journal.

Source: docs/postings.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from fenxiao.ledger.posting import check_entry, deltas
from fenxiao.model.instants import FOREVER_US, check_instant, to_us
from fenxiao.model.records import Delta, Entry, Wallet

__all__ = [
    "StatementLine",
    "TrialRow",
    "as_known",
    "balances_at",
    "fold",
    "statement",
    "trial_balance",
]


class TrialRow(NamedTuple):
    """The balance of one account in one payer's books; debit positive, credit negative."""

    payer_id: str
    currency: str
    account: str
    amount_minor: int


class StatementLine(NamedTuple):
    """One entry as a member sees it, and his wallet after it."""

    entry: Entry
    wallet: Wallet


def fold(wallet: Wallet, changes: Iterable[Delta]) -> Wallet:
    """Return a wallet after some changes of it; their order does not matter.

    Examples:
        >>> empty = Wallet("shop", "u1", "CNY", 0, 0, 0, 0)
        >>> fold(empty, [Delta("d1", "shop", "u1", "CNY", 5, 0, 0, 0)]).deferred_minor
        5
    """
    payer_id, member_id, currency, deferred, held, available, *others = wallet
    in_transit, frozen, debt, reserved = others
    for change in changes:
        deferred += change.deferred_minor
        held += change.held_minor
        available += change.available_minor
        in_transit += change.in_transit_minor
        frozen += change.frozen_minor
        debt += change.debt_minor
        reserved += change.reserved_minor
    components = deferred, held, available, in_transit, frozen, debt, reserved
    return Wallet(payer_id, member_id, currency, *components)


def as_known(
    entries: Iterable[Entry], *, as_of: datetime | None = None, known_at: datetime | None = None
) -> Iterator[Entry]:
    """Yield the entries that were effective by an instant and recorded by another.

    Both instants count themselves; none is no bound.

    Raises:
        EventError: ``event.naive_instant``.
    """
    as_of_us = FOREVER_US if as_of is None else to_us(check_instant(as_of, "as_of"))
    known_us = FOREVER_US if known_at is None else to_us(check_instant(known_at, "known_at"))
    for entry in entries:
        if entry.effective_us <= as_of_us and entry.recorded_us <= known_us:
            yield entry


def balances_at(
    entries: Iterable[Entry], effective: datetime, known: datetime
) -> tuple[Wallet, ...]:
    """Return every wallet as of an instant, as it was known at another.

    Args:
        entries: The journal, in any order.
        effective: As of when; what happened later is left out.
        known: As known when; what was recorded later is left out.

    Returns:
        The wallets that any of these entries names, by payer, member and currency.

    Raises:
        LedgerError: An entry does not balance, or names an unknown account.
    """
    wallets: dict[tuple[str, str, str], Wallet] = {}
    zeros = (0,) * (len(Wallet._fields) - 3)
    for entry in as_known(entries, as_of=effective, known_at=known):
        check_entry(entry)
        for change in deltas(entry):
            name = (entry.payer_id, change[2], entry.currency)
            wallets[name] = fold(wallets.get(name) or Wallet(*name, *zeros), (change,))
    return tuple(wallets[name] for name in sorted(wallets))


def trial_balance(
    entries: Iterable[Entry], *, as_of: datetime | None = None, known_at: datetime | None = None
) -> tuple[TrialRow, ...]:
    """Return the balance of every account that was ever posted to.

    Args:
        entries: The journal, in any order.
        as_of: Only what happened by then; none is everything.
        known_at: Only what was recorded by then; none is everything.

    Returns:
        Rows by payer, currency and account; those of one payer and currency sum to 0.

    Raises:
        LedgerError: An entry does not balance, or names an unknown account.
    """
    sums: dict[tuple[str, str, str], int] = {}
    for entry in as_known(entries, as_of=as_of, known_at=known_at):
        check_entry(entry)
        for account, _, amount_minor in entry.postings:
            place = (entry.payer_id, entry.currency, account)
            sums[place] = sums.get(place, 0) + amount_minor
    return tuple(TrialRow(*place, sums[place]) for place in sorted(sums))


def statement(
    entries: Iterable[Entry], payer_id: str, member_id: str, currency: str
) -> tuple[StatementLine, ...]:
    """Return a member's statement: what touched his wallet, and how it stood after each.

    Args:
        entries: The journal, in the order in which the statement shall run.
        payer_id: Whose books.
        member_id: Whose wallet.
        currency: Of the wallet.

    Returns:
        One line for each entry that names the member; the last holds the present balance.

    Raises:
        LedgerError: An entry of these books does not balance, or names an unknown account.
    """
    lines: list[StatementLine] = []
    wallet = Wallet(payer_id, member_id, currency, 0, 0, 0, 0)
    for entry in entries:
        if entry.payer_id != payer_id or entry.currency != currency:
            continue
        check_entry(entry)
        mine = [change for change in deltas(entry) if change.member_id == member_id]
        if mine:
            wallet = fold(wallet, mine)
            lines.append(StatementLine(entry, wallet))
    return tuple(lines)
