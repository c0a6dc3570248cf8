"""Wallets (钱包): release and fold.

Only what reads a balance to decide writes the wallet's row: a fold does, a release appends.
The checkpoint is loaded before the tail, so a change that a fold moves in between is seen,
or its write fails.

Source: docs/events.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from fenxiao.errors import EventError
from fenxiao.graph.counters import Count, sales, tallies
from fenxiao.ledger.balances import fold
from fenxiao.ledger.posting import deltas, merge, post
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Need,
    Put,
    Scan,
    continuation_key,
    delta_key,
    due_scan,
    member_key,
    order_key,
    tail_scan,
)
from fenxiao.model.encoding import derive_id
from fenxiao.model.events import FoldWallet, Release
from fenxiao.model.instants import to_us
from fenxiao.model.records import Delta, Entry, Member, Order
from fenxiao.rules.people import blank
from fenxiao.settlement.balances import checkpoint, own_wallet_key
from fenxiao.settlement.changes import (
    Changes,
    delta_appends,
    entry_append,
    occasion,
    waited,
)
from fenxiao.settlement.counts import tally_appends
from fenxiao.settlement.facts import missing, row, rows
from fenxiao.settlement.holdings import Amounts, less, released, settled_minor, standing_of
from fenxiao.settlement.policy import Holding, Policy

__all__ = [
    "decide_fold",
    "decide_release",
    "first_fold",
    "first_release",
]


def first_release(event: Release) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a release reads: a page of orders that are due."""
    return (continuation_key(event.id),), (_due_scan(event),)


def decide_release(event: Release, facts: Facts, policy: Policy) -> Need | Changes:
    """Make a page of held commissions available, order by order.

    Every order that moves is written, so a refund of it at the same moment is decided
    again; the changes of one wallet are appended as one row a page. Where the policy looks
    at the payees once more, what one who no longer qualifies would get is stopped instead.
    """
    page = rows(facts, _due_scan(event), Order)
    stopped = _stopped((order for order, _ in page), facts, policy.holding)
    if isinstance(stopped, Need):
        return stopped
    puts = [*waited(event, facts)]
    appends: list[Append] = []
    changes: list[Delta] = []
    counts: list[Count] = []
    for order, revision in page:
        if order.due_us is None or order.due_us > to_us(event.at) or order.state == "released":
            key, got = repr(order_key(order.order_id)), f'one that is "{order.state}"'
            raise EventError("facts.wrong_type", key=key, expected="held Order", got=got)
        freed = released(order, to_us(event.at))
        puts.append(Put(order_key(order.order_id), freed, revision))
        counts += sales(order, settled_minor(freed) - settled_minor(order))
        amounts = less(standing_of(freed).available, standing_of(order).available)
        for entry in _freed(event, order, amounts, stopped):
            appends.append(entry_append(entry))
            changes += deltas(entry)
    appends += delta_appends(merge(changes, derive_id(event.id, "release")))
    appends += tally_appends(tallies(event.id, to_us(event.at), counts))
    continuation = None
    if len(page) == event.limit:
        last = page[-1][0]
        after = (last.due_us or 0, last.order_id)
        continuation = replace(event, id=derive_id(event.id, "page"), after=after)
    return Changes(tuple(puts), tuple(appends), continuation)


def _freed(
    event: Release, order: Order, amounts: Amounts, stopped: frozenset[str]
) -> Iterator[Entry]:
    """Yield what the end of a holding posts: to the free, and to the stopped."""
    about = occasion(event, order.payer_id, order.currency, order.order_id)
    for template, is_stopped in (("release", False), ("release_stopped", True)):
        mine = {one: minor for one, minor in amounts.items() if (one in stopped) is is_stopped}
        if mine:
            yield post(template, about, mine)


def _stopped(orders: Iterable[Order], facts: Facts, holding: Holding) -> Need | frozenset[str]:
    """Return the payees of a page whose money is not set free, or what to load of them."""
    if holding.recheck == "none":
        return frozenset()
    payees = dict.fromkeys(one.payee_id for order in orders for one in order.kept)
    need = missing(facts, map(member_key, payees))
    if need is not None:
        return need
    members = (row(facts, member_key(one), Member)[0] or blank(one) for one in payees)
    return frozenset(one.member_id for one in members if not holding.sets_free(one))


def first_fold(event: FoldWallet) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a fold reads: the checkpoint, then a page of the tail."""
    scan = tail_scan(own_wallet_key(event), limit=event.limit)
    return (continuation_key(event.id), own_wallet_key(event)), (scan,)


def decide_fold(event: FoldWallet, facts: Facts) -> Changes:
    """Add a page of changes to the checkpoint and remove exactly those rows."""
    stored, revision = checkpoint(event, facts)
    page = rows(facts, tail_scan(own_wallet_key(event), limit=event.limit), Delta)
    folded = fold(stored, (change for change, _ in page))
    puts = [*waited(event, facts)]
    puts.append(Put(own_wallet_key(event), folded, revision))
    puts += [Put(delta_key(change), None, number) for change, number in page]
    continuation = None
    if len(page) == event.limit:
        continuation = replace(event, id=derive_id(event.id, "page"))
    return Changes(tuple(puts), (), continuation)


def _due_scan(event: Release) -> Scan:
    return due_scan(to_us(event.at), limit=event.limit, after=event.after)
