"""Open items (未清项): what of a balance is still open, since when, and when it is due.

An item is what one order brought to an account, net of what its refunds took back. What
names no order of it, a gateway's transfer or a payment to a supplier, clears the oldest
items first. Nothing is stored twice: all of it is a fold of the journal.

Source: docs/trade.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fenxiao.ledger.accounts import own_sign
from fenxiao.ledger.policy import AccountLimit, SupplierTerms
from fenxiao.model.records import Entry

__all__ = ["Breach", "Due", "OpenItem", "breaches", "open_items", "supplier_dues", "uncleared"]

_Place = tuple[str, str, str]


class OpenItem(NamedTuple):
    """A part of a party's balance that nothing has cleared yet.

    ``subject_id`` is the order that brought it, and empty for what was cleared ahead: more
    than there was, with an amount below 0.
    """

    payer_id: str
    currency: str
    party_id: str
    subject_id: str
    since_us: int
    amount_minor: int

    def age_us(self, at_us: int) -> int:
        """Return how long it has been open at an instant, in microseconds."""
        return at_us - self.since_us


class Due(NamedTuple):
    """What a supplier is owed for one order, and when."""

    item: OpenItem
    due_us: int


class Breach(NamedTuple):
    """A balance that does not keep its limit, in the account's own sign."""

    payer_id: str
    currency: str
    account: str
    party_id: str
    amount_minor: int
    limit: AccountLimit


def open_items(
    entries: Iterable[Entry], account: str, *, at_us: int | None = None
) -> tuple[OpenItem, ...]:
    """Return what is open on an account that is kept by party, oldest first in each balance.

    Args:
        entries: The journal, in any order.
        account: An account of the chart.
        at_us: What was effective by then counts; all of it where None.

    Returns:
        Items by payer, currency, party and age; together they are exactly the balances, in
        the account's own sign.
    """
    sign = own_sign(account)
    since: dict[tuple[_Place, str], int] = {}
    nets: dict[_Place, dict[str, int]] = {}
    for entry in entries:
        if at_us is not None and entry.effective_us > at_us:
            continue
        for name, party_id, amount_minor in entry.postings:
            if name == account:
                place = (entry.payer_id, entry.currency, party_id)
                key = place, entry.subject_id
                since[key] = min(since.get(key, entry.effective_us), entry.effective_us)
                mine = nets.setdefault(place, {})
                mine[entry.subject_id] = mine.get(entry.subject_id, 0) + sign * amount_minor
    found: list[OpenItem] = []
    for place in sorted(nets):
        items = sorted((since[place, name], name, net) for name, net in nets[place].items())
        found += _left(place, items)
    return tuple(found)


def _left(place: _Place, items: list[tuple[int, str, int]]) -> Iterator[OpenItem]:
    """Yield what is left of a balance's items once its payments have cleared the oldest."""
    cleared = -sum(net for _, _, net in items if net < 0)
    last_us = max(since_us for since_us, _, _ in items)
    for since_us, subject_id, net in items:
        if net <= 0:
            continue
        taken = min(net, cleared)
        cleared -= taken
        if net > taken:
            yield OpenItem(*place, subject_id, since_us, net - taken)
    if cleared:
        yield OpenItem(*place, "", last_us, -cleared)


def uncleared(entries: Iterable[Entry], at_us: int) -> tuple[OpenItem, ...]:
    """Return what gateways have collected and not yet paid out, by tender, with its age.

    Args:
        entries: The journal, in any order.
        at_us: As of when.

    Returns:
        Items by payer, currency, tender and age.
    """
    return open_items(entries, "clearing", at_us=at_us)


def supplier_dues(
    entries: Iterable[Entry], terms: SupplierTerms, *, at_us: int | None = None
) -> tuple[Due, ...]:
    """Return what a supplier is still owed, order by order, and when each is due.

    Args:
        entries: The journal, in any order.
        terms: Whose, and what was agreed with him.
        at_us: What was effective by then counts; all of it where None.

    Returns:
        One row an order, the oldest delivery first; what was paid ahead of any delivery has
        an amount below 0 and is due when it was paid.
    """
    return tuple(
        Due(item, terms.due_us(item.since_us) if item.amount_minor > 0 else item.since_us)
        for item in open_items(entries, "supplier_payable", at_us=at_us)
        if item.party_id == terms.supplier_id
    )


def breaches(entries: Iterable[Entry], limits: Iterable[AccountLimit]) -> tuple[Breach, ...]:
    """Return every balance that does not keep its limit: a check for audits and closes.

    Args:
        entries: The journal, in any order.
        limits: What balances must keep.

    Returns:
        Breaches by payer, currency, account and party; none where all is kept.
    """
    asked = {limit.place: limit for limit in limits}
    accounts = {account for account, _ in asked}
    sums: dict[tuple[str, str, str, str], int] = {}
    for entry in entries:
        for account, party_id, amount_minor in entry.postings:
            if account in accounts:
                place = (entry.payer_id, entry.currency, account, party_id)
                sums[place] = sums.get(place, 0) + own_sign(account) * amount_minor
    limited = ((place, asked.get(place[2:]) or asked.get((place[2], None))) for place in sums)
    return tuple(
        Breach(*place, sums[place], limit)
        for place, limit in sorted(limited, key=lambda one: one[0])
        if limit is not None and not limit.is_kept_by(sums[place])
    )
