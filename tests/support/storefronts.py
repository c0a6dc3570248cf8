"""Short ways to write visits, claims, attribution policies and assortments."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fenxiao.graph.credits import AttributionPolicy, CreditRule
from fenxiao.graph.storefront import StorefrontPolicy
from fenxiao.model.contract import Decision, Need
from fenxiao.model.credit_records import CreditKind, Lists
from fenxiao.model.events import AssortmentChanged, Claim, Event, ForgetVisits, OrderPaid, Touch
from fenxiao.settlement.book import Book
from fenxiao.settlement.decide import decide
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.store import Loaded
from tests.support.build import POLICY, at, line, paid

LINK = CreditRule(kind="link", channels=("click",), window_days=15)
FAN = CreditRule(kind="relation", relation="customer")
ROOM = CreditRule(kind="room", click="all")
TRAFFIC = CreditRule(kind="traffic", channels=("room",), window_hours=24)


def attributed(*rules: CreditRule, visit_limit: int = 100, of: Policy = POLICY) -> Policy:
    policy = AttributionPolicy(rules=rules, visit_limit=visit_limit)
    return replace(of, attributions=(policy,))


def fronted(of: Policy = POLICY, **fields: Any) -> Policy:
    return replace(of, storefronts=(StorefrontPolicy(**fields),))


def visit(
    sharer_id: str,
    visitor_id: str,
    *,
    day: float = 0,
    channel: str = "click",
    content_id: str | None = None,
    event_id: str = "",
) -> Touch:
    return Touch(
        id=event_id or f"visit {sharer_id} {visitor_id} {day}",
        at=at(day),
        sharer_id=sharer_id,
        visitor_id=visitor_id,
        channel=channel,
        content_id=content_id,
    )


def claim(kind: CreditKind, holder_id: str, *, day: float = 1, weight: int = 1) -> Claim:
    return Claim(kind=kind, holder_id=holder_id, at=at(day), weight=weight)


def claimed(order_id: str, buyer_id: str, *claims: Claim, day: float = 1) -> OrderPaid:
    return replace(paid(order_id, buyer_id, line(10_000), day=day), claims=claims)


def listing(
    member_id: str,
    lists: Lists = "all",
    *skus: str,
    day: float = 0,
    title_id: str | None = None,
    event_id: str = "",
) -> AssortmentChanged:
    return AssortmentChanged(
        id=event_id or f"list {member_id} {day}",
        at=at(day),
        member_id=member_id,
        lists=lists,
        skus=skus,
        title_id=title_id,
    )


def forget(*, day: float, spare_days: int = 0, limit: int = 1_000) -> ForgetVisits:
    return ForgetVisits(id=f"forget {day}", at=at(day), spare_days=spare_days, limit=limit)


def judged(event: Event, book: Book) -> tuple[list[Need], Loaded, Decision]:
    """Decide an event on what a book holds now; return the needs, the facts, the decision."""
    facts: Loaded = {}
    needs: list[Need] = []
    while isinstance(step := decide(event, facts, book.policy), Need):
        needs.append(step)
        facts |= book.store.load(step.keys, step.scans)
    return needs, facts, step


def answers(book: Book, order_id: str) -> list[tuple[str, str, str]]:
    """Return kind, holder and reason of each credit of an order."""
    return [(one.kind, one.holder_id, one.reason) for one in book.credits(order_id)]
