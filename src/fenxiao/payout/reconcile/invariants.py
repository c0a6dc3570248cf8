"""What must hold each day (日终核对): accounts beside instructions, books beside statements.

Each check is pure, looks at one thing and names what it finds; nothing is settled here. A
day without a finding is one on which every unit that left is an instruction's, is in the
books and is on a statement, or is told by name.

Source: docs/reconciliation.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from fenxiao.errors import render
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.model.instants import check_instant, to_us
from fenxiao.model.records import Entry, Payout, Wallet
from fenxiao.payout.reconcile.attempts import place_of
from fenxiao.payout.reconcile.bridge import Bridge
from fenxiao.payout.reconcile.lines import Instructed, ReconcileTerms, day_of, local_day
from fenxiao.payout.reconcile.statements import Reconciliation

__all__ = [
    "Finding",
    "check_bank",
    "check_keys",
    "check_paid",
    "check_transit",
    "check_unknown",
    "check_wallets",
]

_HOUR_US = 3_600_000_000
_Place = tuple[str, str, str]
_COMPONENTS = {one.name: one.component for one in ACCOUNTS.values() if one.component}
_SIGNS = {name: 1 if ACCOUNTS[name].nature == "asset" else -1 for name in _COMPONENTS}


class Finding(NamedTuple):
    """Something that does not hold: a code of the family ``daily``, or of a key that is repeated.

    Examples:
        >>> facts = (("what", "key"), ("name", "K1"))
        >>> print(Finding("reconcile.repeated", "K1", facts).message)
        Each instruction and each key must stand once; the key "K1" stands twice.
    """

    code: str
    subject_id: str
    facts: tuple[tuple[str, str | int], ...]

    @property
    def message(self) -> str:
        """What must hold and what was got."""
        return render(self.code, dict(self.facts))[0]

    @property
    def hint(self) -> str:
        """What to do."""
        return render(self.code, dict(self.facts))[1]


def check_transit(entries: Iterable[Entry], payouts: Iterable[Payout]) -> tuple[Finding, ...]:
    """Hold the money on its way out beside the instructions that are open.

    Args:
        entries: The journal, in any order.
        payouts: All instructions, or all that are open.

    Returns:
        A finding for each payer and currency whose account is not their sum.
    """
    accounts = _sums(entries, "member_in_transit")
    instructed: dict[tuple[str, str], int] = {}
    for one in payouts:
        if place_of(one) == "open":
            book = (one.payer_id, one.currency)
            instructed[book] = instructed.get(book, 0) + one.gross_minor
    return tuple(
        Finding("daily.transit_differs", payer_id, _two(payer_id, code, account, theirs))
        for (payer_id, code), account, theirs in _beside(accounts, instructed)
        if account != theirs
    )


def check_wallets(entries: Iterable[Entry], wallets: Iterable[Wallet]) -> tuple[Finding, ...]:
    """Hold the sums of all wallets beside the accounts of members, component by component.

    Args:
        entries: The whole journal, in any order.
        wallets: Every wallet, as it stands.

    Returns:
        A finding for each payer, currency and account that differs.
    """
    held: dict[_Place, int] = {}
    for wallet in wallets:
        for account, component in _COMPONENTS.items():
            place = (wallet.payer_id, wallet.currency, account)
            held[place] = held.get(place, 0) + int(getattr(wallet, component))
    booked: dict[_Place, int] = {}
    for entry in entries:
        for account, _, amount_minor in entry.postings:
            if account in _COMPONENTS:
                place = (entry.payer_id, entry.currency, account)
                booked[place] = booked.get(place, 0) + _SIGNS[account] * amount_minor
    found: list[Finding] = []
    for payer_id, code, account in sorted({*booked, *held}):
        place = (payer_id, code, account)
        sums = booked.get(place, 0), held.get(place, 0)
        if sums[0] != sums[1]:
            facts = (("account", account), *_two(payer_id, code, *sums))
            found.append(Finding("daily.wallets_differ", payer_id, facts))
    return tuple(found)


def check_keys(instructed: Iterable[Instructed]) -> tuple[Finding, ...]:
    """Name every key that stands for two payments; one finding for each, by key."""
    seen: dict[str, int] = {}
    for one in instructed:
        for key in one.keys:
            seen[key] = seen.get(key, 0) + 1
    return tuple(
        Finding("reconcile.repeated", key, (("what", "key"), ("name", key)))
        for key in sorted(seen)
        if seen[key] > 1
    )


def check_paid(
    found: Reconciliation, payouts: Iterable[Payout], terms: ReconcileTerms, today: date
) -> tuple[Finding, ...]:
    """Name every instruction that is paid for longer than the days of waiting, without a line."""
    states = {one.instruction_id: one.state for one in found.instructions}
    day = day_of(today)
    named: list[Finding] = []
    for one in sorted(payouts, key=lambda each: each.instruction_id):
        days = day - local_day(one.updated_us, terms)
        is_settled = states.get(one.instruction_id) in ("matched", "explained")
        if one.state == "paid" and not is_settled and days > terms.wait_days:
            facts = (("instruction_id", one.instruction_id), ("days", days))
            named.append(Finding("daily.paid_unmatched", one.instruction_id, facts))
    return tuple(named)


def check_unknown(payouts: Iterable[Payout], at: datetime, hours: int) -> tuple[Finding, ...]:
    """Name every instruction of which the rail has said nothing sure for longer than that.

    Args:
        payouts: Instructions, in any order.
        at: The instant of the check.
        hours: How long an instruction may be unknown.
    """
    at_us = to_us(check_instant(at, "at"))
    named: list[Finding] = []
    for one in sorted(payouts, key=lambda each: each.instruction_id):
        age_us = at_us - one.updated_us
        if one.state == "unknown" and age_us > hours * _HOUR_US:
            facts = (("instruction_id", one.instruction_id), ("hours", age_us // _HOUR_US))
            named.append(Finding("daily.unknown_old", one.instruction_id, facts))
    return tuple(named)


def check_bank(bridges: Iterable[Bridge]) -> tuple[Finding, ...]:
    """Name every payer and currency whose books and statements differ by what nothing names."""
    return tuple(
        Finding(
            "daily.bank_differs",
            one.payer_id,
            (
                ("payer_id", one.payer_id),
                ("currency", one.currency),
                ("subject_count", one.unnamed.subject_count),
                ("minor", one.unnamed.amount_minor),
            ),
        )
        for one in bridges
        if one.unnamed.subject_count
    )


def _sums(entries: Iterable[Entry], account: str) -> dict[tuple[str, str], int]:
    """Return the balance of a members' account by payer and currency, in its own sign."""
    sign = _SIGNS[account]
    sums: dict[tuple[str, str], int] = {}
    for entry in entries:
        for name, _, amount_minor in entry.postings:
            if name == account:
                book = (entry.payer_id, entry.currency)
                sums[book] = sums.get(book, 0) + sign * amount_minor
    return sums


def _beside(
    ours: Mapping[tuple[str, str], int], theirs: Mapping[tuple[str, str], int]
) -> list[tuple[tuple[str, str], int, int]]:
    books = sorted({*ours, *theirs})
    return [(book, ours.get(book, 0), theirs.get(book, 0)) for book in books]


def _two(
    payer_id: str, currency_code: str, account_minor: int, sum_minor: int
) -> tuple[tuple[str, str | int], ...]:
    return (
        ("payer_id", payer_id),
        ("currency", currency_code),
        ("account_minor", account_minor),
        ("sum_minor", sum_minor),
    )
