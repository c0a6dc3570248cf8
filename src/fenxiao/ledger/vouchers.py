"""Vouchers (凭证): the journal as the host's accounting software takes it, and never a unit less.

Entries are put in canonical order, by day, template, instant and id, whatever order they
came in; so the same entries make the same vouchers under the same numbers. A day's voucher
sums the legs of its entries, debits apart from credits; where it would have too many lines,
whole entries go into the next one, so that each voucher balances. At the end the debits and
credits of every account are compared with the journal's.

Source: docs/vouchers.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from fenxiao.errors import LedgerError
from fenxiao.ledger.account_map import AccountMap, Auxiliary, AuxiliaryKind
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.posting import check_entry
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.instants import from_us
from fenxiao.model.records import Entry, Posting

__all__ = [
    "ControlTotal",
    "Item",
    "Leg",
    "PartyCode",
    "Voucher",
    "check_vouchers",
    "control_totals",
    "to_vouchers",
]

DayOf = Callable[[Entry], date]
Place = tuple[str, str, str]
"""Of a total: whose books, which month, which of our accounts."""


class PartyCode(NamedTuple):
    """What the host's software calls a party: its code and its name."""

    code: str
    title: str


class Item(NamedTuple):
    """An auxiliary of a leg, with the host's code and name."""

    kind: AuxiliaryKind
    code: str
    title: str


class Leg(NamedTuple):
    """One line of a voucher; a debit is positive, a credit negative, in minor units."""

    account: str
    code: str
    title: str
    items: tuple[Item, ...]
    amount_minor: int


class Voucher(NamedTuple):
    """One voucher: numbered within its payer's month, debits first; its legs sum to 0.

    ``subject_id`` is what it is about, empty for a day's sum.
    """

    payer_id: str
    day: date
    number: int
    template: str
    subject_id: str
    legs: tuple[Leg, ...]
    entry_ids: tuple[str, ...]

    @property
    def month(self) -> str:
        """The month in which its number counts, as in 2024-06."""
        return _month(self.day)


class ControlTotal(NamedTuple):
    """Debits and credits of one code in one payer's month, in minor units, neither below 0."""

    payer_id: str
    month: str
    account: str
    code: str
    debit_minor: int
    credit_minor: int


def to_vouchers(
    entries: Iterable[Entry],
    accounts: AccountMap,
    *,
    parties: Mapping[str, PartyCode] = MappingProxyType({}),
    day_of: DayOf | None = None,
) -> tuple[Voucher, ...]:
    """Return the vouchers of some entries, numbered from 1 in each payer's month.

    Args:
        entries: Whole months of a journal, in any order; later days change no voucher of
            those before them.
        accounts: The host's codes.
        parties: What the host's software calls parties; who is missing is called by his id.
        day_of: The accounting date of an entry; without it, the day of ``effective_us`` by
            the map's clock.

    Returns:
        By payer, month and number; their control totals are those of the entries.

    Raises:
        LedgerError: An entry does not balance; ``voucher.other_currency``,
            ``voucher.repeated_entry``, ``voucher.too_many_legs``.
    """
    found = list(entries)
    dated = _dated(found, accounts, day_of or _clock(accounts))
    made: list[Voucher] = []
    codes = _Codes(accounts, parties)
    place, number = ("", ""), 0
    for (payer_id, day, *_), group in groupby(dated, key=lambda one: one.group):
        if place != (payer_id, _month(day)):
            place, number = (payer_id, _month(day)), 0
        for part in _parts((one.entry for one in group), codes):
            number += 1
            made.append(_voucher(day, number, part, accounts))
    check_vouchers(made, found, accounts, day_of=day_of)
    return tuple(made)


def control_totals(vouchers: Iterable[Voucher]) -> tuple[ControlTotal, ...]:
    """Return the debits and credits of every code, by payer, month, account and code."""
    sums: dict[tuple[str, str, str, str], list[int]] = {}
    for voucher in vouchers:
        for leg in voucher.legs:
            place = (voucher.payer_id, voucher.month, leg.account, leg.code)
            _add(sums.setdefault(place, [0, 0]), leg.amount_minor)
    return tuple(ControlTotal(*place, *sums[place]) for place in sorted(sums))


def check_vouchers(
    vouchers: Iterable[Voucher],
    entries: Iterable[Entry],
    accounts: AccountMap,
    *,
    day_of: DayOf | None = None,
) -> None:
    """Refuse vouchers whose debits and credits of any account are not the journal's.

    Args:
        vouchers: All vouchers of the entries.
        entries: The journal.
        accounts: The map that the vouchers were made by.
        day_of: As for ``to_vouchers``.

    Raises:
        LedgerError: ``voucher.control_total`` names the first payer, month and account.
    """
    dated = day_of or _clock(accounts)
    journal: dict[Place, list[int]] = {}
    for entry in entries:
        month = _month(dated(entry))
        for account, _, amount_minor in entry.postings:
            _add(journal.setdefault((entry.payer_id, month, account), [0, 0]), amount_minor)
    told: dict[Place, list[int]] = {}
    for total in control_totals(vouchers):
        both = told.setdefault(total[:3], [0, 0])
        both[0] += total.debit_minor
        both[1] += total.credit_minor
    for place in sorted(journal.keys() | told.keys()):
        expected, got = journal.get(place, [0, 0]), told.get(place, [0, 0])
        if expected != got:
            facts = {"expected": _both(expected), "got": _both(got)}
            names = dict(zip(("payer_id", "month", "account"), place, strict=True))
            raise LedgerError("voucher.control_total", **names, **facts)


