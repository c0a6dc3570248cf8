"""Storefronts (动态店铺): a visitor sees the store of the person through whom he came.

"C sees B's, D sees C's", never headquarters' unless nobody above keeps a store. Who keeps
one, and what becomes of the visitors of a keeper who is away, is policy.

Source: docs/storefront.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, NamedTuple

from fenxiao.model.checks import STRICT, check_id, check_kind, check_quantity
from fenxiao.model.credit_records import Assortment
from fenxiao.model.envelope import check_flag, is_one_of
from fenxiao.model.instants import check_instant
from fenxiao.model.people import RELATIONS, Relation
from fenxiao.model.records import Member
from fenxiao.model.who import ANYBODY, Who

__all__ = [
    "AWAY",
    "Page",
    "Storefront",
    "StorefrontPolicy",
    "StorefrontReason",
    "WhenAway",
    "is_listed",
    "owner",
    "page",
]

AWAY = ("suspended", "left", "deleted")
"""The statuses of a member whose store is closed, whatever else he meets."""

WhenAway = Literal["next_above", "headquarters"]
StorefrontReason = Literal["own", "upline", "above_away", "keeper_away", "nobody_above"]
_REACH_LIMIT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class StorefrontPolicy:
    """Whose store a visitor sees (店铺规则), in force from an instant on.

    Args:
        effective_from: From when it is in force; none is always. The newest one counts.
        relation: The relation whose uplines are asked, nearest first.
        keeper: Who keeps a store; others are passed over.
        sees_own: Whether a keeper sees his own store; else he too sees the one above.
        when_away: Where somebody is suspended, has left or was deleted who meets ``keeper`` but
            for its statuses: "next_above" goes on with who stands above him, "headquarters"
            ends there.
        headquarters_id: Whose store is seen where there is nobody; none leaves it to the host.
        reach: How many uplines are asked.
    """

    __pydantic_config__ = STRICT

    effective_from: datetime | None = None
    relation: Relation = "customer"
    keeper: Who = ANYBODY
    sees_own: bool = False
    when_away: WhenAway = "next_above"
    headquarters_id: str | None = None
    reach: int = 10

    def __post_init__(self) -> None:
        """Check every field."""
        if self.effective_from is not None:
            start = check_instant(self.effective_from, "effective_from")
            object.__setattr__(self, "effective_from", start)
        is_one_of(self.relation, RELATIONS, "relation")
        check_kind(self.keeper, Who, "keeper")
        check_flag(self.sees_own, "sees_own")
        is_one_of(self.when_away, ("next_above", "headquarters"), "when_away")
        if self.headquarters_id is not None:
            check_id(self.headquarters_id, "headquarters_id")
        check_quantity(self.reach, "reach", high=_REACH_LIMIT)


class Storefront(NamedTuple):
    """Whose store somebody sees, what it lists, and why it is this one.

    ``owner_id`` is None where headquarters has no id of its own; without an assortment
    everything is listed. Reasons: his "own"; the nearest keeper "upline"; a keeper "above_away"
    who stands above one who is away; headquarters, as the "keeper_away" or "nobody_above".
    """

    owner_id: str | None
    reason: StorefrontReason
    assortment: Assortment | None = None


class Page(NamedTuple):
    """What a shared page carries: whose store opens, on which article, who brought the visitor.

    A touch that comes through it names them as ``subject_id``, ``content_id``, ``sharer_id``.
    """

    storefront_id: str | None
    content_id: str | None
    sharer_id: str


def owner(visitor: Member, uplines: Sequence[Member], policy: StorefrontPolicy) -> Storefront:
    """Return whose store a visitor sees; what it lists is not looked up yet.

    Args:
        visitor: Who looks.
        uplines: Who stands above him, nearest first.
        policy: The rules in force.

    Examples:
        >>> def member(name: str, status: str = "active") -> Member:
        ...     return Member(name, 0, None, status, 0, "", True)
        >>> policy = StorefrontPolicy(keeper=Who(statuses=("active",)))
        >>> owner(member("D"), [member("C"), member("B")], policy)[:2]
        ('C', 'upline')
        >>> owner(member("D"), [member("C", "suspended"), member("B")], policy)[:2]
        ('B', 'above_away')
    """
    if policy.sees_own and _keeps(visitor, policy):
        return Storefront(visitor.member_id, "own")
    reason: StorefrontReason = "upline"
    for one in uplines[: policy.reach]:
        if one.status in AWAY:
            if not _would_keep(one, policy):
                continue
            if policy.when_away == "headquarters":
                return Storefront(policy.headquarters_id, "keeper_away")
            reason = "above_away"
        elif _keeps(one, policy):
            return Storefront(one.member_id, reason)
    return Storefront(policy.headquarters_id, "nobody_above")


def page(
    sharer: Member, seen: Storefront, policy: StorefrontPolicy, content_id: str | None = None
) -> Page:
    """Return what a page carries that somebody shares: his own store, or the one he sees.

    Args:
        sharer: Who shares; whoever comes through the page came through him.
        seen: The store that he sees.
        policy: The rules in force.
        content_id: The article that the page is about, if it is about one.
    """
    storefront_id = sharer.member_id if _keeps(sharer, policy) else seen.owner_id
    return Page(storefront_id, content_id, sharer.member_id)


def is_listed(assortment: Assortment | None, sku: str, category: str) -> bool:
    """Say whether a store lists an article; one of which nothing was told lists everything.

    Examples:
        >>> tea = Assortment("B", "e1", 0, "all_but", ("s9",), ("wine",), None)
        >>> is_listed(tea, "s1", "tea"), is_listed(tea, "s9", "tea"), is_listed(tea, "s1", "wine")
        (True, False, False)
    """
    if assortment is None or assortment.lists == "all":
        return True
    is_named = sku in assortment.skus or category in assortment.categories
    return is_named is (assortment.lists == "only")


def _would_keep(member: Member, policy: StorefrontPolicy) -> bool:
    """Say whether a member who is away would keep a store if he were here."""
    return replace(policy.keeper, statuses=()).first_unmet(member) is None


def _keeps(member: Member, policy: StorefrontPolicy) -> bool:
    return member.status not in AWAY and policy.keeper.first_unmet(member) is None
