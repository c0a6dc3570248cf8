"""Records of credits and storefronts (归因与店铺记录): visits, credits, what a promoter lists.

Source: docs/events.md, "Records".
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

__all__ = [
    "CREDIT_KINDS",
    "LISTS",
    "Assortment",
    "ClaimSource",
    "Credit",
    "CreditKind",
    "Lists",
    "LostLine",
    "Shelf",
    "Visit",
]

CreditKind = Literal["relation", "link", "code", "room", "traffic", "store", "region", "staff"]
CREDIT_KINDS: tuple[CreditKind, ...] = get_args(CreditKind)
"""What an order may owe somebody for: he is the buyer's upline, his link or code was used,
he opened the live room (anchor), brought its visitors, keeps the store, has the region, is
an employee of the team (staff)."""

ClaimSource = Literal["order", "visit", "relation"]
"""Where a claim comes from: told with the order, remembered of a touch, a binding in force."""

Lists = Literal["all", "only", "all_but"]
LISTS: tuple[Lists, ...] = get_args(Lists)
"""How an assortment is meant: everything, only what is named, everything but that."""


class Visit(NamedTuple):
    """A touch that is remembered for the visitor's later orders; appended, never changed."""

    visitor_id: str
    event_id: str
    sharer_id: str
    channel: str
    at_us: int
    content_id: str | None
    subject_id: str | None


class LostLine(NamedTuple):
    """A line on which a claim came to something else than on the others."""

    line_id: str
    reason: str
    by: str


class Credit(NamedTuple):
    """How a claim on an order was answered: credited, or why not; frozen with the terms.

    ``line_ids`` are the lines that it is credited with; where holders share, those of an unfit
    one are the lines of which his part stays with the platform. Lines on which it came to
    something else than ``reason`` are ``lost``; lines of other content are not named.
    """

    kind: CreditKind
    holder_id: str
    reason: str
    by: str
    source: ClaimSource
    claim_id: str
    at_us: int
    subject_id: str | None
    content_id: str | None
    weight: int
    line_ids: tuple[str, ...]
    lost: tuple[LostLine, ...]


class Assortment(NamedTuple):
    """What a promoter lists in his store, and under which title, from an instant on."""

    member_id: str
    event_id: str
    since_us: int
    lists: Lists
    skus: tuple[str, ...]
    categories: tuple[str, ...]
    title_id: str | None


class Shelf(NamedTuple):
    """Which assortment of a promoter is his newest; guarded, so that changes queue up."""

    member_id: str
    event_id: str
    since_us: int
    changes: int