class _Line(NamedTuple):
    """What legs of a voucher are summed by."""

    is_credit: bool
    rank: int
    account: str
    code: str
    title: str
    items: tuple[Item, ...]


class _Dated(NamedTuple):
    """An entry with the voucher that it belongs to, in canonical order."""

    group: tuple[str, date, int, str]
    effective_us: int
    rank: int
    entry_id: str
    entry: Entry


Part = tuple[list[Entry], dict[_Line, int]]

_RANKS = {name: rank for rank, name in enumerate(TEMPLATES)}
_ACCOUNT_RANKS = {name: rank for rank, name in enumerate(ACCOUNTS)}


def _dated(entries: Iterable[Entry], accounts: AccountMap, day_of: DayOf) -> list[_Dated]:
    """Return the entries in canonical order; a voucher's stand side by side."""
    found: list[_Dated] = []
    seen: set[str] = set()
    for entry in entries:
        _check(entry, accounts, seen)
        seen.add(entry.entry_id)
        rank = _RANKS[entry.template]
        by_day = accounts.grouping == "day"
        kind = (rank, "") if by_day else (entry.effective_us, f"{rank:06}{entry.entry_id}")
        group = (entry.payer_id, day_of(entry), *kind)
        found.append(_Dated(group, entry.effective_us, rank, entry.entry_id, entry))
    return sorted(found, key=lambda one: one[:4])


def _check(entry: Entry, accounts: AccountMap, seen: set[str]) -> None:
    check_entry(entry)
    if entry.currency != accounts.currency:
        wanted, got = accounts.currency, entry.currency
        raise LedgerError(
            "voucher.other_currency", currency=wanted, entry_id=entry.entry_id, got=got
        )
    if entry.entry_id in seen:
        raise LedgerError("voucher.repeated_entry", entry_id=entry.entry_id)


def _parts(entries: Iterable[Entry], codes: _Codes) -> Iterator[Part]:
    """Yield the lines of each voucher of a group: whole entries, as many as it has room for."""
    kept: list[Entry] = []
    sums: dict[_Line, int] = {}
    most = codes.accounts.most_legs
    for entry in entries:
        lines = codes.lines(entry)
        if len(lines) > most:
            count = len(lines)
            raise LedgerError(
                "voucher.too_many_legs", most=most, entry_id=entry.entry_id, count=count
            )
        if len(sums) + sum(line not in sums for line in lines) > most:
            yield kept, sums
            kept, sums = [], {}
        for line, amount_minor in lines.items():
            sums[line] = sums.get(line, 0) + amount_minor
        if lines:
            kept.append(entry)
    if kept:
        yield kept, sums


class _Codes:
    """The lines that postings stand on, each looked up once: most come again and again."""

    def __init__(self, accounts: AccountMap, parties: Mapping[str, PartyCode]) -> None:
        self.accounts = accounts
        self._parties = parties
        self._known: dict[tuple[str, str, bool], _Line] = {}

    def lines(self, entry: Entry) -> dict[_Line, int]:
        """Return the amounts of an entry by the lines that they stand on; none for nothing."""
        lines: dict[_Line, int] = {}
        for posting in entry.postings:
            account, party_id, amount_minor = posting
            if amount_minor:
                place = (account, party_id, amount_minor < 0)
                line = self._known.get(place)
                if line is None:
                    line = self._known[place] = self._line(posting)
                lines[line] = lines.get(line, 0) + amount_minor
        return lines

    def _line(self, posting: Posting) -> _Line:
        account, party_id, amount_minor = posting
        row = self.accounts.row(account, party_id)
        items = tuple(self._item(one, party_id) for one in row.auxiliaries)
        place = (_ACCOUNT_RANKS[account], account, row.code, row.title, items)
        return _Line(amount_minor < 0, *place)

    def _item(self, auxiliary: Auxiliary, party_id: str) -> Item:
        if auxiliary.code is not None:
            return Item(auxiliary.kind, auxiliary.code, auxiliary.title or auxiliary.code)
        return Item(auxiliary.kind, *self._parties.get(party_id, PartyCode(party_id, party_id)))


def _voucher(day: date, number: int, part: Part, accounts: AccountMap) -> Voucher:
    entries, sums = part
    first = entries[0]
    legs = tuple(Leg(*line[2:], sums[line]) for line in sorted(sums))
    subject_id = first.subject_id if accounts.grouping == "entry" else ""
    ids = tuple(entry.entry_id for entry in entries)
    return Voucher(first.payer_id, day, number, first.template, subject_id, legs, ids)


def _clock(accounts: AccountMap) -> DayOf:
    ahead = timedelta(minutes=accounts.utc_offset_minutes)
    return lambda entry: (from_us(entry.effective_us) + ahead).date()


def _month(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


def _add(both: list[int], amount_minor: int) -> None:
    """Add a debit or a credit to a pair of sums."""
    both[amount_minor < 0] += abs(amount_minor)


def _both(sums: list[int]) -> str:
    return f"{sums[0]} and {sums[1]}"
