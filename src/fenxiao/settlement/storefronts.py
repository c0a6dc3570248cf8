"""Storefronts (动态店铺): whose store a visitor sees, and what a promoter changed in his.

The questions are re-entrant like decisions: asked with too few facts they say which they
need, so that every host can answer them with its ``load``.

Source: docs/storefront.md.
"""

from __future__ import annotations

from fenxiao.graph.bindings import parents
from fenxiao.graph.storefront import Page, Storefront, owner, page
from fenxiao.model.contract import (
    Append,
    Facts,
    Key,
    Need,
    Put,
    Scan,
    assortment_key,
    assortments_scan,
    member_key,
    shelf_key,
    upline_scan,
)
from fenxiao.model.credit_records import Assortment, Shelf
from fenxiao.model.events import AssortmentChanged
from fenxiao.model.instants import to_us
from fenxiao.model.records import Binding, Refusal
from fenxiao.settlement.changes import Changes
from fenxiao.settlement.facts import missing, row, rows
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.relations import member_of

__all__ = ["decide_assortment", "find_page", "find_storefront", "first_assortment"]


def first_assortment(event: AssortmentChanged) -> tuple[tuple[Key, ...], tuple[Scan, ...]]:
    """Return what a change of an assortment reads: which one is the newest."""
    return (shelf_key(event.member_id),), ()


def decide_assortment(
    event: AssortmentChanged,
    facts: Facts,
) -> Changes | Refusal:
    """Add what a promoter lists from now on to what he listed before."""
    shelf, revision = row(facts, shelf_key(event.member_id), Shelf)
    at_us = to_us(event.at)
    if shelf is not None and at_us <= shelf.since_us:
        about = (("member_id", event.member_id), ("since_us", shelf.since_us))
        return Refusal("storefront.late", about)
    changes = 1 if shelf is None else shelf.changes + 1
    newest = Shelf(event.member_id, event.id, at_us, changes)
    assortment = Assortment(
        member_id=event.member_id,
        event_id=event.id,
        since_us=at_us,
        lists=event.lists,
        skus=event.skus,
        categories=event.categories,
        title_id=event.title_id,
    )
    put = Put(shelf_key(event.member_id), newest, revision)
    return Changes((put,), (Append(assortment_key(assortment), assortment),))


def find_storefront(visitor_id: str, at_us: int, facts: Facts, policy: Policy) -> Need | Storefront:
    """Return whose store a visitor sees at an instant, or which facts that takes.

    Relations and assortments are those of the instant; a member's status is that of now.

    Args:
        visitor_id: Who looks.
        at_us: As of when, in UTC microseconds.
        facts: What was loaded so far.
        policy: What is in force.
    """
    rule = policy.storefront_at(at_us)
    scan = upline_scan(rule.relation, visitor_id, at_us, limit=rule.reach)
    need = missing(facts, (member_key(visitor_id),), (scan,))
    if need is not None:
        return need
    path = parents((one for one, _ in rows(facts, scan, Binding)), limit=rule.reach)
    need = missing(facts, map(member_key, path))
    if need is not None:
        return need
    uplines = [member_of(facts, one)[0] for one in path]
    found = owner(member_of(facts, visitor_id)[0], uplines, rule)
    return _with_assortment(found, at_us, facts)


def find_page(
    sharer_id: str, at_us: int, facts: Facts, policy: Policy, content_id: str | None = None
) -> Need | Page:
    """Return what a page carries that somebody shares, or which facts that takes.

    Args:
        sharer_id: Who shares.
        at_us: As of when, in UTC microseconds.
        facts: What was loaded so far.
        policy: What is in force.
        content_id: The article that the page is about, if it is about one.
    """
    seen = find_storefront(sharer_id, at_us, facts, policy)
    if isinstance(seen, Need):
        return seen
    return page(member_of(facts, sharer_id)[0], seen, policy.storefront_at(at_us), content_id)


def _with_assortment(found: Storefront, at_us: int, facts: Facts) -> Need | Storefront:
    if found.owner_id is None:
        return found
    scan = assortments_scan(found.owner_id, at_us)
    need = missing(facts, (), (scan,))
    if need is not None:
        return need
    listed = next((one for one, _ in rows(facts, scan, Assortment)), None)
    return found._replace(assortment=listed)
