"""Holds (余额预占): place, post in parts, void, give back, expire.

Only placing reads a balance, so only it writes the wallet's row. Everything after it is
decided by the hold's own row, and guarded by that: no two orders wait for one wallet, and
of a posting and a voiding at one moment the second is decided again.

Source: docs/operations.md, "Holds".
"""

from __future__ import annotations

from dataclasses import replace

from fenxiao.ledger.holds import HoldMove, HoldStep, step_hold
from fenxiao.ledger.posting import Flow, deltas, merge, post, post_moves
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Put,
    Scan,
    continuation_key,
    hold_key,
    holds_due_scan,
)
from fenxiao.model.encoding import derive_id
from fenxiao.model.hold_records import Hold
from fenxiao.model.holds import (
    ExpireHolds,
    HoldEvent,
    HoldPlaced,
    HoldPosted,
    HoldReturned,
    HoldVoided,
)
from fenxiao.model.instants import to_us
from fenxiao.model.records import Delta, Entry, Refusal
from fenxiao.settlement.balances import first_balance, read_balance
from fenxiao.settlement.changes import (
    Changes,
    delta_appends,
    entry_append,
    ledger_appends,
    occasion,
    waited,
)
from fenxiao.settlement.debts import netted_minor, refuse_more, without_debt
from fenxiao.settlement.facts import row, rows

__all__ = [
    "decide_hold_placed",
    "decide_hold_posted",
    "decide_hold_returned",
    "decide_hold_voided",
    "decide_holds_expired",
    "first_hold",
    "first_hold_placed",
    "first_holds_expired",
]


def first_hold_placed(event: HoldPlaced) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what placing reads: whether the hold is there, then the balance."""
    keys, scans = first_balance(event)
    return (hold_key(event.hold_id), *keys), scans


def decide_hold_placed(event: HoldPlaced, facts: Facts) -> Changes | Refusal:
    """Reserve a part of what is available, after a noted debt is paid."""
    known, _ = row(facts, hold_key(event.hold_id), Hold)
    if known is not None:
        return Refusal("hold.already_placed", _named(known))
    balance = read_balance(event, facts)
    if isinstance(balance, Refusal):
        return balance
    there_minor = without_debt(balance.wallet).available_minor
    if event.amount_minor > there_minor:
        about = (balance.wallet, "available_minor", there_minor, event.amount_minor)
        return Changes((balance.guard,), refusal=refuse_more(*about))
    hold = _placed(event)
    about_it = occasion(event, hold.payer_id, hold.currency, hold.subject_id)
    amounts = {"debt_netted": netted_minor(balance.wallet), "hold_placed": event.amount_minor}
    entries = [post(name, about_it, {event.member_id: one}) for name, one in amounts.items() if one]
    appends = tuple(row for entry in entries for row in ledger_appends(entry))
    return Changes((balance.guard, Put(hold_key(hold.hold_id), hold, 0)), appends)


def first_hold(event: HoldEvent) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what all later events of a hold read: the hold."""
    return (hold_key(event.hold_id),), ()


def decide_hold_posted(event: HoldPosted, facts: Facts) -> Changes | Refusal:
    """Move what is reserved, or part of it, into the clearing account of its tender."""
    hold, revision = row(facts, hold_key(event.hold_id), Hold)
    if hold is None:
        return _unknown(event)
    left_minor = hold.left_minor
    wanted_minor = left_minor if event.amount_minor is None else event.amount_minor
    if wanted_minor > left_minor and hold.state == "open":
        return _more("hold.exceeded", hold, left_minor, wanted_minor)
    step: HoldStep = "post_last" if event.is_last else "post"
    move = step_hold(hold, step, wanted_minor, to_us(event.at))
    return Refusal("hold.ended", _named(hold)) if move is None else _moved(event, move, revision)


def decide_hold_voided(event: HoldVoided, facts: Facts) -> Changes | Refusal:
    """Make what is left of a hold available again."""
    hold, revision = row(facts, hold_key(event.hold_id), Hold)
    if hold is None:
        return _unknown(event)
    move = step_hold(hold, "void", 0, to_us(event.at))
    return Refusal("hold.ended", _named(hold)) if move is None else _moved(event, move, revision)


