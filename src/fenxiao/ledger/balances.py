"""Balances (余额): wallets as folds of their changes, accounts as folds of entries.

Nothing here is stored twice: a wallet is its checkpoint and the changes since, a trial
balance is the sum of the journal.

Source: docs/postings.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fenxiao.ledger.posting import check_entry, deltas
from fenxiao.model.records import Delta, Entry, Wallet

__all__ = ["StatementLine", "TrialRow", "fold", "statement", "trial_balance"]


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
    payer_id, member_id, currency, deferred, held, available, in_transit, frozen, debt = wallet
    for change in changes:
        deferred += change.deferred_minor
        held += change.held_minor
        available += change.available_minor
        in_transit += change.in_transit_minor
        frozen += change.frozen_minor
        debt += change.debt_minor
    components = deferred, held, available, in_transit, frozen, debt
    return Wallet(payer_id, member_id, currency, *components)


def trial_balance(entries: Iterable[Entry]) -> tuple[TrialRow, ...]:
    """Return the balance of every account that was ever posted to.

    Args:
        entries: The journal, in any order.

    Returns:
        Rows by payer, currency and account; those of one payer and currency sum to 0.

    Raises:
        LedgerError: An entry does not balance, or names an unknown account.
    """
    sums: dict[tuple[str, str, str], int] = {}
    for entry in entries:
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
