"""Corrections of many orders (批量更正): the events that put a period right, and what they changed.

Only digests of events are stored, so the host tells its payments again, from where it keeps
them. Each event's id follows from the correction and the order alone: a run that broke off
is repeated as a whole, and what it did already is replayed.

Source: docs/operations.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.model.encoding import derive_id
from fenxiao.model.events import Captured, OrderCorrected, OrderPaid
from fenxiao.model.instants import to_us
from fenxiao.model.records import Entry
from fenxiao.settlement.plans import PlanCorrection

__all__ = ["CorrectionTotal", "Ordering", "correction_totals", "corrections"]


class Ordering(NamedTuple):
    """Who wants a period put right, why, and as of when it is posted.

    Args:
        at: The instant of every event; keep it for a run that is repeated.
        reason: Why, in the host's words.
        maker_id: Who asked for it.
        checker_id: Who approved it; another person.
    """

    at: datetime
    reason: str
    maker_id: str
    checker_id: str


def corrections(
    payments: Iterable[OrderPaid],
    correction: PlanCorrection,
    ordering: Ordering,
    captures: Iterable[Captured] = (),
) -> Iterator[OrderCorrected]:
    """Yield the events that settle the orders of a period again, one an order.

    Payments are taken one by one, so they may be as many as the host has; captures are kept
    until their order comes. Payments of other merchants, and those of before the correction
    begins, are left out: no terms of theirs can be meant. Of the others some may be refused,
    whose terms are of another instant than the payment.

    Args:
        payments: The payments of the period, as they were told.
        correction: What is put right, as in the policy.
        ordering: Who wants it, and as of when.
        captures: The further captures of their orders, as they were told and in that order.

    Examples:
        >>> from datetime import UTC
        >>> from fenxiao.rules.plan import Plan
        >>> noon = datetime(2024, 6, 18, 12, tzinfo=UTC)
        >>> none: tuple[OrderPaid, ...] = ()
        >>> from fenxiao.rules.levels import Levels
        >>> rule = Levels(rule_id="sale", rates_ppm=(15_000,))
        >>> right = Plan(plan_id="right", effective_from=noon, ceiling_ppm=15_000, rules=(rule,))
        >>> slip = PlanCorrection(
        ...     correction_id="slip", starts_at=noon, ends_at=noon.replace(hour=15), plan=right
        ... )
        >>> list(corrections(none, slip, Ordering(noon, "a slip", "m.li", "c.wu")))
        []
    """
    of: dict[str, list[Captured]] = {}
    for one in captures:
        of.setdefault(one.order_id, []).append(one)
    merchant_id, start_us = correction.plan.merchant_id, to_us(correction.starts_at)
    for payment in payments:
        if merchant_id not in (None, payment.merchant_id) or to_us(payment.at) < start_us:
            continue
        yield OrderCorrected(
            id=derive_id(correction.correction_id, "correction", payment.order_id),
            at=ordering.at,
            payment=payment,
            correction_id=correction.correction_id,
            reason=ordering.reason,
            maker_id=ordering.maker_id,
            checker_id=ordering.checker_id,
            captures=tuple(of.get(payment.order_id, ())),
        )


class CorrectionTotal(NamedTuple):
    """What corrections changed of what a payer owes a member, in minor units.

    Args:
        payer_id: Whose books.
        currency: Of all amounts.
        member_id: Whose commissions.
        order_count: In how many orders.
        deferred_minor: By how much his promised commissions rose; below 0 they fell.
        held_minor: The same of those that are held.
        available_minor: The same of those that are available.
    """

    payer_id: str
    currency: str
    member_id: str
    order_count: int
    deferred_minor: int
    held_minor: int
    available_minor: int

    @property
    def change_minor(self) -> int:
        """What he earns more, wherever it stands; below 0 less."""
        return self.deferred_minor + self.held_minor + self.available_minor


def correction_totals(
    events: Iterable[OrderCorrected], entries: Iterable[Entry]
) -> tuple[CorrectionTotal, ...]:
    """Return what some corrections changed, by payer, currency and member.

    Args:
        events: The corrections, as ``corrections`` yields them once more.
        entries: Entries of the journal; those of other events are passed over.

    Returns:
        One row for each member of whose commissions anything changed, in order of name.
    """
    meant = {one.id for one in events}
    changes: dict[tuple[str, str, str], dict[str, int]] = {}
    orders: dict[tuple[str, str, str], set[str]] = {}
    for entry in entries:
        if entry.event_id not in meant:
            continue
        for account, party_id, amount_minor in entry.postings:
            component = ACCOUNTS[account].component
            if component in _COMPONENTS:
                name = entry.payer_id, entry.currency, party_id
                mine = changes.setdefault(name, dict.fromkeys(_COMPONENTS, 0))
                mine[component] -= amount_minor  # what is owed is a credit
                orders.setdefault(name, set()).add(entry.subject_id)
    return tuple(
        CorrectionTotal(*name, len(orders[name]), *(changes[name][one] for one in _COMPONENTS))
        for name in sorted(changes)
    )


_COMPONENTS = ("deferred_minor", "held_minor", "available_minor")