def decide_hold_returned(event: HoldReturned, facts: Facts) -> Changes | Refusal:
    """Make available again what a hold had paid, or part of it, whatever its state is."""
    hold, revision = row(facts, hold_key(event.hold_id), Hold)
    if hold is None:
        return _unknown(event)
    spent_minor = hold.spent_minor
    wanted_minor = max(1, spent_minor) if event.amount_minor is None else event.amount_minor
    if wanted_minor > spent_minor:
        return _more("hold.less_posted", hold, spent_minor, wanted_minor)
    returned_minor = hold.returned_minor + wanted_minor
    moved = hold._replace(returned_minor=returned_minor, updated_us=to_us(event.at))
    about = occasion(event, hold.payer_id, hold.currency, event.reference or hold.subject_id)
    flow = Flow("clearing", hold.tender, "member_available", hold.member_id, wanted_minor)
    entry = post_moves("hold_returned", about, (flow,))
    return Changes((Put(hold_key(hold.hold_id), moved, revision),), ledger_appends(entry))


def first_holds_expired(event: ExpireHolds) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what the sweep reads: a page of open holds whose time is over."""
    return (continuation_key(event.id),), (_due(event),)


def decide_holds_expired(event: ExpireHolds, facts: Facts) -> Changes:
    """Give back what is left of a page of holds; the changes of a wallet are one row a page."""
    page = rows(facts, _due(event), Hold)
    puts = [*waited(event, facts)]
    entries: list[Entry] = []
    for hold, revision in page:
        move = step_hold(hold, "expire", 0, to_us(event.at))
        if move is not None:
            puts.append(Put(hold_key(hold.hold_id), move.hold, revision))
            about = occasion(event, hold.payer_id, hold.currency, hold.subject_id)
            entry = post("hold_expired", about, {hold.member_id: move.back_minor})
            # Two holds may be for the same thing: each entry is named after its own.
            name = derive_id(event.id, entry.template, hold.hold_id)
            entries.append(entry._replace(entry_id=name))
    changes: list[Delta] = [change for entry in entries for change in deltas(entry)]
    appends = (*map(entry_append, entries), *delta_appends(merge(changes, derive_id(event.id))))
    is_full = len(page) == event.limit
    goes_on = replace(event, id=derive_id(event.id, "page")) if is_full else None
    return Changes(tuple(puts), appends, goes_on)


def _placed(event: HoldPlaced) -> Hold:
    at_us = to_us(event.at)
    expires_us = None if event.expires_at is None else to_us(event.expires_at)
    about = (event.hold_id, event.payer_id, event.member_id, event.currency, event.tender)
    subject_id = event.reference or event.hold_id
    return Hold(*about, subject_id, event.amount_minor, 0, 0, "open", at_us, at_us, expires_us)


def _moved(event: HoldEvent, move: HoldMove, revision: int) -> Changes:
    """Return what a step posts: what paid for something, and what is available again."""
    hold = move.hold
    about = occasion(event, hold.payer_id, hold.currency, event.reference or hold.subject_id)
    appends: list[Append] = []
    if move.posted_minor:
        mine = ("member_reserved", hold.member_id, "clearing", hold.tender)
        flows = (Flow(*mine, move.posted_minor),)
        appends += ledger_appends(post_moves("hold_posted", about, flows))
    if move.back_minor:
        appends += ledger_appends(post("hold_voided", about, {hold.member_id: move.back_minor}))
    return Changes((Put(hold_key(hold.hold_id), hold, revision),), tuple(appends))


def _unknown(event: HoldEvent) -> Refusal:
    return Refusal("hold.unknown", (("hold_id", event.hold_id),))


def _named(hold: Hold) -> tuple[tuple[str, str], ...]:
    return ("hold_id", hold.hold_id), ("state", hold.state)


def _more(code: str, hold: Hold, left_minor: int, wanted_minor: int) -> Refusal:
    amounts = (("left_minor", left_minor), ("wanted_minor", wanted_minor))
    return Refusal(code, (("hold_id", hold.hold_id), *amounts))


def _due(event: ExpireHolds) -> Scan:
    return holds_due_scan(to_us(event.at), limit=event.limit)
