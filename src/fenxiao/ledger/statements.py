"""Statements (对账单): what a payer owes a party, and what each account did in a period.

Both are sums of the journal: an opening balance of what came before the period, the
entries of the period, a closing balance. The statements of all parties of an account add
up to the account; the accounts of a payer and currency add up to 0.

Source: docs/statements.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.posting import check_entry
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.instants import FOREVER_US, check_instant, from_us, to_us
from fenxiao.model.records import Entry
from fenxiao.money import format_amount
from fenxiao.trace import Language, check_language

__all__ = [
    "PartyAccount",
    "PartyLine",
    "PartyStatement",
    "Turnover",
    "party_rows",
    "party_statement",
    "turnover_rows",
    "turnovers",
]


class PartyAccount(NamedTuple):
    """What a statement is about: some accounts of a party, in one payer's books and currency."""

    payer_id: str
    party_id: str
    currency: str
    accounts: tuple[str, ...]


class PartyLine(NamedTuple):
    """One entry as a party sees it: what it changed, and what the payer owed him after it."""

    entry: Entry
    change_minor: int
    owed_minor: int


class PartyStatement(NamedTuple):
    """What a payer owes a party over some accounts, in a period; below 0 the party owes it."""

    account: PartyAccount
    opening_minor: int
    lines: tuple[PartyLine, ...]
    closing_minor: int


class Turnover(NamedTuple):
    """What an account did in a period (发生额及余额): debit positive in both balances."""

    payer_id: str
    currency: str
    account: str
    party_id: str
    opening_minor: int
    debit_minor: int
    credit_minor: int
    closing_minor: int


class _Window(NamedTuple):
    """A period, in microseconds: from the first instant on, and before the second."""

    since_us: int
    until_us: int


def party_statement(
    entries: Iterable[Entry],
    account: PartyAccount,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> PartyStatement:
    """Return a party's statement: member, merchant, supplier, whoever accounts are kept by.

    Args:
        entries: The journal, in the order in which the statement shall run.
        account: Whose books, whose statement, over which accounts.
        since: The first instant of the period; None for the beginning.
        until: The first instant after it; None for no end.

    Returns:
        One line for each entry of the period that touches the party in these accounts; the
        opening balance and all changes are the closing balance.

    Raises:
        LedgerError: An entry of these books does not balance, or names an unknown account.
        EventError: ``event.naive_instant``.
    """
    window, opening_minor = _window(since, until), 0
    touched: list[tuple[Entry, int]] = []
    for entry in entries:
        if (entry.payer_id, entry.currency) != (account.payer_id, account.currency):
            continue
        check_entry(entry)
        changes = [
            -amount_minor
            for name, party_id, amount_minor in entry.postings
            if party_id == account.party_id and name in account.accounts
        ]
        if entry.effective_us < window.since_us:
            opening_minor += sum(changes)
        elif changes and entry.effective_us < window.until_us:
            touched.append((entry, sum(changes)))
    owed_minor = opening_minor
    lines: list[PartyLine] = []
    for entry, change_minor in touched:
        owed_minor += change_minor
        lines.append(PartyLine(entry, change_minor, owed_minor))
    return PartyStatement(account, opening_minor, tuple(lines), owed_minor)


def turnovers(
    entries: Iterable[Entry],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    by_party: bool = False,
) -> tuple[Turnover, ...]:
    """Return what every account did in a period, with its balance before and after.

    Args:
        entries: The journal, in any order.
        since: The first instant of the period; None for the beginning.
        until: The first instant after it; None for no end.
        by_party: Whether accounts that are kept by party have a row for each of them.

    Returns:
        By payer, currency, account in the order of the chart, and party; an account that
        was posted to only after the period is left out.

    Raises:
        LedgerError: An entry does not balance, or names an unknown account.
        EventError: ``event.naive_instant``.
    """
    window = _window(since, until)
    sums: dict[tuple[str, str, int, str, str], list[int]] = {}
    for entry in entries:
        check_entry(entry)
        if entry.effective_us >= window.until_us:
            continue
        is_before = entry.effective_us < window.since_us
        for account, party_id, amount_minor in entry.postings:
            whose = party_id if by_party else ""
            place = (entry.payer_id, entry.currency, _RANKS[account], account, whose)
            column = 0 if is_before else 1 if amount_minor > 0 else 2
            row = sums.setdefault(place, [0, 0, 0])
            row[column] += amount_minor if is_before else abs(amount_minor)
    return tuple(_turnover(place, sums[place]) for place in sorted(sums))


def party_rows(
    statement: PartyStatement, *, language: Language = "en"
) -> Iterator[tuple[str, ...]]:
    """Yield a statement as rows of text: instant, what, about, change, owed.

    The first row is the opening balance, the last the closing balance.
    """
    check_language(language)
    code, is_zh = statement.account.currency, language == "zh"
    opening, closing = ("期初", "期末") if is_zh else ("Opening", "Closing")
    yield "", opening, "", "", format_amount(statement.opening_minor, code)
    for entry, change_minor, owed_minor in statement.lines:
        template = TEMPLATES[entry.template]
        yield (
            from_us(entry.effective_us).isoformat(),
            template.title_zh if is_zh else template.title,
            entry.subject_id,
            format_amount(change_minor, code),
            format_amount(owed_minor, code),
        )
    yield "", closing, "", "", format_amount(statement.closing_minor, code)


def turnover_rows(
    rows: Iterable[Turnover], *, language: Language = "en"
) -> Iterator[tuple[str, ...]]:
    """Yield turnovers as rows of text: payer, currency, account, party, then the amounts."""
    check_language(language)
    for row in rows:
        account = ACCOUNTS[row.account]
        title = account.title_zh if language == "zh" else account.title
        amounts = (format_amount(amount_minor, row.currency) for amount_minor in row[4:])
        yield (row.payer_id, row.currency, title, row.party_id, *amounts)


_RANKS = {name: rank for rank, name in enumerate(ACCOUNTS)}


def _turnover(place: tuple[str, str, int, str, str], sums: list[int]) -> Turnover:
    payer_id, currency, _, account, party_id = place
    opening_minor, debit_minor, credit_minor = sums
    closing_minor = opening_minor + debit_minor - credit_minor
    whose = (payer_id, currency, account, party_id)
    return Turnover(*whose, opening_minor, debit_minor, credit_minor, closing_minor)


def _window(since: datetime | None, until: datetime | None) -> _Window:
    return _Window(
        -FOREVER_US if since is None else to_us(check_instant(since, "since")),
        FOREVER_US if until is None else to_us(check_instant(until, "until")),
    )
