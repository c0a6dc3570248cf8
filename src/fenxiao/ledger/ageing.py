"""Ageing (账龄): since when members owe what they owe, oldest first.

A debt is an available balance below 0: a refund took back what had been paid out. What
the member earns next pays the oldest part first.

Source: docs/books.md.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from fenxiao.errors import EventError
from fenxiao.ledger.balances import as_known
from fenxiao.ledger.posting import check_entry, deltas
from fenxiao.model.checks import check_quantity, check_tuple
from fenxiao.model.instants import DAY_US, check_instant, to_us
from fenxiao.model.records import Entry

__all__ = ["AgedDebt", "ageing"]


class AgedDebt(NamedTuple):
    """What a member owes a payer, by age, in minor units.

    ``buckets_minor`` has one amount a bucket, the youngest first, and one for all older;
    together they are the debt.
    """

    payer_id: str
    member_id: str
    currency: str
    buckets_minor: tuple[int, ...]


class _Wallet:
    """What is available in a wallet, or the parts of what is owed, the oldest first."""

    def __init__(self) -> None:
        self.available_minor = 0
        self.parts: deque[tuple[int, int]] = deque()

    def take(self, at_us: int, amount_minor: int) -> None:
        """Take an amount out; what is not there is owed from then on."""
        there = min(amount_minor, self.available_minor)
        self.available_minor -= there
        if amount_minor > there:
            self.parts.append((at_us, amount_minor - there))

    def give(self, amount_minor: int) -> None:
        """Put an amount in; it pays what is owed, the oldest first."""
        while amount_minor and self.parts:
            since_us, owed_minor = self.parts.popleft()
            paid_minor = min(amount_minor, owed_minor)
            amount_minor -= paid_minor
            if paid_minor < owed_minor:
                self.parts.appendleft((since_us, owed_minor - paid_minor))
        self.available_minor += amount_minor


def ageing(
    entries: Iterable[Entry], at: datetime, buckets: tuple[int, ...] = (30, 60, 90)
) -> tuple[AgedDebt, ...]:
    """Return who owes what at an instant, by how long he has owed it.

    Args:
        entries: The journal, in any order; it counts by instant and entry id.
        at: As of when.
        buckets: Where buckets end, in days of 24 hours, rising: (30, 60) has debts of less
            than 30 days, of 30 to less than 60, and of 60 or more.

    Returns:
        One row for each wallet with a debt, by payer, member and currency.

    Raises:
        EventError: ``event.bad_field`` for buckets that do not rise, ``event.bad_quantity``.
        LedgerError: An entry does not balance, or names an unknown account.
    """
    _check_buckets(buckets)
    at_us = to_us(check_instant(at, "at"))
    wallets: dict[tuple[str, str, str], _Wallet] = {}
    seen = as_known(entries, as_of=at)
    for entry in sorted(seen, key=lambda one: (one.effective_us, one.entry_id)):
        check_entry(entry)
        for change in deltas(entry):
            name = (entry.payer_id, change[2], entry.currency)
            wallet = wallets.setdefault(name, _Wallet())
            if change.available_minor < 0:
                wallet.take(entry.effective_us, -change.available_minor)
            else:
                wallet.give(change.available_minor)
    return tuple(
        AgedDebt(*name, _aged(wallets[name].parts, at_us, buckets))
        for name in sorted(wallets)
        if wallets[name].parts
    )


def _aged(
    parts: Iterable[tuple[int, int]], at_us: int, buckets: tuple[int, ...]
) -> tuple[int, ...]:
    sums = [0] * (len(buckets) + 1)
    for since_us, owed_minor in parts:
        age_days = (at_us - since_us) // DAY_US
        sums[sum(end <= age_days for end in buckets)] += owed_minor
    return tuple(sums)


def _check_buckets(buckets: tuple[int, ...]) -> None:
    for days in check_tuple(buckets, int, "buckets"):
        check_quantity(days, "buckets")
    if any(one >= other for one, other in pairwise(buckets)):
        got, problem = repr(buckets)[:160], "each bucket must end after the one before"
        raise EventError("event.bad_field", field="buckets", got=got, problem=problem)
