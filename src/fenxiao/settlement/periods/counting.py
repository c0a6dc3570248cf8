"""Counting (周期计数): what an order gives its period now, and what that changes.

A sale remembers what was counted of it last, so a refund or a late order changes the
volumes of its own period by exactly the difference.

Source: docs/rules/periods.md.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fenxiao.model.contract import Facts, Key, Need, Put, order_key, terms_key
from fenxiao.model.period_keys import (
    Part,
    sale_key,
    sales_open_scan,
    sales_total_key,
    volume_key,
)
from fenxiao.model.period_records import (
    PeriodClaim,
    PeriodPlan,
    Periods,
    PeriodSpan,
    Sale,
    SalesTotal,
    Volume,
)
from fenxiao.model.records import Order, Terms
from fenxiao.rules.terms import Leaving, claims, kept_by_payee
from fenxiao.settlement.facts import missing, row, rows

__all__ = ["Counted", "Page", "added", "count", "counted", "span_of", "spread"]


class Counted(NamedTuple):
    """What an order gives its period as it stands now.

    Args:
        volume_minor: What is left of it, in minor units.
        kept_minor: What its line rules pay, those that wait for the close among them.
        claims: What those ask for, in canonical order.
    """

    volume_minor: int
    kept_minor: int
    claims: tuple[PeriodClaim, ...]


def counted(order: Order, terms: Terms) -> Counted:
    """Return what an order gives its period as it stands now."""
    leaving = Leaving(terms, {one.line_id: one for one in order.progress})
    asked = claims(leaving)
    kept = sum(one.amount_minor for one in kept_by_payee(leaving))
    waiting = sum(one.amount_minor for one in asked)
    return Counted(sum(leaving.left(line) for line in terms.lines), kept + waiting, asked)


def spread(part: Part, members: Sequence[str], minor: int) -> Iterator[Volume]:
    """Yield what a sale counts for: its buyer, and those above him, nearest first.

    Args:
        part: The plan's part of the period.
        members: The buyer, then those above him, at most three.
        minor: What counts, in minor units.

    Examples:
        >>> part = ("shop", "CNY", "06", "p")
        >>> [(one.member_id, one.child_id, one[6:]) for one in spread(part, ["u1", "u2"], 5)]
        [('u1', '', (5, 0, 0, 0)), ('u2', 'u1', (0, 5, 0, 0))]
    """
    for distance, member_id in enumerate(members):
        own, first, second, third = (minor if distance == one else 0 for one in range(4))
        child_id = members[distance - 1] if distance else ""
        yield Volume(*part, member_id, child_id, own, first, second, third)


def span_of(spans: Sequence[PeriodSpan], at_us: int) -> PeriodSpan:
    """Return the period of an instant, which lies in one of them."""
    return spans[bisect_right(spans, at_us, key=lambda one: one.since_us) - 1]


class Page(NamedTuple):
    """What one page of counting writes, which parts it changes, and whether it was the last."""

    sales: tuple[Sale, ...]
    puts: tuple[Put, ...]
    work: tuple[PeriodPlan, ...]
    is_last: bool


class _Found(NamedTuple):
    """A sale with its order as it stands now."""

    sale: Sale
    revision: int
    members: tuple[str, ...]
    now: Counted
    part: Part

    @property
    def sale_now(self) -> Sale:
        """The sale as its period counts it now."""
        return self.sale._replace(counted_in=self.part[2], **self.now._asdict())


def count(books: Periods, facts: Facts, limit: int) -> Need | Page:
    """Count a page of sales that wait, or say what must be read for it.

    Every sale is written, so that a refund of its order at the same moment is decided
    again; volumes and totals are written by closes of this payer alone.
    """
    period_us = books.spans[0].since_us, books.spans[-1].until_us
    scan = sales_open_scan(books.payer_id, books.currency, period_us, limit)
    need = missing(facts, (), (scan,))
    if need is not None:
        return need
    sales = rows(facts, scan, Sale)
    ids = [sale.order_id for sale, _ in sales]
    need = missing(facts, (key(one) for one in ids for key in (order_key, terms_key)))
    if need is not None:
        return need
    found = [_found(books, sale, revision, facts) for sale, revision in sales]
    changed = list(_changed(found))
    need = missing(facts, (_key(one) for one in changed))
    if need is not None:
        return need
    puts = [Put(sale_key(one.sale.order_id), one.sale_now, one.revision) for one in found]
    work = dict.fromkeys(PeriodPlan(*one.part[2:]) for one in found)
    counted_now = tuple(one.sale_now for one in found)
    writes = (*puts, *_sums(changed, facts))
    return Page(counted_now, writes, tuple(work), len(sales) < limit)


def _found(books: Periods, sale: Sale, revision: int, facts: Facts) -> _Found:
    order, _ = row(facts, order_key(sale.order_id), Order)
    terms, _ = row(facts, terms_key(sale.order_id), Terms)
    part = books.payer_id, books.currency, span_of(books.spans, sale.terms_us).period, sale.plan_id
    if order is None or terms is None:  # a sale is written with its order
        return _Found(sale, revision, (), Counted(0, 0, ()), part)
    return _Found(sale, revision, (order.buyer_id, *terms.upline), counted(order, terms), part)


def _changed(found: Sequence[_Found]) -> Iterator[Volume | SalesTotal]:
    """Yield what sales change: volumes of members, and totals of plans."""
    for one in found:
        more = one.now.volume_minor - one.sale.volume_minor
        kept = one.now.kept_minor - one.sale.kept_minor
        yield SalesTotal(*one.part, "", more, kept)
        if more:
            yield from spread(one.part, one.members, more)


def _key(one: Volume | SalesTotal) -> Key:
    return volume_key(one) if isinstance(one, Volume) else sales_total_key(one[:4])


def _sums(changed: Sequence[Volume | SalesTotal], facts: Facts) -> Iterator[Put]:
    """Yield the writes of volumes and totals with all changes of a page."""
    sums: dict[Key, Volume | SalesTotal] = {}
    revisions: dict[Key, int] = {}
    for one in changed:
        key = _key(one)
        if key not in sums:
            known, revisions[key] = row(facts, key, type(one))
            sums[key] = one if known is None else _added(known, one)
        else:
            sums[key] = _added(sums[key], one)
    for key, total in sums.items():
        yield Put(key, total, revisions[key])


def _added(one: Volume | SalesTotal, other: Volume | SalesTotal) -> Volume | SalesTotal:
    if isinstance(one, SalesTotal) and isinstance(other, SalesTotal):
        volume_minor = one.volume_minor + other.volume_minor
        kept_minor = one.kept_minor + other.kept_minor
        return one._replace(volume_minor=volume_minor, kept_minor=kept_minor)
    return added(one, other) if isinstance(one, Volume) and isinstance(other, Volume) else one


def added(one: Volume, other: Volume) -> Volume:
    """Return the sum of two volumes of one member through one fan."""
    return one._replace(
        own_minor=one.own_minor + other.own_minor,
        first_minor=one.first_minor + other.first_minor,
        second_minor=one.second_minor + other.second_minor,
        third_minor=one.third_minor + other.third_minor,
    )
