"""Laws of a whole story (整段事件的定律): books that balance, events twice, frozen terms.

Each takes a story and returns what breaks the law in it, or nothing.

Source: docs/laws.md.
"""

from __future__ import annotations

from collections import Counter

from fenxiao.model.contract import terms_key
from fenxiao.model.events import OrderPaid
from fenxiao.model.records import Order
from fenxiao.settlement.book import Book
from fenxiao.testing.law_objects import Story

__all__ = ["conservation", "frozen_terms", "idempotence"]


def conservation(story: Story) -> str:
    """Return an entry that does not balance, or money in wallets that no order leaves."""
    book = story.engine.book(story.policy)
    for event in story.events:
        book.apply(event)
        for entry in book.entries:
            if sum(one.amount_minor for one in entry.postings):
                return f"after {event.id}: {entry.postings}"
        owed, kept = _owed(book), _kept(book)
        if owed != kept:
            return f"after {event.id}: wallets hold {owed}, orders leave {kept}"
    return ""


def idempotence(story: Story) -> str:
    """Return what changes when every event is told twice, at once and again at the end."""
    once, twice = story.engine.book(story.policy), story.engine.book(story.policy)
    for event in story.events:
        once.apply(event)
        twice.apply(event)
        twice.apply(event)
    for event in story.events:
        twice.apply(event)
    return _differ(once, twice)


def frozen_terms(story: Story) -> str:
    """Return what changes when another policy is in force after the last payment."""
    same, other = story.engine.book(story.policy), story.engine.book(story.policy)
    payments = [n for n, event in enumerate(story.events) if isinstance(event, OrderPaid)]
    last = payments[-1] if payments else -1
    for number, event in enumerate(story.events):
        same.apply(event)
        other.apply(event)
        if number == last:
            other.policy = story.later
    return _differ(same, other)


def _owed(book: Book) -> dict[str, int]:
    """Return what all wallets of a member hold, whatever its state."""
    found: Counter[str] = Counter()
    for one in book.wallets():
        found[one.member_id] += one.deferred_minor + one.held_minor + one.available_minor
    return {name: minor for name, minor in sorted(found.items()) if minor}


def _kept(book: Book) -> dict[str, int]:
    """Return what a member keeps of all orders."""
    found: Counter[str] = Counter()
    for record, _ in book.rows.values():
        if isinstance(record, Order):
            for one in record.kept:
                found[one.payee_id] += one.amount_minor
    return {name: minor for name, minor in sorted(found.items()) if minor}


def _differ(expected: Book, actual: Book) -> str:
    """Say what of orders, terms, wallets or the journal is not the same."""
    if expected.entries != actual.entries:
        return f"{len(actual.entries)} entries instead of {len(expected.entries)}, or others"
    if expected.wallets() != actual.wallets():
        return f"wallets {actual.wallets()} instead of {expected.wallets()}"
    for key, row in expected.rows.items():
        if key[0] in ("order", terms_key("")[0]) and actual.rows.get(key) != row:
            return f"{key[1]}: {actual.rows.get(key)} instead of {row}"
    return ""
