"""Roll-forwards (余额变动表): what was owed, what came and went, what is owed.

Opening + accrued - clawed back - paid + returned - spent = closing, for payers, merchants or
members. An entry counts by when it was effective. Hand in ``as_booked(entries, sealed)``
and it counts by its accounting date; ``as_known(entries, known_at=...)``, and what was
recorded later is left out.

Source: docs/books.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

from fenxiao.errors import EventError
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.posting import check_entry
from fenxiao.model.envelope import is_one_of
from fenxiao.model.instants import check_instant, to_us
from fenxiao.model.records import Entry

__all__ = [
    "COLUMNS",
    "COLUMN_OF",
    "Column",
    "Grouping",
    "PeriodRow",
    "RollForward",
    "period_balances",
    "roll_forward",
]

Grouping = Literal["payer", "merchant", "member"]

_BY_COLUMN = {
    "accrued": ("accrual", "accrual_merchant", "award_held", "award_available"),
    "clawed_back": (
        *("clawback_paid", "clawback_confirmed", "clawback_released"),
        *("clawback_paid_merchant", "clawback_confirmed_merchant", "clawback_released_merchant"),
        *("award_back_held", "award_back"),
    ),
    "paid": ("payout_paid",),
    "returned": ("payout_returned", "debt_paid"),
    "fees": ("payout_fee", "payout_fee_back"),
    "taxed": ("payout_tax", "payout_tax_back"),
    "spent": ("hold_posted", "hold_returned"),
    "corrected": (
        *("correction_up_paid", "correction_up_confirmed", "correction_up_released"),
        *("correction_down_paid", "correction_down_confirmed", "correction_down_released"),
    ),
    "adjusted": ("adjustment_up", "adjustment_down"),
    "forfeited": ("forfeit", "forfeit_back", "dormant", "dormant_back"),
    "to_payroll": ("wages", "wages_back"),
    "written_off": ("write_off", "write_off_back"),
    "taken_over": (
        *("opening_deferred", "opening_held", "opening_available", "opening_overdrawn"),
        *("opening_frozen", "opening_in_transit", "opening_debt"),
    ),
}

COLUMN_OF = {template: column for column, names in _BY_COLUMN.items() for template in names}
"""The column in which a template changes what is owed; one that is not named, in "other"."""

COLUMNS = (*_BY_COLUMN, "other")
"""The columns of a roll-forward, in order."""


class Column(NamedTuple):
    """By how much what is owed changed in a period, for one reason; below 0 it fell."""

    name: str
    amount_minor: int


class RollForward(NamedTuple):
    """How what is owed moved over a period: opening, columns, and their sum, the closing.

    ``name`` is the payer, the merchant or the member; empty for what is of no merchant.
    """

    payer_id: str
    currency: str
    name: str
    opening_minor: int
    columns: tuple[Column, ...]
    closing_minor: int


class PeriodRow(NamedTuple):
    """How an account moved over a period (发生额及余额); debit positive, credit negative.

    ``debit_minor`` and ``credit_minor`` are both above or at 0.
    """

    payer_id: str
    currency: str
    account: str
    opening_minor: int
    debit_minor: int
    credit_minor: int
    closing_minor: int


def roll_forward(
    entries: Iterable[Entry],
    since: datetime,
    until: datetime,
    *,
    by: Grouping = "payer",
    merchants: Mapping[str, str] = MappingProxyType({}),
) -> tuple[RollForward, ...]:
    """Return how what is owed moved from an instant until another.

    Args:
        entries: The journal, in any order.
        since: The first instant of the period.
        until: The first instant after it.
        by: For whom: each payer, each member of a payer, or each merchant.
        merchants: The merchant of each order, by order id; asked by "merchant" alone.
            Entries about no order of it, such as payouts, are of no merchant.

    Returns:
        A row for whoever was ever owed anything by then, by payer, currency and name. The
        rows of the members of a payer, or of all merchants, sum to his.

    Raises:
        EventError: ``event.bad_field`` for an unknown ``by`` or a period that ends as it starts.
        LedgerError: An entry does not balance, or names an unknown account.
    """
    is_one_of(by, get_args(Grouping), "by")
    since_us, until_us = _bounds(since, until)
    opening: dict[tuple[str, str, str], int] = {}
    moves: dict[tuple[str, str, str], dict[str, int]] = {}
    for entry in entries:
        if entry.effective_us >= until_us:
            continue
        check_entry(entry)
        column = COLUMN_OF.get(entry.template, "other")
        for name, owed_minor in _owed(entry, by, merchants):
            place = (entry.payer_id, entry.currency, name)
            opening.setdefault(place, 0)
            mine = moves.setdefault(place, dict.fromkeys(COLUMNS, 0))
            if entry.effective_us < since_us:
                opening[place] += owed_minor
            else:
                mine[column] += owed_minor
    return tuple(
        RollForward(
            *place,
            opening[place],
            tuple(Column(*one) for one in moves[place].items()),
            opening[place] + sum(moves[place].values()),
        )
        for place in sorted(opening)
    )


def period_balances(
    entries: Iterable[Entry], since: datetime, until: datetime
) -> tuple[PeriodRow, ...]:
    """Return the trial balance of a period: opening, debits, credits, closing of each account.

    Args:
        entries: The journal, in any order.
        since: The first instant of the period.
        until: The first instant after it.

    Returns:
        Rows by payer, currency and account. Of one payer and currency openings and closings
        sum to 0, and debits to credits.

    Raises:
        EventError: ``event.bad_field`` for a period that ends as it starts.
        LedgerError: An entry does not balance, or names an unknown account.
    """
    since_us, until_us = _bounds(since, until)
    sums: dict[tuple[str, str, str], list[int]] = {}
    for entry in entries:
        if entry.effective_us >= until_us:
            continue
        check_entry(entry)
        for account, _, amount_minor in entry.postings:
            mine = sums.setdefault((entry.payer_id, entry.currency, account), [0, 0, 0])
            if entry.effective_us < since_us:
                mine[0] += amount_minor
            elif amount_minor > 0:
                mine[1] += amount_minor
            else:
                mine[2] -= amount_minor
    return tuple(
        PeriodRow(*place, opening, debit, credit, opening + debit - credit)
        for place, (opening, debit, credit) in sorted(sums.items())
    )


def _owed(entry: Entry, by: Grouping, merchants: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Yield by how much an entry changes what is owed, and to whom it counts."""
    whose = entry.payer_id if by == "payer" else merchants.get(entry.subject_id, "")
    for account, party_id, amount_minor in entry.postings:
        if ACCOUNTS[account].component:
            yield party_id if by == "member" else whose, -amount_minor


def _bounds(since: datetime, until: datetime) -> tuple[int, int]:
    since_us, until_us = to_us(check_instant(since, "since")), to_us(check_instant(until, "until"))
    if since_us >= until_us:
        got, problem = repr(until)[:160], "it must be after since"
        raise EventError("event.bad_field", field="until", got=got, problem=problem)
    return since_us, until_us
