"""Short ways to tell of invites, and sales that are settled by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fenxiao.graph.grades import Grade, GradePolicy
from fenxiao.graph.quota import INVITE_SALES, QuotaPolicy
from fenxiao.model.contract import Append, Decision, Need, Put, member_key, tally_key
from fenxiao.model.events import Event
from fenxiao.model.invites import (
    ExpireInvites,
    FoldQuota,
    InviteCancelled,
    InviteIssued,
    InviteRedeemed,
    SeatFreed,
)
from fenxiao.model.records import Member, Tally
from fenxiao.settlement.book import Book
from fenxiao.settlement.decide import decide
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.store import Loaded, Store
from tests.support.build import POLICY, at, at_us

PER_SALES = 100
HAND = tuple(Grade(name=one, is_by_hand=True) for one in ("guest", "gold"))
BY_HAND = GradePolicy(grades=HAND)


def quota(**fields: Any) -> QuotaPolicy:
    given: dict[str, Any] = {"currency": "CNY", "per_sales_minor": PER_SALES} | fields
    return QuotaPolicy(**given)


def with_quota(**fields: Any) -> Policy:
    made = quota(**fields)
    return replace(POLICY, quota=made, grades=BY_HAND if made.grade_multipliers_ppm else None)


def issued(
    member_id: str, code: str, *, day: float = 1, days: int | None = None, event_id: str = ""
) -> InviteIssued:
    name = event_id or f"issue {code}"
    return InviteIssued(id=name, at=at(day), member_id=member_id, code=code, valid_days=days)


def redeemed(code: str, member_id: str, *, day: float = 2, event_id: str = "") -> InviteRedeemed:
    name = event_id or f"redeem {code}"
    return InviteRedeemed(id=name, at=at(day), code=code, member_id=member_id)


def cancelled(code: str, *, day: float = 3, event_id: str = "") -> InviteCancelled:
    return InviteCancelled(id=event_id or f"cancel {code}", at=at(day), code=code)


def freed(code: str, *, day: float = 4, event_id: str = "") -> SeatFreed:
    return SeatFreed(id=event_id or f"free {code}", at=at(day), code=code)


def expire(*, day: float = 9, limit: int = 500, event_id: str = "") -> ExpireInvites:
    return ExpireInvites(id=event_id or f"expire {day}", at=at(day), limit=limit)


def fold(member_id: str, *, day: float = 9, limit: int = 1_000, event_id: str = "") -> FoldQuota:
    name = event_id or f"fold {member_id} {day}"
    return FoldQuota(id=name, at=at(day), member_id=member_id, limit=limit)


def sell(book: Book, member_id: str, amount_minor: int, *, day: int = 0) -> None:
    """Settle a sale of a member, or with an amount below 0 a refund, as an order would."""
    count = sum(1 for _ in book.rows) + 1
    currency = "CNY"
    name = f"{member_id} {day} {amount_minor} {count} {len(book.entries)}"
    while ("tally", member_id, INVITE_SALES, currency, name) in book.rows:
        name += "+"
    tally = Tally(member_id, INVITE_SALES, currency, name, at_us(day), amount_minor)
    assert book.store.commit(Decision("applied", appends=(Append(tally_key(tally), tally),)))


def promote(book: Book, member_id: str, grade: str) -> None:
    """Give a member a grade, as a promotion would."""
    key = member_key(member_id)
    stored = book.rows.get(key)
    member = Member(member_id, None, None, "active", 0, grade, is_verified=True)
    put = Put(key, member, stored[1] if stored else 0)
    assert book.store.commit(Decision("applied", puts=(put,)))


def told(book: Book, *events: Event) -> list[str | None]:
    """Apply events, and say by which code each was refused."""
    made = [book.apply(event) for event in events]
    return [one.refusal.code if one.refusal else None for one in made]


def decided(event: Event, store: Store, of: Policy) -> Decision:
    """Decide an event on what a store holds now, without committing it."""
    facts: Loaded = {}
    while isinstance(step := decide(event, facts, of), Need):
        facts |= store.load(step.keys, step.scans)
    return step


def free_of(book: Book, member_id: str) -> int:
    seen = book.quota(member_id)
    assert seen is not None
    return seen.free


def node_of(book: Book, member_id: str, relation: str = "team") -> str | None:
    """Return under whom a member stands now."""
    for node in book.nodes():
        if (node.relation, node.member_id) == (relation, member_id):
            return node.parent_id
    return None
