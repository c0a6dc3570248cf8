"""Payroll (工资清单): what was handed to payroll, by person, for the file that it reads.

Wages are no commission on any report of payments to members: payroll reports them. The
list is made of the journal, so it says what the books say.

Source: docs/payees.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from fenxiao.errors import EventError
from fenxiao.ledger.posting import check_entry
from fenxiao.model.csv_text import csv_lines, guard
from fenxiao.model.instants import check_instant, to_us
from fenxiao.model.records import Entry
from fenxiao.money import format_amount

__all__ = ["PAYROLL_COLUMNS", "PayrollRow", "payroll", "render_payroll"]

PAYROLL_COLUMNS = ("payer_id", "person_id", "currency", "amount", "count")
"""The columns of the file; the last says how many times something was handed or taken back."""

_TEMPLATES = ("wages", "wages_back")


class PayrollRow(NamedTuple):
    """What payroll has to pay a person for a time, in minor units.

    ``amount_minor`` is what was handed over less what was taken back; ``event_ids`` name each
    of both, oldest first.
    """

    payer_id: str
    person_id: str
    currency: str
    amount_minor: int
    event_ids: tuple[str, ...]


def payroll(
    entries: Iterable[Entry],
    since: datetime,
    until: datetime,
    *,
    persons: Mapping[str, str] = MappingProxyType({}),
) -> tuple[PayrollRow, ...]:
    """Return what was handed to payroll in a time, ``since <= t < until``, for each person.

    Args:
        entries: The journal, in any order.
        since: The first instant of the time.
        until: The first instant after it.
        persons: The person behind a member; who is missing is a person of his own.

    Returns:
        A row for whoever anything was handed over for, by payer, person and currency. Together
        they are what ``wages_payable`` rose by in that time.

    Raises:
        LedgerError: An entry does not balance, or names an unknown account.
        EventError: ``event.bad_field`` for a time that ends as it starts.
    """
    since_us, until_us = to_us(check_instant(since, "since")), to_us(check_instant(until, "until"))
    if since_us >= until_us:
        got, problem = repr(until)[:160], "it must be after since"
        raise EventError("event.bad_field", field="until", got=got, problem=problem)
    sums: dict[tuple[str, str, str], int] = {}
    events: dict[tuple[str, str, str], list[tuple[int, str]]] = {}
    for entry in entries:
        if entry.template not in _TEMPLATES or not since_us <= entry.effective_us < until_us:
            continue
        check_entry(entry)
        for account, member_id, amount_minor in entry.postings:
            if account == "member_available":
                place = (entry.payer_id, persons.get(member_id, member_id), entry.currency)
                sums[place] = sums.get(place, 0) + amount_minor
                events.setdefault(place, []).append((entry.effective_us, entry.event_id))
    return tuple(
        PayrollRow(*place, sums[place], tuple(name for _, name in sorted(events[place])))
        for place in sorted(sums)
    )


def render_payroll(rows: Iterable[PayrollRow]) -> Iterator[str]:
    r"""Yield the lines of a CSV file for payroll, its head first.

    Examples:
        >>> list(render_payroll([PayrollRow("shop", "p7", "CNY", 1_250, ("e1", "e2"))]))[1]
        'shop,p7,CNY,12.50,2\r\n'
    """
    return csv_lines(_lines(rows))


def _lines(rows: Iterable[PayrollRow]) -> Iterator[tuple[str, ...]]:
    yield PAYROLL_COLUMNS
    for one in rows:
        amount = format_amount(one.amount_minor, one.currency)
        ids = map(guard, (one.payer_id, one.person_id))
        yield (*ids, one.currency, amount, str(len(one.event_ids)))
